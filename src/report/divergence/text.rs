//! Where two recordings part, for a terminal or a file.

use std::io::{self, Write};

use mpdbg_analysis::{Divergence, Divergences};
use mpdbg_model::{Event, RecordingHeader};
use serde::Serialize;

use super::context::write_context;
use super::words::{explains, words};
use crate::report::about::counted;
use crate::report::words::Escaped;
use crate::report::words::Palette;
use crate::report::words::hanging;

/// One of the two recordings.
#[derive(Clone, Copy, Debug)]
pub struct RecordedSide<'a> {
    /// Name of its session.
    pub session: &'a str,
    /// What it says of itself.
    pub header: &'a RecordingHeader,
    /// Its events.
    pub events: &'a [Event],
    /// What a reader has to know of it; may be empty.
    pub caution: &'a str,
}

/// Two recordings of a case and where they part.
#[derive(Clone, Copy, Debug)]
pub struct DivergenceReport<'a> {
    /// The first recording.
    pub before: RecordedSide<'a>,
    /// The second recording.
    pub after: RecordedSide<'a>,
    /// Where they part.
    pub divergences: &'a Divergences,
    /// What a reader has to know of both.
    pub cautions: &'a [String],
    /// Every divergence is listed.
    pub all: bool,
    /// So many events are shown on either side of the first divergence.
    pub context: usize,
    /// Columns of the terminal; absent where lines need not fit.
    pub width: Option<usize>,
}

/// Writes the first divergence with the events around it, then the kinds, and all where they are asked for.
pub fn write_divergences(
    out: &mut dyn Write,
    report: &DivergenceReport<'_>,
    palette: &Palette,
) -> io::Result<()> {
    let (heading, bad) = (palette.heading, palette.bad);
    let case = report.after.header.case().first().to_string();
    writeln!(out, "{heading}{}{heading:#}", Escaped(&case))?;
    let repeats = [&report.before, &report.after].map(|it| it.header.repeat);
    let plays = repeats.iter().any(|it| *it > 0);
    write_side(out, "before", &report.before, plays, report.width)?;
    write_side(out, "after", &report.after, plays, report.width)?;
    for caution in report.cautions {
        writeln!(out, "CAUTION: {}", Escaped(caution))?;
    }
    let Some(first) = report.divergences.first() else {
        let good = palette.good;
        let far = if report.is_whole() {
            ""
        } else {
            ", as far as they go"
        };
        return writeln!(out, "\n{good}the recordings are the same{far}{good:#}");
    };
    let at = first.begins();
    let head = format!("they part at {at}");
    let told = format!(": {}{}", words(first), explains(first));
    let told = hanging(&head, &told, report.width);
    let told = told.strip_prefix(&head).unwrap_or(&told);
    write!(out, "\n{bad}{head}{bad:#}{told}")?;
    writeln!(out, "{}\n", place(first))?;
    write_context(out, report, first, palette)?;
    write_kinds(out, report)?;
    if report.all {
        write_all(out, report.divergences, report.width)?;
    }
    Ok(())
}

/// Writes the same as a value of JSON: what was compared, the kinds, the first divergence and, where they
/// are asked for, all.
pub fn write_divergences_json(
    out: &mut dyn Write,
    report: &DivergenceReport<'_>,
) -> io::Result<()> {
    let json = Json {
        case: report.after.header.case().to_string(),
        before: JsonSide::of(&report.before),
        after: JsonSide::of(&report.after),
        cautions: report.cautions,
        same: report.divergences.is_empty(),
        first: report.divergences.first().map(told),
        kinds: &report.divergences.kinds(),
        divergences: report
            .all
            .then(|| report.divergences.list.iter().map(told).collect()),
    };
    serde_json::to_writer(&mut *out, &json)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Json<'a> {
    case: String,
    before: JsonSide<'a>,
    after: JsonSide<'a>,
    cautions: &'a [String],
    same: bool,
    first: Option<JsonDivergence<'a>>,
    kinds: &'a [mpdbg_analysis::KindCount],
    divergences: Option<Vec<JsonDivergence<'a>>>,
}

#[derive(Serialize)]
struct JsonSide<'a> {
    session: &'a str,
    recording: &'a RecordingHeader,
    events: usize,
    caution: &'a str,
}

#[derive(Serialize)]
struct JsonDivergence<'a> {
    words: String,
    #[serde(flatten)]
    divergence: &'a Divergence,
}

impl<'a> JsonSide<'a> {
    const fn of(side: &RecordedSide<'a>) -> Self {
        Self {
            session: side.session,
            recording: side.header,
            events: side.events.len(),
            caution: side.caution,
        }
    }
}

fn told(divergence: &Divergence) -> JsonDivergence<'_> {
    JsonDivergence {
        words: words(divergence),
        divergence,
    }
}

impl DivergenceReport<'_> {
    fn is_whole(&self) -> bool {
        self.before.caution.is_empty() && self.after.caution.is_empty()
    }
}

/// `plays` says which play it is, where each case is played several times.
fn write_side(
    out: &mut dyn Write,
    name: &str,
    side: &RecordedSide<'_>,
    plays: bool,
    width: Option<usize>,
) -> io::Result<()> {
    let header = side.header;
    let play = if plays {
        format!(" play {},", header.repeat + 1)
    } else {
        String::new()
    };
    let machine = header.machine.as_ref();
    let machine = machine.map_or_else(String::new, |it| format!(", machine {}", Escaped(it)));
    let told = format!(
        "session {},{play} attempt {}, {}, player {}, {} clock{machine}",
        Escaped(side.session),
        header.attempt + 1,
        counted(side.events.len() as u64, "event"),
        Escaped(&header.player),
        header.clock,
    );
    write!(out, "{}", hanging(&format!("{name:<6}  "), &told, width))?;
    if !side.caution.is_empty() {
        writeln!(out, "        CAUTION: {}", Escaped(side.caution))?;
    }
    Ok(())
}

/// Where a divergence is.
fn place(it: &Divergence) -> String {
    let media = it.media.map(|media| format!("media {media}, "));
    let spot = |spot: mpdbg_analysis::Spot| {
        let beside = if spot.there { "" } else { "near " };
        format!("{beside}event {}", spot.event)
    };
    format!(
        "{}before {}, after {}",
        media.unwrap_or_default(),
        spot(it.before),
        spot(it.after)
    )
}

fn write_kinds(out: &mut dyn Write, report: &DivergenceReport<'_>) -> io::Result<()> {
    let list = &report.divergences.list;
    let roots = report.divergences.roots().count();
    let follow = list.len() - roots;
    writeln!(out, "\n{}", counted(roots as u64, "difference"))?;
    for kind in report.divergences.kinds() {
        let row = if kind.events > kind.divergences {
            format!(" ({})", counted(kind.events, "event"))
        } else {
            String::new()
        };
        writeln!(
            out,
            "  {:>6}  {:<16}  {}{row}",
            kind.divergences,
            kind.kind.name(),
            kind.kind.title()
        )?;
    }
    match follow {
        0 => {}
        1 => writeln!(out, "  1 more only follows from these")?,
        more => writeln!(out, "  {more} more only follow from these")?,
    }
    if !report.all {
        writeln!(out, "`--all` lists each of them")?;
    }
    Ok(())
}

fn write_all(
    out: &mut dyn Write,
    divergences: &Divergences,
    width: Option<usize>,
) -> io::Result<()> {
    writeln!(out, "\nAll, in the order of run time")?;
    for (number, it) in (1..).zip(&divergences.list) {
        let because = it
            .follows
            .map_or_else(String::new, |root| format!(" (follows from {})", root + 1));
        let head = format!(
            "{number:>6}. {:>11.6}  {:<16}  ",
            it.begins().as_secs_f64(),
            it.kind.name()
        );
        let told = format!("{}{because}", words(it));
        write!(out, "{}", hanging(&head, &told, width))?;
        writeln!(out, "{:>21}{}", "", place(it))?;
    }
    Ok(())
}
