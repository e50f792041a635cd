//! What is said below a play that is shown.

use std::fmt::Write;

use mpdbg_model::{DeviceKind, MediaTime, Span};

use crate::report::Escaped;
use crate::show::{Standing, Status};

/// Characters of a device's name that are shown.
const LONGEST_NAME: usize = 24;

/// Where it is, and its clocks.
pub(super) fn clocks(status: &Status) -> String {
    let standing = match status.standing {
        Standing::Opening => "opening",
        Standing::Playing => "playing",
        Standing::Paused => "paused",
        Standing::AtEnd => "at the end",
        Standing::Over => "over",
    };
    // Sound that is still on its way to be heard lies before the beginning.
    let position = status.position.since(status.begin).max(Span::ZERO);
    let mut said = format!("{standing:<10} {:.1}", position.as_secs_f64());
    if let Some(length) = status.length {
        let _ = write!(said, " of {:.1}", length.as_secs_f64());
    }
    said += " s";
    for (name, clock) in [("audio", status.audio), ("video", status.video)] {
        if let Some(clock) = clock {
            let _ = write!(said, "   {name} {}", seconds(clock));
        }
    }
    // In a pause a picture may be seen whose sound is not heard yet.
    let offset = status.offset();
    if let Some(offset) = offset.filter(|_| status.standing == Standing::Playing) {
        let _ = write!(said, "   A/V {:+.1} ms", offset.as_millis_f64());
    }
    said
}

/// What was lost, and where the sound goes; `drawn` pictures were.
pub(super) fn counts(status: &Status, drawn: u64) -> String {
    if let Some(trouble) = &status.trouble {
        return Escaped(trouble).to_string();
    }
    let mut said = format!(
        "dropped {}  late {}  not shown {}  underruns {}",
        status.dropped,
        status.late,
        status.presented.saturating_sub(drawn),
        status.underruns
    );
    if status.failures > 0 {
        let _ = write!(said, "  failures {}", status.failures);
    }
    match &status.device {
        Some((DeviceKind::Real, name)) => {
            let name: String = name.chars().take(LONGEST_NAME).collect();
            let _ = write!(said, "  {} {} %", Escaped(&name), status.volume);
        }
        Some(_) => said += "  no device: silent",
        None if status.standing == Standing::Opening => {}
        None => said += "  no sound",
    }
    said
}

/// What is said where there is no picture.
pub(super) fn middle(status: &Status) -> String {
    match (&status.trouble, status.standing) {
        (Some(trouble), _) => format!("It cannot be played: {}", Escaped(trouble)),
        (None, Standing::Opening) => String::new(),
        (None, Standing::Over) => "The play is over.".to_owned(),
        (None, _) if status.parameters.is_none() && status.video.is_none() => {
            "No picture.".to_owned()
        }
        (None, _) => String::new(),
    }
}

fn seconds(time: MediaTime) -> String {
    format!("{:.3}", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media(millis: i64) -> MediaTime {
        MediaTime::ZERO.plus(Span::from_millis(millis))
    }

    fn playing() -> Status {
        Status {
            standing: Standing::Playing,
            begin: media(1000),
            length: Some(Span::from_secs(4)),
            position: media(2500),
            audio: Some(media(2500)),
            video: Some(media(2520)),
            presented: 40,
            late: 1,
            dropped: 2,
            device: Some((DeviceKind::Real, "card\u{1b}[2J 0".to_owned())),
            ..Status::new()
        }
    }

    #[test]
    fn clocks_and_losses_fit_into_80_columns() {
        let status = playing();
        let line = clocks(&status);
        assert_eq!(
            line,
            "playing    1.5 of 4.0 s   audio 2.500   video 2.520   A/V -20.0 ms"
        );
        let line = counts(&status, 37);
        assert_eq!(
            line,
            "dropped 2  late 1  not shown 3  underruns 0  card\\x1b[2J 0 100 %"
        );
        assert!(line.len() <= 80);
    }

    #[test]
    fn a_play_without_sound_or_device_says_so() {
        let mut status = playing();
        status.device = Some((DeviceKind::Null, "null".to_owned()));
        assert!(counts(&status, 40).ends_with("no device: silent"));
        status.device = None;
        (status.audio, status.video) = (None, None);
        assert!(counts(&status, 40).ends_with("no sound"));
        assert_eq!(clocks(&status), "playing    1.5 of 4.0 s");
        assert_eq!(middle(&status), "No picture.");
    }

    #[test]
    fn trouble_is_said_and_harmless() {
        let status = Status {
            trouble: Some("moov\u{9b}31m".to_owned()),
            standing: Standing::Over,
            ..Status::new()
        };
        assert_eq!(middle(&status), "It cannot be played: moov\\x9b31m");
        assert_eq!(counts(&status, 0), "moov\\x9b31m");
    }
}
