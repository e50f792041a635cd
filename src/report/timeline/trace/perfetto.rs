//! `perfetto`: a timeline as trace events of Chrome's format, which Perfetto and other programs read.
//!
//! The format: "Trace Event Format", the Chromium project. Times are microseconds with a fraction.

use std::io::{self, Write};

use mpdbg_analysis::{Channel, ChannelUnit, Limits, Tracer};
use mpdbg_model::{ContentHash, Defect, Event, What};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::flows::{Flows, Link, Part, Touch, flows};
use super::tracks::{Placed, Track, lanes_of, placed, span_of};
use crate::report::about::SampleReport;
use crate::report::event::{content, kind};
use crate::report::words::Escaped;
use crate::report::words::write_json;

/// A sample is one process.
const PROCESS: u32 = 1;

/// A row of the trace.
#[derive(Serialize)]
struct Row<'a, A> {
    ph: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    cat: &'a str,
    /// Microseconds.
    ts: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    dur: Option<f64>,
    pid: u32,
    tid: usize,
    /// Of an arrow.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    /// Where an arrow ends: in the slice that is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    bp: Option<&'static str>,
    /// How far an instant reaches: its thread.
    #[serde(skip_serializing_if = "Option::is_none")]
    s: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    args: Option<A>,
}

/// What is told of an event: all of it.
#[derive(Serialize)]
struct EventArgs<'a> {
    event: usize,
    /// As text: viewers have no room for 64 bits without a sign, and show nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    hash: Option<String>,
    what: &'a What,
}

impl<'a, A> Row<'a, A> {
    fn new(ph: &'static str, name: &'a str, tid: usize, nanos: u64) -> Self {
        Self {
            ph,
            name,
            cat: "",
            ts: micros(nanos),
            dur: None,
            pid: PROCESS,
            tid,
            id: None,
            bp: None,
            s: None,
            args: None,
        }
    }
}

fn micros(nanos: u64) -> f64 {
    nanos as f64 / 1000.0
}

/// The trace that is being written: an array of rows.
struct Trace<'o> {
    out: &'o mut dyn Write,
    begun: bool,
}

impl Trace<'_> {
    fn row<A: Serialize>(&mut self, row: &Row<'_, A>) -> io::Result<()> {
        let before = if self.begun { ",\n" } else { "\n" };
        self.begun = true;
        self.out.write_all(before.as_bytes())?;
        write_json(self.out, row)
    }

    /// A part of an arrow; behind the slice that it belongs to.
    fn arrow(&mut self, link: Link, part: Part, id: usize, at: (usize, u64)) -> io::Result<()> {
        let ph = match part {
            Part::Begin => "s",
            Part::Step => "t",
            Part::End => "f",
        };
        let name = match link {
            Link::Shown => "shown",
            Link::Because => "because",
        };
        self.row(&Row::<()> {
            cat: name,
            // 0 is no number of an arrow.
            id: Some(id + 1),
            bp: (part == Part::End).then_some("e"),
            ..Row::new(ph, name, at.0, at.1)
        })
    }
}

/// Writes a play as a trace: a thread a track, each event with its number and all that it says, the defects
/// as slices, the figures as counters, and arrows from causes to what came of them.
///
/// # Errors
/// When `out` cannot be written.
pub(crate) fn write_perfetto(out: &mut dyn Write, report: &SampleReport<'_>) -> io::Result<()> {
    let defects = report.judgement.map_or(&[][..], |it| &it.defects);
    let (placed, lanes) = (placed(report.events), lanes_of(defects));
    let flows = flows(report.events, &placed, defects);
    write!(out, "{{\"displayTimeUnit\":\"ms\",\"otherData\":")?;
    write_json(out, &about(report))?;
    write!(out, ",\"traceEvents\":[")?;
    let mut trace = Trace { out, begun: false };
    let count = lanes.iter().max().map_or(1, |last| last + 1);
    names(&mut trace, report, count)?;
    events(&mut trace, report.events, &placed, &flows, count)?;
    counters(&mut trace, report)?;
    for ((defect, lane), flow) in defects.iter().zip(lanes).zip(flows.defects) {
        write_defect(&mut trace, defect, lane + 1, flow)?;
    }
    writeln!(out, "\n]}}")
}

/// What the trace is of.
fn about(report: &SampleReport<'_>) -> Value {
    let header = report.header;
    json!({
        "session": report.about.session,
        "case": header.case().to_string(),
        "player": header.player,
        "clock": header.clock.to_string(),
        "machine": header.machine,
        "started": header.started,
        "profile": report.profile.name,
        "caution": report.caution,
        "judged": report.judgement.is_some(),
    })
}

/// The thread of a track, behind the lanes of the defects.
const fn thread(track: Track, lanes: usize) -> usize {
    lanes + 1 + track as usize
}

fn names(trace: &mut Trace<'_>, report: &SampleReport<'_>, lanes: usize) -> io::Result<()> {
    let case = format!("{}, session {}", report.header.case(), report.about.session);
    let process = json!({"name": Escaped(&case).to_string()});
    trace.row(&Row {
        args: Some(process),
        ..Row::new("M", "process_name", 0, 0)
    })?;
    let defects = (1..=lanes).map(|lane| (lane, "defects"));
    let tracks = Track::ALL.map(|track| (thread(track, lanes), track.name()));
    for (tid, name) in defects.chain(tracks) {
        trace.row(&Row {
            args: Some(json!({"name": name})),
            ..Row::new("M", "thread_name", tid, 0)
        })?;
        trace.row(&Row {
            args: Some(json!({"sort_index": tid})),
            ..Row::new("M", "thread_sort_index", tid, 0)
        })?;
    }
    Ok(())
}

fn events(
    trace: &mut Trace<'_>,
    events: &[Event],
    placed: &[Placed],
    flows: &Flows,
    lanes: usize,
) -> io::Result<()> {
    let mut touches = flows.touches.iter().peekable();
    for (number, (event, place)) in events.iter().zip(placed).enumerate() {
        let tid = thread(place.track, lanes);
        let name = name(&event.what);
        let args = EventArgs {
            event: number,
            hash: hash(&event.what),
            what: &event.what,
        };
        trace.row(&Row {
            cat: kind(&event.what),
            dur: place.to.map(|to| micros(to - place.from)),
            s: place.to.is_none().then_some("t"),
            args: Some(args),
            ..Row::new(
                if place.to.is_some() { "X" } else { "i" },
                &name,
                tid,
                place.from,
            )
        })?;
        let mine = |it: &&Touch| it.event == number;
        while let Some(touch) = touches.next_if(mine) {
            trace.arrow(touch.link, touch.part, touch.id, (tid, place.from))?;
        }
    }
    Ok(())
}

/// The hash of what was presented or written, hexadecimal.
fn hash(what: &What) -> Option<String> {
    match what {
        What::FramePresented { hash, .. } | What::AudioWritten { hash, .. } => {
            (*hash != ContentHash::None).then(|| content(hash))
        }
        _ => None,
    }
}

/// The kind of the event, or what a library said.
pub(super) fn name(what: &What) -> String {
    match what {
        What::LogWritten(line) => {
            let said = format!("{}: {}", line.component, line.message);
            Escaped(&said).to_string()
        }
        _ => kind(what).to_owned(),
    }
}

/// The figures: every point of the channels that have a value.
fn counters(trace: &mut Trace<'_>, report: &SampleReport<'_>) -> io::Result<()> {
    let mut tracer = Tracer::new(Limits::of(report.profile));
    for (number, event) in (0..).zip(report.events) {
        let mut points = Vec::new();
        tracer.trace(number, event, &mut |point| points.push(point));
        for point in points {
            let Some(name) = counter(point.channel) else {
                continue;
            };
            let (unit, value) = match point.channel.unit() {
                ChannelUnit::Nanos => ("ms", point.value as f64 / 1e6),
                ChannelUnit::Count | ChannelUnit::None => ("count", point.value as f64),
            };
            let args = Map::from_iter([(unit.to_owned(), value.into())]);
            trace.row(&Row {
                args: Some(args),
                ..Row::new("C", name, 0, point.run.nanos())
            })?;
        }
    }
    Ok(())
}

/// The name of the counter that a channel is; none where its points are drawn as events alone.
pub(super) const fn counter(channel: Channel) -> Option<&'static str> {
    match channel {
        Channel::Sound => Some("queue: sound"),
        Channel::Pictures => Some("queue: pictures"),
        Channel::VideoPackets => Some("queue: video packets"),
        Channel::AudioPackets => Some("queue: audio packets"),
        Channel::AudioClock
        | Channel::VideoClock
        | Channel::Offset
        | Channel::Delay
        | Channel::VideoDecode
        | Channel::AudioDecode
        | Channel::Blocked => Some(channel.name()),
        Channel::Presented
        | Channel::Late
        | Channel::Dropped
        | Channel::Flushed
        | Channel::Decoded
        | Channel::NotReturned
        | Channel::Written
        | Channel::Silence
        | Channel::Underrun
        | Channel::Errors
        | Channel::Warnings
        | Channel::Damage
        | Channel::Control => None,
    }
}

fn write_defect(
    trace: &mut Trace<'_>,
    defect: &Defect,
    lane: usize,
    flow: Option<usize>,
) -> io::Result<()> {
    let (from, to) = span_of(defect);
    trace.row(&Row {
        cat: "defect",
        dur: Some(micros(to.saturating_sub(from))),
        args: Some(defect),
        ..Row::new("X", defect.rule.0, lane, from)
    })?;
    match flow {
        Some(id) => trace.arrow(Link::Because, Part::End, id, (lane, from)),
        None => Ok(()),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::report::fixture::with_report;

    /// The rows of the small play, and how many events and defects it has.
    fn trace() -> (Vec<Value>, u64, usize) {
        let mut trace = Vec::new();
        let (events, defects) = with_report(false, |report| {
            write_perfetto(&mut trace, report).unwrap();
            (
                report.events.len() as u64,
                report.judgement.unwrap().defects.len(),
            )
        });
        let mut trace: Value = serde_json::from_slice(&trace).unwrap();
        let rows = trace["traceEvents"].as_array_mut().unwrap();
        (std::mem::take(rows), events, defects)
    }

    #[test]
    fn each_event_and_each_defect_is_a_row_once() {
        let (rows, events, defects) = trace();
        let numbers = rows.iter().filter_map(|it| it["args"]["event"].as_u64());
        let mut numbers: Vec<u64> = numbers.collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (0..events).collect::<Vec<_>>());
        let found = rows.iter().filter(|it| it["cat"] == "defect").count();
        assert_eq!(found, defects);
        assert!(defects > 0);
    }

    #[test]
    fn arrows_begin_and_end_once_where_there_is_a_slice() {
        let (rows, ..) = trace();
        let mut arrows: BTreeMap<u64, String> = BTreeMap::new();
        let mut places: Vec<(&Value, &Value)> = Vec::new();
        for row in &rows {
            let (ph, place) = (row["ph"].as_str().unwrap(), (&row["tid"], &row["ts"]));
            match ph {
                "X" | "i" => places.push(place),
                "s" | "t" | "f" => {
                    assert!(places.contains(&place), "{row}");
                    *arrows.entry(row["id"].as_u64().unwrap()).or_default() += ph;
                }
                "C" | "M" => {}
                _ => panic!("{row}"),
            }
        }
        assert!(!arrows.is_empty());
        for (id, parts) in arrows {
            let inner = parts.strip_prefix('s').and_then(|it| it.strip_suffix('f'));
            assert!(
                inner.is_some_and(|it| it.chars().all(|c| c == 't')),
                "{id}: {parts}"
            );
        }
    }

    #[test]
    fn what_a_library_said_cannot_act() {
        let (rows, ..) = trace();
        let said = rows.iter().find(|it| it["cat"] == "log-written").unwrap();
        assert_eq!(said["name"], r"h264: no frame!\x0aat 4");
    }
}
