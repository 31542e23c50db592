//! From files to [`Content`]: parse all, know the names, read each, cross-check, leave out what is wrong.

use crate::formats::Format;
use crate::index::{Index, RawFile};
use crate::mistake::{Mistake, Mistakes};
use crate::procedure::{self, Read};
use crate::{
    Content, FileNote, Guide, across, benefit, coverage, files, function, interface, letter, lock, meeting, model,
    questionnaire, setting, small, standard, structure,
};
use domain::benefit::{ApprovalPlan, Benefit};
use domain::letter::Letter;
use domain::meeting_kind::MeetingKind;
use domain::questionnaire::{Phrase, Questionnaire};
use jiff::civil::Date;
use rust_embed::RustEmbed;
use std::collections::BTreeMap;
use std::path::Path;

/// The files the program is built with.
#[derive(RustEmbed)]
#[folder = "../../content"]
#[include = "*.toml"]
#[include = "*.md"]
#[include = "*.lock"]
struct Shipped;

/// The files the program is built with as text, by path: what [`Content::shipped`] loads.
pub fn shipped_files() -> BTreeMap<String, String> {
    Shipped::iter()
        .filter_map(|path| {
            let file = Shipped::get(&path)?;
            Some((path.to_string(), String::from_utf8_lossy(&file.data).into_owned()))
        })
        .collect()
}

/// The content files of a folder as text, by path with `/` between folders.
///
/// # Errors
/// When the folder or one of its files cannot be read.
pub fn read_dir(folder: &Path) -> std::io::Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![(folder.to_path_buf(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?;
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                folders.push((entry.path(), format!("{path}/")));
            } else if [".toml", ".md", ".lock"].iter().any(|ending| path.ends_with(ending)) {
                found.insert(path, String::from_utf8_lossy(&std::fs::read(entry.path())?).into_owned());
            }
        }
    }
    Ok(found)
}

/// Loads content from files by path, and finds all that can be found without playing the procedures through.
///
/// A file (in `roller.toml`, `afdelinger.toml` and `indstillinger.toml`: an entry) with an error is left out.
pub fn load(files: &BTreeMap<String, String>) -> (Content, Vec<Mistake>) {
    let (content, mistakes) = load_all(files, Play::No);
    (content, mistakes.sorted())
}

/// Everything that is wrong, including what is only found by playing every procedure through (`content-formats.md`,
/// checks 18 to 21): slower than [`load`], for those who write and for the tests.
pub fn check(files: &BTreeMap<String, String>) -> Vec<Mistake> {
    load_all(files, Play::Yes).1.sorted()
}

/// Whether the procedures are played through, which takes far longer than reading them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Play {
    Yes,
    No,
}

fn load_all(files: &BTreeMap<String, String>, play: Play) -> (Content, Mistakes) {
    let mut mistakes = Mistakes::default();
    let parsed = files::parse_all(files, &mut mistakes);
    let index = Index::new(&parsed, files.keys().map(String::as_str));
    demand_files(files, &mut mistakes);
    let gathered = Gathered::read(&parsed, &index, &mut mistakes);
    same_version_twice(&parsed, &mut mistakes);
    structure::check_all(&gathered.procedures, &mut mistakes);
    across::check_all(&gathered, &mut mistakes);
    lock::check(&gathered.procedures.iter().map(|read| &read.merged).collect::<Vec<_>>(), files, &mut mistakes);
    if play == Play::Yes {
        across::walk_all(&gathered.procedures, &mut mistakes);
    }
    let content = gathered.finish(&mistakes);
    (content, mistakes)
}

/// Files without which nothing can be shown.
fn demand_files(files: &BTreeMap<String, String>, mistakes: &mut Mistakes) {
    for format in [Format::ApprovalPlan, Format::Roles, Format::Departments, Format::Settings, Format::Calendar] {
        let there = files.keys().any(|path| files::place_of(path).is_some_and(|(found, _)| found == format));
        if !there {
            let path = format!("{}.{}", format.place(), format.ending());
            let keys: Vec<&str> = format.shape().all_keys().filter(|key| key.required).map(|key| key.name).collect();
            mistakes.error(&path, 1, "filen mangler", format!("Skriv den med: {}.", keys.join(", ")));
        }
    }
}

/// Everything read, each with its file, so that what a later check finds wrong can still be left out.
pub(crate) struct Gathered<'a> {
    pub(crate) procedures: Vec<Read<'a>>,
    pub(crate) benefits: Vec<(&'a RawFile, Benefit)>,
    pub(crate) letters: Vec<(&'a RawFile, Letter)>,
    questionnaires: Vec<(&'a RawFile, Questionnaire)>,
    meeting_kinds: Vec<(&'a RawFile, MeetingKind)>,
    phrases: Vec<(&'a RawFile, Phrase)>,
    guides: Vec<(&'a RawFile, Guide)>,
    standards: Vec<(&'a RawFile, standard::ServiceStandard)>,
    pub(crate) plans: Vec<(&'a RawFile, ApprovalPlan)>,
    pub(crate) rest: Content,
}

impl<'a> Gathered<'a> {
    fn read(parsed: &'a [RawFile], index: &Index, mistakes: &mut Mistakes) -> Gathered<'a> {
        let of = |format: Format| parsed.iter().filter(move |file| file.format == format);
        let sources: Vec<&RawFile> = of(Format::Procedure).collect();
        let merged = procedure::merge_all(&sources, mistakes);
        let mut gathered = Gathered {
            procedures: merged.into_iter().filter_map(|merged| procedure::read(merged, index, mistakes)).collect(),
            benefits: each(of(Format::Benefit), |file| benefit::read(file, index, mistakes)),
            letters: each(of(Format::Letter), |file| letter::read(file, index, mistakes)),
            questionnaires: each(of(Format::Questionnaire), |file| questionnaire::read(file, index, mistakes)),
            meeting_kinds: each(of(Format::Meeting), |file| meeting::read(file, index, mistakes)),
            phrases: each(of(Format::Phrase), |file| small::phrase(file, mistakes)),
            guides: each(of(Format::Guide), |file| small::guide(file, index, mistakes)),
            standards: each(of(Format::Standard), |file| standard::read(file, mistakes)),
            plans: each(of(Format::ApprovalPlan), |file| benefit::read_plan(file, index, mistakes)),
            rest: Content::default(),
        };
        let rest = &mut gathered.rest;
        rest.blocks = of(Format::Block).map(|file| (file.id.clone(), file.text.clone())).collect();
        rest.notes = parsed.iter().map(|file| (file.path.clone(), note(file))).collect();
        for file in of(Format::Roles) {
            rest.roles = small::roles(file, index, mistakes);
            rest.functions = function::functions(file, mistakes);
        }
        for file in of(Format::Departments) {
            (rest.municipality, rest.departments) = small::departments(file, mistakes);
        }
        for file in of(Format::Settings) {
            rest.settings = setting::read(file, mistakes);
        }
        for file in of(Format::Calendar) {
            rest.calendar = small::calendar(file, mistakes);
        }
        for file in of(Format::Exceptions) {
            rest.exceptions = small::exceptions(file, mistakes);
        }
        for file in of(Format::LegalBases) {
            rest.legal_bases = small::legal_bases(file, mistakes);
        }
        for file in of(Format::Interfaces) {
            (rest.interface_questions, rest.interface_rules) = interface::interfaces(file, index, mistakes);
        }
        for file in of(Format::Forums) {
            rest.forums = interface::forums(file);
        }
        for file in of(Format::Financing) {
            rest.financing_criteria = model::criteria(file, index, mistakes);
        }
        for file in of(Format::Indicators) {
            rest.indicators = model::indicators(file, index, mistakes);
        }
        for file in of(Format::Catalogue) {
            rest.catalogue = coverage::read(file, mistakes);
        }
        gathered
    }

    /// Puts everything without an error into the content.
    fn finish(self, mistakes: &Mistakes) -> Content {
        let wrong = mistakes.files_in_error();
        let good = |file: &RawFile| !wrong.contains(&file.path);
        let mut content = self.rest;
        for read in self.procedures {
            let steps_are_good = read.merged.steps.iter().all(|place| good(place.file));
            if good(read.merged.file) && steps_are_good {
                let procedure = read.procedure;
                content.procedures.insert(&procedure.id.clone(), procedure.valid_from, procedure);
            }
        }
        for (_, benefit) in self.benefits.into_iter().filter(|(file, _)| good(file)) {
            content.benefits.insert(&benefit.id.clone(), benefit.valid_from, benefit);
        }
        for (_, letter) in self.letters.into_iter().filter(|(file, _)| good(file)) {
            content.letters.insert(&letter.id.clone(), letter.valid_from, letter);
        }
        for (_, form) in self.questionnaires.into_iter().filter(|(file, _)| good(file)) {
            content.questionnaires.insert(&form.id.clone(), form.valid_from, form);
        }
        for (_, kind) in self.meeting_kinds.into_iter().filter(|(file, _)| good(file)) {
            content.meeting_kinds.insert(&kind.id.clone(), kind.valid_from, kind);
        }
        for (_, phrase) in self.phrases.into_iter().filter(|(file, _)| good(file)) {
            content.phrases.insert(&phrase.id.clone(), phrase.valid_from, phrase);
        }
        let guides = self.guides.into_iter().filter(|(file, _)| good(file));
        content.guides = guides.map(|(_, guide)| (guide.id.clone(), guide)).collect();
        let standards = self.standards.into_iter().filter(|(file, _)| good(file));
        content.standards = standards.map(|(_, standard)| (standard.id.clone(), standard)).collect();
        content.approval_plans = self.plans.into_iter().filter(|(file, _)| good(file)).map(|(_, plan)| plan).collect();
        content.approval_plans.sort_by_key(|plan| plan.valid_from);
        content
    }
}

fn each<'a, T>(
    files: impl Iterator<Item = &'a RawFile>,
    mut read: impl FnMut(&'a RawFile) -> Option<T>,
) -> Vec<(&'a RawFile, T)> {
    files.filter_map(|file| Some((file, read(file)?))).collect()
}

fn note(file: &RawFile) -> FileNote {
    FileNote {
        catalogue: file.node.words("katalog"),
        source: file.node.text("kilde"),
        warning: file.node.text("advarsel"),
        to_be_confirmed: file.node.flag("skal_bekraeftes"),
    }
}

/// Check 22, second third: two files must not be the same version of the same thing.
fn same_version_twice(parsed: &[RawFile], mistakes: &mut Mistakes) {
    let mut seen: BTreeMap<(Format, &str, Option<Date>), &RawFile> = BTreeMap::new();
    for file in parsed {
        let key = (file.format, file.id.as_str(), file.node.date("gaelder_fra"));
        if let Some(other) = seen.insert(key, file) {
            mistakes.error(
                &file.path,
                file.node.line_of("gaelder_fra"),
                format!("filen gælder fra samme dag som {}", other.path),
                "Giv den ene en anden \"gaelder_fra\" og den dag i navnet, eller slet den ene.",
            );
        }
    }
}
