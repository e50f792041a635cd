//! Rows for other programs.

mod column;
mod csv;
mod csv_text;
mod defects;
mod formats;
mod jsonl;
#[cfg(test)]
mod page;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "parquet")]
mod parquet_file;
mod points;
mod samples;
mod schema;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod table_tests;
mod tables;

pub(crate) use column::{Column, Object, Type, Value};
pub(crate) use csv_text::{CsvTable, unwritten};
pub(crate) use defects::{DEFECT, defect_values};
pub use formats::{TABLE_FORMATS, TableFormat};
#[cfg(feature = "parquet")]
pub(crate) use parquet::write_parquet;
pub use samples::Provenance;
pub(crate) use samples::{COUNTERS, counters};
pub use schema::{SCHEMAS, SchemaKind};
pub use tables::{Opens, RecordedPlay, Tables};
