//! A letter as a MeMo message, version 1.2 (`interop.md` 3.2 and 3.3): header, sender, recipient by CPR number, the letter
//! as main document and what follows it as additional documents.
//!
//! The same letter makes the same bytes at every try. Nothing of a person stands in it but the number it is addressed by
//! and the pages themselves: no name, no address.

use anyhow::ensure;
use app::ports::{Appointment, Parcel};
use base64::Engine;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::io;

/// The namespace of MeMo; its prefix is always `memo`, which some receivers insist on.
pub const NAMESPACE: &str = "https://DigitalPost.dk/MeMo-1";
/// Longest text of a field.
const LONGEST: usize = 256;
/// Most bytes of a whole message: 99.5 MB.
const MOST_BYTES: usize = 99_500_000;
/// The system a case number belongs to.
const CASE_SYSTEM: &str = "Tovholder";

/// The authority that sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// CVR number, eight digits.
    pub cvr: String,
    /// Name.
    pub name: String,
}

/// The message to a recipient, by CPR number in digits.
///
/// # Errors
/// When the CVR or CPR number is not one, or the message is larger than Digital Post takes.
pub fn message(parcel: &Parcel, cpr: &str, sender: &Sender) -> anyhow::Result<Vec<u8>> {
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    ensure!(digits(&sender.cvr, 8), "the sender's CVR number is not eight digits");
    ensure!(digits(cpr, 10), "the recipient's CPR number is not ten digits");
    let id = parcel.message.to_string();
    let created = parcel.promised_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let mut xml = Xml(Writer::new(Vec::new()));
    xml.0.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let message = xml.0.create_element("memo:Message");
    let message = message.with_attribute(("xmlns:memo", NAMESPACE)).with_attribute(("memoVersion", "1.2"));
    message.write_inner_content(|writer| {
        let mut xml = Xml(writer);
        xml.within("MessageHeader", |xml| {
            xml.text("messageType", "DIGITALPOST")?;
            xml.text("messageUUID", &id)?;
            xml.text("label", &parcel.subject)?;
            xml.within("Sender", |xml| {
                xml.text("senderID", &sender.cvr)?;
                xml.text("idType", "CVR")?;
                xml.text("label", &sender.name)
            })?;
            xml.within("Recipient", |xml| {
                xml.text("recipientID", cpr)?;
                xml.text("idType", "CPR")
            })?;
            xml.within("ContentData", |xml| {
                xml.within("CaseID", |xml| {
                    xml.text("caseID", &parcel.case_number)?;
                    xml.text("caseSystem", CASE_SYSTEM)
                })
            })
        })?;
        xml.within("MessageBody", |xml| {
            xml.text("createdDateTime", &created)?;
            xml.within("MainDocument", |xml| {
                xml.document(&parcel.subject, &parcel.file_name, &parcel.pdf)?;
                parcel.appointment.as_ref().map_or(Ok(()), |appointment| xml.appointment(appointment))
            })?;
            for enclosed in &parcel.enclosures {
                xml.within("AdditionalDocument", |xml| {
                    xml.document(&enclosed.title, &enclosed.file_name, &enclosed.pdf)
                })?;
            }
            Ok(())
        })
    })?;
    let bytes = xml.0.into_inner();
    ensure!(bytes.len() <= MOST_BYTES, "the message is larger than Digital Post takes");
    Ok(bytes)
}

/// Elements of the `memo` namespace, written in order.
struct Xml<W>(W);

impl<W: io::Write> Xml<&mut Writer<W>> {
    fn within(&mut self, name: &str, inner: impl FnOnce(&mut Xml<&mut Writer<W>>) -> io::Result<()>) -> io::Result<()> {
        let element = self.0.create_element(format!("memo:{name}"));
        element.write_inner_content(|writer| inner(&mut Xml(writer)))?;
        Ok(())
    }

    fn text(&mut self, name: &str, text: &str) -> io::Result<()> {
        let fits = field(text);
        self.0.create_element(format!("memo:{name}")).write_text_content(BytesText::new(&fits))?;
        Ok(())
    }

    fn document(&mut self, label: &str, file_name: &str, pdf: &[u8]) -> io::Result<()> {
        self.text("label", label)?;
        self.within("File", |xml| {
            xml.text("encodingFormat", "application/pdf")?;
            xml.text("filename", &safe_name(file_name))?;
            xml.text("language", "da")?;
            let content = base64::engine::general_purpose::STANDARD.encode(pdf);
            xml.0.create_element("memo:content").write_text_content(BytesText::new(&content))?;
            Ok(())
        })
    }

    /// A button beside the letter that puts the meeting in the reader's own calendar.
    fn appointment(&mut self, appointment: &Appointment) -> io::Result<()> {
        let instant = |at: jiff::Timestamp| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let (starts, ends) = (instant(appointment.starts), instant(appointment.ends));
        self.within("Action", |xml| {
            xml.text("label", "Læg mødet i din kalender")?;
            xml.text("actionCode", "AFTALE")?;
            xml.text("startDateTime", &starts)?;
            xml.text("endDateTime", &ends)?;
            xml.within("Reservation", |xml| {
                xml.text("description", "Formål, deltagere og dagsorden står i brevet.")?;
                xml.text("reservationUUID", &appointment.id.to_string())?;
                xml.text("abstract", &appointment.title)?;
                xml.text("location", &appointment.place)?;
                xml.text("startDateTime", &starts)?;
                xml.text("endDateTime", &ends)?;
                for (name, told) in [("organizerMail", &appointment.mail), ("organizerName", &appointment.leader)] {
                    if !told.is_empty() {
                        xml.text(name, told)?;
                    }
                }
                Ok(())
            })
        })
    }
}

/// A text as a field takes it: on one line, without characters XML has no place for, and not too long.
fn field(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let plain = plain.replace(['\u{fffe}', '\u{ffff}'], " ");
    plain.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect()
}

/// A file name without the signs Digital Post refuses (checked in production since 10 September 2025).
fn safe_name(name: &str) -> String {
    let refused = |c: char| {
        matches!(
            c,
            '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*' | '\r' | '\n' | '\u{a0}' | '\u{2000}'..='\u{200a}'
        ) || matches!(c, '\u{2028}' | '\u{205f}' | '\u{2060}' | '\u{3000}')
            || c.is_control()
    };
    name.chars().map(|c| if refused(c) { '_' } else { c }).collect()
}

#[cfg(test)]
mod tests;
