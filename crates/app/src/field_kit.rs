//! The field kit (feltsæt): forms taken along on a device, delivered once, ended at sign-out, revoked by a leader.
//!
//! What the device may hold and what is laid back under the answers is said in [`domain::field_kit`].

use crate::act::Act;
use crate::form::{Fill, Saved};
use crate::{Actor, App, Outcome, Reason, Refused, Resource, access};
use domain::access::{Action, Object, Permit, Target};
use domain::field_kit::{self as core, Answered, FormState, Kit, KitForm, NotDelivered, NotTaken, Revoked, Taken};
use domain::ids::{CaseId, EntryId, FieldKitId, StaffId};
use domain::journal::{Entry, EntryKind};
use domain::questionnaire::{Answers, Questionnaire, Signature};
use domain::setting::Value;
use domain::staff::{Role, Staff};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use store::case::{CaseFilter, CaseRow, Open, Who};

/// Days after its end that a kit is still told about, so that a device that was away for long learns how it stands.
const TOLD_DAYS: i64 = 60;
/// Cases offered at once.
const OFFERED: u32 = 50;

/// What the page of the field kit shows.
pub struct Offer<'a> {
    /// Whether the municipality has said yes to it in the reader's department.
    pub on: bool,
    /// The reader's own open cases.
    pub cases: Vec<CaseRow>,
    /// The forms that may be taken along.
    pub forms: Vec<&'a Questionnaire>,
    /// The reader's kits that are out, newest first, with their forms.
    pub kits: Vec<(Kit, Vec<KitForm>)>,
    /// Now.
    pub now: Timestamp,
}

/// Whether forms may be taken along from a department: the municipality says so for each, and not said is no (O-1).
pub fn is_on(app: &App, department: &str, today: Date) -> bool {
    let setting = app.content.setting_on(&format!("feltsaet-{department}"), today);
    setting.is_some_and(|setting| setting.value == Value::Flag(true))
}

/// Whether the field kit is somebody's tool at all: of those who go out, and of departments that have it on.
pub fn is_offered(app: &App, actor: &Actor) -> bool {
    let goes_out = actor.staff.roles.contains(&Role::OutreachCaseworker);
    goes_out || is_on(app, &actor.staff.department, app.today())
}

/// Shows what may be taken along, and what is out.
pub async fn offer<'a>(app: &'a App, actor: &Actor) -> Outcome<Offer<'a>> {
    let scope = access::scope(actor)?;
    let mut look = app.look(actor, "see_field_kits").await?;
    let (today, now) = (look.today(), look.tx.now());
    let on = is_on(app, &actor.staff.department, today);
    let filter = CaseFilter { who: Who::Mine, open: Open::Open };
    let cases = if on { look.tx.list_cases(&scope, &filter, None, OFFERED).await? } else { Vec::new() };
    let forms = app.content.questionnaires.all_on(today).filter(|form| crate::form::is_filled_in_here(form)).collect();
    let mut kits = Vec::new();
    for kit in look.tx.field_kits_of(actor.id(), now).await? {
        let forms = look.tx.field_kit_forms(kit.id).await?;
        kits.push((kit, forms));
    }
    look.done(None, vec![format!("{} rows", cases.len())], Vec::new()).await?;
    Ok(Offer { on, cases, forms, kits, now })
}

/// What is taken along.
pub struct Take {
    /// Random mark of the browser, by which its sign-out ends what is on it.
    pub device: String,
    /// What the owner calls the device.
    pub label: String,
    /// Cases with forms.
    pub chosen: Vec<(CaseId, String)>,
}

/// Takes forms along: from now the device may fetch them, and only for its owner.
///
/// # Errors
/// [`Reason::FieldKit`]; not found for a case one may not work on and a form that does not exist.
pub async fn take(app: &App, actor: &Actor, take: Take) -> Outcome<FieldKitId> {
    let mut act = app.act(actor, "field_kit_taken").await?;
    core::may_take(&take.label, take.chosen.len()).map_err(not_taken)?;
    let today = act.today();
    let id = FieldKitId(act.id());
    let kit = Kit::new(id, actor.id(), take.label.trim().to_string(), act.tx.now());
    let mut by_case: BTreeMap<CaseId, Vec<&str>> = BTreeMap::new();
    for (case, form) in &take.chosen {
        let forms = by_case.entry(*case).or_default();
        if !forms.contains(&form.as_str()) {
            forms.push(form);
        }
    }
    let (mut forms, mut permits) = (Vec::new(), Vec::new());
    for (case, chosen) in by_case {
        let (permit, file) = act.open_case(case).await?;
        if !is_on(app, &file.case.department, today) {
            return Err(not_taken(NotTaken::TurnedOff));
        }
        let kept = act.tx.forms(&permit, case).await?;
        let mut titles = Vec::new();
        for id in chosen {
            let form = app.content.questionnaire(id, today).ok_or(Refused::NotFound)?;
            if !crate::form::is_filled_in_here(form) {
                return Err(not_taken(NotTaken::FilledInElsewhere));
            }
            let base = kept.iter().filter(|kept| kept.form == form.id).map(|kept| kept.nr).max().unwrap_or_default();
            let (form_version, state) = (form.valid_from, FormState::Taken);
            forms.push(KitForm { kit: kit.id, case, form: form.id.clone(), form_version, base, state });
            titles.push(form.title.clone());
        }
        permits.push((case, permit, titles.join("\n")));
    }
    let permit = permits.first().map(|(_, permit, _)| permit.clone()).ok_or(Refused::NotFound)?;
    act.tx.insert_field_kit(&permit, &kit, &take.device, &forms).await?;
    for (case, permit, titles) in permits {
        act.journal(&permit, case, &titles).await?;
    }
    act.because(&format!("kit {id}, {} forms", forms.len()));
    act.commit(Resource::FieldKit(id)).await?;
    Ok(id)
}

fn not_taken(why: NotTaken) -> Refused {
    Reason::FieldKit(why).into()
}

/// What a device fetches of a kit.
pub struct Contents<'a> {
    /// The kit.
    pub kit: Kit,
    /// Now, by the server: the device reckons its own end from it, however its clock stands.
    pub now: Timestamp,
    /// Its forms that have not come home.
    pub forms: Vec<Item<'a>>,
}

/// A form of a kit with what goes along of it.
pub struct Item<'a> {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// The citizen as initials.
    pub initials: String,
    /// The form.
    pub form: &'a Questionnaire,
    /// Who signs it: roles with their titles.
    pub signs: Vec<(String, String)>,
    /// The number of the answers that go along; 0 for none.
    pub base: u32,
    /// What goes along of them.
    pub taken: Taken,
}

/// Fetches a kit onto its device.
///
/// # Errors
/// Not found for somebody else's kit, and for one that does not run any more.
pub async fn contents<'a>(app: &'a App, actor: &Actor, id: FieldKitId) -> Outcome<Contents<'a>> {
    let mut look = app.look(actor, "see_field_kit").await?;
    let now = look.tx.now();
    let kit = look.tx.field_kit(id).await?.filter(|kit| kit.staff == actor.id()).ok_or(Refused::NotFound)?;
    if kit.standing(now) != core::Standing::Running {
        return Err(Refused::NotFound);
    }
    let (mut forms, mut persons) = (Vec::new(), Vec::new());
    for out in look.tx.field_kit_forms(id).await?.into_iter().filter(|form| form.state == FormState::Taken) {
        let (permit, file) = look.case(out.case, Action::Work).await?;
        let form = app.content.questionnaire_version(&out.form, out.form_version).ok_or(Refused::NotFound)?;
        let versions = go_on_from(form, versions(look.tx.forms(&permit, out.case).await?, form)?);
        let taken = versions.get(&out.base).map(|answers| core::taken(form, answers)).unwrap_or_default();
        let title = |role: &String| app.content.role(role).map_or_else(|| role.clone(), |known| known.title.clone());
        forms.push(Item {
            case: out.case,
            number: file.case.number.to_string(),
            initials: core::initials(&file.citizen.name),
            form,
            signs: form.signatures.iter().map(|role| (role.clone(), title(role))).collect(),
            base: out.base,
            taken,
        });
        persons.push(file.citizen.id);
    }
    look.done(None, forms.iter().map(|item| format!("{}/{}", item.case, item.form.id)).collect(), persons).await?;
    Ok(Contents { kit, now, forms })
}

/// All answers of a form, by number.
fn versions(kept: Vec<store::form::FilledForm>, form: &Questionnaire) -> Outcome<BTreeMap<u32, Answers>> {
    let of_form = kept.into_iter().filter(|kept| kept.form == form.id);
    of_form.map(|kept| Ok((kept.nr, crate::form::read(&kept.answers)?))).collect()
}

/// Of a form that is filled in once for each event there is nothing to go on from.
fn go_on_from(form: &Questionnaire, mut versions: BTreeMap<u32, Answers>) -> BTreeMap<u32, Answers> {
    if form.many {
        versions.clear();
    }
    versions
}

/// A form that comes home.
pub struct Deliver {
    /// The kit.
    pub kit: FieldKitId,
    /// The case.
    pub case: CaseId,
    /// The form.
    pub form: String,
    /// The number of the answers it is laid over: those it was taken with, or those that were shown beside it since.
    pub knew_of: u32,
    /// What was answered.
    pub answered: Answered,
    /// Who signed.
    pub signatures: Vec<Signature>,
    /// Own notes of the visit; they become a note of the journal.
    pub note: String,
    /// Why it is taken in though the kit is over; empty while it runs.
    pub late_because: String,
}

/// Saves a form that comes home from a device, once, as a new version on its case.
///
/// # Errors
/// [`Reason::NotDelivered`]; [`Reason::Stale`] when somebody saved meanwhile, [`Reason::FormIncomplete`] and
/// [`Reason::Signature`] as when a form is filled in; not found for somebody else's kit, and for a case one may not work
/// on any more.
pub async fn deliver(app: &App, actor: &Actor, order: Deliver) -> Outcome<u32> {
    let mut act = app.act(actor, "field_kit_delivered").await?;
    let (kit, out) = mine(&mut act, &order).await?;
    let late = order.late_because.trim();
    core::may_deliver(&kit, &out, act.tx.now(), late).map_err(Reason::NotDelivered)?;
    let (permit, mut file) = act.open_case(order.case).await?;
    let form = app.content.questionnaire(&order.form, act.today()).ok_or(Refused::NotFound)?;
    if core::not_asked_any_more(form, &order.answered) {
        return Err(Reason::NotDelivered(NotDelivered::FormChanged).into());
    }
    let versions = versions(act.tx.forms(&permit, order.case).await?, form)?;
    // A form of its own for each event is laid over nothing, so nobody else's filling-in stands in its way.
    let latest = versions.keys().copied().max().unwrap_or_default();
    let knew_of = if form.many { latest } else { order.knew_of };
    let answers = core::delivered(form, &go_on_from(form, versions), knew_of, &order.answered);
    let answers = crate::form::with_known(&mut act, &file, form, answers).await?;
    let fill = Fill { form: order.form.clone(), answers, knew_of, signatures: order.signatures };
    let Saved { nr, noted } = crate::form::save(&mut act, &permit, &mut file, fill).await?;
    let is_late = kit.standing(act.tx.now()) != core::Standing::Running;
    act.tx.deliver_field_kit_form(&permit, &out, nr, is_late.then_some(late)).await?;
    let noted = if is_late { format!("{noted}\nTaget ind efter feltsættets tid: {late}") } else { noted };
    act.journal(&permit, order.case, &noted).await?;
    note(&mut act, &permit, order.case, &order.note).await?;
    act.because(&format!("kit {}{}", kit.id, if is_late { ", late" } else { "" }));
    act.commit(Resource::Inside(order.case, kit.id.0)).await?;
    Ok(nr)
}

/// The actor's own kit and the form of it.
async fn mine(act: &mut Act<'_>, order: &Deliver) -> Outcome<(Kit, KitForm)> {
    let own = act.actor.id();
    let kit = act.tx.field_kit(order.kit).await?.filter(|kit| kit.staff == own).ok_or(Refused::NotFound)?;
    let forms = act.tx.field_kit_forms(order.kit).await?;
    let out = forms.into_iter().find(|form| form.case == order.case && form.form == order.form);
    Ok((kit, out.ok_or(Refused::NotFound)?))
}

/// What was noted during the visit is a note of the case, as if it was written at the desk.
async fn note(act: &mut Act<'_>, permit: &Permit, case: CaseId, text: &str) -> Outcome<()> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(());
    }
    let entry = Entry {
        id: EntryId(act.id()),
        case,
        written_at: act.tx.now(),
        happened_on: act.today(),
        by: Some(act.actor.id()),
        kind: EntryKind::Note { phrase: None },
        text: text.to_string(),
        corrects: None,
    };
    Ok(act.tx.append_entry(permit, &entry).await?)
}

/// What somebody saved while the form was out, as far as it may go onto the device.
pub struct Theirs {
    /// The number of their answers.
    pub nr: u32,
    /// Who saved them.
    pub by: String,
    /// The day.
    pub on: Date,
    /// The answers.
    pub taken: Taken,
}

/// Shows what was saved while a form of one's kit was out, to be held beside one's own.
///
/// # Errors
/// Not found for somebody else's kit, a case one may not work on, and when nothing was saved.
pub async fn theirs(app: &App, actor: &Actor, kit: FieldKitId, case: CaseId, form: &str) -> Outcome<Theirs> {
    let mut look = app.look(actor, "see_form").await?;
    let own = look.tx.field_kit(kit).await?.filter(|kit| kit.staff == actor.id()).ok_or(Refused::NotFound)?;
    if matches!(own.standing(look.tx.now()), core::Standing::Revoked) {
        return Err(Refused::NotFound);
    }
    let (permit, file) = look.case(case, Action::Work).await?;
    let asked = app.content.questionnaire(form, look.today()).ok_or(Refused::NotFound)?;
    let kept = look.tx.forms(&permit, case).await?;
    let last = kept.into_iter().filter(|kept| kept.form == form).max_by_key(|kept| kept.nr).ok_or(Refused::NotFound)?;
    let by = look.tx.staff(last.filled_by).await?.map(|staff| staff.name).unwrap_or_default();
    let taken = core::taken(asked, &crate::form::read(&last.answers)?);
    look.done(Some(&permit), vec![case.to_string(), form.to_string()], vec![file.citizen.id]).await?;
    Ok(Theirs { nr: last.nr, by, on: last.filled_on, taken })
}

/// The actor's kits as a device asks about them, with their forms; those that ended lately too.
pub async fn known(app: &App, actor: &Actor) -> Outcome<(Timestamp, Vec<(Kit, Vec<KitForm>)>)> {
    let mut tx = app.store.read(app.now(), app.today()).await?;
    let now = tx.now();
    let mut kits = Vec::new();
    for kit in tx.field_kits_of(actor.id(), lately(now)).await? {
        let forms = tx.field_kit_forms(kit.id).await?;
        kits.push((kit, forms));
    }
    Ok((now, kits))
}

/// Whether a kit was revoked, for the device itself, signed in or not.
pub async fn is_revoked(app: &App, id: FieldKitId) -> Outcome<bool> {
    let mut tx = app.store.read(app.now(), app.today()).await?;
    Ok(tx.field_kit(id).await?.is_some_and(|kit| kit.revoked.is_some()))
}

fn lately(now: Timestamp) -> Timestamp {
    now.checked_sub(SignedDuration::from_hours(TOLD_DAYS.saturating_mul(24))).unwrap_or(now)
}

/// Ends what the actor has on a device that is signed out of: the browser wipes it, so nothing more is expected from it.
pub async fn end_on(app: &App, actor: &Actor, device: &str) -> Outcome<()> {
    let mut act = app.act(actor, "field_kit_ended").await?;
    let kits = act.tx.field_kits_on(device, actor.id()).await?;
    if kits.is_empty() {
        return Ok(());
    }
    // One's own kit, and nothing of a citizen.
    let permit = Permit::of_the_system(Target::Other(Object::Worklist));
    let mut left = 0_usize;
    let mut ids = Vec::new();
    for kit in kits {
        let out = act.tx.field_kit_forms(kit.id).await?;
        left = left.saturating_add(out.iter().filter(|form| form.state == FormState::Taken).count());
        act.tx.end_field_kit(&permit, kit.id).await?;
        ids.push(kit.id);
    }
    act.because(&format!(
        "kits {}, {left} forms not delivered",
        ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    ));
    match ids.first() {
        Some(first) => act.commit(Resource::FieldKit(*first)).await,
        None => Ok(()),
    }
}

/// A kit as its owner's leader sees it.
pub struct Row {
    /// The kit.
    pub kit: Kit,
    /// Whose it is, by name.
    pub who: String,
    /// Forms taken along.
    pub forms: usize,
    /// Of them, those that have not come home.
    pub out: usize,
    /// Who revoked it, by name.
    pub revoked_by: String,
}

/// The kits of those the reader leads: what is out, and what was lately.
///
/// # Errors
/// Not found for who leads nobody.
pub async fn list(app: &App, actor: &Actor) -> Outcome<(Timestamp, Vec<Row>)> {
    if !crate::break_glass::is_told(actor) {
        return Err(Refused::NotFound);
    }
    let mut look = app.look(actor, "see_field_kits_of_team").await?;
    let now = look.tx.now();
    let people = look.tx.all_staff().await?;
    let find = |id: StaffId| people.iter().find(|staff| staff.id == id);
    let name = |id: StaffId| find(id).map(|staff| staff.name.clone()).unwrap_or_default();
    let leads = |staff: &Staff| access::to_lead(actor, staff).is_ok();
    let mut rows = Vec::new();
    for kit in look.tx.field_kits_since(lately(now)).await? {
        if !find(kit.staff).is_some_and(leads) {
            continue;
        }
        let forms = look.tx.field_kit_forms(kit.id).await?;
        rows.push(Row {
            who: name(kit.staff),
            forms: forms.len(),
            out: forms.iter().filter(|form| form.state == FormState::Taken).count(),
            revoked_by: kit.revoked.as_ref().map(|revoked| name(revoked.by)).unwrap_or_default(),
            kit,
        });
    }
    look.done(None, rows.iter().map(|row| row.kit.id.to_string()).collect(), Vec::new()).await?;
    Ok((now, rows))
}

/// Revokes a kit whose device is lost: it wipes itself when it next meets the server, and nothing is taken from it.
///
/// # Errors
/// [`Reason::FieldKitNotRevoked`]; not found for the kit of somebody the actor does not lead.
pub async fn revoke(app: &App, actor: &Actor, id: FieldKitId, reason: &str) -> Outcome<()> {
    let mut act = app.act(actor, "field_kit_revoked").await?;
    let kit = act.tx.field_kit(id).await?.ok_or(Refused::NotFound)?;
    let owner = act.tx.staff(kit.staff).await?.ok_or(Refused::NotFound)?;
    let permit = act.leading(&owner)?;
    core::may_revoke(&kit, act.tx.now(), reason).map_err(Reason::FieldKitNotRevoked)?;
    let forms = act.tx.field_kit_forms(id).await?;
    let revoked = Revoked { at: act.tx.now(), by: actor.id(), reason: reason.trim().to_string() };
    act.tx.revoke_field_kit(&permit, id, &revoked).await?;
    let mut cases: Vec<CaseId> =
        forms.iter().filter(|form| form.state == FormState::Taken).map(|form| form.case).collect();
    cases.dedup();
    for case in cases {
        // Whoever leads the owner may lead none of the cases; that the forms are gone belongs on each all the same.
        let permit = Permit::of_the_system(Target::Case(case));
        act.journal(&permit, case, &revoked.reason).await?;
    }
    act.because(&format!("kit {id} of staff {}", kit.staff));
    act.commit(Resource::FieldKit(id)).await
}
