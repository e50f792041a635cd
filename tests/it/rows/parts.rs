//! What the larger parts of events hold.

use mpdbg_model::{
    AudioDevice, AudioParameters, Caps, Container, ContentHash, DecodeFailure, DecodeStage,
    DeviceKind, Failure, Load, LogLevel, LogLine, MediaTime, Outcome, PlayerCounters, QueueLevels,
    Resources, RunTime, Scenario, Span, StreamInfo, StreamKind, TimeBase, VideoParameters,
};
use serde_json::{Value, json};

pub(super) fn at(position: MediaTime) -> Value {
    json!({"position_ns": position.nanos()})
}

pub(super) fn maybe(time: Option<MediaTime>) -> Value {
    time.map_or(Value::Null, |it| it.nanos().into())
}

pub(super) fn run_time(at: RunTime) -> Value {
    at_most(Some(at.nanos()))
}

/// 63 bits are what every reader holds.
fn at_most(number: Option<u64>) -> Value {
    number.map_or(Value::Null, |it| it.min(i64::MAX as u64).into())
}

fn known(text: &str) -> Value {
    if text.is_empty() {
        Value::Null
    } else {
        text.into()
    }
}

pub(super) fn content(hash: &ContentHash) -> Value {
    match hash {
        ContentHash::None => Value::Null,
        ContentHash::Xxh3(hash) => format!("{hash:016x}").into(),
        ContentHash::Md5(bytes) => format!("{:032x}", u128::from_be_bytes(*bytes)).into(),
    }
}

pub(super) fn sums(sums: &[i64]) -> Value {
    let named = (0..)
        .zip(sums)
        .map(|(n, sum)| (format!("sum_{n}"), (*sum).into()));
    Value::Object(named.collect())
}

pub(super) fn opened(container: &Container) -> Value {
    let Container {
        format,
        start,
        duration,
        seekable,
        bit_rate,
        tags,
    } = container;
    let tag = |(key, value): &(String, String)| json!({"key": key, "value": value});
    json!({
        "format": format,
        "start_ns": maybe(*start),
        "duration_ns": duration.map(Span::nanos),
        "seekable": seekable,
        "bit_rate": at_most(*bit_rate),
        "tags": tags.iter().map(tag).collect::<Vec<_>>(),
    })
}

pub(super) fn failure(failure: &Failure) -> Value {
    let Failure { code, message } = failure;
    json!({"code": code, "message": message})
}

pub(super) fn decode_failure(failed: &DecodeFailure) -> Value {
    let DecodeFailure {
        stream,
        stage,
        pts,
        failure: Failure { code, message },
    } = failed;
    let stage = match stage {
        DecodeStage::Open => "open",
        DecodeStage::Send => "send",
        DecodeStage::Receive => "receive",
    };
    json!({"stream": stream, "stage": stage, "pts_ns": maybe(*pts), "code": code, "message": message})
}

pub(super) fn log_line(line: &LogLine) -> Value {
    let LogLine {
        level,
        component,
        message,
    } = line;
    let level = match level {
        LogLevel::Panic => "panic",
        LogLevel::Fatal => "fatal",
        LogLevel::Error => "error",
        LogLevel::Warning => "warning",
    };
    json!({"level": level, "component": component, "message": message})
}

pub(super) fn attempt_ended(outcome: &Outcome) -> Value {
    let name = match outcome {
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
    };
    json!({"outcome": name, "message": outcome.to_string()})
}

pub(super) fn caps(caps: Caps) -> String {
    let Caps {
        decoded,
        presented,
        due,
        hashes,
        discarded,
        audio_written,
        audio_position,
        underruns,
        scheduling,
        queues,
        log,
    } = caps;
    let mut names = Vec::new();
    for (has, name) in [
        (decoded, "decoded"),
        (presented, "presented"),
        (due, "due"),
        (hashes, "hashes"),
        (discarded, "discarded"),
        (audio_written, "audio-written"),
        (audio_position, "audio-position"),
        (underruns, "underruns"),
        (scheduling, "scheduling"),
        (queues, "queues"),
        (log, "log"),
    ] {
        names.extend(has.then_some(name));
    }
    names.join(" ")
}

pub(super) fn device(device: &AudioDevice) -> Value {
    let AudioDevice {
        name,
        kind,
        rate,
        channels,
        period,
        latency,
    } = device;
    let kind = match kind {
        DeviceKind::Real => "real",
        DeviceKind::Null => "stand-in",
        DeviceKind::Simulated => "simulated",
        DeviceKind::Rodio => "simulated through rodio",
    };
    json!({"device": name, "device_kind": kind, "sample_rate": rate, "channels": channels,
        "period_ns": period.nanos(), "latency_ns": latency.nanos()})
}

pub(super) fn queues(levels: QueueLevels) -> Value {
    let QueueLevels {
        video_packets,
        audio_packets,
        bytes,
        pictures,
        sound,
    } = levels;
    json!({"video_packets": video_packets, "audio_packets": audio_packets, "bytes": at_most(Some(bytes)),
        "pictures": pictures, "sound_ns": sound.nanos()})
}

pub(super) fn counters(counters: PlayerCounters) -> Value {
    let PlayerCounters {
        decoded,
        presented,
        dropped,
    } = counters;
    json!({"decoded": decoded, "presented": presented, "dropped": dropped})
}

pub(super) fn resources(used: Resources) -> Value {
    let Resources {
        cpu,
        resident,
        handles,
        threads,
    } = used;
    json!({"cpu_ns": cpu.nanos(), "resident_bytes": at_most(Some(resident)), "handles": handles,
        "threads": threads})
}

pub(super) fn load(load: Load) -> Value {
    let Load { waited, stolen } = load;
    json!({"waited_ns": waited.nanos(), "stolen_ns": stolen.nanos()})
}

/// Of the steps only the number is told: what each did follows as events of its own.
pub(super) fn scenario(scenario: &Scenario) -> Value {
    json!({"scenario_begun": scenario.name.as_str(), "steps": scenario.steps.len(),
        "message": scenario.summary})
}

pub(super) fn stream(info: &StreamInfo) -> Value {
    let StreamInfo {
        index,
        kind,
        selected,
        codec,
        profile,
        time_base: TimeBase { num, den },
        start,
        duration,
        frames,
        bit_rate,
        language,
        video,
        audio,
    } = info;
    let kind = match kind {
        StreamKind::Video => "video",
        StreamKind::Audio => "audio",
        StreamKind::Subtitle => "subtitle",
        StreamKind::Data => "data",
        StreamKind::Attachment => "attachment",
    };
    let mut columns = json!({
        "stream": index, "stream_kind": kind, "selected": selected, "codec": codec,
        "codec_profile": known(profile), "time_base_num": num, "time_base_den": den,
        "start_ns": maybe(*start), "duration_ns": duration.map(Span::nanos), "frames": at_most(*frames),
        "bit_rate": at_most(*bit_rate), "language": known(language),
    });
    put_video(&mut columns, video.as_ref());
    put_audio(&mut columns, audio.as_ref());
    columns
}

fn put_video(columns: &mut Value, video: Option<&VideoParameters>) {
    for name in [
        "width",
        "height",
        "pixel_format",
        "sample_aspect_num",
        "sample_aspect_den",
        "frame_rate_num",
        "frame_rate_den",
        "rotation_degrees",
        "colour",
    ] {
        columns[name] = Value::Null;
    }
    if let Some(video) = video {
        let VideoParameters {
            width,
            height,
            pixel_format,
            sample_aspect,
            frame_rate,
            rotation,
            colour,
        } = video;
        columns["width"] = json!(width);
        columns["height"] = json!(height);
        columns["pixel_format"] = known(pixel_format);
        columns["sample_aspect_num"] = json!(sample_aspect.0);
        columns["sample_aspect_den"] = json!(sample_aspect.1);
        columns["frame_rate_num"] = json!(frame_rate.0);
        columns["frame_rate_den"] = json!(frame_rate.1);
        columns["rotation_degrees"] = json!(rotation);
        columns["colour"] = known(colour);
    }
}

fn put_audio(columns: &mut Value, audio: Option<&AudioParameters>) {
    for name in ["sample_rate", "channels", "sample_format"] {
        columns[name] = Value::Null;
    }
    if let Some(audio) = audio {
        let AudioParameters {
            rate,
            channels,
            sample_format,
        } = audio;
        columns["sample_rate"] = json!(rate);
        columns["channels"] = json!(channels);
        columns["sample_format"] = known(sample_format);
    }
}
