//! Tables as Parquet: events of all kinds in one table whose columns are those of every kind.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use super::column::{Column, Value};
use super::parquet_file::ParquetTable;
use super::samples::CASE;
use super::tables::{Opens, Part, Sink, Table, Tables, columns_of};
use crate::report::about::SampleReport;
use crate::report::event::each_event;
use crate::report::event::{EVENT, PLACES, WIDE};

type Out = Box<dyn Write + Send>;

struct ParquetTables<'o> {
    opens: Opens<'o>,
    events: ParquetTable<Out>,
    defects: ParquetTable<Out>,
    points: ParquetTable<Out>,
    /// Only where there are plays.
    samples: Option<ParquetTable<Out>>,
}

/// Begins tables as Parquet.
///
/// # Errors
/// When a file cannot be made.
pub(super) fn parquet_tables(mut opens: Opens<'_>) -> io::Result<Tables<'_>> {
    let events = [CASE, EVENT, &WIDE[..]].concat();
    Ok(Tables::new(ParquetTables {
        events: ParquetTable::begin(opens("events.parquet")?, &events)?,
        defects: ParquetTable::begin(opens("defects.parquet")?, &columns_of(Table::Defects))?,
        points: ParquetTable::begin(opens("points.parquet")?, &columns_of(Table::Points))?,
        samples: None,
        opens,
    }))
}

impl Sink for ParquetTables<'_> {
    fn row(&mut self, table: Table, parts: &[Part<'_, '_>]) -> io::Result<()> {
        let values = parts.iter().flat_map(|(_, values)| *values);
        match table {
            Table::Events(kind) => self.events.row(placed(values, kind, CASE.len())),
            Table::Defects => self.defects.row(values.enumerate()),
            Table::Points => self.points.row(values.enumerate()),
            Table::Samples => {
                let table = match &mut self.samples {
                    Some(table) => table,
                    none => {
                        let file = (self.opens)("samples.parquet")?;
                        none.insert(ParquetTable::begin(file, &columns_of(Table::Samples))?)
                    }
                };
                table.row(values.enumerate())
            }
        }
    }

    fn end(self: Box<Self>) -> io::Result<()> {
        let tables = [
            Some(self.events),
            Some(self.defects),
            Some(self.points),
            self.samples,
        ];
        tables
            .into_iter()
            .flatten()
            .try_for_each(|table| table.end()?.flush())
    }
}

/// The values of an event, each with the number of its column in the table of all kinds: those of its kind
/// lie behind those of every event, and `before` others.
fn placed<'r>(
    values: impl Iterator<Item = &'r Value<'r>>,
    kind: usize,
    before: usize,
) -> impl Iterator<Item = (usize, &'r Value<'r>)> {
    let every = before + EVENT.len();
    let places = (0..every).chain(PLACES[kind].iter().map(move |place| every + place));
    places.zip(values)
}

/// Writes the events of a recording as one Parquet file.
///
/// # Errors
/// When `out` cannot be written.
pub(crate) fn write_parquet(out: &mut dyn Write, report: &SampleReport<'_>) -> io::Result<()> {
    let columns: Vec<Column> = [EVENT, &WIDE[..]].concat();
    let pipe = Pipe::default();
    let mut table = ParquetTable::begin(pipe.clone(), &columns)?;
    each_event(report.events, report.profile, |row| {
        let values = row.every.iter().chain(row.own);
        table.row(placed(values, row.place, 0))?;
        pipe.drain(out)
    })?;
    table.end()?;
    pipe.drain(out)
}

/// Takes bytes on behalf of a writer that cannot be sent to another thread, as the crate asks of it.
#[derive(Clone, Default)]
struct Pipe(Arc<Mutex<Vec<u8>>>);

impl Pipe {
    fn drain(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !bytes.is_empty() {
            out.write_all(&bytes)?;
            bytes.clear();
        }
        Ok(())
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
