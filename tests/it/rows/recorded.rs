//! What a row of an event holds, made from the event itself: a second statement of docs/export-columns.md,
//! which shares no code with the exports. Nothing is left out with `..`, so that a field that is added has to
//! be added here.

use mpdbg_model::{DecodeMarks, DiscardReason, EndReason, Event, SeekMode, What};
use serde_json::{Map, Value, json};

use super::parts::{
    at, attempt_ended, caps, content, counters, decode_failure, device, failure, load, log_line,
    maybe, opened, queues, resources, run_time, scenario, stream, sums,
};

/// The kind of an event, and all columns of that kind but those that every event has.
pub(super) fn own_columns(event: &Event) -> (&'static str, Map<String, Value>) {
    let (kind, columns) = of(&event.what);
    let Value::Object(columns) = columns else {
        panic!("{columns} has no columns");
    };
    (kind, columns)
}

fn of(what: &What) -> (&'static str, Value) {
    match what {
        What::Opened(it) => ("opened", opened(it)),
        What::OpenFailed(it) => ("open-failed", failure(it)),
        What::StreamFound(it) => ("stream-found", stream(it)),
        What::ParametersChanged(it) => ("parameters-changed", stream(it)),
        What::CapsReported(it) => ("caps-reported", json!({ "caps": caps(*it) })),
        What::DeviceOpened(it) => ("device-opened", device(it)),
        What::DecodeFailed(it) => ("decode-failed", decode_failure(it)),
        What::ReadFailed(it) => ("read-failed", failure(it)),
        What::LogWritten(it) => ("log-written", log_line(it)),
        What::AttemptEnded(it) => ("attempt-ended", attempt_ended(it)),
        What::QueuesMeasured(it) => ("queues-measured", queues(*it)),
        What::CountersReported(it) => ("counters-reported", counters(*it)),
        What::ResourcesMeasured(it) => ("resources", resources(**it)),
        What::LoadMeasured(it) => ("load", load(**it)),
        What::ScenarioBegun(it) => ("scenario-begun", scenario(it)),
        What::PictureSketched(it) => ("picture-sketched", sums(&it.0.map(i64::from))),
        What::SoundSketched(it) => ("sound-sketched", sums(&it.0.map(i64::from))),
        _ => of_pictures_and_sound(what),
    }
}

fn of_pictures_and_sound(what: &What) -> (&'static str, Value) {
    match what {
        What::FrameDecoded {
            stream,
            pts,
            duration,
            marks,
        } => {
            let DecodeMarks {
                key,
                corrupt,
                errors,
            } = *marks;
            let columns = json!({"stream": stream, "pts_ns": maybe(*pts), "duration_ns": duration.nanos(),
                "key": key, "corrupt": corrupt, "errors": errors});
            ("frame-decoded", columns)
        }
        What::FrameScheduled { pts, due, delay } => (
            "frame-scheduled",
            json!({"pts_ns": pts.nanos(), "due_ns": run_time(*due), "delay_ns": delay.nanos()}),
        ),
        What::FramePresented { pts, due, hash } => (
            "frame-presented",
            json!({"pts_ns": pts.nanos(), "due_ns": run_time(*due), "hash": content(hash)}),
        ),
        What::FrameDiscarded { pts, due, reason } => {
            let reason = match reason {
                DiscardReason::Late => "late",
                DiscardReason::Flushed => "flushed",
                DiscardReason::Skipped => "skipped",
            };
            let columns =
                json!({"pts_ns": pts.nanos(), "due_ns": run_time(*due), "reason": reason});
            ("frame-discarded", columns)
        }
        What::FrameNotReturned { stream, after } => (
            "frame-not-returned",
            json!({"stream": stream, "after_ns": maybe(*after)}),
        ),
        What::AudioDecoded {
            stream,
            pts,
            samples,
            marks,
        } => {
            let DecodeMarks {
                key,
                corrupt,
                errors,
            } = *marks;
            let columns = json!({"stream": stream, "pts_ns": maybe(*pts), "samples": samples, "key": key,
                "corrupt": corrupt, "errors": errors});
            ("audio-decoded", columns)
        }
        What::AudioWritten {
            pts,
            samples,
            duration,
            hash,
        } => (
            "audio-written",
            json!({"pts_ns": pts.nanos(), "samples": samples, "duration_ns": duration.nanos(),
                "hash": content(hash)}),
        ),
        What::SilenceWritten { pts, duration } => (
            "silence-written",
            json!({"pts_ns": pts.nanos(), "duration_ns": duration.nanos()}),
        ),
        _ => of_clocks_and_marks(what),
    }
}

fn of_clocks_and_marks(what: &What) -> (&'static str, Value) {
    match what {
        What::AudioPlayed { position } => ("audio-played", at(*position)),
        What::UnderrunOccurred { position, lacking } => (
            "underrun-occurred",
            json!({"position_ns": position.nanos(), "lacking_ns": lacking.nanos()}),
        ),
        What::ClocksRead {
            audio,
            video,
            master,
        } => (
            "clocks-read",
            json!({"audio_ns": maybe(*audio), "video_ns": maybe(*video), "master_ns": master.nanos()}),
        ),
        What::DiscontinuityFound {
            stream,
            expected,
            found,
        } => (
            "discontinuity",
            json!({"stream": stream, "expected_ns": expected.nanos(), "found_ns": found.nanos()}),
        ),
        What::PacketDamaged { stream, pts } => (
            "packet-damaged",
            json!({"stream": stream, "pts_ns": maybe(*pts)}),
        ),
        What::StreamDrained { stream } => ("stream-drained", json!({ "stream": stream })),
        What::DecodeTook { stream, pts, took } => (
            "decode-took",
            json!({"stream": stream, "pts_ns": maybe(*pts), "took_ns": took.nanos()}),
        ),
        What::ReadBlocked { took } => ("read-blocked", json!({"took_ns": took.nanos()})),
        What::MachineStalled { took } => ("machine-stalled", json!({"took_ns": took.nanos()})),
        What::PictureMarkRead { number, time } => (
            "picture-mark-read",
            json!({"number": number, "content_ns": time.nanos()}),
        ),
        What::PictureMarkUnread => ("picture-mark-unread", json!({})),
        What::SoundMarkRead { heard, time } => (
            "sound-mark-read",
            json!({"heard_ns": run_time(*heard), "content_ns": time.nanos()}),
        ),
        What::SoundMarkUnread { heard } => {
            ("sound-mark-unread", json!({"heard_ns": run_time(*heard)}))
        }
        _ => of_control(what),
    }
}

fn of_control(what: &What) -> (&'static str, Value) {
    match what {
        What::PlayStarted { from } => ("play-started", json!({"from_ns": from.nanos()})),
        What::PlayEnded { reason, position } => {
            let reason = match reason {
                EndReason::EndOfStream => "end-of-stream",
                EndReason::Stopped => "stopped",
                EndReason::NothingToPlay => "nothing-to-play",
                EndReason::ScenarioStopped => "scenario-stopped",
            };
            let columns = json!({"reason": reason, "position_ns": position.nanos()});
            ("play-ended", columns)
        }
        What::ScenarioRefused { reason } => ("scenario-refused", json!({ "message": reason })),
        What::StepTaken { step } => ("step-taken", json!({ "step": step })),
        What::StepsLeft { first } => ("steps-left", json!({ "step": first })),
        What::Paused { position } => ("paused", at(*position)),
        What::Resumed { position } => ("resumed", at(*position)),
        What::SeekAsked { from, target, mode } => {
            let mode = match mode {
                SeekMode::Exact => "exact",
                SeekMode::Key => "key",
            };
            let columns =
                json!({"from_ns": from.nanos(), "target_ns": target.nanos(), "mode": mode});
            ("seek-asked", columns)
        }
        What::SeekAnswered { position } => ("seek-answered", at(*position)),
        What::RateChanged {
            thousandths,
            position,
        } => (
            "rate-changed",
            json!({"rate_thousandths": thousandths, "position_ns": position.nanos()}),
        ),
        What::AudioTrackSelected { stream, position } => (
            "track-selected",
            json!({"stream": stream, "position_ns": position.nanos()}),
        ),
        What::Looped { left } => ("looped", json!({ "left": left })),
        What::Restarted { from } => ("restarted", json!({"from_ns": from.nanos()})),
        What::VolumeChanged { percent } => ("volume-changed", json!({ "percent": percent })),
        what => panic!("{what:?} is not known to this test: state its columns here"),
    }
}
