//! Words for the stable codes of acts and looks, as journal and log keep them.

/// What was done, as the heading of a line of the journal. An unknown code says only that something was done: a line
/// that was written by a later version must still be readable.
pub fn done(code: &str) -> &'static str {
    match code {
        "notification_registered" => "Underretning registreret",
        "notification_assessed" => "Underretning vurderet",
        "notification_settled" => "Besluttet, hvad underretningen fører til",
        "notification_escalated" => "Underretning ikke vurderet efter 20 timer",
        "meeting_planned" => "Møde planlagt",
        "meeting_changed" => "Møde ændret",
        "meeting_moved" => "Møde flyttet",
        "meeting_cancelled" => "Møde aflyst",
        "meeting_guest_added" => "Deltager sat på et møde",
        "meeting_guest_changed" => "Deltager på et møde ændret",
        "meeting_guest_removed" => "Deltager taget af et møde",
        "meeting_called" => "Indkaldt til møde",
        "meeting_answered" => "Svar på indkaldelse noteret",
        "meeting_item_added" => "Punkt sat på dagsordenen",
        "meeting_item_changed" => "Punkt på dagsordenen ændret",
        "meeting_item_removed" => "Punkt taget af dagsordenen",
        "meeting_item_moved" => "Punkt på dagsordenen flyttet",
        "meeting_prepared" => "Møde gjort klar",
        "meeting_written" => "Skrevet på et møde",
        "meeting_held" => "Møde holdt",
        "meeting_too_few" => "Møde ikke holdt: der kom for få",
        "meeting_minutes_given" => "Referat givet",
        "meeting_citizen_told" => "Borgeren ved, hvad mødet kom frem til",
        "came_of_age" => "Borgeren er fyldt 18 år",
        "cafe_planned" => "Cafémøde planlagt",
        "cafe_changed" => "Cafémøde ændret",
        "cafe_called_off" => "Cafémøde aflyst",
        "cafe_invited" => "Indbudt til cafémøde",
        "cafe_answered" => "Svar på indbydelse til cafémøde",
        "cafe_attended" => "Fremmøde til cafémøde skrevet ned",
        "task_given" => "Opgave givet",
        "task_done" => "Opgave gjort",
        "task_dropped" => "Opgave bortfaldet",
        "task_reopened" => "Opgave åbnet igen",
        "family_begun" => "Familien har fået én indgang",
        "family_member_added" => "En taget med i familien",
        "family_member_taken_out" => "En taget ud af familien",
        "family_case_linked" => "Sagen taget med i familien",
        "family_case_taken_off" => "Sagen taget ud af familien",
        "family_coordinator_appointed" => "Familiekoordinator udpeget",
        "family_seat_given" => "Plads givet i kerneteamet",
        "family_seat_ended" => "Plads i kerneteamet ophørt",
        "family_ended" => "Familiens fælles forløb afsluttet",
        "family_case_opened" => "Dele af sagen åbnet for en afdeling",
        "family_case_closed" => "Lukket for det, en afdeling kunne se af sagen",
        "family_examination_chosen" => "Undersøgelse valgt af kerneteamet",
        "family_examination_done" => "Undersøgelse færdig",
        "family_goals_linked" => "Et mål venter på et andet",
        "family_goals_unlinked" => "Et mål venter ikke længere på et andet",
        "family_analysis_waived" => "Indsatser begynder før analysemødet",
        "family_analysis_written" => "Skrevet til analysemødet",
        "family_summary_given" => "Resumé til analysemødet givet",
        "family_meeting_called" => "Kerneteamet indkaldt til møde",
        "financing_assessed" => "Fordeling af udgifter vurderet",
        "financing_answered" => "Svar på fordeling af udgifter",
        "financing_withdrawn" => "Fordeling af udgifter taget tilbage",
        "transition_found" => "Unge fundet til overgang",
        "transition_begun" => "En ung taget med på overgangstavlen",
        "transition_confirmed" => "Den unge taget med i overgangen til voksenlivet",
        "transition_left_out" => "En ung er ikke i målgruppen for overgang",
        "transition_coordinator_named" => "Tovholder for overgangen valgt",
        "transition_pension_judged" => "Vurderet, om det åbenlyst er en pensionssag",
        "transition_pension_obvious" => "Vurderet: åbenlyst en pensionssag",
        "transition_pension_not_obvious" => "Vurderet: ikke åbenlyst en pensionssag",
        "transition_successor_named" => "Valgt, hvem på voksenområdet der tager over",
        "transition_handed_over" => "Overgangen overdraget til voksenområdet",
        "transition_opened_case" => "Sagen åbnet for overgangen til voksenlivet",
        "school_list_uploaded" => "Skolens liste læst",
        "school_list_taken_in" => "Skolens liste hentet ind",
        "school_list_given_up" => "Skolens liste smidt væk",
        "school_list_pupil_taken_along" => "En elev, ingen kendte, taget med på overgangstavlen",
        "school_list_pupil_left_out" => "En elev, ingen kendte, er ikke i målgruppen",
        "enquiry_registered" => "Henvendelse skrevet ned",
        "enquiry_person_found" => "Borgeren i en henvendelse fundet",
        "enquiry_settled" => "Henvendelse afsluttet",
        "enquiry_opened_case" => "Sagen åbnet af en henvendelse",
        "enquiry_taken" => "Henvendelse taget med i sagen",
        "enquiry_means_nothing" => "Henvendelse uden betydning for sagen",
        "enquiry_answered" => "Svar på en henvendelse",
        "outreach_allocated" => "Fremskudt sagsbehandler valgt",
        "outreach_ended" => "Mærket om fremskudt sagsbehandler taget af",
        "course_begun" => "Forløb begyndt",
        "transfer_proposed" => "En anden afdeling spurgt, om den tager sagen",
        "transfer_accepted" => "Sagen overdraget til en anden afdeling",
        "transfer_declined" => "En anden afdeling siger nej til sagen",
        "transfer_stays" => "Sagen bliver i afdelingen",
        "transfer_withdrawn" => "Spørgsmål om overdragelse taget tilbage",
        "contract_written" => "Samarbejdskontrakt skrevet",
        "contract_rewritten" => "Ny udgave af en samarbejdskontrakt",
        "contract_accepted" => "Ja til en samarbejdskontrakt",
        "contract_ended" => "Samarbejdskontrakt ophørt",
        "forum_set" => "Dage for et samarbejdsforum sat",
        "committee_asked" => "Sagen sat på et udvalgs dagsorden",
        "committee_decided" => "Besluttet i et udvalg",
        "committee_postponed" => "Ikke nået i udvalget",
        "committee_taken_off" => "Taget af et udvalgs dagsorden",
        "master_record_reviewed" => "Stamkort gennemgået",
        "application_registered" => "Ansøgning registreret",
        "grant_registered" => "Løbende bevilling taget ind",
        "person_kept" => "Stamkort ændret",
        "relation_registered" => "Relation registreret",
        "relation_ended" => "Relation afsluttet",
        "consent_registered" => "Samtykke registreret",
        "consent_refused" => "Samtykke nægtet",
        "consent_withdrawn" => "Samtykke trukket tilbage",
        "goal_added" => "Mål sat i planen",
        "goal_changed" => "Mål i planen rettet",
        "goal_dropped" => "Mål taget ud af planen",
        "goal_settled" => "Skrevet, om et mål er nået",
        "goal_reopened" => "Der arbejdes videre med et mål",
        "plan_reviewed" => "Fulgt op på planen",
        "plan_made_tasks" => "Aftaler i planen gjort til opgaver",
        "information_passed_on" => "Oplysninger givet videre",
        "information_taken_in" => "Oplysninger hentet i en anden afdeling",
        "information_prepared" => "Anmodning om oplysninger skrevet",
        "information_sent" => "Anmodning om oplysninger sendt",
        "information_answered" => "Oplysninger modtaget",
        "request_given_up" => "Anmodning om oplysninger opgivet",
        "access_requested" => "Anmodning om aktindsigt registreret",
        "access_chosen" => "Aktindsigt: papirer gennemgået",
        "access_submitted" => "Aktindsigt: sendt videre",
        "access_cleared" => "Aktindsigt: set igennem af en kollega",
        "access_returned" => "Aktindsigt: sendt tilbage",
        "access_reopened" => "Aktindsigt: valgene åbnet igen",
        "access_withdrawn" => "Aktindsigt: afsluttet uden svar",
        "access_answer_made" => "Aktindsigt: svaret skrevet",
        "access_delay_made" => "Aktindsigt: brev om forsinkelse skrevet",
        "access_answered" => "Aktindsigt: svaret sendt med papirerne",
        "document_received" => "Dokument lagt på sagen",
        "fact_added" => "Oplysning til afgørelsen skrevet",
        "fact_changed" => "Oplysning til afgørelsen rettet",
        "fact_removed" => "Oplysning til afgørelsen fjernet",
        "considerations_saved" => "Vurdering gemt",
        "hearing_prepared" => "Partshøring skrevet",
        "hearing_sent" => "Sendt i partshøring",
        "hearing_answered" => "Høringssvar registreret",
        "hearing_lapsed" => "Partshøringens frist udløb uden svar",
        "decision_drafted" => "Udkast til afgørelse gemt",
        "decision_submitted" => "Afgørelse sendt til godkendelse",
        "decision_taken_back" => "Afgørelse hentet tilbage fra godkendelse",
        "decision_approved" => "Afgørelse godkendt",
        "approved_as_deputy" => "Godkendt som stedfortræder på vegne af",
        "decision_returned" => "Afgørelse sendt tilbage",
        "decision_sent" => "Afgørelse sendt",
        "sent_on_bad_day" => "Afslag sendt op til en fridag, med begrundelse",
        "letter_made" => "Brev skrevet",
        "letter_changed" => "Brev rettet",
        "letter_discarded" => "Brev kasseret",
        "letter_sent" => "Brev sendt",
        "letter_delivered" => "Brev afleveret",
        "letter_posted" => "Brev afleveret til posten",
        "letters_printed" => "Brev hentet til print",
        "enclosures_chosen" => "Bilag valgt til brev",
        "document_marked" => "Dokument mærket",
        "letter_tried_again" => "Brev forsøgt sendt igen",
        "letter_failed" => "Brev kunne ikke sendes",
        "step_done" => "Trin gjort",
        "step_left_out" => "Trin sprunget over",
        "step_annulled" => "Fejl på et trin taget tilbage",
        "draft_kept" => "Kladde gemt",
        "deadline_set" => "Frist sat i hånden",
        "suspended" => "Sagen sat i bero",
        "resumed" => "Sagen taget op igen",
        "case_handed_over" => "Sagen har skiftet sagsbehandler",
        "case_handed_back" => "Sagen er gået tilbage",
        "handover_planned" => "Skift af sagsbehandler planlagt",
        "handover_called_off" => "Planlagt skift af sagsbehandler aflyst",
        "function_given" => "Koordinatorfunktion givet",
        "function_moved" => "Koordinatorfunktion givet videre",
        "function_ended" => "Koordinatorfunktion ophørt",
        "function_lapsed" => "Koordinatorfunktion udløbet",
        "team_function_given" => "Funktion på hold givet",
        "team_function_ended" => "Funktion på hold ophørt",
        "dependency_written" => "Afhængighed sat på bevillingsoverblikket",
        "dependency_changed" => "Dage ændret på bevillingsoverblikket",
        "dependency_removed" => "Afhængighed taget af bevillingsoverblikket",
        "council_set" => "Samrådets dage sat",
        "council_asked" => "Sat på samrådets dagsorden",
        "council_concluded" => "Samrådets konklusion",
        "council_postponed" => "Samrådet nåede ikke sagen",
        "council_taken_off" => "Taget af samrådets dagsorden",
        "case_closed" => "Sagen lukket",
        "case_reopened" => "Sagen åbnet igen",
        "complaint_registered" => "Klage registreret",
        "complaint_reassessor_chosen" => "Bedt om at genvurdere",
        "complaint_reassessed" => "Afgørelsen genvurderet efter klage",
        "complaint_stayed" => "Klagen har opsættende virkning",
        "complaint_standing" => "Svar på, om klagen fastholdes",
        "complaint_package_seen" => "Pakken til Ankestyrelsen set igennem",
        "complaint_forwarded" => "Klagen sendt til Ankestyrelsen",
        "complaint_answered" => "Ankestyrelsens afgørelse registreret",
        "complaint_learnt" => "Årsag og læring af klagen skrevet ned",
        "form_filled" => "Skema udfyldt",
        "contact_added" => "Netværkskort: kontakt tilføjet",
        "contact_changed" => "Netværkskort: kontakt rettet",
        "contact_removed" => "Netværkskort: kontakt fjernet",
        "contacts_confirmed" => "Netværkskort: bekræftet",
        "field_kit_taken" => "Skemaer taget med på tablet",
        "field_kit_delivered" => "Skema fra tablet gemt",
        "field_kit_ended" => "Feltsæt slettet fra tablet",
        "field_kit_revoked" => "Feltsæt spærret, fordi tabletten er væk",
        "calendar_feed_made" => "Adresse til egen kalender lavet",
        "calendar_feed_ended" => "Egen kalender lukket",
        "note_written" => "Notat skrevet",
        "break_glass" => "Nødadgang brugt",
        _ => "Handling udført",
    }
}

/// What was looked at, for "Historik"; acts are said as in the journal.
pub fn seen(code: &str) -> &'static str {
    match code {
        "see_tasks" => "Så sagens opgaver",
        "see_meetings" => "Så sagens møder",
        "see_meeting" => "Så et møde",
        "see_my_meetings" => "Så egne møder",
        "see_calendar_file" => "Hentede mødets kalenderfil",
        "see_calendar_feed" => "Så sin egen kalender",
        "see_meeting_paper" => "Hentede dagsorden eller referat",
        "calendar_feed_read" => "Kalenderen hentet med sin adresse",
        "see_notification" => "Så underretningen",
        "see_handover" => "Så et skift af sagsbehandler",
        "see_handovers" => "Så listen over skift af sagsbehandler",
        "see_responsibilities" => "Så, hvem der har haft sagen",
        "see_urgent_notifications" => "Så underretninger, der haster",
        "see_birthday" => "Så, hvad der ændrer sig på 18-års-dagen",
        "see_cafe" => "Så et cafémøde",
        "see_cafes" => "Så listen over cafémøder",
        "see_families" => "Så listen over familier",
        "see_family" => "Så en familie",
        "see_family_case" => "Så det, sagen viser en families kerneteam",
        "see_family_report" => "Så familiens samlede afrapportering",
        "see_financing" => "Så en fordeling af udgifter",
        "see_financings" => "Så listen over fordelinger af udgifter",
        "export_financing" => "Tog et udtræk af delte udgifter",
        "see_indicators" => "Så modellen i tal",
        "see_indicator_cases" => "Så sagerne bag et tal",
        "export_indicators" => "Tog et udtræk af modellen i tal",
        "see_transition" => "Så en ungs vej mod 18 år",
        "see_transitions" => "Så listen over unge på vej mod 18 år",
        "see_school_lists" => "Så skolens lister",
        "see_school_list" => "Så en liste igennem",
        "see_enquiry" => "Så en henvendelse",
        "see_enquiries" => "Så listen over henvendelser",
        "see_referrer" => "Så, hvem der henvendte sig",
        "see_access_requests" => "Så anmodninger om aktindsigt",
        "see_access_request" => "Så en anmodning om aktindsigt",
        "see_access_papers" => "Hentede papirerne til en aktindsigt",
        "see_functions" => "Så sagens koordinatorfunktioner",
        "see_team_functions" => "Så holdets funktioner",
        "see_own_functions" => "Så sine egne funktioner",
        "see_coordination" => "Så det, en funktion åbner af sagen",
        "see_grant_overview" => "Så bevillingsoverblikket",
        "see_council" => "Så samrådets dagsorden",
        "see_case" => "Så sagen",
        "see_complaints" => "Så listen over klager",
        "see_complaint_papers" => "Så, hvad der sendes til Ankestyrelsen",
        "see_complaint_package" => "Så pakken til Ankestyrelsen",
        "see_journal" => "Læste journalen",
        "see_history" => "Så historikken",
        "see_letter" => "Så et brev",
        "see_draft_letter" => "Så kladden til et brev",
        "see_outbox" => "Så udbakken",
        "see_print_queue" => "Så breve til print",
        "see_break_glasses" => "Så, hvem der har brugt nødadgang",
        "see_draft" => "Så sin egen kladde",
        "see_document" => "Åbnede et dokument",
        "see_form" => "Så et skema",
        "see_network" => "Så netværkskortet",
        "see_field_kits" => "Så feltsættet",
        "see_field_kit" => "Hentede skemaer til en tablet",
        "see_field_kits_of_team" => "Så holdets feltsæt",
        "see_decision" => "Så afgørelsen",
        "see_plan" => "Så planen",
        "see_person" => "Så stamkortet",
        "see_master_record" => "Så sagens stamkort",
        "see_interfaces" => "Så snitfladerne",
        "see_transfer" => "Så en sag på vej mellem afdelinger",
        "see_cooperation" => "Så sagens samarbejde",
        "see_contracts" => "Så samarbejdskontrakterne",
        "see_contract" => "Så en samarbejdskontrakt",
        "see_forums" => "Så samarbejdsfora",
        "see_committee" => "Så et udvalg",
        "see_worklist" => "Så listen over opgaver",
        "see_cases" => "Så listen over sager",
        "reveal" => "Fik vist et CPR-nummer eller en beskyttet adresse",
        "search_people" => "Søgte efter en borger",
        "search_text" => "Søgte i tekst",
        "search_cpr" => "Søgte på et CPR-nummer",
        "search_case_number" => "Søgte på et sagsnummer",
        act => done(act),
    }
}

/// The icon of a line.
pub fn icon(code: &str) -> &'static str {
    let kind = code.split('_').next().unwrap_or_default();
    match kind {
        "notification" => "warning",
        "application" | "course" => "assignment",
        "letter" => "email",
        "document" | "information" | "request" => "document",
        "complaint" => "forum",
        "consent" => "check",
        "hearing" => "forum",
        "fact" | "considerations" => "list-check",
        "decision" | "sent" => "flag",
        "form" => "assignment",
        "step" => "checklist",
        "deadline" | "suspended" | "resumed" => "time",
        "person" | "relation" | "family" => "person",
        "break" => "warning",
        _ => "info",
    }
}

/// What a line says besides its heading. A few acts keep a code there instead of words.
pub fn detail(code: &str, kept: &str) -> String {
    use super::Wording;
    let outcome = domain::decision::Outcome::from_code(kept).filter(|_| code.starts_with("decision_"));
    let purpose = purpose(kept).filter(|_| code == "break_glass");
    if let Some(said) = complaint(code, kept) {
        return said;
    }
    outcome.map(|outcome| outcome.danish()).or(purpose.map(Into::into)).unwrap_or_else(|| kept.to_string())
}

/// What a line about a complaint keeps as a code.
fn complaint(code: &str, kept: &str) -> Option<String> {
    use super::Wording;
    use domain::complaint::{Answered, Reassessed, Standing};
    match code {
        "complaint_registered" if kept == "ja" => Some("Kommet i tide".into()),
        "complaint_registered" if kept == "for-sent" => Some("Kommet for sent: sendes videre alligevel".into()),
        "complaint_reassessed" => Reassessed::from_code(kept).map(|outcome| outcome.danish()),
        "complaint_standing" => Standing::from_code(kept).map(|standing| standing.danish()),
        "complaint_forwarded" => Some(format!("{kept} bilag")),
        "complaint_answered" => {
            let (outcome, number) = kept.split_once(". ")?;
            Some(format!("{}. Ankestyrelsens nummer: {number}", Answered::from_code(outcome)?.danish()))
        }
        _ => None,
    }
}

/// The purpose of a break-glass, as the form offers it and the log says it.
pub fn purpose(code: &str) -> Option<&'static str> {
    Some(match code {
        "danger" => "Fare for liv eller helbred",
        "child_safety" => "Et barns sikkerhed",
        "deadline_passes" => "Den ansvarlige kan ikke nås, og en frist udløber",
        "citizen_asks" => "Borgeren beder om hjælp her og nu",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_purpose_one_can_choose_has_its_words() {
        for (_, code) in app::break_glass::Purpose::ALL {
            assert!(purpose(code).is_some(), "{code}");
        }
    }

    /// Codes stand as literals in the acts; each must have words of its own in journal and history.
    #[test]
    fn every_code_the_acts_write_has_its_words() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/src");
        let mut files = vec![folder];
        let (mut checked, mut without) = (0, Vec::new());
        while let Some(path) = files.pop() {
            if path.is_dir() {
                files.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            for call in [
                "app.act(actor, \"",
                "self.act(actor, \"",
                "journal_as(permit, file.case.id, \"",
                "journal_as(&permit, case, \"",
            ] {
                for after in text.split(call).skip(1) {
                    let code = after.split('"').next().unwrap_or_default();
                    checked += 1;
                    if done(code) == "Handling udført" && !OF_NO_CASE.contains(&code) {
                        without.push(code.to_string());
                    }
                }
            }
        }
        assert!(20 < checked, "the acts are where they were: {checked}");
        assert_eq!(without, Vec::<String>::new());
    }

    /// Acts that touch no case, so that no journal and no history shows them.
    const OF_NO_CASE: &[&str] = &["staff_employed", "absence_registered", "absence_ended", "staff_locked_out"];
}
