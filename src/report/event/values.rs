//! What an event has in the columns of its kind.

use mpdbg_model::{
    Caps, Container, ContentHash, DecodeFailure, DecodeMarks, DiscardReason, EndReason, Failure,
    MediaTime, Outcome, QueueLevels, RunTime, SeekMode, Span, StreamInfo, VideoParameters, What,
};

use super::columns::TAG;
use super::line::content;
use crate::report::table::Value;

/// Appends what the event has in the columns of its kind, in their order.
pub(super) fn put_values<'e>(what: &'e What, row: &mut Vec<Value<'e>>) {
    match what {
        What::Opened(it) => opened(it, row),
        What::OpenFailed(it) | What::ReadFailed(it) => failure(it, row),
        What::StreamFound(it) | What::ParametersChanged(it) => stream(it, row),
        What::CapsReported(it) => row.push(Value::text(caps(*it))),
        What::DeviceOpened(it) => row.extend([
            Value::text(&it.name),
            Value::text(it.kind.to_string()),
            Value::count(it.rate),
            Value::count(it.channels),
            span(it.period),
            span(it.latency),
        ]),
        What::FrameDecoded {
            stream,
            pts,
            duration,
            marks: found,
        } => {
            row.extend([Value::count(*stream), maybe_media(*pts), span(*duration)]);
            marks(*found, row);
        }
        What::FrameScheduled { pts, due, delay } => {
            row.extend([media(*pts), run(*due), span(*delay)]);
        }
        What::FramePresented { pts, due, hash: it } => {
            row.extend([media(*pts), run(*due), hash(it)]);
        }
        What::FrameDiscarded { pts, due, reason } => {
            row.extend([media(*pts), run(*due), Value::text(discarded(*reason))]);
        }
        What::FrameNotReturned { stream, after } => {
            row.extend([Value::count(*stream), maybe_media(*after)]);
        }
        What::AudioDecoded {
            stream,
            pts,
            samples,
            marks: found,
        } => {
            row.extend([
                Value::count(*stream),
                maybe_media(*pts),
                Value::count(*samples),
            ]);
            marks(*found, row);
        }
        What::AudioWritten {
            pts,
            samples,
            duration,
            hash: it,
        } => row.extend([
            media(*pts),
            Value::count(*samples),
            span(*duration),
            hash(it),
        ]),
        What::SilenceWritten { pts, duration } => row.extend([media(*pts), span(*duration)]),
        What::UnderrunOccurred { position, lacking } => {
            row.extend([media(*position), span(*lacking)]);
        }
        What::ClocksRead {
            audio,
            video,
            master,
        } => row.extend([maybe_media(*audio), maybe_media(*video), media(*master)]),
        What::QueuesMeasured(it) => queues(*it, row),
        What::DiscontinuityFound {
            stream,
            expected,
            found,
        } => row.extend([Value::count(*stream), media(*expected), media(*found)]),
        What::PacketDamaged { stream, pts } => {
            row.extend([Value::count(*stream), maybe_media(*pts)]);
        }
        What::DecodeFailed(it) => decode_failure(it, row),
        What::LogWritten(it) => row.extend([
            Value::text(it.level.to_string()),
            Value::text(&it.component),
            Value::text(&it.message),
        ]),
        What::DecodeTook { stream, pts, took } => {
            row.extend([Value::count(*stream), maybe_media(*pts), span(*took)]);
        }
        What::AttemptEnded(it) => {
            row.extend([Value::text(outcome(it)), Value::text(it.to_string())]);
        }
        _ => put_the_rest(what, row),
    }
}

/// What a scenario, a mark or a measurement brings.
fn put_the_rest<'e>(what: &'e What, row: &mut Vec<Value<'e>>) {
    match what {
        What::PlayStarted { from } | What::Restarted { from } => row.push(media(*from)),
        What::AudioPlayed { position }
        | What::Paused { position }
        | What::Resumed { position }
        | What::SeekAnswered { position } => row.push(media(*position)),
        What::StreamDrained { stream } => row.push(Value::count(*stream)),
        What::PlayEnded { reason, position } => {
            row.extend([Value::text(ended(*reason)), media(*position)]);
        }
        What::ScenarioBegun(it) => row.extend([
            Value::text(it.name.as_str()),
            Value::count(it.steps.len()),
            Value::text(&it.summary),
        ]),
        What::ScenarioRefused { reason } => row.push(Value::text(&**reason)),
        What::StepTaken { step } | What::StepsLeft { first: step } => row.push(Value::count(*step)),
        What::SeekAsked { from, target, mode } => row.extend([
            media(*from),
            media(*target),
            Value::text(match mode {
                SeekMode::Exact => "exact",
                SeekMode::Key => "key",
            }),
        ]),
        What::RateChanged {
            thousandths,
            position,
        } => row.extend([Value::count(*thousandths), media(*position)]),
        What::AudioTrackSelected { stream, position } => {
            row.extend([Value::count(*stream), media(*position)]);
        }
        What::Looped { left } => row.push(Value::count(*left)),
        What::VolumeChanged { percent } => row.push(Value::count(*percent)),
        What::ReadBlocked { took } | What::MachineStalled { took } => row.push(span(*took)),
        What::PictureMarkRead { number, time } => {
            row.extend([Value::count(*number), media(*time)]);
        }
        What::SoundMarkRead { heard, time } => row.extend([run(*heard), media(*time)]),
        What::SoundMarkUnread { heard } => row.push(run(*heard)),
        What::CountersReported(it) => {
            row.extend([it.decoded, it.presented, it.dropped].map(Value::count));
        }
        What::ResourcesMeasured(it) => row.extend([
            span(it.cpu),
            Value::count(it.resident),
            Value::count(it.handles),
            Value::count(it.threads),
        ]),
        What::LoadMeasured(it) => row.extend([span(it.waited), span(it.stolen)]),
        What::PictureSketched(it) => row.extend(it.0.map(Value::count)),
        What::SoundSketched(it) => row.extend(it.0.map(Value::count)),
        // A mark that cannot be read has no columns; everything else stands above.
        _ => {}
    }
}

fn opened<'e>(container: &'e Container, row: &mut Vec<Value<'e>>) {
    let tag = |(key, value): &'e (String, String)| vec![Value::text(key), Value::text(value)];
    row.extend([
        Value::text(&container.format),
        maybe_media(container.start),
        maybe_span(container.duration),
        Value::Flag(container.seekable),
        Value::maybe_count(container.bit_rate),
        Value::Rows(TAG, container.tags.iter().map(tag).collect()),
    ]);
}

fn failure<'e>(failure: &'e Failure, row: &mut Vec<Value<'e>>) {
    row.extend([Value::count(failure.code), Value::text(&failure.message)]);
}

fn decode_failure<'e>(failed: &'e DecodeFailure, row: &mut Vec<Value<'e>>) {
    row.extend([
        Value::count(failed.stream),
        Value::text(failed.stage.to_string()),
        maybe_media(failed.pts),
    ]);
    failure(&failed.failure, row);
}

fn stream<'e>(info: &'e StreamInfo, row: &mut Vec<Value<'e>>) {
    row.extend([
        Value::count(info.index),
        Value::text(info.kind.to_string()),
        Value::Flag(info.selected),
        Value::text(&info.codec),
        some_text(Some(&info.profile)),
        Value::count(info.time_base.num),
        Value::count(info.time_base.den),
        maybe_media(info.start),
        maybe_span(info.duration),
        Value::maybe_count(info.frames),
        Value::maybe_count(info.bit_rate),
        some_text(Some(&info.language)),
    ]);
    pictures(info.video.as_ref(), row);
    let audio = info.audio.as_ref();
    row.extend([
        Value::maybe_count(audio.map(|it| it.rate)),
        Value::maybe_count(audio.map(|it| it.channels)),
        some_text(audio.map(|it| &it.sample_format)),
    ]);
}

fn pictures<'e>(video: Option<&'e VideoParameters>, row: &mut Vec<Value<'e>>) {
    row.extend([
        Value::maybe_count(video.map(|it| it.width)),
        Value::maybe_count(video.map(|it| it.height)),
        some_text(video.map(|it| &it.pixel_format)),
        Value::maybe_count(video.map(|it| it.sample_aspect.0)),
        Value::maybe_count(video.map(|it| it.sample_aspect.1)),
        Value::maybe_count(video.map(|it| it.frame_rate.0)),
        Value::maybe_count(video.map(|it| it.frame_rate.1)),
        Value::maybe_count(video.map(|it| it.rotation)),
        some_text(video.map(|it| &it.colour)),
    ]);
}

fn queues(levels: QueueLevels, row: &mut Vec<Value<'_>>) {
    row.extend([
        Value::count(levels.video_packets),
        Value::count(levels.audio_packets),
        Value::count(levels.bytes),
        Value::count(levels.pictures),
        span(levels.sound),
    ]);
}

fn marks(marks: DecodeMarks, row: &mut Vec<Value<'_>>) {
    row.extend([
        Value::Flag(marks.key),
        Value::Flag(marks.corrupt),
        Value::count(marks.errors),
    ]);
}

fn caps(caps: Caps) -> String {
    let all = [
        ("decoded", caps.decoded),
        ("presented", caps.presented),
        ("due", caps.due),
        ("hashes", caps.hashes),
        ("discarded", caps.discarded),
        ("audio-written", caps.audio_written),
        ("audio-position", caps.audio_position),
        ("underruns", caps.underruns),
        ("scheduling", caps.scheduling),
        ("queues", caps.queues),
        ("log", caps.log),
    ];
    let has = all.iter().filter(|(_, has)| *has).map(|(name, _)| *name);
    has.collect::<Vec<&str>>().join(" ")
}

/// The name of an outcome.
pub(crate) const fn outcome(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Finished => "finished",
        Outcome::OpenFailed => "open-failed",
        Outcome::Exited { .. } => "exited",
        Outcome::Signaled { .. } => "signaled",
        Outcome::Hung { .. } => "hung",
        Outcome::TimedOut { .. } => "timed-out",
        Outcome::Flooded { .. } => "flooded",
        Outcome::Interrupted => "interrupted",
        Outcome::RecordingFailed { .. } => "recording-failed",
        Outcome::NotApplicable { .. } => "not-applicable",
    }
}

const fn discarded(reason: DiscardReason) -> &'static str {
    match reason {
        DiscardReason::Late => "late",
        DiscardReason::Flushed => "flushed",
        DiscardReason::Skipped => "skipped",
    }
}

const fn ended(reason: EndReason) -> &'static str {
    match reason {
        EndReason::EndOfStream => "end-of-stream",
        EndReason::Stopped => "stopped",
        EndReason::NothingToPlay => "nothing-to-play",
        EndReason::ScenarioStopped => "scenario-stopped",
    }
}

fn hash<'e>(hash: &ContentHash) -> Value<'e> {
    match hash {
        ContentHash::None => Value::Empty,
        ContentHash::Xxh3(_) | ContentHash::Md5(_) => Value::text(content(hash)),
    }
}

const fn media<'e>(time: MediaTime) -> Value<'e> {
    Value::Int(time.nanos())
}

fn maybe_media<'e>(time: Option<MediaTime>) -> Value<'e> {
    time.map_or(Value::Empty, media)
}

fn run<'e>(time: RunTime) -> Value<'e> {
    Value::count(time.nanos())
}

const fn span<'e>(span: Span) -> Value<'e> {
    Value::Int(span.nanos())
}

fn maybe_span<'e>(length: Option<Span>) -> Value<'e> {
    length.map_or(Value::Empty, span)
}

/// Text that is empty where it is unknown.
fn some_text(text: Option<&String>) -> Value<'_> {
    Value::maybe_text(text.filter(|it| !it.is_empty()))
}
