//! The columns of each kind of event. Append-only: a column keeps its name, its type and its place.

#[cfg(any(test, feature = "parquet"))]
use std::sync::LazyLock;

use crate::report::table::{Column, Type};

/// What every event has.
pub(crate) const EVENT: &[Column] = &[
    Column::int("event", "Number of the event in the recording, from 0"),
    Column::int("run_ns", "When it happened: time since the recording began"),
    Column::int(
        "media_ns",
        "Which content it is about: its own time stamp, else what the master clock showed; nothing before the clock started",
    )
    .or_empty(),
    Column::text("kind", "What happened"),
];

const STREAM: Column = Column::int("stream", "Index of the stream in the container, from 0");
const PTS: Column = Column::int("pts_ns", "Presentation time");
const DUE: Column = Column::int(
    "due_ns",
    "Run time at which the picture was due; it is late by run_ns - due_ns",
);
const DURATION: Column = Column::int(
    "duration_ns",
    "How long it lasts; of a picture 0 when unknown",
);
const DELAY: Column = Column::int(
    "delay_ns",
    "Delay that was asked for; negative when the picture was due before",
);
const HASH: Column = Column::text(
    "hash",
    "Hash of the content, hexadecimal; nothing where it was not hashed",
)
.or_empty();
const REASON: Column = Column::text(
    "reason",
    "Why: of a discarded picture late, flushed or skipped; of the end of a play end-of-stream, stopped, nothing-to-play or scenario-stopped",
);
const KEY: Column = Column::flag("key", "Key frame");
const CORRUPT: Column = Column::flag("corrupt", "The decoder flagged it as corrupt");
const ERRORS: Column = Column::int(
    "errors",
    "Error flags of the decoder: 1 invalid bitstream, 2 missing reference, 4 concealment, 8 damaged slices",
);
const SAMPLES: Column = Column::int("samples", "Samples per channel");
const POSITION: Column = Column::int(
    "position_ns",
    "Media time that the clock showed, or that was heard",
);
const LACKING: Column = Column::int("lacking_ns", "How much sound was lacking");
const AFTER: Column = Column::int(
    "after_ns",
    "Presentation time of the last picture that was returned",
)
.or_empty();
const AUDIO: Column = Column::int(
    "audio_ns",
    "Media time that was heard; nothing without sound",
)
.or_empty();
const VIDEO: Column = Column::int(
    "video_ns",
    "Media time that was seen; nothing without pictures",
)
.or_empty();
const MASTER: Column = Column::int("master_ns", "Media time of the master clock");
const VIDEO_PACKETS: Column =
    Column::int("video_packets", "Video packets that wait for the decoder");
const AUDIO_PACKETS: Column =
    Column::int("audio_packets", "Audio packets that wait for the decoder");
const BYTES: Column = Column::int("bytes", "Bytes of all waiting packets");
const PICTURES: Column = Column::int("pictures", "Decoded pictures that wait for presentation");
const SOUND: Column = Column::int(
    "sound_ns",
    "Length of decoded sound that waits for the device",
);
const EXPECTED: Column = Column::int(
    "expected_ns",
    "Media time at which the stream should have gone on",
);
const FOUND: Column = Column::int("found_ns", "Media time at which it did");
const CODE: Column = Column::int("code", "The library's error code");
const MESSAGE: Column = Column::text("message", "What was said; untrusted");
const STAGE: Column = Column::text(
    "stage",
    "Which step of decoding failed: open, send or receive",
);
const LEVEL: Column = Column::text(
    "level",
    "How bad the message is: panic, fatal, error or warning",
);
const COMPONENT: Column = Column::text("component", "Which part of the library wrote it");
const FORMAT: Column = Column::text("format", "FFmpeg's name of the container's format");
const START: Column = Column::int(
    "start_ns",
    "First presentation time that the container declares",
)
.or_empty();
const SEEKABLE: Column = Column::flag(
    "seekable",
    "The container was read from something that can seek",
);
const BIT_RATE: Column =
    Column::int("bit_rate", "Bits per second that the container declares").or_empty();
const TAGS: Column = Column::new("tags", Type::Rows(TAG), "Tags of the container; untrusted");
/// A tag of a container.
pub(super) const TAG: &[Column] = &[
    Column::text("key", "Name of the tag"),
    Column::text("value", "What it says"),
];
const STREAM_KIND: Column = Column::text(
    "stream_kind",
    "What the stream carries: video, audio, subtitle, data or attachment",
);
const SELECTED: Column = Column::flag("selected", "The player plays this stream");
const CODEC: Column = Column::text("codec", "FFmpeg's name of the codec");
const CODEC_PROFILE: Column = Column::text(
    "codec_profile",
    "FFmpeg's name of the codec's profile; nothing when unknown",
)
.or_empty();
const BASE_NUM: Column = Column::int(
    "time_base_num",
    "Numerator of the unit of the stream's time stamps, seconds",
);
const BASE_DEN: Column = Column::int("time_base_den", "Denominator of it");
const FRAMES: Column =
    Column::int("frames", "Number of frames that the container declares").or_empty();
const LANGUAGE: Column = Column::text("language", "Language tag; nothing when unknown").or_empty();
const WIDTH: Column = Column::int("width", "Width of the coded picture, pixels").or_empty();
const HEIGHT: Column = Column::int("height", "Height of the coded picture, pixels").or_empty();
const PIXEL_FORMAT: Column =
    Column::text("pixel_format", "FFmpeg's name of the pixel format").or_empty();
const ASPECT_NUM: Column = Column::int(
    "sample_aspect_num",
    "Numerator of the sample aspect ratio; 0 when unknown",
)
.or_empty();
const ASPECT_DEN: Column = Column::int("sample_aspect_den", "Denominator of it").or_empty();
const RATE_NUM: Column = Column::int(
    "frame_rate_num",
    "Numerator of the average frame rate; 0 when unknown",
)
.or_empty();
const RATE_DEN: Column = Column::int("frame_rate_den", "Denominator of it").or_empty();
const ROTATION: Column =
    Column::int("rotation_degrees", "Clockwise rotation for display").or_empty();
const COLOUR: Column = Column::text(
    "colour",
    "FFmpeg's names of colour range, space, primaries and transfer",
)
.or_empty();
const SAMPLE_RATE: Column = Column::int("sample_rate", "Samples per second and channel");
const CHANNELS: Column = Column::int("channels", "Number of audio channels");
const SAMPLE_FORMAT: Column =
    Column::text("sample_format", "FFmpeg's name of the sample format").or_empty();
const CAPS: Column = Column::text(
    "caps",
    "What the player can report, names with a space between",
);
const DEVICE: Column = Column::text("device", "Name of the sound device; untrusted");
const DEVICE_KIND: Column = Column::text(
    "device_kind",
    "real, stand-in, simulated, or simulated through rodio",
);
const PERIOD: Column = Column::int("period_ns", "Length of what the device takes at a time");
const LATENCY: Column = Column::int("latency_ns", "From writing to hearing, as known at opening");
const FROM: Column = Column::int(
    "from_ns",
    "Media time that the clock showed before, or shows now that the play starts",
);
const OUTCOME: Column = Column::text(
    "outcome",
    "How the attempt ended: finished, open-failed, exited, signaled, hung, timed-out, flooded, interrupted, recording-failed or not-applicable; `message` has the details",
);
const SCENARIO: Column = Column::text("scenario_begun", "Name of the scenario that begins");
const STEPS: Column = Column::int("steps", "How many steps the scenario has");
const STEP: Column = Column::int(
    "step",
    "Number of the step of the scenario, from 0; of steps-left the first that was not taken",
);
const TARGET: Column = Column::int("target_ns", "Media time that a seek goes to");
const MODE: Column = Column::text(
    "mode",
    "How exactly a seek lands: exact, or key for a key frame",
);
const THOUSANDTHS: Column = Column::int(
    "rate_thousandths",
    "Speed of media time, thousandths of the usual one",
);
const LEFT: Column = Column::int("left", "How often the sample begins again after this");
const PERCENT: Column = Column::int("percent", "Loudness, percent of what the sample holds");
const TOOK: Column = Column::int("took_ns", "How long it took; it ended at run_ns");
const NUMBER: Column = Column::int(
    "number",
    "Number of the picture in its clip, read from its mark, from 0",
);
const CONTENT: Column = Column::int(
    "content_ns",
    "Time of the content in its clip, read from its mark",
);
const HEARD: Column = Column::int("heard_ns", "Run time at which the mark is heard");
const DECODED: Column = Column::int("decoded", "Pictures that the player says it decoded");
const PRESENTED: Column = Column::int("presented", "Pictures that the player says it presented");
const DROPPED: Column = Column::int("dropped", "Pictures that the player says it dropped");
const CPU: Column = Column::int(
    "cpu_ns",
    "CPU time of all threads so far; 0 when the system does not tell",
);
const RESIDENT: Column = Column::int(
    "resident_bytes",
    "Resident memory; 0 when the system does not tell",
);
const HANDLES: Column = Column::int(
    "handles",
    "Open descriptors; 0 when the system does not tell",
);
const THREADS: Column = Column::int("threads", "Threads; 0 when the system does not tell");
const WAITED: Column = Column::int("waited_ns", "How long threads waited for a core, added up");
const STOLEN: Column = Column::int(
    "stolen_ns",
    "How long other guests took the cores, added up",
);
const SUM: [Column; 8] = [
    Column::int("sum_0", "First sum of the sketch of the content"),
    Column::int("sum_1", "Second sum"),
    Column::int("sum_2", "Third sum"),
    Column::int("sum_3", "Fourth sum"),
    Column::int("sum_4", "Fifth sum"),
    Column::int("sum_5", "Sixth sum"),
    Column::int("sum_6", "Seventh sum"),
    Column::int("sum_7", "Eighth sum"),
];

/// A kind of event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    /// Its name, as `report::event_kind` gives it.
    pub(crate) name: &'static str,
    /// Its columns, behind those of [`EVENT`].
    pub(crate) columns: &'static [Column],
}

const fn kind(name: &'static str, columns: &'static [Column]) -> Kind {
    Kind { name, columns }
}

const STREAM_INFO: &[Column] = &[
    STREAM,
    STREAM_KIND,
    SELECTED,
    CODEC,
    CODEC_PROFILE,
    BASE_NUM,
    BASE_DEN,
    START,
    DURATION.or_empty(),
    FRAMES,
    BIT_RATE,
    LANGUAGE,
    WIDTH,
    HEIGHT,
    PIXEL_FORMAT,
    ASPECT_NUM,
    ASPECT_DEN,
    RATE_NUM,
    RATE_DEN,
    ROTATION,
    COLOUR,
    SAMPLE_RATE.or_empty(),
    CHANNELS.or_empty(),
    SAMPLE_FORMAT,
];

/// Every kind, in the order of `mpdbg_model::What`.
pub(crate) const KINDS: &[Kind] = &[
    kind(
        "opened",
        &[FORMAT, START, DURATION.or_empty(), SEEKABLE, BIT_RATE, TAGS],
    ),
    kind("open-failed", &[CODE, MESSAGE]),
    kind("stream-found", STREAM_INFO),
    kind("caps-reported", &[CAPS]),
    kind(
        "device-opened",
        &[DEVICE, DEVICE_KIND, SAMPLE_RATE, CHANNELS, PERIOD, LATENCY],
    ),
    kind("play-started", &[FROM]),
    kind(
        "frame-decoded",
        &[STREAM, PTS.or_empty(), DURATION, KEY, CORRUPT, ERRORS],
    ),
    kind("frame-scheduled", &[PTS, DUE, DELAY]),
    kind("frame-presented", &[PTS, DUE, HASH]),
    kind("frame-discarded", &[PTS, DUE, REASON]),
    kind("frame-not-returned", &[STREAM, AFTER]),
    kind("parameters-changed", STREAM_INFO),
    kind(
        "audio-decoded",
        &[STREAM, PTS.or_empty(), SAMPLES, KEY, CORRUPT, ERRORS],
    ),
    kind("audio-written", &[PTS, SAMPLES, DURATION, HASH]),
    kind("silence-written", &[PTS, DURATION]),
    kind("audio-played", &[POSITION]),
    kind("underrun-occurred", &[POSITION, LACKING]),
    kind("clocks-read", &[AUDIO, VIDEO, MASTER]),
    kind(
        "queues-measured",
        &[VIDEO_PACKETS, AUDIO_PACKETS, BYTES, PICTURES, SOUND],
    ),
    kind("discontinuity", &[STREAM, EXPECTED, FOUND]),
    kind("packet-damaged", &[STREAM, PTS.or_empty()]),
    kind(
        "decode-failed",
        &[STREAM, STAGE, PTS.or_empty(), CODE, MESSAGE],
    ),
    kind("read-failed", &[CODE, MESSAGE]),
    kind("log-written", &[LEVEL, COMPONENT, MESSAGE]),
    kind("stream-drained", &[STREAM]),
    kind("play-ended", &[REASON, POSITION]),
    kind("attempt-ended", &[OUTCOME, MESSAGE]),
    kind("scenario-begun", &[SCENARIO, STEPS, MESSAGE]),
    kind("scenario-refused", &[MESSAGE]),
    kind("step-taken", &[STEP]),
    kind("steps-left", &[STEP]),
    kind("paused", &[POSITION]),
    kind("resumed", &[POSITION]),
    kind("seek-asked", &[FROM, TARGET, MODE]),
    kind("seek-answered", &[POSITION]),
    kind("rate-changed", &[THOUSANDTHS, POSITION]),
    kind("track-selected", &[STREAM, POSITION]),
    kind("looped", &[LEFT]),
    kind("restarted", &[FROM]),
    kind("volume-changed", &[PERCENT]),
    kind("decode-took", &[STREAM, PTS.or_empty(), TOOK]),
    kind("read-blocked", &[TOOK]),
    kind("machine-stalled", &[TOOK]),
    kind("picture-mark-read", &[NUMBER, CONTENT]),
    kind("picture-mark-unread", &[]),
    kind("sound-mark-read", &[HEARD, CONTENT]),
    kind("sound-mark-unread", &[HEARD]),
    kind("counters-reported", &[DECODED, PRESENTED, DROPPED]),
    kind("resources", &[CPU, RESIDENT, HANDLES, THREADS]),
    kind("load", &[WAITED, STOLEN]),
    kind("picture-sketched", &SUM),
    kind("sound-sketched", &[SUM[0], SUM[1], SUM[2], SUM[3]]),
];

/// Every column that some kind has, once each, in the order in which [`KINDS`] first names them; all may be
/// empty.
#[cfg(any(test, feature = "parquet"))]
pub(crate) static WIDE: LazyLock<Vec<Column>> = LazyLock::new(|| {
    let mut wide: Vec<Column> = Vec::new();
    for column in KINDS.iter().flat_map(|kind| kind.columns) {
        if wide.iter().all(|known| known.name != column.name) {
            wide.push(column.or_empty());
        }
    }
    wide
});

/// For each kind, where its columns stand in [`WIDE`].
#[cfg(any(test, feature = "parquet"))]
pub(crate) static PLACES: LazyLock<Vec<Vec<usize>>> = LazyLock::new(|| {
    let place = |column: &Column| WIDE.iter().position(|it| it.name == column.name);
    let places = |kind: &Kind| kind.columns.iter().filter_map(place).collect();
    KINDS.iter().map(places).collect()
});
