//! The fields of the draft: which of them the benefit asks for, and what stands in them.

use super::typed::{Typed, detail_field};
use crate::form::Errors;
use crate::parts::{Choice, Choices, Field};
use crate::wording::{Wording, danish};
use app::App;
use app::case::View;
use domain::benefit::{Detail, Measure};
use domain::decision::{self, Outcome};
use domain::grant::Grant;
use jiff::civil::Date;

/// The fields of the draft.
pub(super) struct DraftForm {
    pub(super) outcome: Choices,
    pub(super) granted: Field,
    pub(super) not_granted: Field,
    pub(super) reasons: Field,
    pub(super) hearing: Option<Field>,
    pub(super) choice: Option<Choices>,
    pub(super) about: Option<Choices>,
    pub(super) effect: Option<Field>,
    pub(super) details: Vec<Field>,
    pub(super) one_off: Option<Field>,
    pub(super) days: Option<Field>,
    pub(super) package: Option<Choices>,
    pub(super) amount: Option<Field>,
    pub(super) weekly: Option<Field>,
    pub(super) monthly: Option<Field>,
    pub(super) from: Field,
    pub(super) until: Field,
    pub(super) follow_up: Field,
    pub(super) reader: Option<Choices>,
}

/// The form as it stands: the saved draft, or a new one with its defaults.
pub(super) fn typed_of(app: &App, view: &View<'_>) -> Typed {
    let mut typed = match view.file.open_decision() {
        Some(open) => Typed::of(&open.draft, open.version),
        None => Typed { version: "0".into(), ..Typed::default() },
    };
    // A refusal has no follow-up; when it becomes a grant after all, the benefit's own day is proposed again.
    if typed.opfoelgning.is_empty() {
        typed.opfoelgning = app::decision::page::first_follow_up(app, view.benefit, view.today).to_string();
    }
    typed
}

pub(super) fn form(app: &App, view: &View<'_>, typed: &Typed, errors: &Errors) -> DraftForm {
    let benefit = view.benefit;
    let running: Vec<&Grant> = view.file.grants.iter().filter(|grant| grant.runs_on_or_after(view.today)).collect();
    let offered = if running.is_empty() { Outcome::OF_APPLICATION } else { Outcome::ALL };
    let outcomes: Vec<Choice> =
        offered.iter().map(|outcome| Choice::new(Wording::code(outcome), outcome.danish())).collect();
    let text = |id: &str, label: &str, value: &str| Field::text(id, label, value, errors).rows(4);
    let money = matches!(benefit.measure, Measure::MonthlyAmount | Measure::WeeklyHoursAndAmount);
    let answered = !view.file.hearings.is_empty() || !typed.hoering.trim().is_empty();
    DraftForm {
        outcome: Choices::radios("udfald", "Udfald", &outcomes, &typed.udfald, errors),
        granted: text("bevilget", "Hvad bevilges?", &typed.bevilget)
            .hint("Én sætning, som borgeren kan gentage.")
            .rows(2),
        not_granted: text(
            "ikke_bevilget",
            "Hvad bevilges ikke, eller hvad falder væk, og hvorfor?",
            &typed.ikke_bevilget,
        ),
        reasons: text("begrundelse", "Begrundelse", &typed.begrundelse)
            .hint("Hvordan fører oplysninger, betingelser og hensyn til udfaldet? Ved fuldt medhold må den være kort.")
            .rows(8),
        hearing: answered.then(|| {
            text("hoering", "Hvordan er svaret på partshøringen indgået?", &typed.hoering)
                .hint("Skal skrives, når en part har svaret.")
        }),
        choice: (!benefit.choices.is_empty()).then(|| choices(app, view, typed, errors)),
        package: (!benefit.packages.is_empty()).then(|| {
            let packages: Vec<Choice> =
                benefit.packages.iter().map(|package| Choice::new(&package.id, &package.title)).collect();
            Choices::select("pakke", "Pakke", &packages, &typed.pakke, errors).optional()
        }),
        amount: money.then(|| Field::amount("beloeb", "Beløb om måneden", &typed.beloeb, errors)),
        about: (!running.is_empty()).then(|| about(&running, typed, errors)),
        effect: (!running.is_empty()).then(|| effect(app, view, typed, errors)),
        one_off: (benefit.measure == Measure::OneOffAmount)
            .then(|| Field::amount("engangsbeloeb", "Beløb, der betales én gang", &typed.engangsbeloeb, errors)),
        days: (benefit.measure == Measure::WeeklyDays)
            .then(|| Field::number("dage_uge", "Dage om ugen", &typed.dage_uge, errors)),
        details: benefit.details.iter().map(|detail| detail_of(*detail, typed, errors)).collect(),
        weekly: matches!(benefit.measure, Measure::WeeklyHoursAndAmount | Measure::WeeklyHours)
            .then(|| Field::number("timer_uge", "Timer om ugen", &typed.timer_uge, errors)),
        monthly: (benefit.measure == Measure::MonthlyHours)
            .then(|| Field::number("timer_maaned", "Timer om måneden", &typed.timer_maaned, errors)),
        from: Field::date("fra", "Bevillingens første dag", &typed.fra, errors),
        until: Field::date("til", "Sidste dag", &typed.til, errors).optional().hint("Kun når bevillingen skal ophøre."),
        follow_up: Field::date("opfoelgning", "Dato for første opfølgning", &typed.opfoelgning, errors),
        reader: readers(view, typed, errors),
    }
}

/// Something else the benefit asks for.
fn detail_of(detail: Detail, typed: &Typed, errors: &Errors) -> Field {
    let name = detail_field(detail);
    let value = typed.oplyst.get(&name).map_or("", String::as_str);
    Field::text(&name, crate::wording::detail(detail), value, errors).rows(2)
}

/// The running grant a reduction or an ending is about, or that a new grant takes over.
fn about(running: &[&Grant], typed: &Typed, errors: &Errors) -> Choices {
    let choices: Vec<Choice> =
        running.iter().map(|grant| Choice::new(grant.id.to_string(), crate::wording::grant(grant))).collect();
    let only = running.first().filter(|_| running.len() == 1).map(|grant| grant.id.to_string());
    let chosen = if typed.om.is_empty() { only.unwrap_or_default() } else { typed.om.clone() };
    Choices::select("om", "Hvilken løbende bevilling handler det om?", &choices, &chosen, errors)
}

fn effect(app: &App, view: &View<'_>, typed: &Typed, errors: &Errors) -> Field {
    let day = |outcome| decision::earliest_effect(&view.file, view.benefit, outcome, &app.content.calendar, view.today);
    let (reduced, ended) = (day(Outcome::Reduction), day(Outcome::Ending));
    let said = |day: Option<Date>| day.map(danish::date_short).unwrap_or_default();
    let rule = view.benefit.notice.as_ref().map_or_else(String::new, |notice| {
        format!(" Varslet er {} ({}).", crate::wording::duration(&notice.span), notice.source)
    });
    let hint = format!(
        "Ved nedsættelse tidligst {}, ved ophør tidligst {}, hvis afgørelsen sendes i dag.{rule}",
        said(reduced),
        said(ended)
    );
    Field::date("virkning", "Hvornår får ændringen virkning?", &typed.virkning, errors).hint(&hint)
}

/// The applicant's choice, each with the flat amount it gives.
fn choices(app: &App, view: &View<'_>, typed: &Typed, errors: &Errors) -> Choices {
    let amount = |id: &Option<String>| {
        let dated = app.content.setting_on(id.as_deref()?, view.today)?;
        let confirm = if dated.to_be_confirmed { ", skal bekræftes" } else { "" };
        Some(format!("Fast beløb om måneden: {}{confirm}", dated.text))
    };
    let choices: Vec<Choice> = view
        .benefit
        .choices
        .iter()
        .map(|choice| Choice::new(&choice.id, &choice.title).hint(amount(&choice.amount).unwrap_or_default()))
        .collect();
    Choices::radios("valg", "Ansøgerens valg", &choices, &typed.valg, errors)
}

fn readers(view: &View<'_>, typed: &Typed, errors: &Errors) -> Option<Choices> {
    let parties = view.file.parties_on(view.today);
    let choices: Vec<Choice> = parties.iter().map(|party| Choice::new(party.id.to_string(), &party.name)).collect();
    let first = choices.first().map(|choice| choice.value.clone()).unwrap_or_default();
    let chosen = if typed.laeser.is_empty() { first } else { typed.laeser.clone() };
    (1 < choices.len()).then(|| {
        Choices::radios("laeser", "Hvis brev vil du se?", &choices, &chosen, errors)
            .hint("Hver part får sit eget brev og læser kun om sit eget svar.")
    })
}
