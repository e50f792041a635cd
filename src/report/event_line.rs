//! An event in words.

use std::fmt::Write;

use mpdbg_model::{
    Caps, ContentHash, DecodeMarks, Event, MediaTime, QueueLevels, StreamInfo, What,
};

use super::escape::Escaped;

/// Number, run time, kind and words of an event, in columns.
pub(super) fn event_line(number: u64, event: &Event) -> String {
    let words = words(&event.what);
    let line = format!(
        "{number:>7}  {:>13.6}  {:<18}  {}",
        event.at.as_secs_f64(),
        kind(&event.what),
        Escaped(&words)
    );
    line.trim_end().to_owned()
}

/// The title of the columns of [`event_line`].
pub(super) const COLUMNS: &str = " number       run time  event               what";

/// The name of an event's kind.
pub(super) const fn kind(what: &What) -> &'static str {
    match what {
        What::Opened(_) => "opened",
        What::OpenFailed(_) => "open-failed",
        What::StreamFound(_) => "stream-found",
        What::CapsReported(_) => "caps-reported",
        What::DeviceOpened(_) => "device-opened",
        What::PlayStarted { .. } => "play-started",
        What::FrameDecoded { .. } => "frame-decoded",
        What::FrameScheduled { .. } => "frame-scheduled",
        What::FramePresented { .. } => "frame-presented",
        What::FrameDiscarded { .. } => "frame-discarded",
        What::FrameNotReturned { .. } => "frame-not-returned",
        What::ParametersChanged(_) => "parameters-changed",
        What::AudioDecoded { .. } => "audio-decoded",
        What::AudioWritten { .. } => "audio-written",
        What::SilenceWritten { .. } => "silence-written",
        What::AudioPlayed { .. } => "audio-played",
        What::UnderrunOccurred { .. } => "underrun-occurred",
        What::ClocksRead { .. } => "clocks-read",
        What::QueuesMeasured(_) => "queues-measured",
        What::DiscontinuityFound { .. } => "discontinuity",
        What::PacketDamaged { .. } => "packet-damaged",
        What::DecodeFailed(_) => "decode-failed",
        What::ReadFailed(_) => "read-failed",
        What::LogWritten(_) => "log-written",
        What::StreamDrained { .. } => "stream-drained",
        What::PlayEnded { .. } => "play-ended",
        What::AttemptEnded(_) => "attempt-ended",
    }
}

/// Not escaped yet: may hold untrusted text.
fn words(what: &What) -> String {
    match what {
        What::FrameDecoded {
            stream,
            pts,
            duration,
            marks,
        } => format!(
            "pts {}  stream {stream}  duration {:.3} ms{}",
            maybe(*pts),
            duration.as_millis_f64(),
            damage(*marks)
        ),
        What::FrameScheduled { pts, due, delay } => {
            format!(
                "pts {pts}  due {due}  delay {:.3} ms",
                delay.as_millis_f64()
            )
        }
        What::FramePresented { pts, due, hash } => {
            format!("pts {pts}  due {due}  {}", content(hash))
        }
        What::FrameDiscarded { pts, due, reason } => {
            format!("pts {pts}  due {due}  {reason}")
        }
        What::FrameNotReturned { stream, after } => {
            format!("stream {stream}  after {}", maybe(*after))
        }
        What::AudioDecoded {
            stream,
            pts,
            samples,
            marks,
        } => {
            format!(
                "pts {}  stream {stream}  {samples} samples{}",
                maybe(*pts),
                damage(*marks)
            )
        }
        What::AudioWritten {
            pts,
            samples,
            duration,
            hash,
        } => format!(
            "pts {pts}  {samples} samples  {:.3} ms  {}",
            duration.as_millis_f64(),
            content(hash)
        ),
        What::SilenceWritten { pts, duration } => {
            format!("pts {pts}  {:.3} ms", duration.as_millis_f64())
        }
        What::AudioPlayed { position } => format!("position {position}"),
        What::UnderrunOccurred { position, lacking } => {
            format!(
                "position {position}  lacking {:.3} ms",
                lacking.as_millis_f64()
            )
        }
        What::ClocksRead {
            audio,
            video,
            master,
        } => {
            format!(
                "audio {}  video {}  master {master}",
                maybe(*audio),
                maybe(*video)
            )
        }
        What::QueuesMeasured(levels) => queues(levels),
        _ => words_of_the_rest(what),
    }
}

fn words_of_the_rest(what: &What) -> String {
    match what {
        What::Opened(container) => {
            let mut words = container.format.clone();
            if let Some(duration) = container.duration {
                let _ = write!(words, "  duration {duration}");
            }
            for (key, value) in &container.tags {
                let _ = write!(words, "  {key}={value}");
            }
            words
        }
        What::OpenFailed(failure) | What::ReadFailed(failure) => {
            format!("{} (code {})", failure.message, failure.code)
        }
        What::StreamFound(info) | What::ParametersChanged(info) => stream(info),
        What::CapsReported(caps) => capabilities(*caps),
        What::DeviceOpened(device) => format!(
            "{}  {}  {} Hz  {} channels  period {}  latency {}",
            device.name, device.kind, device.rate, device.channels, device.period, device.latency
        ),
        What::PlayStarted { from } => format!("from {from}"),
        What::DiscontinuityFound {
            stream,
            expected,
            found,
        } => {
            format!("stream {stream}  expected {expected}  found {found}")
        }
        What::PacketDamaged { stream, pts } => format!("pts {}  stream {stream}", maybe(*pts)),
        What::DecodeFailed(failure) => format!(
            "pts {}  stream {}  {}: {} (code {})",
            maybe(failure.pts),
            failure.stream,
            failure.stage,
            failure.failure.message,
            failure.failure.code
        ),
        What::LogWritten(line) => {
            format!("{}  {}: {}", line.level, line.component, line.message)
        }
        What::StreamDrained { stream } => format!("stream {stream}"),
        What::PlayEnded { reason, position } => format!("{reason}  position {position}"),
        What::AttemptEnded(outcome) => outcome.to_string(),
        _ => String::new(),
    }
}

/// A hash in hexadecimal, or a word for none.
pub(super) fn content(hash: &ContentHash) -> String {
    match hash {
        ContentHash::None => "not-hashed".to_owned(),
        ContentHash::Xxh3(hash) => format!("{hash:016x}"),
        ContentHash::Md5(bytes) => bytes.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        }),
    }
}

/// What the player can report, or what it cannot, whichever says more.
fn capabilities(caps: Caps) -> String {
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
    let has: Vec<&str> = all
        .iter()
        .filter(|(_, has)| *has)
        .map(|(name, _)| *name)
        .collect();
    match has.len() {
        0 => "none".to_owned(),
        count if count == all.len() => "all".to_owned(),
        _ => has.join(" "),
    }
}

fn maybe(time: Option<MediaTime>) -> String {
    time.map_or_else(|| "none".to_owned(), |time| time.to_string())
}

fn damage(marks: DecodeMarks) -> String {
    let mut text = String::new();
    if marks.key {
        text += "  key";
    }
    if marks.corrupt {
        text += "  corrupt";
    }
    if marks.errors != 0 {
        let _ = write!(text, "  errors {:#x}", marks.errors);
    }
    text
}

fn queues(levels: &QueueLevels) -> String {
    format!(
        "video {} packets  audio {} packets  {} bytes  {} pictures  {:.3} ms of sound",
        levels.video_packets,
        levels.audio_packets,
        levels.bytes,
        levels.pictures,
        levels.sound.as_millis_f64()
    )
}

fn stream(info: &StreamInfo) -> String {
    let mut words = format!("stream {}  {}  {}", info.index, info.kind, info.codec);
    if !info.profile.is_empty() {
        let _ = write!(words, " {}", info.profile);
    }
    if let Some(video) = &info.video {
        let (num, den) = video.frame_rate;
        let _ = write!(
            words,
            "  {}x{}  {}  {num}/{den} fps  {}",
            video.width, video.height, video.pixel_format, video.colour
        );
        if video.rotation != 0 {
            let _ = write!(words, "  rotated {}", video.rotation);
        }
    }
    if let Some(audio) = &info.audio {
        let (rate, channels) = (audio.rate, audio.channels);
        let _ = write!(
            words,
            "  {rate} Hz  {channels} channels  {}",
            audio.sample_format
        );
    }
    if !info.selected {
        words += "  not played";
    }
    words
}
