//! Values on their way into and out of a row: ids and dates as text, counts, flags and instants as whole numbers.

use crate::error::{Error, Result};
use anyhow::{Context as _, anyhow};
use domain::ids::{
    AbsenceId, AccessRequestId, AgreementId, CafeId, CaseId, CaseNumber, ComplaintId, ConsentId, CouncilItemId,
    CourseId, DecisionId, DependencyId, DocumentId, EnquiryId, EntryId, FamilyId, FieldKitId, FinancingId, FindingId,
    FunctionId, GrantId, HandoverId, InformationRequestId, LetterId, MeetingId, NotificationId, PartyHearingId,
    PersonId, StaffId, TaskId, TransferId, TransitionId,
};
use domain::setting::Kroner;
use jiff::{Timestamp, civil::Date};
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::{Arguments as _, Row as _};

/// Names a module's SQL, and keeps all of it in one list so that a test prepares every statement on both databases.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)*) => {
        $($(#[$doc])* const $name: &str = $sql;)*
        #[cfg(test)]
        pub(crate) const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $name),)*];
    };
}
pub(crate) use statements;

/// Collects parameters in the order of `$1`, `$2` …
macro_rules! args {
    ($($value:expr),* $(,)?) => {{
        #[allow(unused_mut, reason = "a statement may have no parameters")]
        let mut args = $crate::row::Args::default();
        $($crate::row::ToColumn::put(&$value, &mut args)?;)*
        args
    }};
}
pub(crate) use args;

/// Parameters of one statement.
#[derive(Default)]
pub(crate) struct Args(pub(crate) AnyArguments);

impl Args {
    fn add<'t, T>(&mut self, value: T) -> Result<()>
    where
        T: sqlx::Encode<'t, sqlx::Any> + sqlx::Type<sqlx::Any>,
    {
        self.0.add(value).map_err(|error| Error::Broken(anyhow!("binding a parameter: {error}")))
    }
}

/// A value that can be a parameter.
pub(crate) trait ToColumn {
    /// Adds it as the next parameter.
    fn put(&self, args: &mut Args) -> Result<()>;
    /// Adds the empty value of its type.
    fn put_null(args: &mut Args) -> Result<()>
    where
        Self: Sized;
}

/// A value that can be read from a row.
pub(crate) trait FromColumn: Sized {
    /// Reads the column, which is not empty.
    fn take(row: &AnyRow, column: &str) -> anyhow::Result<Self>;
}

macro_rules! plain {
    ($($type:ty as $column:ty, $put:expr, $take:expr;)*) => { $(
        impl ToColumn for $type {
            fn put(&self, args: &mut Args) -> Result<()> { let put: fn(&$type) -> $column = $put; args.add(put(self)) }
            fn put_null(args: &mut Args) -> Result<()> { args.add(None::<$column>) }
        }
        impl FromColumn for $type {
            fn take(row: &AnyRow, column: &str) -> anyhow::Result<Self> {
                let take: fn($column) -> Option<$type> = $take;
                take(row.try_get::<$column, _>(column)?).ok_or_else(|| anyhow!("column {column} cannot be read back"))
            }
        }
    )* };
}

plain! {
    i64 as i64, |v| *v, Some;
    i16 as i64, |v| i64::from(*v), |v| v.try_into().ok();
    u32 as i64, |v| i64::from(*v), |v| v.try_into().ok();
    u64 as i64, |v| i64::try_from(*v).unwrap_or(i64::MAX), |v| v.try_into().ok();
    bool as i64, |v| i64::from(*v), |v| match v { 0 => Some(false), 1 => Some(true), _ => None };
    Kroner as i64, |v| v.oere(), |v| Some(Kroner::from_oere(v));
    Timestamp as i64, |v| v.as_microsecond(), |v| Timestamp::from_microsecond(v).ok();
    Date as String, |v| v.to_string(), |v| v.parse().ok();
    CaseNumber as String, |v| v.to_string(), |v| v.parse().ok();
    String as String, |v| v.clone(), Some;
    Vec<u8> as Vec<u8>, |v| v.clone(), Some;
}

macro_rules! ids {
    ($($id:ty)*) => { plain! { $($id as String, |v| v.to_string(), |v| v.parse().ok();)* } };
}

ids! {
    AgreementId AbsenceId AccessRequestId CafeId CaseId ComplaintId ConsentId CourseId DecisionId DocumentId EntryId FindingId GrantId InformationRequestId LetterId
    HandoverId CouncilItemId DependencyId EnquiryId FamilyId FieldKitId FinancingId FunctionId MeetingId NotificationId PartyHearingId PersonId StaffId TaskId TransitionId TransferId
}

impl ToColumn for &str {
    fn put(&self, args: &mut Args) -> Result<()> {
        args.add((*self).to_string())
    }
    fn put_null(args: &mut Args) -> Result<()> {
        args.add(None::<String>)
    }
}

impl<T: ToColumn> ToColumn for Option<T> {
    fn put(&self, args: &mut Args) -> Result<()> {
        match self {
            Some(value) => value.put(args),
            None => T::put_null(args),
        }
    }
    fn put_null(args: &mut Args) -> Result<()> {
        T::put_null(args)
    }
}

impl<T: ToColumn> ToColumn for &T {
    fn put(&self, args: &mut Args) -> Result<()> {
        (*self).put(args)
    }
    fn put_null(args: &mut Args) -> Result<()> {
        T::put_null(args)
    }
}

/// A row of an answer.
pub(crate) struct Row(pub(crate) AnyRow);

impl Row {
    /// A column that is never empty.
    pub(crate) fn get<T: FromColumn>(&self, column: &str) -> Result<T> {
        T::take(&self.0, column).with_context(|| format!("reading column {column}")).map_err(Error::Broken)
    }

    /// A column that may be empty.
    pub(crate) fn maybe<T: FromColumn>(&self, column: &str) -> Result<Option<T>> {
        use sqlx::ValueRef as _;
        let raw = self.0.try_get_raw(column).with_context(|| format!("reading column {column}"))?;
        if raw.is_null() { Ok(None) } else { self.get(column).map(Some) }
    }

    /// A column with a stable code, read back by `decode`.
    pub(crate) fn code<T>(&self, column: &str, decode: impl Fn(&str) -> Option<T>) -> Result<T> {
        let code: String = self.get(column)?;
        decode(&code).ok_or_else(|| Error::broken(format!("column {column} holds an unknown code")))
    }

    /// The same, for a column that may be empty.
    pub(crate) fn maybe_code<T>(&self, column: &str, decode: impl Fn(&str) -> Option<T>) -> Result<Option<T>> {
        match self.maybe::<String>(column)? {
            None => Ok(None),
            Some(code) => {
                decode(&code).map(Some).ok_or_else(|| Error::broken(format!("column {column} holds an unknown code")))
            }
        }
    }
}

/// Stable codes for an enum of the core that has none of its own: writes both directions from one table.
macro_rules! codes {
    ($write:ident, $read:ident, $type:ty, $($variant:path = $code:literal),* $(,)?) => {
        pub(crate) fn $write(value: $type) -> &'static str { match value { $($variant => $code,)* } }
        pub(crate) fn $read(code: &str) -> Option<$type> { match code { $($code => Some($variant),)* _ => None } }
    };
}
pub(crate) use codes;
