//! The tables of every form hold the same rows, and these are the events of the recordings.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use mpdbg_analysis::{ChannelUnit, Limits, Point, Tracer};
use mpdbg_model::{Case, Event, Profile, Span, StreamKind, What};
use mpdbg_session::{Recording, Store};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use super::made::{NAMES, sessions};
use super::parts::run_time;
use super::recorded::own_columns;
use crate::harness::Mpdbg;
use crate::readers::{ask, python_with, top};

const SESSIONS: [&str; 2] = ["played", "written"];
const SCHEMAS: [&str; 4] = ["events", "defects", "points", "samples"];
/// Samples of which a play is written in every form on its own, too.
const ALONE: [&str; 4] = ["h264-aac.mp4", "corrupted.mp4", "tone.mp3", NAMES[1]];
/// Kinds that the plays of this test do not bring about; the recording that is written has them.
const NOT_PLAYED: [&str; 12] = [
    "load",
    "machine-stalled",
    "parameters-changed",
    "picture-mark-read",
    "picture-mark-unread",
    "read-blocked",
    "read-failed",
    "resources",
    "sound-mark-read",
    "sound-mark-unread",
    "track-selected",
    "underrun-occurred",
];

/// Both sessions, exported in every form that this build has.
struct Exported {
    _samples: TempDir,
    mpdbg: Mpdbg,
    scratch: TempDir,
    schemas: BTreeMap<&'static str, Value>,
    /// Files that were written.
    written: Cell<u32>,
}

impl Exported {
    fn new() -> Self {
        let (samples, mpdbg) = sessions();
        let scratch = tempfile::tempdir().unwrap();
        let schema = |name: &str| -> Value {
            let schema = mpdbg.run(&["schema", name]).ends(0).out;
            serde_json::from_str(&schema).unwrap()
        };
        let exported = Self {
            _samples: samples,
            schemas: SCHEMAS.map(|name| (name, schema(name))).into(),
            mpdbg,
            scratch,
            written: Cell::new(0),
        };
        for session in SESSIONS {
            let mut arguments = vec!["export".to_owned(), session.to_owned()];
            for form in forms() {
                let dir = exported.tables(session, form);
                arguments.extend([format!("--{form}"), text(&dir)]);
            }
            exported.mpdbg.run(&arguments).ends(0);
        }
        exported
    }

    fn tables(&self, session: &str, form: &str) -> PathBuf {
        self.scratch.path().join(format!("{session}-{form}"))
    }

    /// The lines of a table of JSON.
    fn lines(&self, session: &str, table: &str) -> Vec<Value> {
        let path = self.tables(session, "jsonl").join(format!("{table}.jsonl"));
        let lines = fs::read_to_string(path).unwrap();
        let line = |line| serde_json::from_str(line).unwrap();
        lines.lines().map(line).collect()
    }

    /// A play of the active session in a form, as a new file, or as tables where the name ends in `/`.
    fn timeline(&self, case: &Case, form: &str, name: &str) -> PathBuf {
        let number = self.written.replace(self.written.get() + 1);
        let path = self.scratch.path().join(format!("{number}-{form}-{name}"));
        let repeat = (case.repeat + 1).to_string();
        let (sample, scenario) = (case.sample.as_str(), case.scenario.as_str());
        let play = [
            "timeline",
            sample,
            "--scenario",
            scenario,
            "--repeat",
            &repeat,
        ];
        let output = ["--format", form, "--output", path.to_str().unwrap()];
        self.mpdbg.run(&[&play[..], &output].concat()).ends(0);
        path
    }

    /// A play of the active session in every form, as files and as tables.
    fn every_form_of(&self, case: &Case) -> Value {
        let sample = case.sample.as_str().replace('\'', "''");
        let (scenario, repeat) = (case.scenario.as_str(), case.repeat + 1);
        let with = |forms: &[&'static str], name| -> BTreeMap<&'static str, PathBuf> {
            let each = forms
                .iter()
                .map(|form| (*form, self.timeline(case, form, name)));
            each.collect()
        };
        let mut files = with(forms(), "file");
        files.insert("json", self.timeline(case, "json", "file"));
        json!({
            "where": format!("sample = '{sample}' AND scenario = '{scenario}' AND repeat = {repeat}"),
            "tables": with(forms(), "tables/"),
            "files": files,
        })
    }

    /// Every play of a session with its recording.
    fn recordings(&self, session: &str) -> Vec<(Case, Recording)> {
        let session = Store::new(self.mpdbg.sessions()).open(session).unwrap();
        let cases = session.cases().unwrap().into_iter();
        let open = |case: Case| {
            let path = session.attempt_files(&case, 0).recording;
            let recording = Recording::open(&path).unwrap();
            (case, recording)
        };
        cases.map(open).collect()
    }
}

fn forms() -> &'static [&'static str] {
    if cfg!(feature = "parquet") {
        &["jsonl", "csv", "parquet"]
    } else {
        println!("skipped: Parquet, which this build does not write");
        &["jsonl", "csv"]
    }
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// What stands in front of every row of a play.
fn of_case(case: &Case) -> Map<String, Value> {
    let columns = json!({"sample": case.sample.as_str(), "scenario": case.scenario.as_str(),
        "repeat": u64::from(case.repeat) + 1});
    match columns {
        Value::Object(columns) => columns,
        _ => Map::new(),
    }
}

/// The rows of the events and the points of a play, by the recording alone.
fn rows_of(case: &Case, events: &[Event]) -> (Vec<Value>, Vec<Value>) {
    let mut tracer = Tracer::new(Limits::of(&Profile::default()));
    let (mut rows, mut points) = (Vec::new(), Vec::new());
    for (number, event) in (0..).zip(events) {
        let mut of_event: Vec<Point> = Vec::new();
        tracer.trace(number, event, &mut |point| of_event.push(point));
        let (kind, own) = own_columns(event);
        let mut row = of_case(case);
        row.extend(own);
        row.insert("event".to_owned(), number.into());
        row.insert("kind".to_owned(), kind.into());
        row.insert("run_ns".to_owned(), run_time(event.at));
        row.insert("media_ns".to_owned(), media(event, &of_event, &tracer));
        rows.push(Value::Object(row));
        points.extend(of_event.iter().map(|point| row_of(case, point)));
    }
    (rows, points)
}

/// The content that an event is about: its own time stamp, what its points say, or what the clock shows.
fn media(event: &Event, points: &[Point], tracer: &Tracer) -> Value {
    let own = match &event.what {
        What::AudioDecoded { pts, .. } => *pts,
        _ => points.iter().find_map(|it| it.media),
    };
    let here = own.or_else(|| tracer.media_at(event.at));
    here.map_or(Value::Null, |it| it.nanos().into())
}

fn row_of(case: &Case, point: &Point) -> Value {
    let mut row = of_case(case);
    let unit = match point.channel.unit() {
        ChannelUnit::None => Value::Null,
        ChannelUnit::Nanos => "ns".into(),
        ChannelUnit::Count => "count".into(),
    };
    row.insert("event".to_owned(), point.event.into());
    row.insert("run_ns".to_owned(), run_time(point.run));
    let media = point.media.map_or(Value::Null, |it| it.nanos().into());
    row.insert("media_ns".to_owned(), media);
    let channel = serde_json::to_value(point.channel).unwrap();
    row.insert("channel".to_owned(), channel);
    row.insert("value".to_owned(), point.value.into());
    row.insert("unit".to_owned(), unit);
    Value::Object(row)
}

#[track_caller]
fn assert_same(found: &[Value], wanted: &[Value], what: &str) {
    for (found, wanted) in found.iter().zip(wanted) {
        assert_eq!(found, wanted, "{what}");
    }
    assert_eq!(found.len(), wanted.len(), "{what}");
}

#[test]
fn the_rows_are_the_events_of_the_recordings_in_every_column() {
    let exported = Exported::new();
    for session in SESSIONS {
        let (mut events, mut points) = (Vec::new(), Vec::new());
        for (case, recording) in exported.recordings(session) {
            let (rows, some) = rows_of(&case, recording.events());
            events.extend(rows);
            points.extend(some);
        }
        assert!(events.len() > 200 && points.len() > 100);
        assert_same(&exported.lines(session, "events"), &events, session);
        assert_same(&exported.lines(session, "points"), &points, session);
    }
    let kinds = |session| -> BTreeSet<String> {
        let lines = exported.lines(session, "events").into_iter();
        lines
            .map(|it| it["kind"].as_str().unwrap().to_owned())
            .collect()
    };
    let (played, written) = (kinds("played"), kinds("written"));
    let not_played: Vec<&str> = written.difference(&played).map(String::as_str).collect();
    assert_eq!(written.len(), 52, "{written:?}");
    assert!(
        not_played.iter().all(|it| NOT_PLAYED.contains(it)),
        "{not_played:?}"
    );
}

/// Each defect as the trace tells it, which is the defect itself and not its columns.
fn defects_of(exported: &Exported, case: &Case) -> Vec<Value> {
    let trace = exported.timeline(case, "perfetto", "trace.json");
    let trace: Value = serde_json::from_slice(&fs::read(trace).unwrap()).unwrap();
    let rows = trace["traceEvents"].as_array().unwrap().iter();
    let defects = rows.filter(|it| it["cat"] == "defect");
    let row = |(number, it): (usize, &Value)| {
        let told = &it["args"];
        let why = |it: &Value| {
            json!({"words": it["words"], "first_event": it["events"]["first"],
                "last_event": it["events"]["last"]})
        };
        let causes = told["causes"].as_array().unwrap();
        let columns = json!({
            "defect": number, "rule": told["rule"], "severity": told["severity"],
            "media_from_ns": told["media"]["from"], "media_to_ns": told["media"]["to"],
            "run_from_ns": told["run"]["from"], "run_to_ns": told["run"]["to"],
            "first_event": told["events"]["first"], "last_event": told["events"]["last"],
            "count": told["count"], "measure": told["measure"]["value"],
            "measure_unit": told["measure"]["unit"], "detail": told["detail"],
            "causes": causes.iter().map(why).collect::<Vec<_>>(),
        });
        let mut row = of_case(case);
        row.extend(columns.as_object().unwrap().clone());
        Value::Object(row)
    };
    defects.enumerate().map(row).collect()
}

/// What a row of `samples` says of a recording.
fn sample_of(case: &Case, recording: &Recording) -> Value {
    let (header, events) = (recording.header().unwrap(), recording.events());
    let count = |is: fn(&What) -> bool| events.iter().filter(|it| is(&it.what)).count();
    let opened = events.iter().find_map(|it| match &it.what {
        What::Opened(container) => Some(container),
        _ => None,
    });
    let stream = |kind| {
        let mut streams = events.iter().filter_map(|it| match &it.what {
            What::StreamFound(stream) if stream.selected && stream.kind == kind => Some(stream),
            _ => None,
        });
        streams.next()
    };
    let (video, audio) = (stream(StreamKind::Video), stream(StreamKind::Audio));
    let size = video.and_then(|it| it.video.as_ref());
    let sound = audio.and_then(|it| it.audio.as_ref());
    let mut row = of_case(case);
    let columns = json!({
        "events": events.len(),
        "decoded": count(|it| matches!(it, What::FrameDecoded { .. })),
        "presented": count(|it| matches!(it, What::FramePresented { .. })),
        "sound_written": count(|it| matches!(it, What::AudioWritten { .. })),
        "attempts": 1, "attempt": header.attempt + 1, "clock": header.clock.to_string(),
        "player": header.player, "machine": header.machine, "started": header.started,
        "container": opened.map(|it| it.format.clone()),
        "length_ns": opened.and_then(|it| it.duration).map(Span::nanos),
        "video_codec": video.map(|it| it.codec.clone()), "width": size.map(|it| it.width),
        "height": size.map(|it| it.height), "audio_codec": audio.map(|it| it.codec.clone()),
        "sample_rate": sound.map(|it| it.rate), "channels": sound.map(|it| it.channels),
    });
    row.extend(columns.as_object().unwrap().clone());
    Value::Object(row)
}

#[test]
fn the_rows_of_defects_and_samples_are_those_of_the_plays() {
    let exported = Exported::new();
    for session in SESSIONS {
        exported.mpdbg.run(&["activate", session]).ends(0);
        let (mut defects, mut samples) = (Vec::new(), Vec::new());
        for (case, recording) in exported.recordings(session) {
            let found = defects_of(&exported, &case);
            let mut sample = sample_of(&case, &recording);
            sample["session"] = session.into();
            sample["defects"] = found.len().into();
            samples.push(sample);
            defects.extend(found);
        }
        assert!(!defects.is_empty());
        assert_same(&exported.lines(session, "defects"), &defects, session);
        for (found, wanted) in exported.lines(session, "samples").iter().zip(&samples) {
            for (column, wanted) in wanted.as_object().unwrap() {
                assert_eq!(&found[column], wanted, "{session}: {column} of {found}");
            }
        }
        assert_eq!(exported.lines(session, "samples").len(), samples.len());
    }
}

#[test]
fn every_form_holds_the_same_rows() {
    let exported = Exported::new();
    let Some(python) = python_with(&["duckdb"]) else {
        return;
    };
    for session in SESSIONS {
        exported.mpdbg.run(&["activate", session]).ends(0);
        let recordings = exported.recordings(session).into_iter();
        let scenario = if session == "played" {
            "seek-back"
        } else {
            "play"
        };
        let plays = recordings.filter(|(case, _)| {
            case.scenario.as_str() == scenario && ALONE.contains(&case.sample.as_str())
        });
        let plays: Vec<Value> = plays
            .map(|(case, _)| exported.every_form_of(&case))
            .collect();
        let tables = forms()
            .iter()
            .map(|form| (*form, exported.tables(session, form)));
        let job = json!({
            "schemas": exported.schemas,
            "page": top().join("docs/exports.md"),
            "session": tables.collect::<BTreeMap<_, _>>(),
            "plays": plays,
        });
        let path = exported.scratch.path().join(format!("{session}.json"));
        fs::write(&path, job.to_string()).unwrap();
        let rows = ask(&python, "rows/rows.py", &[path]);
        for table in [
            "events",
            "defects",
            "points",
            "samples",
            "json events",
            "jsonl events",
            "csv events",
            "jsonl defects",
            "kind clocks-read",
        ] {
            assert!(rows[table].as_u64() > Some(0), "{table}: {rows}");
        }
    }
}
