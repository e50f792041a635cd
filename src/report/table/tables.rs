//! Recordings as tables: one or many in the same ones, the columns of the case in front.

use std::io::{self, Write};

use mpdbg_analysis::{Limits, Row, Tracer};
use mpdbg_model::SampleRecord;

use super::column::{Column, Value};
use super::defects::{DEFECT, defect_values};
use super::points::{POINT, point_values};
use super::samples::{
    CASE, COUNTERS, Provenance, RECORDED, SAMPLE, case_values, not_recorded, recorded_values,
    sample_values,
};
use crate::report::about::SampleReport;
use crate::report::event::EVENT;
use crate::report::event::each_event;

/// Opens a new file of this name for a table.
pub type Opens<'o> = Box<dyn FnMut(&str) -> io::Result<Box<dyn Write + Send>> + 'o>;

/// A table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Table {
    /// A row a play.
    Samples,
    /// A row a defect.
    Defects,
    /// A row a point of a channel.
    Points,
    /// A row an event of the kind with this place among the kinds.
    Events(usize),
}

/// Columns and the values in them.
pub(super) type Part<'p, 'v> = (&'p [Column], &'p [Value<'v>]);

/// A form of tables.
pub(super) trait Sink {
    /// Appends a row.
    fn row(&mut self, table: Table, parts: &[Part<'_, '_>]) -> io::Result<()>;

    /// Ends every table.
    fn end(self: Box<Self>) -> io::Result<()>;
}

/// Tables that are being written.
pub struct Tables<'o> {
    sink: Box<dyn Sink + 'o>,
}

/// What the recording of a play says in the table of samples.
#[derive(Debug)]
pub struct RecordedPlay(Vec<Value<'static>>);

impl RecordedPlay {
    /// Of a recording that was judged.
    pub fn of(report: &SampleReport<'_>) -> Self {
        Self(recorded_values(report))
    }

    /// There is none.
    pub fn none() -> Self {
        Self(not_recorded())
    }
}

impl<'o> Tables<'o> {
    pub(super) fn new(sink: impl Sink + 'o) -> Self {
        Self {
            sink: Box::new(sink),
        }
    }

    /// Appends the events, the points and the defects of a recording.
    ///
    /// # Errors
    /// When a table cannot be written.
    pub fn put_recording(&mut self, report: &SampleReport<'_>) -> io::Result<()> {
        let case = report.header.case();
        let case = case_values(&case);
        each_event(report.events, report.profile, |row| {
            let parts = [
                (CASE, &case[..]),
                (EVENT, &row.every),
                (row.kind.columns, row.own),
            ];
            self.sink.row(Table::Events(row.place), &parts)
        })?;
        self.put_points(report, &case)?;
        for (number, defect) in report.defects().iter().enumerate() {
            let values = defect_values(number, defect);
            let parts = [(CASE, &case[..]), (DEFECT, &values)];
            self.sink.row(Table::Defects, &parts)?;
        }
        Ok(())
    }

    fn put_points(&mut self, report: &SampleReport<'_>, case: &[Value<'_>]) -> io::Result<()> {
        let mut tracer = Tracer::new(Limits::of(report.profile));
        let mut points = Vec::new();
        for (number, event) in report.events.iter().enumerate() {
            tracer.trace(number as u32, event, &mut |point| points.push(point));
            for point in points.drain(..) {
                let parts = [(CASE, case), (POINT, &point_values(point)[..])];
                self.sink.row(Table::Points, &parts)?;
            }
        }
        Ok(())
    }

    /// Appends what a play came to.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub fn put_play(
        &mut self,
        provenance: &Provenance,
        record: &SampleRecord,
        row: &Row,
        recorded: &RecordedPlay,
    ) -> io::Result<()> {
        let parts = [
            (CASE, &case_values(&row.case)[..]),
            (SAMPLE, &sample_values(provenance, record, row)),
            (RECORDED, &recorded.0[..RECORDED.len()]),
            (COUNTERS, &recorded.0[RECORDED.len()..]),
        ];
        self.sink.row(Table::Samples, &parts)
    }

    /// Ends every table.
    ///
    /// # Errors
    /// When a table cannot be written.
    pub fn end(self) -> io::Result<()> {
        self.sink.end()
    }
}

/// The columns of a table.
pub(super) fn columns_of(table: Table) -> Vec<Column> {
    let parts: &[&[Column]] = match table {
        Table::Samples => &[CASE, SAMPLE, RECORDED, COUNTERS],
        Table::Defects => &[CASE, DEFECT],
        Table::Points => &[CASE, POINT],
        Table::Events(place) => &[CASE, EVENT, crate::report::event::KINDS[place].columns],
    };
    let mut columns = parts.concat();
    if table == Table::Samples {
        let counted = columns.len() - COUNTERS.len();
        for column in &mut columns[counted..] {
            *column = column.or_empty();
        }
    }
    columns
}
