//! The only crate that contains SQL: saves and loads what the core knows, on SQLite or PostgreSQL by one text of SQL.
//!
//! Reading order: [`Store`] and [`Tx`], `dialect` (the few lines where the databases differ), `seal` (what a stolen
//! file may not show), then one file per noun, named as the module of `domain`.
//!
//! Invariants: nothing of a case or person is read or written without a [`domain::access::Permit`], nothing is listed
//! without a [`domain::access::Scope`]; the only exceptions stand in `access.rs`, which returns no content.
//! One act is one [`Tx`], with its journal, its todos, its promises to the post and its audit rows. Every editable
//! record has a version, and saving over a newer one is [`Error::Stale`]. SQL takes bound parameters only (W-6).

mod dialect;
mod error;
mod migrate;
mod open;
mod opening;
mod row;
mod seal;
mod sort;
mod tx;

pub mod absence;
pub mod access;
pub mod access_request;
pub mod adulthood;
pub mod application;
pub mod assessment;
pub mod audit;
pub mod audit_head;
pub mod audit_verify;
pub mod cafe;
pub mod calendar;
pub mod case;
pub mod case_file;
pub mod committee;
pub mod complaint;
pub mod consent;
pub mod council;
pub mod course;
pub mod decision;
pub mod dependency;
pub mod document;
pub mod draft;
pub mod enclosure;
pub mod enquiry;
pub mod family;
pub mod field_kit;
pub mod financing;
pub mod form;
pub mod function;
pub mod grant;
pub mod handover;
pub mod idempotency;
pub mod indicator;
pub mod information;
pub mod interface;
pub mod jobs;
pub mod journal;
pub mod letter;
pub mod master_record;
pub mod meeting;
pub mod meta;
pub mod notification;
pub mod outbox;
pub mod party_hearing;
pub mod people;
pub mod school_list;
#[cfg(feature = "scratch")]
pub mod scratch;
pub mod search;
pub mod session;
pub mod shared;
pub mod staff;
mod task;
pub mod todo;
pub mod transition;

#[cfg(test)]
mod tests;

pub use error::{Error, Responsible, Result};
pub use migrate::SCHEMA;
pub use open::{Durability, Options, Store};
pub use opening::{BackupNeeded, Damaged, LastStop, Opening, Upgrade};
pub use seal::Keys;
pub use tx::Tx;
