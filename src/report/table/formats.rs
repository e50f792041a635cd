//! The forms of tables.

use std::io;

use super::csv::csv_tables;
use super::jsonl::jsonl_tables;
use super::tables::{Opens, Tables};

/// A form in which recordings become tables in a directory.
#[derive(Clone, Copy, Debug)]
pub struct TableFormat {
    /// Its name, which is how its files end too.
    pub name: &'static str,
    /// Begins the tables.
    pub begin: for<'o> fn(Opens<'o>) -> io::Result<Tables<'o>>,
}

/// The forms that this build has.
pub const TABLE_FORMATS: &[TableFormat] = &[
    TableFormat {
        name: "csv",
        begin: csv_tables,
    },
    TableFormat {
        name: "jsonl",
        begin: jsonl_tables,
    },
    #[cfg(feature = "parquet")]
    TableFormat {
        name: "parquet",
        begin: super::parquet::parquet_tables,
    },
];

impl TableFormat {
    /// The form with this name.
    pub fn find(name: &str) -> Option<&'static Self> {
        TABLE_FORMATS.iter().find(|format| format.name == name)
    }
}
