//! Reads a page as a browser does: its text, its links, and its forms with all their fields.

use std::collections::BTreeMap;

/// A form of a page, with what stands in it.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it is sent.
    pub action: String,
    /// `get` or `post`.
    pub method: String,
    /// It takes a file.
    pub multipart: bool,
    /// Its fields in order: name and value as they stand.
    pub fields: Vec<(String, String)>,
    /// Every name the page offers, also of what is not chosen.
    pub offered: Vec<(String, String)>,
    /// Its buttons.
    pub buttons: Vec<Button>,
}

/// A button of a form.
#[derive(Clone, Debug)]
pub struct Button {
    /// Name and value it sends; both may be empty.
    pub field: (String, String),
    /// What stands on it.
    pub text: String,
    /// Where it sends the form, when not to the form's own address.
    pub action: Option<String>,
}

impl Form {
    /// The value of a field, as it stands.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// The values one may choose between.
    pub fn choices(&self, name: &str) -> Vec<&str> {
        self.offered.iter().filter(|(field, _)| field == name).map(|(_, value)| value.as_str()).collect()
    }

    /// The same with a field filled in.
    ///
    /// # Panics
    /// When the page has no such field: nobody could have typed there.
    pub fn with(mut self, name: &str, value: &str) -> Form {
        let names = || self.offered.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>();
        assert!(
            self.offered.iter().any(|(field, _)| field == name),
            "no field {name} in {}: {:?}",
            self.action,
            names()
        );
        self.fields.retain(|(field, _)| field != name);
        self.fields.push((name.to_string(), value.to_string()));
        self
    }

    /// The same, sent by the button that says this.
    ///
    /// # Panics
    /// When there is no such button.
    pub fn pressing(mut self, text: &str) -> Form {
        let known = || self.buttons.iter().map(|button| button.text.as_str()).collect::<Vec<_>>();
        let button = self.buttons.iter().find(|button| button.text == text).cloned();
        let button = button.unwrap_or_else(|| panic!("no button {text} in {}: {:?}", self.action, known()));
        if !button.field.0.is_empty() {
            self.fields.push(button.field);
        }
        if let Some(action) = button.action {
            self.action = action;
        }
        self
    }

    /// The same with a box no longer ticked, or a field left out.
    pub fn without(mut self, name: &str) -> Form {
        self.fields.retain(|(field, _)| field != name);
        self
    }

    /// The same with one more of several boxes ticked.
    pub fn ticking(mut self, name: &str, value: &str) -> Form {
        let there = self.offered.iter().any(|(field, known)| field == name && known == value);
        assert!(there, "no box {name}={value} in {}: {:?}", self.action, self.choices(name));
        self.fields.push((name.to_string(), value.to_string()));
        self
    }
}

/// What stands between two `<` and `>`, taken apart.
struct Tag<'a> {
    name: String,
    attributes: BTreeMap<String, String>,
    /// What comes after it.
    rest: &'a str,
}

fn next_tag(html: &str) -> Option<(&str, Tag<'_>)> {
    let mut from = 0;
    loop {
        let start = from + html[from..].find('<')?;
        let after = &html[start + 1..];
        if let Some(comment) = after.strip_prefix("!--") {
            from = html.len() - comment.len() + comment.find("-->")? + 3;
            continue;
        }
        let mut quote = None;
        let end = after.char_indices().find(|(_, c)| match (quote, c) {
            (Some(open), c) if open == *c => {
                quote = None;
                false
            }
            (None, '"' | '\'') => {
                quote = Some(*c);
                false
            }
            (None, '>') => true,
            _ => false,
        })?;
        let inside = &after[..end.0];
        let name: String = inside.chars().take_while(|c| !c.is_whitespace()).collect();
        let tag =
            Tag { attributes: attributes(&inside[name.len()..]), name: name.to_lowercase(), rest: &after[end.0 + 1..] };
        return Some((&html[..start], tag));
    }
}

fn attributes(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let name: String = rest.chars().take_while(|c| !c.is_whitespace() && *c != '=').collect();
        if name.is_empty() {
            break;
        }
        rest = rest[name.len()..].trim_start();
        let value = if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            match quote {
                Some(quote) => {
                    let (value, left) = after[1..].split_once(quote).unwrap_or((&after[1..], ""));
                    rest = left.trim_start();
                    value.to_string()
                }
                None => {
                    let value: String = after.chars().take_while(|c| !c.is_whitespace()).collect();
                    rest = after[value.len()..].trim_start();
                    value
                }
            }
        } else {
            String::new()
        };
        found.insert(name.to_lowercase(), unescape(&value));
    }
    found
}

/// `&aelig;` and its kin as the characters they stand for.
pub fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(end) = rest.find(';').filter(|end| *end < 12) else {
            out.push('&');
            rest = &rest[1..];
            continue;
        };
        let name = &rest[1..end];
        let number = name.strip_prefix('#').and_then(|n| {
            n.strip_prefix(['x', 'X']).map_or_else(|| n.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok())
        });
        match (name, number.and_then(char::from_u32)) {
            (_, Some(c)) => out.push(c),
            ("amp", _) => out.push('&'),
            ("lt", _) => out.push('<'),
            ("gt", _) => out.push('>'),
            ("quot", _) => out.push('"'),
            ("nbsp", _) => out.push('\u{a0}'),
            ("shy", _) => {}
            _ => out.push_str(&rest[..=end]),
        }
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    out
}

/// What is read on the page: its text without tags, words apart by one space.
pub fn text(html: &str) -> String {
    let (mut out, mut rest) = (String::new(), html);
    while let Some((before, tag)) = next_tag(rest) {
        out.push_str(before);
        rest = tag.rest;
        // The text of a button stays apart from what stands around it.
        if !matches!(
            tag.name.as_str(),
            "b" | "/b" | "strong" | "/strong" | "em" | "/em" | "span" | "/span" | "a" | "/a"
        ) {
            out.push(' ');
        }
        if tag.name == "script" || tag.name == "style" {
            rest = rest.split_once(&format!("</{}>", tag.name)).map_or("", |(_, after)| after);
        }
    }
    out.push_str(rest);
    unescape(&out).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where the page's links lead.
pub fn links(html: &str) -> Vec<String> {
    let (mut found, mut rest) = (Vec::new(), html);
    while let Some((_, tag)) = next_tag(rest) {
        for name in ["href", "src"] {
            found.extend(tag.attributes.get(name).cloned());
        }
        rest = tag.rest;
    }
    found
}

/// The page's forms.
pub fn forms(html: &str, path: &str) -> Vec<Form> {
    let (mut found, mut rest): (Vec<(Option<String>, Form)>, _) = (Vec::new(), html);
    let mut inside: Option<usize> = None;
    let mut select: Option<String> = None;
    // A field may stand outside its form and name it.
    let mut waiting: Vec<(String, Field)> = Vec::new();
    while let Some((_, tag)) = next_tag(rest) {
        rest = tag.rest;
        let get = |name: &str| tag.attributes.get(name).cloned();
        match tag.name.as_str() {
            "form" => {
                found.push((
                    get("id"),
                    Form {
                        action: without_fragment(get("action")).unwrap_or_else(|| path.to_string()),
                        method: get("method").unwrap_or_else(|| "get".into()).to_lowercase(),
                        multipart: get("enctype").is_some_and(|kind| kind == "multipart/form-data"),
                        fields: Vec::new(),
                        offered: Vec::new(),
                        buttons: Vec::new(),
                    },
                ));
                inside = Some(found.len() - 1);
            }
            "/form" => inside = None,
            "select" => select = get("name"),
            "/select" => select = None,
            _ => {
                let Some(field) = field(&tag, &mut rest, select.as_deref()) else { continue };
                match (get("form"), inside) {
                    (Some(form), _) => waiting.push((form, field)),
                    (None, Some(at)) => field.put(&mut found[at].1),
                    (None, None) => {}
                }
            }
        }
    }
    for (form, field) in waiting {
        if let Some((_, form)) = found.iter_mut().find(|(id, _)| id.as_deref() == Some(&form)) {
            field.put(form);
        }
    }
    found.into_iter().map(|(_, form)| form).collect()
}

/// What follows `#` is the browser's own business and is never sent.
fn without_fragment(address: Option<String>) -> Option<String> {
    let address = address?.split('#').next()?.to_string();
    (!address.is_empty()).then_some(address)
}

struct Field {
    name: String,
    value: String,
    kind: Kind,
}

#[derive(PartialEq)]
enum Kind {
    /// Sent as it stands.
    Sent,
    /// The first option of a list, or the chosen one.
    Option {
        chosen: bool,
    },
    /// A box or a choice that is not ticked.
    Unticked,
    Button {
        text: String,
        action: Option<String>,
    },
}

fn field(tag: &Tag<'_>, rest: &mut &str, select: Option<&str>) -> Option<Field> {
    let get = |name: &str| tag.attributes.get(name).cloned();
    if tag.attributes.contains_key("disabled") {
        return None;
    }
    match tag.name.as_str() {
        "input" => {
            let name = get("name")?;
            let kind = get("type").unwrap_or_default();
            let ticked = tag.attributes.contains_key("checked");
            let is_box = kind == "checkbox" || kind == "radio";
            let value = get("value").unwrap_or_else(|| if is_box { "on".into() } else { String::new() });
            let kind = match kind.as_str() {
                "submit" => Kind::Button { text: value.clone(), action: get("formaction") },
                _ if is_box && !ticked => Kind::Unticked,
                _ => Kind::Sent,
            };
            Some(Field { name, value, kind })
        }
        "textarea" => {
            let (value, after) = rest.split_once("</textarea>").unwrap_or((rest, ""));
            *rest = after;
            let value = unescape(value);
            // The first line break after the tag is not part of the text.
            let value = value.strip_prefix('\n').unwrap_or(&value).to_string();
            Some(Field { name: get("name")?, value, kind: Kind::Sent })
        }
        "option" => {
            let text = rest.split("</option>").next().unwrap_or_default();
            let value = get("value").unwrap_or_else(|| unescape(text.trim()));
            let chosen = tag.attributes.contains_key("selected");
            Some(Field { name: select?.to_string(), value, kind: Kind::Option { chosen } })
        }
        "button" => {
            let text = self::text(rest.split("</button>").next().unwrap_or_default());
            Some(Field {
                name: get("name").unwrap_or_default(),
                value: get("value").unwrap_or_default(),
                kind: Kind::Button { text, action: get("formaction") },
            })
        }
        _ => None,
    }
}

impl Field {
    fn put(self, form: &mut Form) {
        match self.kind {
            Kind::Button { text, action } => {
                form.buttons.push(Button { field: (self.name, self.value), text, action });
                return;
            }
            Kind::Sent => form.fields.push((self.name.clone(), self.value.clone())),
            Kind::Option { chosen } => {
                let first = !form.offered.iter().any(|(name, _)| *name == self.name);
                if chosen {
                    form.fields.retain(|(name, _)| *name != self.name);
                }
                if chosen || first {
                    form.fields.push((self.name.clone(), self.value.clone()));
                }
            }
            Kind::Unticked => {}
        }
        form.offered.push((self.name, self.value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_with_all_that_stands_in_it() {
        let html = r#"<form action="/a?b=1&amp;c" method="post"><input type="hidden" name="csrf" value="x">
            <!-- <input name="not" value="this"> --><input type="radio" name="how" value="1"><input type="radio" name="how" value="2" checked>
            <select name="who"><option value="">Vælg</option><option value="k" selected>Karen</option></select>
            <textarea name="text">
 s&aelig;r &lt;b&gt;</textarea><button name="act" value="send">Send <b>nu</b></button></form>
            <input form="late" name="other" value="3"><form id="late" action="/b"></form>"#;
        let forms = forms(html, "/here");
        assert_eq!(forms[0].action, "/a?b=1&c");
        let fields: Vec<(&str, &str)> = forms[0].fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(fields, [("csrf", "x"), ("how", "2"), ("who", "k"), ("text", " s&aelig;r <b>")]);
        assert_eq!(forms[0].choices("how"), ["1", "2"]);
        assert_eq!(forms[0].buttons[0].text, "Send nu");
        assert_eq!(forms[1].fields, [("other".to_string(), "3".to_string())]);
        assert_eq!(text("<p>Frist:<b>3</b>.&nbsp;april</p><script>x</script>æ"), "Frist:3. april æ");
    }
}
