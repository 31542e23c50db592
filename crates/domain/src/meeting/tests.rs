#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::access::Yes;
use crate::calendar::Calendar;
use crate::deadline::{Span, Unit};
use jiff::civil::{date, time};
use proptest::prelude::*;

fn someone(nr: u32, who: Who) -> Participant {
    let why = "Kender borgerens økonomi".to_string();
    Participant { nr, who, why, ground: None, called: None, reply: Reply::None, came: None, minutes: None }
}

fn item(nr: u32, minutes: u16) -> Item {
    Item {
        nr,
        title: "Huslejen".into(),
        purpose: "En aftale om restancen".into(),
        owner: "Boligforeningen".into(),
        minutes: Some(minutes),
        placed: Placed::Agenda,
        sent_by: None,
        decision: String::new(),
        agreed: Vec::new(),
    }
}

/// Thursday 9 April 2026 at ten, the week after Easter.
fn meeting() -> Meeting {
    let nobody = uuid::Uuid::nil();
    Meeting {
        id: MeetingId(nobody),
        case: CaseId(nobody),
        kind: None,
        title: "Koordinerende møde".into(),
        purpose: "Én aftale om, hvem der gør hvad".into(),
        when: When { day: date(2026, 4, 9), from: time(10, 0, 0, 0), minutes: 60 },
        venue: Venue { spot: Spot::Ours, place: "Rådhustorvet 1".into(), room: "Lokale 4".into() },
        ready: Vec::new(),
        leader: StaffId(nobody),
        participants: vec![
            someone(1, Who::Citizen),
            someone(2, Who::Outside(Outside { name: "Lis Bjerre".into(), ..Outside::default() })),
        ],
        items: vec![item(1, 20), item(2, 30)],
        state: State::Planned,
        issue: 0,
        planned_by: StaffId(nobody),
        planned_at: Timestamp::UNIX_EPOCH,
        version: 1,
    }
}

#[test]
fn ten_o_clock_in_copenhagen_is_eight_in_summer_and_nine_in_winter() {
    let summer = When { day: date(2026, 4, 9), from: time(10, 0, 0, 0), minutes: 60 };
    assert_eq!(summer.starts(), "2026-04-09T08:00:00Z".parse().unwrap());
    assert_eq!(summer.ends(), "2026-04-09T09:00:00Z".parse().unwrap());
    assert_eq!(summer.until(), time(11, 0, 0, 0));
    let winter = When { day: date(2026, 1, 8), ..summer };
    assert_eq!(winter.starts(), "2026-01-08T09:00:00Z".parse().unwrap());
    let jumped_over = When { day: date(2026, 3, 29), from: time(2, 30, 0, 0), minutes: 30 };
    assert_eq!(jumped_over.starts(), "2026-03-29T01:30:00Z".parse().unwrap(), "the clock goes from two to three");
    assert_eq!(jumped_over.until(), time(4, 0, 0, 0));
}

#[test]
fn items_come_in_until_four_days_before_and_saturdays_and_easter_count() {
    let calendar = Calendar::default();
    // (meeting, last day for items)
    for (day, last) in [
        (date(2026, 4, 9), date(2026, 4, 5)),  // Thursday after Easter: Easter Sunday itself
        (date(2026, 4, 7), date(2026, 4, 3)),  // Tuesday after Easter: Good Friday
        (date(2026, 3, 3), date(2026, 2, 27)), // over the end of February
        (date(2027, 1, 2), date(2026, 12, 29)), // over New Year
    ] {
        assert_eq!(closing_day_for_items(day, None, &calendar).due, last, "meeting on {day}");
        assert_eq!(late_or_not(last, last), Placed::Agenda, "on the day itself");
        assert_eq!(late_or_not(last.tomorrow().unwrap(), last), Placed::AnyOther, "the day after");
    }
    let a_week = Span(vec![(1, Unit::Weeks)]);
    assert_eq!(closing_day_for_items(date(2026, 4, 9), Some(&a_week), &calendar).due, date(2026, 4, 2));
}

#[test]
fn minutes_are_due_five_weekdays_after_across_easter_and_christmas() {
    let calendar = Calendar::default();
    // (held, minutes due)
    for (held, due) in [
        // For us a Saturday is a weekday, which gives the earlier date: Monday to Saturday.
        (date(2026, 4, 13), date(2026, 4, 18)),
        // Tuesday before Easter: Wednesday, Saturday, and Tuesday to Thursday after.
        (date(2026, 3, 31), date(2026, 4, 9)),
        // Monday before Christmas: Tuesday to Thursday, for Christmas Eve is a weekday, and Monday and Tuesday after.
        (date(2026, 12, 21), date(2026, 12, 29)),
        // Wednesday before Christmas: Thursday, and Monday to Thursday, New Year's Eve.
        (date(2026, 12, 23), date(2026, 12, 31)),
        // Tuesday between the holidays: Wednesday, Thursday, Saturday 2 January, Monday and Tuesday.
        (date(2026, 12, 29), date(2027, 1, 5)),
    ] {
        let counted = minutes_due(held, None, &calendar);
        let independent = by_hand(held, 5, &calendar);
        assert_eq!(counted.due, independent, "held {held}");
        assert_eq!(counted.due, due, "held {held}: {counted:?}");
    }
}

/// Five days on, one by one, counting those that are neither Saturday, Sunday nor off by the calendar.
fn by_hand(held: Date, days: u32, calendar: &Calendar) -> Date {
    let mut day = held;
    for _ in 0..days {
        day = day.tomorrow().unwrap();
        while calendar.not_a_weekday(day, crate::deadline::Actor::Authority).is_some() {
            day = day.tomorrow().unwrap();
        }
    }
    day
}

#[test]
fn a_protected_home_is_told_to_the_citizen_and_to_nobody_else() {
    let home = Venue { spot: Spot::Home, place: "Elmevej 4".into(), room: "2. tv.".into() };
    assert_eq!(home.told_to(Reader::Citizen, Yes::Yes).as_deref(), Some("Elmevej 4, 2. tv."));
    assert_eq!(home.told_to(Reader::Other, Yes::Yes), None);
    assert_eq!(home.told_to(Reader::Other, Yes::No).as_deref(), Some("Elmevej 4, 2. tv."));
    let ours = Venue { spot: Spot::Ours, ..home };
    assert_eq!(ours.told_to(Reader::Other, Yes::Yes).as_deref(), Some("Elmevej 4, 2. tv."));
}

#[test]
fn an_hour_is_enough_and_more_is_said_softly() {
    let mut meeting = meeting();
    assert_eq!(warnings(&meeting, Some(60), &Calendar::default()), []);
    meeting.when.minutes = 61;
    assert_eq!(warnings(&meeting, Some(60), &Calendar::default()), [Warning::LongerThan { at_most: 60 }]);
    assert_eq!(warnings(&meeting, None, &Calendar::default()), []);
    meeting.when.minutes = 45;
    meeting.when.day = date(2026, 4, 6);
    meeting.participants.remove(0);
    let expected = [Warning::AgendaLonger { items: 50 }, Warning::WithoutCitizen, Warning::DayOff];
    assert_eq!(warnings(&meeting, Some(60), &Calendar::default()), expected, "Easter Monday, without the citizen");
}

#[test]
fn it_ends_when_all_is_noted_and_somebody_tells_the_citizen_who_was_not_there() {
    let mut meeting = meeting();
    let (before, day) = (date(2026, 4, 8), date(2026, 4, 9));
    assert_eq!(may_hold(&meeting, before, None), Err(NotDone::NotYet));
    assert_eq!(may_hold(&meeting, day, None), Err(NotDone::AttendanceMissing));
    meeting.participants[0].came = Some(Yes::No);
    meeting.participants[1].came = Some(Yes::Yes);
    assert_eq!(may_hold(&meeting, day, None), Err(NotDone::NobodyInforms));
    let nobody = task::Owner::Other(" ".into());
    assert_eq!(may_hold(&meeting, day, Some(&nobody)), Err(NotDone::NobodyInforms));
    assert_eq!(may_hold(&meeting, day, Some(&task::Owner::Citizen)), Err(NotDone::NobodyInforms), "not by themselves");
    let pia = task::Owner::Staff(meeting.leader);
    assert_eq!(may_hold(&meeting, day, Some(&pia)), Ok(()));
    meeting.participants[0].came = Some(Yes::Yes);
    assert_eq!(may_hold(&meeting, day, None), Ok(()));
    meeting.items[0].agreed.push(Agreed { what: "Ringer".into(), owner: nobody, due: None });
    assert_eq!(may_hold(&meeting, day, None), Err(NotDone::AgreedWithoutOwner));
}

#[test]
fn who_knows_of_an_earlier_time_is_told_of_the_new_one_and_nobody_else() {
    let mut meeting = meeting();
    meeting.participants[0].called = Some(Told { how: How::HandedOver, on: date(2026, 4, 1), issue: 0 });
    assert_eq!(meeting.to_tell().count(), 0);
    assert_eq!((may_call(&meeting, 1), may_call(&meeting, 2)), (Err(NotDone::Already), Ok(())));
    meeting.issue = 1;
    assert_eq!(may_call(&meeting, 1), Ok(()), "told again");
    assert_eq!(meeting.to_tell().map(|one| one.nr).collect::<Vec<_>>(), [1]);
    assert_eq!(may_move(&meeting, meeting.when, &meeting.venue), Err(NotDone::SameTime));
    meeting.state = State::Cancelled { on: date(2026, 4, 1), reason: "Sygdom".into(), next: Next::AnotherDay };
    assert_eq!(may_cancel(&meeting, "Igen"), Err(NotDone::Over));
    meeting.issue = 2;
    assert_eq!((may_call(&meeting, 1), may_call(&meeting, 2)), (Ok(()), Err(NotDone::Over)), "only who was asked");
}

#[test]
fn minutes_go_out_once_to_each_and_only_when_something_is_written() {
    let mut meeting = meeting();
    assert_eq!(may_send_minutes(&meeting, 1), Err(NotDone::NotHeld));
    meeting.state = State::Held(Held {
        on: date(2026, 4, 9),
        by: meeting.leader,
        writer: String::new(),
        informs: None,
        minutes_due: date(2026, 4, 16),
        citizen_told_on: None,
    });
    assert_eq!(may_send_minutes(&meeting, 1), Err(NotDone::NothingWritten));
    meeting.items[1].decision = "Boligforeningen venter til maj.".into();
    assert_eq!(may_send_minutes(&meeting, 1), Ok(()));
    assert_eq!(may_send_minutes(&meeting, 9), Err(NotDone::Nobody));
    meeting.participants[0].minutes = Some(Told { how: How::HandedOver, on: date(2026, 4, 10), issue: 0 });
    assert_eq!(may_send_minutes(&meeting, 1), Err(NotDone::Already));
    assert_eq!(meeting.without_minutes().count(), 1);
}

#[test]
fn no_print_tells_who_comes_from_outside() {
    let printed = format!("{:?}", meeting());
    assert!(!printed.contains("Lis") && printed.contains("Outside"), "{printed}");
}

proptest! {
    #[test]
    fn items_close_exactly_four_days_before_whatever_the_day(days in 0_i64..20_000) {
        let day = date(2020, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        let closing = closing_day_for_items(day, None, &Calendar::default()).due;
        prop_assert_eq!(closing.until(day).unwrap().get_days(), 4);
    }

    #[test]
    fn minutes_are_due_on_the_fifth_weekday_whatever_the_day(days in 0_i64..20_000) {
        let calendar = Calendar::default();
        let day = date(2020, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        let due = minutes_due(day, None, &calendar).due;
        prop_assert_eq!(due, by_hand(day, 5, &calendar));
        prop_assert!(calendar.not_a_weekday(due, crate::deadline::Actor::Authority).is_none());
    }
}
