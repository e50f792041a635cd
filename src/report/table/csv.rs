//! Tables as CSV: a file for each kind of event that occurs, and one each for samples, defects and points.

use std::io::{self, Write};

use super::column::Value;
use super::csv_text::CsvTable;
use super::tables::{Opens, Part, Sink, Table, Tables, columns_of};
use crate::report::event::KINDS;

/// One file open for each table that has a row, and those that always are.
struct CsvTables<'o> {
    opens: Opens<'o>,
    open: Vec<(Table, CsvTable<Box<dyn Write + Send>>)>,
}

/// Begins tables as CSV.
///
/// # Errors
/// When a file cannot be made.
pub(super) fn csv_tables(opens: Opens<'_>) -> io::Result<Tables<'_>> {
    let mut tables = CsvTables {
        opens,
        open: Vec::new(),
    };
    for table in [Table::Defects, Table::Points] {
        tables.begin(table)?;
    }
    Ok(Tables::new(tables))
}

impl CsvTables<'_> {
    /// Begins a table; says where it stands.
    fn begin(&mut self, table: Table) -> io::Result<usize> {
        let name = match table {
            Table::Samples => "samples",
            Table::Defects => "defects",
            Table::Points => "points",
            Table::Events(place) => KINDS[place].name,
        };
        let file = (self.opens)(&format!("{name}.csv"))?;
        let begun = CsvTable::begin(file, &[&columns_of(table)])?;
        self.open.push((table, begun));
        Ok(self.open.len() - 1)
    }
}

impl Sink for CsvTables<'_> {
    fn row(&mut self, table: Table, parts: &[Part<'_, '_>]) -> io::Result<()> {
        let known = self.open.iter().position(|(it, _)| *it == table);
        let place = match known {
            Some(place) => place,
            None => self.begin(table)?,
        };
        let values: Vec<&[Value<'_>]> = parts.iter().map(|(_, values)| *values).collect();
        self.open[place].1.row(&values)
    }

    fn end(self: Box<Self>) -> io::Result<()> {
        self.open.into_iter().try_for_each(|(_, table)| table.end())
    }
}
