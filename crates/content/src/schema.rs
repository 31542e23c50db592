//! JSON Schema for editors, written from the same tables of keys that the loader uses ([`crate::formats`]), so that the
//! help can never say something else than the check.

use crate::formats::Format;
use crate::shape::{Key, Kind, Shape};

/// One schema for each format: file name and text. For Markdown files it describes the front matter.
pub fn all() -> Vec<(String, String)> {
    Format::ALL.iter().map(|format| (file_name(*format), of(*format))).collect()
}

fn file_name(format: Format) -> String {
    format!("{}.schema.json", format.place().trim_end_matches('/').replace('/', "-"))
}

/// The schema of one format.
pub fn of(format: Format) -> String {
    let mut members = vec![
        member("$schema", &quoted("https://json-schema.org/draft/2020-12/schema")),
        member("title", &quoted(&format!("content/{}", place(format)))),
    ];
    members.extend(table_members(format.shape()));
    format!("{{\n{}\n}}\n", members.iter().map(|member| format!("  {member}")).collect::<Vec<_>>().join(",\n"))
}

fn place(format: Format) -> String {
    match format.place() {
        folder if folder.ends_with('/') => format!("{folder}<id>.{}", format.ending()),
        file => format!("{file}.{}", format.ending()),
    }
}

fn table_members(shape: &Shape) -> Vec<String> {
    let keys: Vec<&Key> = shape.all_keys().collect();
    let properties: Vec<String> = keys.iter().map(|key| member(key.name, &property(key))).collect();
    let required: Vec<String> = keys.iter().filter(|key| key.required).map(|key| quoted(key.name)).collect();
    vec![
        member("type", &quoted("object")),
        member("additionalProperties", "false"),
        member("required", &format!("[{}]", required.join(", "))),
        member("properties", &format!("{{\n    {}\n  }}", properties.join(",\n    "))),
    ]
}

fn property(key: &Key) -> String {
    let mut members = members_of(&key.kind);
    members.push(member("description", &quoted(key.meaning)));
    object(&members)
}

fn members_of(kind: &Kind) -> Vec<String> {
    match kind {
        Kind::Text => vec![member("type", &quoted("string")), member("minLength", "1")],
        Kind::Id => vec![member("type", &quoted("string")), member("pattern", &quoted("^[a-z0-9-]+$"))],
        Kind::Day => vec![member("type", &quoted("string")), member("format", &quoted("date"))],
        Kind::Flag => vec![member("type", &quoted("boolean"))],
        Kind::Number => vec![member("type", &quoted("integer")), member("minimum", "0")],
        Kind::Plain => vec![member("type", r#"["string", "number", "boolean", "array"]"#)],
        Kind::Grammar(example) => {
            let examples = example.split(" eller ").collect::<Vec<_>>().join(", ");
            vec![member("type", &quoted("string")), member("examples", &format!("[{examples}]"))]
        }
        Kind::Word(words) => {
            let words: Vec<String> = words().into_iter().map(quoted).collect();
            vec![member("enum", &format!("[{}]", words.join(", ")))]
        }
        Kind::List(inner) => vec![member("type", &quoted("array")), member("items", &object(&members_of(inner)))],
        Kind::OneOrMore(inner) => {
            let one = object(&members_of(inner));
            let many = object(&members_of(&Kind::List(inner)));
            vec![member("anyOf", &format!("[{one}, {many}]"))]
        }
        Kind::Either(kinds) => {
            let kinds: Vec<String> = kinds.iter().map(|kind| object(&members_of(kind))).collect();
            vec![member("anyOf", &format!("[{}]", kinds.join(", ")))]
        }
        Kind::Named(inner) => {
            vec![member("type", &quoted("object")), member("additionalProperties", &object(&members_of(inner)))]
        }
        Kind::Table(shape) => table_members(shape),
    }
}

fn object(members: &[String]) -> String {
    format!("{{ {} }}", members.join(", "))
}

fn member(name: &str, value: &str) -> String {
    format!("{}: {value}", quoted(name))
}

/// A JSON string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            sign if u32::from(sign) < 0x20 => out.push_str(&format!("\\u{:04x}", u32::from(sign))),
            sign => out.push(sign),
        }
    }
    out.push('"');
    out
}
