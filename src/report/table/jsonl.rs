//! Tables as lines of JSON: events, samples, defects and points, a file each.

use std::io::{self, Write};

use super::column::Object;
use super::tables::{Opens, Part, Sink, Table, Tables};
use crate::report::words::write_json;

struct JsonlTables<'o> {
    opens: Opens<'o>,
    events: Box<dyn Write + Send>,
    defects: Box<dyn Write + Send>,
    points: Box<dyn Write + Send>,
    /// Only where there are plays.
    samples: Option<Box<dyn Write + Send>>,
}

/// Begins tables as lines of JSON.
///
/// # Errors
/// When a file cannot be made.
pub(super) fn jsonl_tables(mut opens: Opens<'_>) -> io::Result<Tables<'_>> {
    Ok(Tables::new(JsonlTables {
        events: opens("events.jsonl")?,
        defects: opens("defects.jsonl")?,
        points: opens("points.jsonl")?,
        samples: None,
        opens,
    }))
}

impl Sink for JsonlTables<'_> {
    fn row(&mut self, table: Table, parts: &[Part<'_, '_>]) -> io::Result<()> {
        let out = match table {
            Table::Events(_) => &mut self.events,
            Table::Defects => &mut self.defects,
            Table::Points => &mut self.points,
            Table::Samples => match &mut self.samples {
                Some(out) => out,
                none => none.insert((self.opens)("samples.jsonl")?),
            },
        };
        write_json(out, &Object(parts))?;
        out.write_all(b"\n")
    }

    fn end(mut self: Box<Self>) -> io::Result<()> {
        self.events.flush()?;
        self.defects.flush()?;
        self.points.flush()?;
        self.samples.map_or(Ok(()), |mut out| out.flush())
    }
}
