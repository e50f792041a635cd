//! The exact values of a strip at the cursor.

use mpdbg_analysis::{Axis, Channel, ChannelUnit, Lane, Readout, Readouts, Window};
use mpdbg_model::Defect;

use super::layout::{Drawn, Strip};
use super::nice;
use super::side::Side;
use crate::report::event_kind;
use crate::tui::view::columns::cut;
use crate::tui::{Ink, Look};

/// Where the cursor is.
pub(super) struct Here<'a> {
    pub(super) axis: Axis,
    pub(super) at: i64,
    /// What lies in its column.
    pub(super) under: Window,
    /// The column.
    pub(super) column: usize,
    pub(super) readouts: &'a Readouts,
    /// The defect that is spoken of, where it is one of this play.
    pub(super) chosen: Option<&'a Defect>,
    /// Columns for the words.
    pub(super) room: usize,
    pub(super) look: Look,
}

/// What a strip shows at the cursor, in the room that there is.
pub(super) fn words(strip: &Strip, side: &Side, here: &Here<'_>) -> (String, Ink) {
    let (words, ink) = all_words(strip, side, here);
    let words = nice::narrowed(&words, here.room);
    (cut(&words, here.room, here.look), ink)
}

fn all_words(strip: &Strip, side: &Side, here: &Here<'_>) -> (String, Ink) {
    let plain = |words: String| (words, Ink::Text);
    match strip.drawn {
        Drawn::Differences => plain(String::new()),
        Drawn::Spans => defects(side, here),
        Drawn::Video => pictures(side, here),
        Drawn::Audio => sound(here),
        Drawn::Log => messages(side, here),
        Drawn::Control => plain(control(side, here)),
        Drawn::Bars(_) if strip.lane == Lane::Queues && strip.name == Lane::Queues.name() => {
            plain(queues(here))
        }
        Drawn::Bars(channels) if strip.lane == Lane::Video => {
            let latest = channels.iter().filter_map(|it| here.of(*it));
            let latest = latest.max_by_key(|it| (it.place, it.event));
            plain(latest.map_or_else(String::new, |it| signed(&it)))
        }
        Drawn::Bars(channels) => plain(several(channels, here, |it, unit| {
            about(it, &nice::value(it.high, unit))
        })),
        Drawn::Lines(channels) => plain(several(channels, here, |it, _| signed(it))),
    }
}

impl Here<'_> {
    fn of(&self, channel: Channel) -> Option<Readout> {
        self.readouts[channel as usize]
    }

    /// The channel that was told last, and what it said.
    fn latest(&self, channels: &[Channel]) -> Option<(Channel, Readout)> {
        let told = channels.iter().filter_map(|it| Some((*it, self.of(*it)?)));
        told.max_by_key(|(_, it)| (it.place, it.event))
    }
}

/// Marks what is not exact.
fn about(it: &Readout, words: &str) -> String {
    if it.exact {
        words.to_owned()
    } else {
        format!("~{words}")
    }
}

fn signed(it: &Readout) -> String {
    about(it, &nice::signed(it.high))
}

fn defects(side: &Side, here: &Here<'_>) -> (String, Ink) {
    let under = side.under(here.axis, here.under);
    let worst = under.first().and_then(|it| side.defect(it));
    let Some(defect) = here.chosen.or(worst) else {
        return (String::new(), Ink::Text);
    };
    let words = match under.len() {
        0 | 1 => defect.rule.to_string(),
        more => {
            let more = format!(" +{}", more - 1);
            let room = here.room.saturating_sub(more.len());
            cut(defect.rule.0, room, here.look) + &more
        }
    };
    (words, Ink::Major)
}

fn pictures(side: &Side, here: &Here<'_>) -> (String, Ink) {
    let under = side.under(here.axis, here.under);
    let mut defects = under.iter().filter_map(|it| side.defect(it));
    if defects.any(|it| it.rule.0.starts_with("picture::") && it.rule.0.contains("missing")) {
        return ("missing".to_owned(), Ink::Major);
    }
    let channels = [
        Channel::Presented,
        Channel::Late,
        Channel::Flushed,
        Channel::Dropped,
        Channel::NotReturned,
    ];
    let Some((channel, it)) = here.latest(&channels) else {
        return ("no picture yet".to_owned(), Ink::Quiet);
    };
    let since = here.at.saturating_sub(it.place);
    if since > side.picture.saturating_mul(2) {
        return (format!("none for {}", nice::length(since)), Ink::Quiet);
    }
    match channel {
        Channel::Presented => (format!("shown {}", signed(&it)), Ink::Text),
        Channel::Late => (format!("late {}", signed(&it)), Ink::Minor),
        Channel::Dropped => (format!("dropped {}", signed(&it)), Ink::Major),
        other => (other.name().to_owned(), Ink::Quiet),
    }
}

fn sound(here: &Here<'_>) -> (String, Ink) {
    let channels = [Channel::Written, Channel::Silence, Channel::Underrun];
    let Some((channel, it)) = here.latest(&channels) else {
        return (String::new(), Ink::Text);
    };
    let ink = match channel {
        Channel::Underrun => Ink::Major,
        Channel::Silence => Ink::Minor,
        _ => Ink::Text,
    };
    let words = format!("{} {}", channel.name(), nice::length(it.high));
    (about(&it, &words), ink)
}

/// What the messages in the column of the cursor are.
fn messages(side: &Side, here: &Here<'_>) -> (String, Ink) {
    let counted = |channel: Channel| {
        let cell = side.cells(channel).get(here.column).copied().flatten();
        cell.map_or(0, |it| it.count)
    };
    let told = [
        (Channel::Errors, "error", Ink::Major),
        (Channel::Damage, "damage", Ink::Minor),
        (Channel::Warnings, "warning", Ink::Minor),
    ];
    let mut told = told.into_iter().filter(|it| counted(it.0) > 0);
    let Some((channel, word, ink)) = told.next() else {
        return (String::new(), Ink::Text);
    };
    let count = counted(channel);
    let several = if count > 1 && word != "damage" {
        "s"
    } else {
        ""
    };
    (format!("{count} {word}{several}"), ink)
}

/// What was done last.
fn control(side: &Side, here: &Here<'_>) -> String {
    let done = here.of(Channel::Control);
    let event = done.and_then(|it| side.play.event(it.event));
    event.map_or_else(String::new, |it| event_kind(&it.what).to_owned())
}

/// Packets of video and audio, pictures, sound, in the width of the others.
fn queues(here: &Here<'_>) -> String {
    let told = [
        (Channel::VideoPackets, "v"),
        (Channel::AudioPackets, "a"),
        (Channel::Pictures, "p"),
    ];
    let mut words: Vec<String> = told
        .into_iter()
        .filter_map(|(channel, name)| Some(format!("{name}{}", here.of(channel)?.high)))
        .collect();
    if let Some(sound) = here.of(Channel::Sound) {
        words.push(nice::length(sound.high).replace(' ', ""));
    }
    words.join(" ")
}

/// The values of several channels, each with the letter of its stream; a unit that all have stands once.
fn several(
    channels: &[Channel],
    here: &Here<'_>,
    words: impl Fn(&Readout, ChannelUnit) -> String,
) -> String {
    let told = channels.iter().filter_map(|channel| {
        let readout = here.of(*channel)?;
        let letter = match channel {
            Channel::AudioClock | Channel::AudioDecode => "a",
            Channel::VideoClock | Channel::VideoDecode => "v",
            _ if channels.len() == 1 => "",
            _ => return None,
        };
        Some((letter, words(&readout, channel.unit())))
    });
    let told: Vec<(&str, String)> = told.collect();
    if channels.len() == 1 {
        return told.into_iter().map(|it| it.1).collect();
    }
    together(&told)
}

/// Values with their letters, on a line.
fn together(told: &[(&str, String)]) -> String {
    if told.is_empty() {
        return String::new();
    }
    let unit = " ms";
    let same = told.iter().all(|(_, it)| it.ends_with(unit));
    let words: Vec<String> = told
        .iter()
        .map(|(letter, it)| {
            let value = if same {
                it.trim_end_matches(unit).to_owned()
            } else {
                it.replace(' ', "")
            };
            format!("{letter} {value}")
        })
        .collect();
    format!("{}{}", words.join(" "), if same { unit } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_that_all_have_stands_once() {
        let told =
            |one: &str, other: &str| together(&[("a", one.to_owned()), ("v", other.to_owned())]);
        assert_eq!(told("+0.0 ms", "-4.0 ms"), "a +0.0 v -4.0 ms");
        assert_eq!(told("+0.0 ms", "+95443.0 s"), "a +0.0ms v +95443.0s");
        assert_eq!(told("~+1.0 s", "+2.0 s"), "a ~+1.0s v +2.0s");
        assert_eq!(together(&[]), "");
    }
}
