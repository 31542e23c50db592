//! One's own meetings as a list, the calendar file and the papers of a meeting, and the private feed ("Min kalender").

use crate::Web;
use crate::error::{Page, page};
use crate::form::{Id, Ids, done, parse_date};
use crate::layout::{Frame, Here};
use crate::meeting::clock;
use crate::parts::{Alert, Empty, Hidden, Tone};
use crate::routes::{Needs, Routes};
use crate::security;
use crate::session::{Asked, CookieKind, Desk};
use crate::wording::danish;
use app::calendar::{Line, Mine, Stage};
use app::{Refused, meeting_paper};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use domain::access::{Action, Object};
use domain::ids::{CaseId, MeetingId};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;

const SEE: Needs = Needs::Right(Action::See, Object::Case);
/// Where one's own meetings stand.
const MEETINGS: &str = "/moeder";
/// Where the private feed is made and ended.
const FEED: &str = "/kalender";

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get(MEETINGS, SEE, meetings)
        .get("/sager/{id}/moeder/{moede}/kalenderfil", SEE, file)
        .get("/sager/{id}/moeder/{moede}/dagsorden.pdf", SEE, agenda)
        .get("/sager/{id}/moeder/{moede}/referat.pdf", SEE, minutes)
        .get(FEED, SEE, own_feed)
        .post("/kalender/adresse", SEE, make)
        .post("/kalender/stop", SEE, end)
        // Calendars cannot sign in: the address is the key, 256 bits, and opens its owner's hours and nothing else.
        .get("/kalender/{file}", Needs::Nobody, feed)
}

/// Which weeks.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Weeks {
    fra: String,
}

#[derive(Template)]
#[template(path = "calendar/meetings.html")]
struct Meetings {
    frame: Frame,
    weeks: String,
    before: String,
    after: String,
    /// The way back to this week, from another.
    now: Option<&'static str>,
    days: Vec<Day>,
    empty: Empty,
}

/// A day with its meetings.
struct Day {
    id: String,
    title: String,
    distance: String,
    today: bool,
    meetings: Vec<View>,
}

/// A meeting of the list.
struct View {
    time: String,
    title: String,
    citizen: String,
    protected: bool,
    number: String,
    place: String,
    leader: String,
    state: &'static str,
    off: bool,
    warning: Option<String>,
    path: Option<String>,
    case: Option<String>,
}

async fn meetings(desk: Desk, Query(weeks): Query<Weeks>) -> Page {
    let mine = app::calendar::mine(&desk.app, &desk.actor, parse_date(&weeks.fra)).await?;
    let path = |day: Date| format!("{MEETINGS}?fra={day}");
    let this_week = mine.from <= mine.today && mine.today <= mine.to;
    page(&Meetings {
        frame: desk.frame(Here::Meetings),
        weeks: format!("{} til {}", danish::date_short(mine.from), danish::date_short(mine.to)),
        before: path(mine.from.saturating_sub(28.days())),
        after: path(mine.from.saturating_add(28.days())),
        now: (!this_week).then_some(MEETINGS),
        days: days(&mine),
        empty: Empty {
            text: "Du har ingen møder i de fire uger. Her står de møder, du leder eller er med til, på tværs af dine \
                   sager. Et møde indkaldes fra sagen."
                .into(),
            act: Some(("Mine sager".into(), "/mine-sager".into())),
        },
    })
}

fn days(mine: &Mine) -> Vec<Day> {
    let day = |(day, lines): &(Date, Vec<Line>)| Day {
        id: format!("dag-{day}"),
        title: danish::date_long(*day),
        distance: danish::distance(*day, mine.today),
        today: *day == mine.today,
        meetings: lines.iter().map(|line| view(line, mine)).collect(),
    };
    mine.days.iter().map(day).collect()
}

fn view(line: &Line, mine: &Mine) -> View {
    let (meeting, opens) = (&line.meeting.row, line.meeting.opens);
    let case = format!("/sager/{}", meeting.case);
    let (state, off) = match meeting.stage {
        Stage::Planned if meeting.when.ends() < mine.now => ("ikke afsluttet", false),
        Stage::Planned => ("", false),
        Stage::Held => ("holdt", false),
        Stage::TooFew => ("der kom for få", true),
        Stage::Cancelled => ("aflyst", true),
    };
    let late = meeting.minutes_due.filter(|_| 0 < meeting.without_minutes);
    let warning = late.map(|due| {
        let count = crate::wording::counted(u64::from(meeting.without_minutes), "deltager", "deltagere");
        format!("Referatet mangler til {count}; det skal være der senest {}", danish::date_short(due))
    });
    View {
        time: format!("{}-{}", clock(meeting.when.from), clock(meeting.when.until())),
        title: if opens { meeting.title.clone() } else { "Møde i en sag, du ikke har adgang til".into() },
        citizen: meeting.citizen.clone(),
        protected: opens && meeting.protected,
        number: meeting.number.to_string(),
        place: meeting.place.clone().unwrap_or_default(),
        leader: line.leader.clone(),
        state,
        off,
        warning: warning.filter(|_| opens),
        path: opens.then(|| format!("{case}/moeder/{}", meeting.id)),
        case: opens.then_some(case),
    }
}

/// For which participant, by number; without one, for whoever it is given to.
#[derive(Default, Deserialize)]
#[serde(default)]
struct For {
    deltager: String,
}

impl For {
    fn number(&self) -> Result<Option<u32>, Refused> {
        match self.deltager.trim() {
            "" => Ok(None),
            typed => typed.parse().map(Some).map_err(|_| Refused::NotFound),
        }
    }
}

async fn file(desk: Desk, Ids(case, meeting): Ids<CaseId, MeetingId>, Query(whom): Query<For>) -> Page {
    let number = whom.number()?;
    let (name, bytes) = app::calendar::of_meeting(&desk.app, &desk.actor, case, meeting, number).await?;
    Ok(security::download(&name, "text/calendar; charset=utf-8", bytes))
}

async fn agenda(desk: Desk, Ids(case, meeting): Ids<CaseId, MeetingId>) -> Page {
    let (name, bytes) = meeting_paper::agenda_pdf(&desk.app, &desk.actor, case, meeting).await?;
    Ok(security::download(&name, "application/pdf", bytes))
}

async fn minutes(desk: Desk, Ids(case, meeting): Ids<CaseId, MeetingId>) -> Page {
    let (name, bytes) = meeting_paper::minutes_pdf(&desk.app, &desk.actor, case, meeting).await?;
    Ok(security::download(&name, "application/pdf", bytes))
}

#[derive(Template)]
#[template(path = "calendar/feed.html")]
struct OwnFeed {
    frame: Frame,
    /// Since when the feed opens.
    since: Option<String>,
    /// The address, just made: shown once.
    address: Option<Address>,
    alert: Alert,
}

/// The address of a feed, and the same for a program that subscribes when it is opened.
struct Address {
    plain: String,
    subscribes: String,
}

async fn own_feed(desk: Desk) -> Page {
    let feed = app::calendar::feed_of(&desk.app, &desk.actor).await?;
    page(&shown(&desk, feed.since.map(danish::instant), None))
}

fn shown(desk: &Desk, since: Option<String>, address: Option<Address>) -> OwnFeed {
    let alert = Alert::new(
        Tone::Warning,
        "Adressen er en nøgle",
        "Den, der har den, kan se, hvornår og hvor du har møder, og sagernes numre. Giv den ikke videre. Er den kommet \
         i forkerte hænder, så lav en ny: så holder den gamle op.",
    );
    OwnFeed { frame: desk.frame(Here::Meetings), since, address, alert }
}

async fn make(State(web): State<Web>, desk: Desk, headers: HeaderMap) -> Page {
    let secret = match app::calendar::make_feed(&desk.app, &desk.actor).await {
        Ok(secret) => secret.0,
        Err(Refused::Replayed(_)) => {
            return Ok(done(FEED, "Adressen er lavet og vises kun én gang. Lav en ny, hvis du ikke fik den."));
        }
        Err(other) => return Err(other.into()),
    };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let scheme = match web.settings.cookie {
        CookieKind::Host => "https",
        CookieKind::Loopback => "http",
    };
    let path = format!("{host}/kalender/{secret}.ics");
    let address = Address { plain: format!("{scheme}://{path}"), subscribes: format!("webcal://{path}") };
    page(&shown(&desk, Some(danish::instant(desk.app.now())), Some(address)))
}

async fn end(desk: Desk) -> Page {
    crate::form::once(app::calendar::end_feed(&desk.app, &desk.actor).await)?;
    Ok(done(FEED, "Kalenderen er lukket. Adressen åbner ikke mere."))
}

async fn feed(State(web): State<Web>, asked: Asked, Id(name): Id<String>) -> Page {
    let secret = name.strip_suffix(".ics").ok_or(Refused::NotFound)?;
    let file = app::calendar::feed(&web.app, secret, &asked.ip, &asked.request).await?;
    Ok(security::download("moeder.ics", "text/calendar; charset=utf-8", file.into_bytes()))
}
