//! The columns of a play: a row for each play of each sample, recorded or not. Append-only.

use mpdbg_analysis::{Bucket, Counters, Row};
use mpdbg_model::{Case, Event, SampleRecord, Span, StreamInfo, StreamKind, What};

use super::column::{Column, Value};
use crate::report::about::SampleReport;
use crate::report::event::outcome;
use crate::report::timeline::ended;

/// What stands before the columns of every table that holds more than one play.
pub(super) const CASE: &[Column] = &[
    Column::text("sample", "The sample, relative to the samples directory"),
    Column::text("scenario", "What was done while it played"),
    Column::int("repeat", "Which play of it: 1 is the first"),
];

/// Where the plays of a session come from.
#[derive(Clone, Debug)]
pub struct Provenance {
    /// Name of the session.
    pub session: String,
    /// mpdbg that made it.
    pub made_by: String,
    /// Version of the samples, if they have one.
    pub samples_version: Option<String>,
    /// Name of the profile that the plays were judged with.
    pub profile: String,
}

/// What a play came to, behind the columns of [`CASE`].
pub(super) const SAMPLE: &[Column] = &[
    Column::text("session", "Name of the session"),
    Column::text(
        "bucket",
        "What the play came to: perfect, defective, refused-as-expected, not-applicable, always-crashed or not-recorded",
    ),
    Column::text(
        "ending",
        "How it ended, or why there is no recording, in words",
    ),
    Column::int("attempts", "Attempts that were kept"),
    Column::int("crashes", "Attempts that crashed or hung"),
    Column::int("defects", "Defects that were found"),
    Column::int("unexpected", "How many things were not expected of it"),
    Column::int("unknown_rules", "Rules that could not answer"),
    Column::text("profile", "Name of the profile that it was judged with"),
    Column::text("made_by", "mpdbg that made the session"),
    Column::text(
        "samples_version",
        "Version of the samples, if they have one; untrusted",
    )
    .or_empty(),
    Column::int(
        "sample_bytes",
        "Size of the sample when the session was made",
    ),
    Column::text("sample_blake3", "BLAKE3 of its content, hexadecimal"),
];

/// What its recording says, behind [`SAMPLE`]; nothing in a play that was not judged.
pub(super) const RECORDED: &[Column] = &[
    Column::text("outcome", "How it ended, as in the event attempt-ended").or_empty(),
    Column::int("attempt", "Which attempt was judged: 1 is the first").or_empty(),
    Column::text("caution", "What a reader has to know of the recording").or_empty(),
    Column::text("clock", "Which clock drove the player: virtual or real").or_empty(),
    Column::text("player", "The player and its version").or_empty(),
    Column::text("machine", "The simulated machine; nothing where none was").or_empty(),
    Column::text("started", "When it was played, RFC 3339 in UTC").or_empty(),
    Column::text("container", "FFmpeg's name of the container's format").or_empty(),
    Column::int("length_ns", "Length that the container declares").or_empty(),
    Column::text("video_codec", "Codec of the pictures that were played").or_empty(),
    Column::int("width", "Width of the coded pictures").or_empty(),
    Column::int("height", "Height of the coded pictures").or_empty(),
    Column::text("audio_codec", "Codec of the sound that was played first").or_empty(),
    Column::int("sample_rate", "Samples per second and channel").or_empty(),
    Column::int("channels", "Number of audio channels").or_empty(),
];

/// What is counted in a play that is judged.
pub(crate) const COUNTERS: &[Column] = &[
    Column::int("events", "Events of the recording"),
    Column::int("decoded", "Pictures that the decoder returned"),
    Column::int(
        "presented",
        "Pictures that were presented, repeats and those that were not expected included",
    ),
    Column::int("sound_written", "Pieces of sound that were written"),
    Column::int(
        "expected",
        "Pictures that the file promises; the sum of the next seven",
    ),
    Column::int("shown", "Expected pictures that were presented"),
    Column::int("discarded", "Expected pictures that the player threw away"),
    Column::int(
        "not_returned",
        "Expected pictures that the decoder said it did not return",
    ),
    Column::int(
        "undecodable",
        "Expected pictures from before the first key frame that were not presented",
    ),
    Column::int(
        "undecoded",
        "Expected pictures that the decoder dropped without a word",
    ),
    Column::int(
        "missing",
        "Expected pictures that are lacking, the tail included",
    ),
    Column::int(
        "unreached",
        "Expected pictures behind the place where the play was cut short",
    ),
    Column::int(
        "extra",
        "Presented pictures that no expected one was left for",
    ),
    Column::int(
        "settling",
        "Presented pictures that were not judged for being late, since the device settled",
    ),
];

/// What was counted, in the order of [`COUNTERS`].
pub(crate) fn counters<'v>(of: &Counters) -> Vec<Value<'v>> {
    let figures = [
        of.events,
        of.decoded,
        of.presented,
        of.sound_written,
        of.expected,
        of.shown,
        of.discarded,
        of.not_returned,
        of.undecodable,
        of.undecoded,
        of.missing,
        of.unreached,
        of.extra,
        of.settling,
    ];
    figures.map(Value::count).into()
}

/// What stands in the columns of [`CASE`].
pub(super) fn case_values(case: &Case) -> [Value<'_>; 3] {
    [
        Value::text(case.sample.as_str()),
        Value::text(case.scenario.as_str()),
        Value::count(u64::from(case.repeat) + 1),
    ]
}

/// What a play came to, in the order of [`SAMPLE`].
pub(super) fn sample_values<'r>(
    provenance: &'r Provenance,
    record: &'r SampleRecord,
    row: &'r Row,
) -> [Value<'r>; SAMPLE.len()] {
    [
        Value::text(&provenance.session),
        Value::text(bucket(row.bucket)),
        Value::text(&row.ending),
        Value::count(row.attempts),
        Value::count(row.crashes),
        Value::count(row.defects()),
        Value::count(row.unexpected.len()),
        Value::count(row.unknown.len()),
        Value::text(&provenance.profile),
        Value::text(&provenance.made_by),
        Value::maybe_text(provenance.samples_version.as_deref()),
        Value::count(record.size),
        Value::text(&record.blake3),
    ]
}

/// What a recording says, in the order of [`RECORDED`] and [`COUNTERS`].
pub(super) fn recorded_values(report: &SampleReport<'_>) -> Vec<Value<'static>> {
    let header = report.header;
    let caution = Some(report.caution).filter(|it| !it.is_empty());
    let mut values = vec![
        Value::maybe_text(ended(report).map(outcome)),
        Value::count(u64::from(header.attempt) + 1),
        owned(caution),
        Value::text(header.clock.to_string()),
        owned(Some(&header.player)),
        owned(header.machine.as_ref()),
        owned(Some(&header.started)),
    ];
    put_media(report.events, &mut values);
    if let Some(judgement) = report.judgement {
        values.extend(counters(&judgement.counters));
    }
    values
}

/// What stands there for a play without a recording.
pub(super) fn not_recorded() -> Vec<Value<'static>> {
    vec![Value::Empty; RECORDED.len() + COUNTERS.len()]
}

/// What the container and the streams that were played are.
fn put_media(events: &[Event], values: &mut Vec<Value<'static>>) {
    let container = events.iter().find_map(|event| match &event.what {
        What::Opened(it) => Some(it),
        _ => None,
    });
    let played = |kind: StreamKind| -> Option<&StreamInfo> {
        events.iter().find_map(|event| match &event.what {
            What::StreamFound(it) if it.kind == kind && it.selected => Some(&**it),
            _ => None,
        })
    };
    let (video, audio) = (played(StreamKind::Video), played(StreamKind::Audio));
    let size = video.and_then(|it| it.video.as_ref());
    let sound = audio.and_then(|it| it.audio.as_ref());
    values.extend([
        owned(container.map(|it| &it.format)),
        Value::maybe_count(container.and_then(|it| it.duration).map(Span::nanos)),
        owned(video.map(|it| &it.codec)),
        Value::maybe_count(size.map(|it| it.width)),
        Value::maybe_count(size.map(|it| it.height)),
        owned(audio.map(|it| &it.codec)),
        Value::maybe_count(sound.map(|it| it.rate)),
        Value::maybe_count(sound.map(|it| it.channels)),
    ]);
}

fn owned(text: Option<&(impl AsRef<str> + ?Sized)>) -> Value<'static> {
    Value::maybe_text(text.map(|it| it.as_ref().to_owned()))
}

const fn bucket(bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::Perfect => "perfect",
        Bucket::Defective => "defective",
        Bucket::RefusedAsExpected => "refused-as-expected",
        Bucket::NotApplicable => "not-applicable",
        Bucket::AlwaysCrashed => "always-crashed",
        Bucket::NotRecorded => "not-recorded",
    }
}
