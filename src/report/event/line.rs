//! An event in words.

use std::fmt::Write;

use mpdbg_model::{
    AudioParameters, Caps, ContentHash, DecodeMarks, Event, Failure, MediaTime, QueueLevels,
    StreamInfo, VideoParameters, What,
};

use super::kind::kind;
use crate::report::about::counted;
use crate::report::words::Escaped;
use crate::report::words::control_words;

/// Number, run time, kind and words of an event, in columns.
pub(crate) fn event_line(number: u64, event: &Event) -> String {
    let words = event_words(&event.what);
    let line = format!(
        "{number:>7}  {:>13.6}  {:<18}  {}",
        event.at.as_secs_f64(),
        kind(&event.what),
        Escaped(&words)
    );
    line.trim_end().to_owned()
}

/// The title of the columns of [`event_line`].
pub(crate) const COLUMNS: &str = " number       run time  event               what";

/// What an event says beside its kind and its time. Not escaped yet: may hold untrusted text.
pub(crate) fn event_words(what: &What) -> String {
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
        What::OpenFailed(failure) | What::ReadFailed(failure) => said(failure),
        What::StreamFound(info) | What::ParametersChanged(info) => stream(info),
        What::CapsReported(caps) => capabilities(*caps),
        What::DeviceOpened(device) => format!(
            "{}  {}  {} Hz  {}  period {}  latency {}",
            device.name,
            device.kind,
            device.rate,
            counted(u64::from(device.channels), "channel"),
            device.period,
            device.latency
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
            "pts {}  stream {}  {}: {}",
            maybe(failure.pts),
            failure.stream,
            failure.stage,
            said(&failure.failure)
        ),
        What::LogWritten(line) => {
            format!("{}  {}: {}", line.level, line.component, line.message)
        }
        What::StreamDrained { stream } => format!("stream {stream}"),
        What::PlayEnded { reason, position } => format!("{reason}  position {position}"),
        What::AttemptEnded(outcome) => outcome.to_string(),
        _ => control_words(what).unwrap_or_default(),
    }
}

/// The words of a failure, or its number where the library has no words for it.
fn said(failure: &Failure) -> String {
    if failure.message.trim().is_empty() {
        format!("code {}", failure.code)
    } else {
        failure.message.clone()
    }
}

/// A hash in hexadecimal, or a word for none.
pub(crate) fn content(hash: &ContentHash) -> String {
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
        let _ = write!(words, "  {}", picture(video));
    }
    if let Some(audio) = &info.audio {
        let _ = write!(words, "  {}", sound(audio));
    }
    if !info.selected {
        words += "  not played";
    }
    words
}

/// Size, shape, format and rate of pictures; what the container leaves open is said to be unknown.
fn picture(video: &VideoParameters) -> String {
    let mut words = match (video.width, video.height) {
        (0, _) | (_, 0) => "size unknown".to_owned(),
        (width, height) => format!("{width}x{height}"),
    };
    let (wide, high) = video.sample_aspect;
    if wide != high && wide > 0 && high > 0 {
        let _ = write!(words, "  sample aspect {wide}:{high}");
    }
    let format = &video.pixel_format;
    if !format.is_empty() {
        let _ = write!(words, "  {format}");
    }
    let (num, den) = video.frame_rate;
    if num > 0 && den > 0 {
        let _ = write!(words, "  {num}/{den} fps");
    } else {
        words += "  rate unknown";
    }
    if !video.colour.is_empty() {
        let _ = write!(words, "  {}", video.colour);
    }
    if video.rotation != 0 {
        let _ = write!(words, "  rotated {} clockwise", video.rotation);
    }
    words
}

fn sound(audio: &AudioParameters) -> String {
    let mut words = match audio.rate {
        0 => "rate unknown".to_owned(),
        rate => format!("{rate} Hz"),
    };
    match audio.channels {
        0 => words += "  channels unknown",
        channels => {
            let _ = write!(words, "  {}", counted(u64::from(channels), "channel"));
        }
    }
    if !audio.sample_format.is_empty() {
        let _ = write!(words, "  {}", audio.sample_format);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_container_leaves_open_is_unknown_and_no_zero() {
        let audio = AudioParameters {
            rate: 0,
            channels: 0,
            sample_format: String::new(),
        };
        assert_eq!(sound(&audio), "rate unknown  channels unknown");
        let video = VideoParameters {
            width: 0,
            height: 0,
            pixel_format: String::new(),
            sample_aspect: (0, 1),
            frame_rate: (0, 1),
            rotation: 0,
            colour: String::new(),
        };
        assert_eq!(picture(&video), "size unknown  rate unknown");
    }

    #[test]
    fn the_shape_of_a_picture_is_shown_where_it_is_odd() {
        let video = VideoParameters {
            width: 720,
            height: 576,
            pixel_format: "yuv420p".to_owned(),
            sample_aspect: (16, 15),
            frame_rate: (25, 1),
            rotation: 90,
            colour: String::new(),
        };
        assert_eq!(
            picture(&video),
            "720x576  sample aspect 16:15  yuv420p  25/1 fps  rotated 90 clockwise"
        );
    }

    #[test]
    fn a_code_is_shown_only_where_there_are_no_words() {
        let failure = |message: &str| Failure {
            code: -5,
            message: message.to_owned(),
        };
        assert_eq!(said(&failure("no")), "no");
        assert_eq!(said(&failure("")), "code -5");
    }
}
