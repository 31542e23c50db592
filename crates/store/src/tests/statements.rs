use super::on_each_database;
use crate::dialect::Dialect;
use sqlx::{AnyConnection, Connection as _, Executor as _};

/// Every statement of the crate, by module.
const ALL: &[(&str, &[(&str, &str)])] = &[
    ("absence", crate::absence::STATEMENTS),
    ("access", crate::access::STATEMENTS),
    ("access_request", crate::access_request::STATEMENTS),
    ("adulthood", crate::adulthood::STATEMENTS),
    ("application", crate::application::STATEMENTS),
    ("assessment", crate::assessment::STATEMENTS),
    ("audit", crate::audit::STATEMENTS),
    ("audit_head", crate::audit_head::STATEMENTS),
    ("audit_verify", crate::audit_verify::STATEMENTS),
    ("cafe", crate::cafe::STATEMENTS),
    ("calendar", crate::calendar::STATEMENTS),
    ("case", crate::case::STATEMENTS),
    ("committee", crate::committee::STATEMENTS),
    ("complaint", crate::complaint::STATEMENTS),
    ("consent", crate::consent::STATEMENTS),
    ("council", crate::council::STATEMENTS),
    ("course", crate::course::STATEMENTS),
    ("decision", crate::decision::STATEMENTS),
    ("dependency", crate::dependency::STATEMENTS),
    ("document", crate::document::STATEMENTS),
    ("draft", crate::draft::STATEMENTS),
    ("enclosure", crate::enclosure::STATEMENTS),
    ("family", crate::family::STATEMENTS),
    ("family/list", crate::family::list::STATEMENTS),
    ("family/write", crate::family::write::STATEMENTS),
    ("field_kit", crate::field_kit::STATEMENTS),
    ("financing", crate::financing::STATEMENTS),
    ("enquiry", crate::enquiry::STATEMENTS),
    ("form", crate::form::STATEMENTS),
    ("function", crate::function::STATEMENTS),
    ("grant", crate::grant::STATEMENTS),
    ("handover", crate::handover::STATEMENTS),
    ("idempotency", crate::idempotency::STATEMENTS),
    ("indicator", crate::indicator::STATEMENTS),
    ("information", crate::information::STATEMENTS),
    ("interface", crate::interface::STATEMENTS),
    ("jobs", crate::jobs::STATEMENTS),
    ("journal", crate::journal::STATEMENTS),
    ("letter", crate::letter::STATEMENTS),
    ("master_record", crate::master_record::STATEMENTS),
    ("meeting", crate::meeting::STATEMENTS),
    ("meta", crate::meta::STATEMENTS),
    ("notification", crate::notification::STATEMENTS),
    ("outbox", crate::outbox::STATEMENTS),
    ("party_hearing", crate::party_hearing::STATEMENTS),
    ("people", crate::people::STATEMENTS),
    ("school_list", crate::school_list::STATEMENTS),
    ("search", crate::search::STATEMENTS),
    ("session", crate::session::STATEMENTS),
    ("shared", crate::shared::STATEMENTS),
    ("staff", crate::staff::STATEMENTS),
    ("task", crate::task::STATEMENTS),
    ("todo", crate::todo::STATEMENTS),
    ("transition", crate::transition::STATEMENTS),
    ("tx", crate::tx::STATEMENTS),
];

on_each_database!(every_statement_is_understood_by_the_database, |db| {
    let mut connection = AnyConnection::connect(&db.options.url).await.unwrap();
    let postgres = Dialect::of(&db.options.url).unwrap() == Dialect::Postgres;
    for (module, statements) in ALL {
        for (name, sql) in *statements {
            let for_other = if postgres { "_SQLITE" } else { "_POSTGRES" };
            if !name.ends_with(for_other) {
                let prepared = connection.prepare(sqlx::SqlStr::from_static(sql)).await;
                assert!(prepared.is_ok(), "{module}::{name}: {}", prepared.err().unwrap());
            }
        }
    }
    connection.close().await.unwrap();
});

/// A module with SQL that is not in the list above would not be tested.
#[test]
fn every_module_with_sql_is_in_the_list() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ext| ext == "rs") {
            let module = path.file_stem().unwrap().to_string_lossy().into_owned();
            let has_sql = std::fs::read_to_string(&path).unwrap().contains("\nstatements! {");
            assert_eq!(has_sql, ALL.iter().any(|(listed, _)| *listed == module), "{module}");
        }
    }
}
