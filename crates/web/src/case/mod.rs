//! The case page (sag): where it stands, what is next, what is missing, and the steps of its procedure.

mod head;

pub(crate) use head::{Head, Place};
