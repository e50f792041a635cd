//! One event as words and as values.

mod columns;
mod kind;
mod line;
mod rows;
mod values;

pub(crate) use columns::{EVENT, KINDS, Kind};
#[cfg(any(test, feature = "parquet"))]
pub(crate) use columns::{PLACES, WIDE};
pub(crate) use kind::kind;
pub(crate) use line::{COLUMNS, content, event_line, event_words};
pub(crate) use rows::each_event;
pub(crate) use values::outcome;
