//! Who approves by the plan, and why; and what has happened to the draft since last time.

use crate::parts::Moment;
use crate::wording::{Wording, danish, listed};
use app::App;
use app::case::View;
use app::decision::page::{Approval, Happened, MayApprove, Page};
use domain::absence::{By, StandIn};
use domain::benefit::ApprovalLine;
use domain::decision::Outcome;
use domain::ids::StaffId;
use jiff::civil::Date;

/// Who approves, as the page says it.
pub(super) struct Approver {
    pub(super) role: String,
    pub(super) why: String,
    pub(super) people: Vec<String>,
    /// Those who could and are away today, each with until when.
    pub(super) away: Vec<String>,
    pub(super) deputy: Option<String>,
}

/// Who approved, and on behalf of whom: "Birgitte Ellemose på vegne af Henrik Vadsted".
pub(super) fn approved_by(view: &View<'_>, by: StaffId, on_behalf_of: Option<StaffId>) -> String {
    let by = view.staff_name(by);
    on_behalf_of.map_or_else(|| by.to_string(), |absent| format!("{by} på vegne af {}", view.staff_name(absent)))
}

/// How long somebody is away: "(fraværende til og med fredag den 17. april 2026)".
pub(super) fn away_until(until: Option<Date>) -> String {
    format!("(fraværende {})", danish::until(until))
}

/// Who may approve, and why when it is not by their own role.
fn may(view: &View<'_>, who: &MayApprove) -> String {
    let name = &who.staff.name;
    match who.stands_in {
        None => name.clone(),
        Some(StandIn { absent, until, by }) => {
            let by_plan = if by == By::Plan { " efter planen" } else { "" };
            let absent = view.staff_name(absent);
            format!("{name} (stedfortræder{by_plan} for {absent} {})", danish::until(until))
        }
    }
}

/// What limits a line of the plan has, in words: "bevilling og delvis bevilling, højst 30.000,00 kr. om året".
pub(crate) fn limits(app: &App, line: &ApprovalLine) -> String {
    let mut said = Vec::new();
    if !line.outcomes.is_empty() {
        let outcomes: Vec<String> = line.outcomes.iter().map(|outcome| outcome.danish().to_lowercase()).collect();
        said.push(listed(&outcomes));
    }
    if let Some(package) = &line.package {
        let title = line.benefits.iter().filter_map(|id| app.content.benefits.latest(id));
        let title = title.flat_map(|benefit| &benefit.packages).find(|known| known.id == *package);
        said.push(format!("pakken {}", title.map_or(package.clone(), |known| known.title.clone())));
    }
    if let Some(limit) = line.yearly_cost_up_to {
        said.push(format!("højst {limit} om året"));
    }
    if let Some(hours) = line.weekly_hours_up_to {
        said.push(format!("højst {hours} timer om ugen"));
    }
    if let Some(level) = line.level_up_to {
        said.push(format!("højst niveau {level}"));
    }
    if said.is_empty() { "alle andre afgørelser".into() } else { said.join(", ") }
}

/// Title of a role by its id in content.
pub(crate) fn role_title(app: &App, id: &str) -> String {
    app.content.role(id).map_or_else(|| id.to_string(), |role| role.title.clone())
}

/// Who approves this draft.
pub(super) fn approver(
    app: &App,
    view: &View<'_>,
    approval: &Approval,
    cost: Option<domain::setting::Kroner>,
) -> Approver {
    let plan = approval.plan_from.map_or_else(String::new, |day| format!(" (planen fra {})", danish::date_plain(day)));
    let cost = cost.map_or_else(String::new, |cost| format!(" Udkastet koster {cost} om året."));
    let (role, why) = match &approval.line {
        Some(line) => {
            let limits = limits(app, line);
            (line.approver.as_str(), format!("Bevillingskompetenceplanen{plan} siger: {limits}.{cost}"))
        }
        None => {
            let why =
                format!("Bevillingskompetenceplanen{plan} har ingen linje for det, så afdelingschefen godkender.");
            ("afdelingschef", why)
        }
    };
    let deputy = approval.line.as_ref().and_then(|line| line.deputy.as_deref());
    Approver {
        role: role_title(app, role),
        why,
        people: approval.people.iter().map(|who| may(view, who)).collect(),
        away: approval.away.iter().map(|(who, until)| format!("{} {}", who.name, danish::until(*until))).collect(),
        deputy: deputy.map(|role| role_title(app, role).to_lowercase()),
    }
}

/// What has happened since it was last sent back, in one sentence; nothing when it never was.
pub(super) fn since_last_time(found: &Page<'_>) -> Option<String> {
    let back = found.happened.iter().position(|line| line.code == "decision_returned")?;
    let (later, returned) = (found.happened.get(..back)?, found.happened.get(back)?);
    let drafts: Vec<&Happened> = later.iter().filter(|line| line.code == "decision_drafted").collect();
    let since = match drafts.first() {
        Some(last) => format!(
            "Siden er udkastet gemt {}, senest af {} {}.",
            crate::wording::counted(u64::try_from(drafts.len()).unwrap_or(u64::MAX), "gang", "gange"),
            last.by,
            danish::instant(last.at)
        ),
        None => "Udkastet er ikke gemt siden.".to_string(),
    };
    let (by, at, why) = (&returned.by, danish::instant(returned.at), &returned.text);
    Some(format!("{by} sendte det tilbage {at}: {why}\n{since}"))
}

/// The draft's history, newest first.
pub(super) fn history(found: &Page<'_>) -> Vec<Moment> {
    found.happened.iter().map(moment).collect()
}

fn moment(line: &Happened) -> Moment {
    let outcome = Outcome::from_code(&line.text).map(|outcome| outcome.danish());
    let (icon, title) = match line.code.as_str() {
        "decision_drafted" => ("edit", "Udkast gemt"),
        "decision_submitted" => ("send", "Sendt til godkendelse"),
        "decision_taken_back" => ("reply", "Trukket tilbage"),
        "decision_approved" => ("check", "Godkendt"),
        "decision_returned" => ("reply", "Sendt tilbage"),
        _ => ("email", "Sendt til parterne"),
    };
    Moment {
        when: danish::instant(line.at),
        datetime: line.at.to_string(),
        icon,
        title: title.into(),
        by: line.by.clone(),
        text: outcome.unwrap_or_else(|| line.text.clone()),
        link: None,
        id: String::new(),
    }
}
