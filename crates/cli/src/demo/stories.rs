//! The stories: which family applies for what, how far it has come, and on which days.
//!
//! Each story is a list of deeds with days; the deeds of all stories are played in the order of their days.

use super::people::Town;
use domain::calendar::Calendar;
use jiff::ToSpan;
use jiff::civil::Date;

/// Whose story: a family with a child, or a grown-up, by place in the town.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// A family with a child.
    Child(usize),
    /// A grown-up.
    Adult(usize),
}

/// How far a story comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reaches {
    /// Just registered.
    Registered,
    /// The receipt is sent.
    Receipted,
    /// Information is asked for.
    Asked,
    /// The answer has come.
    Informed,
    /// Facts and considerations are written.
    Assessed,
    /// A hearing is out.
    Heard,
    /// It waits for approval.
    Submitted,
    /// It is approved and not sent.
    Approved,
    /// It is decided.
    Decided,
}

/// How it ends, for those that come so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Granted in full.
    Granted,
    /// Granted in part.
    Partly,
    /// Refused, after a hearing.
    Refused,
}

/// One thing done in a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// The application is registered, received so many days before.
    Register(i32),
    /// The receipt is made and sent.
    Receipt,
    /// The steps of a child's case that are closed by hand: screening, the child's own view.
    ChildSteps,
    /// A note of a talk on the telephone.
    PhoneNote,
    /// Consent and a request to school, day care or doctor.
    Ask,
    /// The answer comes in.
    Answer,
    /// Nothing is to be asked for.
    NothingToAsk,
    /// Facts, criteria and considerations; the case is informed.
    Assess,
    /// The hearing goes out.
    Hear,
    /// The party answers.
    HearingAnswer,
    /// The draft, and what else must be in place.
    Draft,
    /// Sent for approval.
    Submit,
    /// Approved.
    Approve,
    /// Sent.
    Send,
    /// A talk about a refusal, which most families are offered and some still wait for.
    Talk,
    /// The family complains; the receipt is sent, and a colleague is asked to reassess.
    Complain,
    /// The colleague upholds the refusal: the complaint is to be sent on.
    Uphold,
}

/// A story.
#[derive(Clone, Debug)]
pub struct Story {
    /// Whose.
    pub whose: Whose,
    /// The benefit.
    pub benefit: &'static str,
    /// Who is responsible, by sign-in name.
    pub caseworker: &'static str,
    /// How it ends.
    pub ending: Ending,
    /// Deeds with their days, in order.
    pub deeds: Vec<(Date, Deed)>,
}

const CHILD_TEAM: &[&str] = &["karen", "jonas", "mette", "birgitte"];
const ADULT_TEAM: &[&str] = &["louise", "amir", "pia", "thomas"];

/// Every story of the town.
pub fn all(town: &Town, calendar: &Calendar, today: Date) -> Vec<Story> {
    let mut stories = Vec::new();
    // The first family is Sofie and Magnus: the tour registers their application, so they have none yet.
    for index in 1..town.children.len().min(102) {
        let lost_earnings = index == 2 || index.is_multiple_of(3) && index != 1;
        let benefit = if lost_earnings { "tabt-arbejdsfortjeneste" } else { "kompensation-merudgifter-barn" };
        let caseworker = pick(CHILD_TEAM, index.wrapping_mul(3) / 2);
        stories.push(story(Whose::Child(index), benefit, caseworker, index, calendar, today));
    }
    for index in 0..town.adults.len().min(58) {
        let caseworker = pick(ADULT_TEAM, index);
        stories.push(story(
            Whose::Adult(index),
            "ledsagelse-voksen",
            caseworker,
            index.wrapping_add(5),
            calendar,
            today,
        ));
    }
    stories
}

fn pick(list: &[&'static str], index: usize) -> &'static str {
    index.checked_rem(list.len()).and_then(|index| list.get(index)).copied().unwrap_or("karen")
}

/// Half of the stories are over; the rest stand at every stage.
fn reaches(index: usize) -> Reaches {
    match index % 16 {
        0 => Reaches::Registered,
        1 => Reaches::Receipted,
        2 | 9 => Reaches::Asked,
        3 => Reaches::Informed,
        4 => Reaches::Assessed,
        5 => Reaches::Heard,
        6 => Reaches::Submitted,
        7 => Reaches::Approved,
        _ => Reaches::Decided,
    }
}

fn ending(index: usize) -> Ending {
    match index % 5 {
        0 => Ending::Refused,
        1 => Ending::Partly,
        _ => Ending::Granted,
    }
}

/// Deeds with the days between them. A story that is still running stands a few days after its last deed; one that is
/// over began somewhere in the half year.
fn story(
    whose: Whose,
    benefit: &'static str,
    caseworker: &'static str,
    index: usize,
    calendar: &Calendar,
    today: Date,
) -> Story {
    let (reaches, ending) = (reaches(index), ending(index));
    let plan = plan(whose, reaches, ending, index);
    let length: i32 = plan.iter().map(|(days, _)| days).sum();
    let since_last = match reaches {
        // A complaint has four weeks, so it is told while they run.
        Reaches::Decided if complains(whose) => 11,
        Reaches::Decided => i32::try_from(index.wrapping_mul(5) % 110).unwrap_or(0).saturating_add(3),
        // Some of those that wait have waited too long, so that the worklist has something overdue.
        _ => i32::try_from(index.wrapping_mul(7) % 11).unwrap_or(0),
    };
    let mut day = today.saturating_sub(length.saturating_add(since_last).days());
    let first = super::first_day(today);
    if day < first {
        day = first;
    }
    let mut deeds = Vec::new();
    for (days, deed) in plan {
        day = working_day(calendar, day.saturating_add(days.days()), deed, ending);
        if today < day {
            break;
        }
        deeds.push((day, deed));
    }
    Story { whose, benefit, caseworker, ending, deeds }
}

/// Deeds are done on working days; refusals on days when somebody answers the telephone.
fn working_day(calendar: &Calendar, mut day: Date, deed: Deed, ending: Ending) -> Date {
    while !calendar.is_working_day(day) {
        day = day.saturating_add(1.day());
    }
    if deed == Deed::Send && ending == Ending::Refused { calendar.next_good_day_for_refusals(day) } else { day }
}

/// A family whose complaint is to be reassessed.
const COMPLAINS: Whose = Whose::Child(10);
/// A family whose complaint is to be sent on.
const UPHELD: Whose = Whose::Child(15);

fn complains(whose: Whose) -> bool {
    whose == COMPLAINS || whose == UPHELD
}

fn plan(whose: Whose, reaches: Reaches, ending: Ending, index: usize) -> Vec<(i32, Deed)> {
    let asks = !index.is_multiple_of(4) || reaches == Reaches::Asked || reaches == Reaches::Informed;
    let hears = ending == Ending::Refused || reaches == Reaches::Heard;
    let mut plan = vec![(0, Deed::Register(3))];
    let mut upto = |from: Reaches, deeds: &[(i32, Deed)]| {
        if from <= reaches {
            plan.extend_from_slice(deeds);
        }
    };
    upto(Reaches::Receipted, &[(1, Deed::Receipt)]);
    if matches!(whose, Whose::Child(_)) {
        upto(Reaches::Asked, &[(1, Deed::ChildSteps)]);
    }
    if asks {
        upto(Reaches::Asked, &[(2, Deed::PhoneNote), (0, Deed::Ask)]);
        upto(Reaches::Informed, &[(12, Deed::Answer)]);
    } else {
        upto(Reaches::Asked, &[(3, Deed::NothingToAsk)]);
    }
    upto(Reaches::Assessed, &[(5, Deed::Assess)]);
    if hears {
        upto(Reaches::Heard, &[(1, Deed::Hear)]);
        if Reaches::Heard < reaches {
            upto(Reaches::Heard, &[(10, Deed::HearingAnswer)]);
        }
    }
    upto(Reaches::Submitted, &[(3, Deed::Draft), (0, Deed::Submit)]);
    upto(Reaches::Approved, &[(1, Deed::Approve)]);
    upto(Reaches::Decided, &[(1, Deed::Send)]);
    if ending == Ending::Refused {
        upto(Reaches::Decided, &[(4, Deed::Talk)]);
        if complains(whose) {
            upto(Reaches::Decided, &[(2, Deed::Complain)]);
        }
        if whose == UPHELD {
            upto(Reaches::Decided, &[(5, Deed::Uphold)]);
        }
    }
    plan
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::collections::BTreeSet;

    #[test]
    fn the_town_has_cases_at_every_stage_and_none_begins_after_today() {
        let today = date(2026, 11, 23);
        let stories = all(&Town::new(today), &Calendar::default(), today);
        let last: BTreeSet<Deed> = stories.iter().filter_map(|s| s.deeds.last().map(|(_, deed)| *deed)).collect();
        for deed in [Deed::Register(3), Deed::Receipt, Deed::Ask, Deed::Answer, Deed::Submit, Deed::Approve, Deed::Send]
        {
            assert!(last.contains(&deed), "no story ends with {deed:?}");
        }
        for story in &stories {
            assert!(story.deeds.windows(2).all(|pair| pair[0].0 <= pair[1].0));
            assert!(story.deeds.iter().all(|(day, _)| *day <= today));
        }
    }

    #[test]
    fn two_families_complain_and_their_complaints_stand_differently() {
        let today = date(2026, 11, 23);
        let stories = all(&Town::new(today), &Calendar::default(), today);
        let ends_with =
            |deed: Deed| stories.iter().filter(|s| s.deeds.last().map(|(_, last)| *last) == Some(deed)).count();
        assert_eq!((ends_with(Deed::Complain), ends_with(Deed::Uphold)), (1, 1));
    }

    #[test]
    fn refusals_go_out_on_good_days() {
        let today = date(2026, 11, 23);
        let calendar = Calendar::default();
        for story in all(&Town::new(today), &calendar, today).iter().filter(|s| s.ending == Ending::Refused) {
            for (day, _) in story.deeds.iter().filter(|(_, deed)| *deed == Deed::Send) {
                assert!(!calendar.is_bad_day_for_refusals(*day), "{day}");
            }
        }
    }
}
