//! A play as a page shows it: everything in one value that becomes JSON.

use std::collections::BTreeMap;

use mpdbg_analysis::{Axis, Channel, Limits, Overview, Tracer, Window};
use mpdbg_model::{Clock, Defect, Event, Severity, What};
use serde::Serialize;

use super::channels::{ChannelData, channels};
use super::packed::exact;
use crate::report::about::{SampleReport, to_the_second};
use crate::report::event::event_words;
use crate::report::event::kind;
use crate::report::sample::{amount, says_more};
use crate::report::words::Escaped;

/// Characters of a text from a sample that are shown at most.
const LONGEST: usize = 400;
/// What a defect or a note takes beside its texts, in bytes.
const AROUND: usize = 120;

/// A play for a page. Times are in nanoseconds behind the origin of their axis (run, then media); texts
/// hold no controls and no marks of direction, but may hold markup.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TimelineData {
    /// What is shown: case and session.
    pub(super) title: String,
    /// Name of the session.
    pub(super) session: String,
    /// Names and values of what was played and how.
    pub(super) facts: Vec<(&'static str, String)>,
    /// What a reader has to know of the recording; may be empty.
    pub(super) caution: String,
    /// Where the axes begin, in nanoseconds.
    pub(super) origin: [i64; 2],
    /// How long they are; 0 where nothing lies on one.
    pub(super) length: [i64; 2],
    /// Within which values are well.
    pub(super) limits: LimitData,
    /// What was recorded.
    pub(super) channels: Vec<ChannelData>,
    /// Defects, in the order of the judgement.
    pub(super) defects: Vec<DefectData>,
    /// How many defects there are; more than are listed where there was no room for all.
    pub(super) defects_in_all: usize,
    /// Events with their words.
    pub(super) notes: Vec<Note>,
    /// How many notes there would be.
    pub(super) notes_in_all: usize,
}

/// Limits of the profile, in nanoseconds.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct LimitData {
    /// How far sound may be late (negative) and early.
    offset: [i64; 2],
}

/// A defect on a page.
#[derive(Clone, Debug, Serialize)]
pub(super) struct DefectData {
    pub(super) rule: &'static str,
    pub(super) severity: Severity,
    /// Where it lies along the run and along the media: beginning and end.
    pub(super) spans: [Option<[i64; 2]>; 2],
    /// First and last event that show it.
    pub(super) events: Option<[u64; 2]>,
    pub(super) count: u64,
    pub(super) measure: Option<String>,
    pub(super) detail: String,
    /// Words and first event, the nearest cause first.
    pub(super) causes: Vec<(String, u64)>,
}

/// An event in words: channel, number of the event, run time, media time, words.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Note(u8, u32, i64, Option<i64>, String);

/// A play for a page in about `room` bytes of JSON at most. The arrays take up to four fifths of it, and
/// become coarser where they would take more; of defects and notes what is worst is kept.
pub(crate) fn timeline_data(report: &SampleReport<'_>, room: usize) -> TimelineData {
    let limits = Limits::of(report.profile);
    let overview = Overview::of(report.events, limits);
    let nothing = Window { from: 0, to: 0 };
    let ranges = [Axis::Run, Axis::Media].map(|it| overview.range(it).unwrap_or(nothing));
    let origin = ranges.map(|it| it.from);
    let all: &[Defect] = report.judgement.map_or(&[], |it| &it.defects);
    let (notes, notes_in_all) = notes(report.events, limits, origin, room / 10);
    TimelineData {
        title: format!(
            "{}, session {}",
            report.header.case(),
            Escaped(report.about.session)
        ),
        session: Escaped(report.about.session).to_string(),
        facts: facts(report),
        caution: shown(report.caution),
        origin,
        length: ranges.map(|it| exact(it.length())),
        limits: LimitData {
            offset: [
                -report.profile.offset_late_ms,
                report.profile.offset_early_ms,
            ]
            .map(|it| exact(it.saturating_mul(1_000_000))),
        },
        channels: channels(report.events, &overview, limits, origin, room / 10 * 8),
        defects: defects(all, origin, room / 10),
        defects_in_all: all.len(),
        notes,
        notes_in_all,
    }
}

/// Text from a sample as it is shown: harmless, and not endless.
fn shown(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", Escaped(&text[..end])),
        None => Escaped(text).to_string(),
    }
}

fn facts(report: &SampleReport<'_>) -> Vec<(&'static str, String)> {
    let header = report.header;
    let mut facts = vec![
        ("sample", shown(header.sample.as_str())),
        ("scenario", shown(header.scenario.as_str())),
        ("session", shown(report.about.session)),
        ("attempt", (header.attempt + 1).to_string()),
        ("started", shown(&to_the_second(&header.started))),
        ("player", shown(&header.player)),
        ("clock", header.clock.to_string()),
        (
            "machine",
            match (&header.machine, header.clock) {
                (Some(machine), _) => shown(machine),
                (None, Clock::Virtual) => "ideal".to_owned(),
                (None, Clock::Real) => String::new(),
            },
        ),
        ("profile", shown(&report.profile.name)),
        ("outcome", outcome(report.events)),
        ("events", report.events.len().to_string()),
        ("pictures", pictures(report)),
    ];
    facts.retain(|(_, value)| !value.is_empty());
    facts
}

fn outcome(events: &[Event]) -> String {
    match events.last().map(|it| &it.what) {
        Some(What::AttemptEnded(outcome)) => shown(&outcome.to_string()),
        _ => "none: the recording has no end".to_owned(),
    }
}

/// What became of the expected pictures.
fn pictures(report: &SampleReport<'_>) -> String {
    let Some(judgement) = report.judgement else {
        return "not judged".to_owned();
    };
    let counted = &judgement.counters;
    if report.expected.is_none() {
        return format!("{} presented", counted.presented);
    }
    let told = [
        (counted.shown, "presented"),
        (counted.missing, "missing"),
        (counted.discarded, "thrown away"),
        (counted.not_returned, "not returned"),
        (counted.undecoded, "not decoded"),
        (counted.unreached, "not reached"),
        (counted.extra, "more than expected"),
    ];
    let told = told.iter().filter(|(count, _)| *count > 0);
    let told: Vec<String> = told
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    format!("{} expected: {}", counted.expected, told.join(", "))
}

/// Where a range lies behind the origin of its axis.
fn span(from: i64, to: i64, origin: i64) -> [i64; 2] {
    [from, to].map(|it| exact(it.saturating_sub(origin)))
}

/// The defects in their order; where there is no room for all, the worst of them.
fn defects(all: &[Defect], origin: [i64; 2], room: usize) -> Vec<DefectData> {
    let mut by_severity: Vec<usize> = (0..all.len()).collect();
    by_severity.sort_by_key(|it| std::cmp::Reverse(all[*it].severity));
    let mut kept = BTreeMap::new();
    let mut left = room;
    for number in by_severity {
        let data = defect(&all[number], origin);
        let causes: usize = data.causes.iter().map(|it| it.0.len() + 16).sum();
        let Some(rest) = left.checked_sub(data.detail.len() + causes + AROUND) else {
            break;
        };
        left = rest;
        kept.insert(number, data);
    }
    kept.into_values().collect()
}

fn defect(defect: &Defect, origin: [i64; 2]) -> DefectData {
    let nanos = |at: u64| i64::try_from(at).unwrap_or(i64::MAX);
    let run = defect
        .run
        .map(|it| (nanos(it.from.nanos()), nanos(it.to.nanos())));
    let media = defect.media.map(|it| (it.from.nanos(), it.to.nanos()));
    DefectData {
        rule: defect.rule.0,
        severity: defect.severity,
        spans: [
            run.map(|it| span(it.0, it.1, origin[0])),
            media.map(|it| span(it.0, it.1, origin[1])),
        ],
        events: defect.events.map(|it| [it.first, it.last]),
        count: defect.count,
        measure: defect
            .measure
            .filter(|it| says_more(*it, defect.count))
            .map(amount),
        detail: shown(&defect.detail),
        causes: defect
            .causes
            .iter()
            .map(|it| (shown(&it.words), it.events.first))
            .collect(),
    }
}

/// Which channels are told in words, what matters most first.
const TOLD: [Channel; 5] = [
    Channel::Control,
    Channel::Errors,
    Channel::Damage,
    Channel::Underrun,
    Channel::Warnings,
];

/// Events in words, in their order, and how many there would be with more room.
fn notes(events: &[Event], limits: Limits, origin: [i64; 2], room: usize) -> (Vec<Note>, usize) {
    let mut points: [Vec<_>; TOLD.len()] = Default::default();
    let mut tracer = Tracer::new(limits);
    for (number, event) in (0..).zip(events) {
        tracer.trace(number, event, &mut |point| {
            if let Some(told) = TOLD.iter().position(|it| *it == point.channel) {
                points[told].push(point);
            }
        });
    }
    let mut notes = Vec::new();
    let mut left = room;
    for point in points.iter().flatten() {
        let Some(event) = events.get(point.event as usize) else {
            continue;
        };
        let words = shown(&format!(
            "{}  {}",
            kind(&event.what),
            event_words(&event.what)
        ));
        let Some(rest) = left.checked_sub(words.len() + AROUND / 2) else {
            break;
        };
        left = rest;
        let place = |axis| Some(exact(point.on(axis)?.saturating_sub(origin[axis as usize])));
        let run = place(Axis::Run).unwrap_or_default();
        let media = place(Axis::Media);
        notes.push(Note(point.channel as u8, point.event, run, media, words));
    }
    notes.sort_by_key(|it| it.1);
    (notes, points.iter().map(Vec::len).sum())
}
