//! `firefox`: a timeline as a profile that the Firefox Profiler opens.
//!
//! The format: "Processed profile format", firefox-devtools/profiler, version 55, which later versions of the
//! program upgrade when they open it. A thread a track, with markers and without samples; times are
//! milliseconds with a fraction.

use std::io::{self, Write};

use mpdbg_analysis::{Channel, ChannelUnit, Limits, Tracer};
use mpdbg_model::{Defect, Event, Unit};
use serde_json::{Value, json};

use super::firefox_thread::{Marker, Thread};
use super::perfetto::{counter, name};
use super::tracks::{Track, placed, span_of};
use crate::report::about::SampleReport;
use crate::report::event::{event_words, kind};
use crate::report::words::Escaped;
use crate::report::words::write_json;

/// Version of the format.
const VERSION: u32 = 55;

/// The categories, which give the markers their colours.
const CATEGORIES: [(&str, &str); 7] = [
    ("Other", "grey"),
    ("Defect", "red"),
    ("Picture", "blue"),
    ("Sound", "green"),
    ("Decoding", "purple"),
    ("Message", "orange"),
    ("Control", "yellow"),
];

/// Writes a play as a profile.
///
/// # Errors
/// When `out` cannot be written.
pub(crate) fn write_firefox(out: &mut dyn Write, report: &SampleReport<'_>) -> io::Result<()> {
    let threads = threads(report);
    write!(out, "{{\"meta\":")?;
    write_json(out, &meta(report, threads.len()))?;
    write!(
        out,
        ",\"libs\":[],\"pages\":[],\"profilerOverhead\":[],\"counters\":[],\"threads\":["
    )?;
    for (number, thread) in threads.iter().enumerate() {
        out.write_all(if number == 0 { b"\n" } else { b",\n" })?;
        write_json(out, &thread.as_json(number + 1))?;
    }
    writeln!(out, "\n]}}")
}

fn meta(report: &SampleReport<'_>, threads: usize) -> Value {
    let header = report.header;
    let started: Option<jiff::Timestamp> = header.started.parse().ok();
    let categories = CATEGORIES
        .map(|(name, color)| json!({"name": name, "color": color, "subcategories": ["Other"]}));
    json!({
        "version": 24,
        "preprocessedProfileVersion": VERSION,
        "product": Escaped(&format!("{}, session {}", header.case(), report.about.session)).to_string(),
        "startTime": started.map_or(0, jiff::Timestamp::as_millisecond),
        "interval": 1.0,
        "processType": 0,
        "debug": false,
        "extensions": {"length": 0, "baseURL": [], "id": [], "name": []},
        "sampleUnits": {"time": "ms", "eventDelay": "ms", "threadCPUDelta": "µs"},
        "symbolicated": true,
        "pausedRanges": [],
        "usesOnlyOneStackType": true,
        "sourceCodeIsNotOnSearchfox": true,
        "categories": categories,
        "markerSchema": schema(),
        "initialVisibleThreads": (0..threads).collect::<Vec<_>>(),
    })
}

/// The kinds of markers and their fields.
fn schema() -> Vec<Value> {
    let field = |key: &str, label: &str, format: &str| json!({"key": key, "label": label, "format": format, "searchable": true});
    let places = json!(["marker-chart", "marker-table", "timeline-overview"]);
    let mut schema = vec![
        json!({
            "name": "defect",
            "display": places,
            "chartLabel": "{marker.name}",
            "tooltipLabel": "{marker.name}",
            "tableLabel": "{marker.data.detail}",
            "description": "A defect that a rule found.",
            "fields": [
                field("severity", "Severity", "string"),
                field("detail", "What happened", "string"),
                field("causes", "Because", "string"),
                field("measure", "Measure", "string"),
                field("media", "Media time", "string"),
                field("count", "Count", "integer"),
            ],
        }),
        json!({
            "name": "event",
            "display": places,
            "chartLabel": "{marker.name}",
            "tooltipLabel": "{marker.name}",
            "tableLabel": "{marker.data.says}",
            "description": "Something that the player did.",
            "fields": [field("event", "Event", "integer"), field("kind", "Kind", "string"), field("says", "Says", "string")],
        }),
    ];
    schema.extend(Channel::ALL.into_iter().filter_map(|channel| {
        let (name, unit) = (counter(channel)?, unit(channel));
        Some(json!({
            "name": name,
            "display": ["marker-chart", "marker-table"],
            "tableLabel": format!("{{marker.data.value}} {unit}"),
            "fields": [field("value", unit, "decimal")],
            "graphs": [{"key": "value", "type": "line"}],
        }))
    }));
    schema
}

const fn unit(channel: Channel) -> &'static str {
    match channel.unit() {
        ChannelUnit::Nanos => "ms",
        ChannelUnit::Count => "in the queue",
        ChannelUnit::None => "",
    }
}

/// Defects, then a thread a track, then the figures.
fn threads(report: &SampleReport<'_>) -> Vec<Thread> {
    let mut defects = Thread::new("defects");
    for defect in report.judgement.map_or(&[][..], |it| &it.defects) {
        defects.push(defect_marker(defect));
    }
    let mut tracks: Vec<Thread> = Track::ALL.map(|it| Thread::new(it.name())).into();
    let placed = placed(report.events);
    for (number, (event, place)) in report.events.iter().zip(placed).enumerate() {
        tracks[place.track as usize].push(Marker {
            name: &name(&event.what),
            category: category(place.track),
            from: place.from,
            to: place.to,
            data: event_data(number, event),
        });
    }
    let mut threads = vec![defects];
    threads.extend(tracks);
    threads.push(figures(report));
    threads
}

const fn category(track: Track) -> usize {
    match track {
        Track::Readings => 0,
        Track::Video | Track::Schedule => 2,
        Track::Audio | Track::Underruns => 3,
        Track::VideoDecode | Track::AudioDecode | Track::Reading => 4,
        Track::Log => 5,
        Track::Control => 6,
    }
}

fn event_data(number: usize, event: &Event) -> Value {
    let says = Escaped(&event_words(&event.what)).to_string();
    json!({"type": "event", "event": number, "kind": kind(&event.what), "says": says})
}

fn defect_marker(defect: &Defect) -> Marker<'static> {
    let (from, to) = span_of(defect);
    let escaped = |text: &str| Escaped(text).to_string();
    let causes: Vec<String> = defect.causes.iter().map(|it| escaped(&it.words)).collect();
    let measure = defect.measure.map(|it| match it.unit {
        Unit::Ms => format!("{:.3} ms", it.value),
        Unit::Frames => format!("{} frames", it.value),
        Unit::Count => it.value.to_string(),
    });
    Marker {
        name: defect.rule.0,
        category: 1,
        from,
        to: Some(to),
        data: json!({
            "type": "defect",
            "severity": defect.severity.to_string(),
            "detail": escaped(&defect.detail),
            "causes": causes.join(", because "),
            "measure": measure.unwrap_or_default(),
            "media": defect.media.map_or_else(String::new, |it| format!("{} to {}", it.from, it.to)),
            "count": defect.count,
        }),
    }
}

/// Every point of the channels that have a value, each kind of them a graph.
fn figures(report: &SampleReport<'_>) -> Thread {
    let mut thread = Thread::new("figures");
    let mut tracer = Tracer::new(Limits::of(report.profile));
    for (number, event) in (0..).zip(report.events) {
        tracer.trace(number, event, &mut |point| {
            let Some(name) = counter(point.channel) else {
                return;
            };
            let value = match point.channel.unit() {
                ChannelUnit::Nanos => point.value as f64 / 1e6,
                ChannelUnit::Count | ChannelUnit::None => point.value as f64,
            };
            thread.push(Marker {
                name,
                category: 0,
                from: point.run.nanos(),
                to: None,
                data: json!({"type": name, "value": value}),
            });
        });
    }
    thread
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::report::fixture::with_report;

    fn lengths(columns: &Value, length: &Value, but: &[&str]) {
        for (name, column) in columns.as_object().into_iter().flatten() {
            if name == "length" || but.contains(&name.as_str()) {
                continue;
            }
            let here = column.as_array().map(Vec::len);
            assert_eq!(here.map(Value::from).as_ref(), Some(length), "{name}");
        }
    }

    #[test]
    fn tables_are_sound_and_each_event_is_a_marker_once() {
        let mut profile = Vec::new();
        let (events_told, defects_told) = with_report(false, |report| {
            write_firefox(&mut profile, report).unwrap();
            (
                report.events.len() as u64,
                report.judgement.unwrap().defects.len(),
            )
        });
        let profile: Value = serde_json::from_slice(&profile).unwrap();
        let schema = profile["meta"]["markerSchema"].as_array().unwrap();
        let known = |name: &Value| schema.iter().find(|it| it["name"] == *name).unwrap();
        let mut events = Vec::new();
        let mut defects = 0;
        for thread in profile["threads"].as_array().unwrap() {
            let tables = [
                "frameTable",
                "funcTable",
                "markers",
                "nativeSymbols",
                "resourceTable",
                "samples",
                "stackTable",
            ];
            for table in tables {
                let table = &thread[table];
                lengths(table, &table["length"], &["weightType"]);
            }
            let strings = thread["stringArray"].as_array().unwrap().len() as u64;
            let markers = &thread["markers"];
            for row in 0..markers["length"].as_u64().unwrap() as usize {
                let column = |name: &str| &markers[name][row];
                assert!(column("name").as_u64().unwrap() < strings);
                assert!(column("category").as_u64().unwrap() < CATEGORIES.len() as u64);
                let (from, to) = (
                    column("startTime").as_f64().unwrap(),
                    column("endTime").as_f64(),
                );
                assert_eq!(to.is_some(), column("phase") == 1);
                assert!(to.is_none_or(|to| from <= to));
                let data = column("data").as_object().unwrap();
                let fields = known(&data["type"])["fields"].as_array().unwrap();
                assert_eq!(fields.len() + 1, data.len(), "{data:?}");
                assert!(
                    fields
                        .iter()
                        .all(|it| data.contains_key(it["key"].as_str().unwrap()))
                );
                events.extend(data.get("event").and_then(Value::as_u64));
                defects += usize::from(data["type"] == "defect");
            }
        }
        events.sort_unstable();
        assert_eq!(events, (0..events_told).collect::<Vec<_>>());
        assert_eq!(defects, defects_told);
        assert!(defects > 0);
    }
}
