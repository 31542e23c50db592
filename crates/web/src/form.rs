//! Forms: what was typed, read once into types; an error per field; all that was typed kept on the way back.
//!
//! A feature's form is a struct of texts with `#[serde(deny_unknown_fields, default)]`; [`Check`] reads it into an order
//! and collects what is wrong; the page is shown again with [`Errors`] and the struct as it was typed.

use crate::error::{Failure, Fault};
use crate::guard;
use crate::session::Notice;
use app::{Actor, Outcome, Refused, Resource};
use axum::extract::{FromRequest, FromRequestParts, Multipart, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::document::MAX_FILES;
use domain::ids::LetterId;
use domain::setting::Kroner;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::str::FromStr;

/// Longest line: a name, a title, a source.
pub const LINE: usize = 200;
/// Longest text: an assessment, reasons.
pub const TEXT: usize = 20_000;

/// A form as typed. The guard has checked its token and taken it out.
pub struct Form<T>(pub T);

impl<S, T> FromRequest<S> for Form<T>
where
    S: Send + Sync,
    T: DeserializeOwned,
{
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let read = axum_extra::extract::Form::<T>::from_request(request, state).await;
        read.map(|form| Form(form.0)).map_err(|_| Fault::unreadable().into())
    }
}

/// The last part of the path as an id. What is no id answers as what does not exist.
pub struct Id<T>(pub T);

/// The last two parts of the path that are ids: a case and something in it.
pub struct Ids<A, B>(pub A, pub B);

impl<S: Send + Sync, T: FromStr> FromRequestParts<S> for Id<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let values = path_values(parts, state).await?;
        values.first().and_then(|value| value.parse().ok()).map(Id).ok_or_else(not_found)
    }
}

impl<S: Send + Sync, A: FromStr, B: FromStr> FromRequestParts<S> for Ids<A, B> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let values = path_values(parts, state).await?;
        let mut values = values.iter();
        let first = values.next().and_then(|value| value.parse().ok());
        let second = values.next().and_then(|value| value.parse().ok());
        first.zip(second).map(|(first, second)| Ids(first, second)).ok_or_else(not_found)
    }
}

async fn path_values<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<Vec<String>, Failure> {
    let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| not_found())?;
    Ok(params.iter().map(|(_, value)| value.to_string()).collect())
}

fn not_found() -> Failure {
    Fault::new(StatusCode::NOT_FOUND, "not_found").into()
}

/// Done: on to this page, which says what was done. The text is ours, never anything typed.
pub fn done(path: &str, notice: &'static str) -> Response {
    let mut response = Redirect::to(path).into_response();
    response.extensions_mut().insert(Notice(notice));
    response
}

/// The same form sent twice did one thing: the second answer leads where the first one led, and says the same.
///
/// # Errors
/// Whatever else the act answered.
pub fn once<T>(outcome: Outcome<T>) -> Outcome<()> {
    match outcome {
        Ok(_) | Err(Refused::Replayed(_)) => Ok(()),
        Err(other) => Err(other),
    }
}

/// As [`once`], for an act that makes a letter: the second answer leads to the letter the first one made.
///
/// # Errors
/// Whatever else the act answered.
pub fn once_letter(outcome: Outcome<LetterId>) -> Outcome<LetterId> {
    match outcome {
        Err(Refused::Replayed(Resource::Letter(_, letter))) => Ok(letter),
        other => other,
    }
}

/// What is wrong, by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Errors(Vec<(Cow<'static, str>, String)>);

impl Errors {
    /// One error, for what an act refused: on a field, or on the form as a whole with an empty name.
    pub fn one(field: impl Into<Cow<'static, str>>, text: impl Into<String>) -> Self {
        Self(vec![(field.into(), text.into())])
    }

    /// Adds one.
    pub fn add(&mut self, field: impl Into<Cow<'static, str>>, text: impl Into<String>) {
        self.0.push((field.into(), text.into()));
    }

    /// The error of a field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, text)| text.as_str())
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All, for the summary on top; the id is that of the field, empty for the form as a whole.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(field, text)| (field.as_ref(), text.as_str()))
    }
}

/// Reads fields into types and remembers every mistake, so that all are shown at once.
#[derive(Default)]
pub struct Check(Errors);

impl Check {
    /// Nothing wrong yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A mistake the form's own rules found.
    pub fn wrong(&mut self, field: &'static str, text: impl Into<String>) {
        self.0.add(field, text);
    }

    /// A line that must be there.
    pub fn line(&mut self, field: &'static str, typed: &str) -> String {
        let line = self.optional_line(field, typed);
        if line.is_empty() && self.0.of(field).is_none() {
            self.wrong(field, "Feltet skal udfyldes.");
        }
        line
    }

    /// A line that may be empty.
    pub fn optional_line(&mut self, field: &'static str, typed: &str) -> String {
        self.within(field, typed, LINE);
        typed.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// A text that must be there.
    pub fn text(&mut self, field: &'static str, typed: &str) -> String {
        let text = self.optional_text(field, typed);
        if text.is_empty() {
            self.wrong(field, "Feltet skal udfyldes.");
        }
        text
    }

    /// A text that may be empty.
    pub fn optional_text(&mut self, field: &'static str, typed: &str) -> String {
        self.within(field, typed, TEXT);
        typed.trim().to_string()
    }

    fn within(&mut self, field: &'static str, typed: &str, most: usize) {
        let length = typed.chars().count();
        if most < length {
            self.wrong(field, format!("Teksten er {length} tegn. Der er plads til {most}."));
        }
    }

    /// A day that must be there.
    pub fn date(&mut self, field: &'static str, typed: &str) -> Option<Date> {
        if typed.trim().is_empty() {
            self.wrong(field, "Vælg en dato.");
            return None;
        }
        self.optional_date(field, typed)
    }

    /// A day that may be left out.
    pub fn optional_date(&mut self, field: &'static str, typed: &str) -> Option<Date> {
        if typed.trim().is_empty() {
            return None;
        }
        let date = parse_date(typed);
        if date.is_none() {
            self.wrong(field, "Datoen findes ikke. Skriv den som 31.3.2026.");
        }
        date
    }

    /// An amount that may be left out.
    pub fn optional_amount(&mut self, field: &'static str, typed: &str) -> Option<Kroner> {
        if typed.trim().is_empty() {
            return None;
        }
        let amount = Kroner::parse(typed);
        if amount.is_none() {
            self.wrong(field, "Skriv beløbet i kroner, for eksempel 1.105,00.");
        }
        amount
    }

    /// A whole number that may be left out.
    pub fn optional_number(&mut self, field: &'static str, typed: &str) -> Option<u32> {
        let typed = typed.trim();
        if typed.is_empty() {
            return None;
        }
        let number = typed.parse().ok();
        if number.is_none() {
            self.wrong(field, "Skriv et helt tal, for eksempel 15.");
        }
        number
    }

    /// One of the choices of the page, read back from its code.
    pub fn choice<T>(&mut self, field: &'static str, typed: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let chosen = read(typed.trim());
        if chosen.is_none() {
            self.wrong(field, "Vælg en af mulighederne.");
        }
        chosen
    }

    /// The id of something chosen on the page.
    pub fn id<T: FromStr>(&mut self, field: &'static str, typed: &str) -> Option<T> {
        self.choice(field, typed, |text| text.parse().ok())
    }

    /// All that is wrong, if anything is.
    pub fn errors(self) -> Option<Errors> {
        if self.0.is_empty() { None } else { Some(self.0) }
    }
}

/// A day as typed: `2026-03-31`, `31-03-2026`, `31.3.2026`, `31/3/2026`. Two-digit years are not guessed at.
pub fn parse_date(typed: &str) -> Option<Date> {
    let mut numbers = typed.trim().split(['-', '.', '/', ' ']).map(str::trim).filter(|part| !part.is_empty());
    let (first, second, third) = (numbers.next()?, numbers.next()?, numbers.next()?);
    if numbers.next().is_some() || ![first, second, third].iter().all(|part| part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let (year, month, day) = if first.len() == 4 { (first, second, third) } else { (third, second, first) };
    if year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A day as a date field takes it (`2026-03-31`).
pub fn date_value(day: Date) -> String {
    day.to_string()
}

/// A file as sent.
pub struct File {
    /// Its name, as the sender called it; cleaned by the act.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A form with files. The token has been checked before the first was read.
pub struct Upload<T> {
    /// The fields.
    pub form: T,
    /// The files, as many as may be sent together and one more, by which the act knows that there were too many.
    pub files: Vec<File>,
    /// Who sends it, with the command's key.
    pub actor: Actor,
}

impl<S, T> FromRequest<S> for Upload<T>
where
    S: Send + Sync,
    T: DeserializeOwned,
{
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let path = request.uri().path().to_string();
        let not_signed_in = || Failure::from(Fault::new(StatusCode::UNAUTHORIZED, "not_signed_in"));
        let mut actor = request.extensions().get::<Actor>().cloned().ok_or_else(not_signed_in)?;
        let mut parts =
            Multipart::from_request(request, state).await.map_err(|_| Failure::from(Fault::unreadable()))?;
        let mut fields: Vec<(String, String)> = Vec::new();
        let (mut files, mut key, mut seen) = (Vec::new(), None, 0usize);
        while let Some(part) = parts.next_field().await.map_err(unread)? {
            let name = part.name().unwrap_or_default().to_string();
            let file_name = part.file_name().map(ToString::to_string);
            // The token comes first, so that nothing of a forged form is kept in memory.
            if (seen == 0) != (name == guard::TOKEN) || 60 < fields.len() {
                return Err(Fault::new(StatusCode::FORBIDDEN, "token_missing").into());
            }
            seen = seen.saturating_add(1);
            let bytes = part.bytes().await.map_err(unread)?;
            if let Some(file_name) = file_name {
                // A form where no file was chosen sends an empty one without a name.
                if !file_name.is_empty() && files.len() <= MAX_FILES {
                    files.push(File { name: file_name, bytes: bytes.to_vec() });
                }
                continue;
            }
            let value = String::from_utf8(bytes.to_vec()).map_err(|_| Failure::from(Fault::unreadable()))?;
            match name.as_str() {
                guard::TOKEN if guard::token_is_right(Some(&value), &actor) => {}
                guard::TOKEN => return Err(Fault::new(StatusCode::FORBIDDEN, "token_missing").into()),
                guard::KEY => key = Some(value),
                _ => fields.push((name, guard::clean(&value))),
            }
        }
        if seen == 0 {
            return Err(Fault::new(StatusCode::FORBIDDEN, "token_missing").into());
        }
        let fields = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut whole = fields.clone().into_bytes();
        for file in &files {
            whole.extend_from_slice(&file.bytes);
        }
        actor.command = guard::command(key, &Method::POST, &path, &whole);
        let form = serde_html_form::from_str(&fields).map_err(|_| Failure::from(Fault::unreadable()))?;
        Ok(Upload { form, files, actor })
    }
}

fn unread(error: axum::extract::multipart::MultipartError) -> Failure {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Fault::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large").into()
    } else {
        Fault::unreadable().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_date_is_read_in_the_ways_people_write_it() {
        let day = Some(date(2026, 3, 31));
        for typed in ["2026-03-31", "31-03-2026", "31.3.2026", "31/3/2026", " 31. 3. 2026 "] {
            assert_eq!(parse_date(typed), day, "{typed}");
        }
        for wrong in ["", "31.3.26", "31.2.2026", "2026-3", "i dag", "31.3.2026.1", "-1.3.2026x"] {
            assert_eq!(parse_date(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_mistake_is_found_at_once() {
        let mut check = Check::new();
        check.line("source", "  ");
        check.date("until", "31.2.2026");
        check.optional_amount("amount", "mange");
        let errors = check.errors().unwrap();
        let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["source", "until", "amount"]);
    }

    #[test]
    fn a_line_is_one_line_and_has_an_end() {
        let mut check = Check::new();
        assert_eq!(check.line("name", " Tovby \n  Skole "), "Tovby Skole");
        check.line("long", &"a".repeat(LINE + 1));
        assert!(check.errors().unwrap().of("long").unwrap().contains("201 tegn"));
    }

    fn karen() -> Actor {
        let staff = domain::staff::Staff {
            id: domain::ids::StaffId(uuid::Uuid::nil()),
            username: "karen".into(),
            name: "Karen Tangbjerg".into(),
            phone: String::new(),
            mail: String::new(),
            department: "boernehandicap".into(),
            heads: Vec::new(),
            roles: vec![domain::staff::Role::Caseworker],
            active: true,
        };
        let (session, csrf, ip) = ("session".into(), "token".into(), "-".into());
        Actor { staff, session, csrf, ip, request: "request".into(), command: None }
    }

    #[derive(Debug, Default, serde::Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Source {
        source: String,
    }

    async fn upload(parts: &[(&str, &str)]) -> Result<Upload<Source>, Failure> {
        let part =
            |(head, body): &(&str, &str)| format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n");
        let body: String = parts.iter().map(part).chain(["--x--\r\n".to_string()]).collect();
        let mut request = Request::post("/sager/1/dokumenter")
            .header("content-type", "multipart/form-data; boundary=x")
            .body(axum::body::Body::from(body))
            .unwrap();
        request.extensions_mut().insert(karen());
        Upload::from_request(request, &()).await
    }

    const TOKEN: (&str, &str) = ("name=\"csrf\"", "token");
    const FILE: (&str, &str) = ("name=\"fil\"; filename=\"svar.pdf\"", "%PDF-1.7");

    #[tokio::test]
    async fn a_file_comes_with_its_fields_and_the_key_of_its_form() {
        let sent = upload(&[TOKEN, ("name=\"noegle\"", "0f8fad5b-d9cb"), ("name=\"source\"", "Tovby Skole"), FILE]);
        let sent = sent.await.unwrap();
        let file = sent.files.first().unwrap();
        assert_eq!((file.name.as_str(), file.bytes.as_slice()), ("svar.pdf", b"%PDF-1.7".as_slice()));
        assert_eq!(sent.form.source, "Tovby Skole");
        assert_eq!(sent.actor.command.unwrap().key, "0f8fad5b-d9cb");
    }

    #[tokio::test]
    async fn a_form_with_a_file_needs_its_token_before_anything_else() {
        let wrong = ("name=\"csrf\"", "gaet");
        for parts in [vec![FILE, TOKEN], vec![FILE], vec![wrong, FILE], vec![]] {
            let refused = upload(&parts).await;
            assert!(
                matches!(&refused, Err(Failure::Fault(fault)) if fault.status == StatusCode::FORBIDDEN),
                "{parts:?}"
            );
        }
        let strange = upload(&[TOKEN, ("name=\"rolle\"", "leder"), FILE]).await;
        assert!(matches!(&strange, Err(Failure::Fault(fault)) if fault.code == "form_unreadable"));
    }

    #[tokio::test]
    async fn d_6_of_very_many_files_no_more_are_kept_than_tell_that_there_are_too_many() {
        let parts: Vec<_> = std::iter::once(TOKEN).chain(std::iter::repeat_n(FILE, 100)).collect();
        assert_eq!(upload(&parts).await.unwrap().files.len(), MAX_FILES + 1);
        let both = upload(&[TOKEN, FILE, ("name=\"fil\"; filename=\"bilag.pdf\"", "%PDF-1.6")]).await.unwrap();
        let names: Vec<&str> = both.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["svar.pdf", "bilag.pdf"]);
    }

    #[tokio::test]
    async fn a_form_where_no_file_was_chosen_has_none() {
        let sent = upload(&[TOKEN, ("name=\"fil\"; filename=\"\"", "")]).await.unwrap();
        assert!(sent.files.is_empty());
    }
}
