//! The core: casework as facts about what happened, and what follows from them.
//!
//! Reading order: [`calendar`] and [`deadline`] (time), [`procedure`] and [`progress`] (work), [`benefit`], [`letter`],
//! [`questionnaire`] and [`setting`] (what content defines), [`ids`], [`cpr`], [`people`], [`staff`], [`access`]
//! (people), then casework in the order a case meets it.
//!
//! Invariants: nothing here does IO, reads a clock or is `Serialize`; a refusal is a value with its facts; Danish comes
//! last, except the words content files write.

pub mod calendar;
pub mod deadline;
pub mod procedure;
pub mod progress;
pub mod walk;
pub mod words;

pub mod benefit;
pub mod letter;
pub mod meeting_kind;
pub mod questionnaire;
pub mod setting;

pub mod absence;
pub mod access;
pub mod cpr;
pub mod ids;
pub mod people;
pub mod staff;

pub mod access_request;
pub mod adulthood;
pub mod application;
pub mod assessment;
pub mod cafe;
pub mod case;
pub mod committee;
pub mod complaint;
pub mod consent;
pub mod council;
pub mod decision;
pub mod dependency;
pub mod document;
pub mod enclosure;
pub mod enquiry;
pub mod family;
pub mod field_kit;
pub mod financing;
pub mod function;
pub mod grant;
pub mod handover;
pub mod indicator;
pub mod information;
pub mod interface;
pub mod journal;
pub mod master_record;
pub mod meeting;
pub mod network;
pub mod notification;
pub mod party_hearing;
pub mod plan;
pub mod school_list;
pub mod shared;
pub mod task;
pub mod transition;
