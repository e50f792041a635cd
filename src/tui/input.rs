//! What comes from the terminal, cut into keys and answers.
//!
//! A terminal answers where it is typed. An answer may come in pieces and at any time, and no piece of it may be
//! taken for a key: so what comes is first cut into control sequences and strings as ECMA-48 frames them, and only
//! a whole one is read. One that does not end must not keep the keys behind it for long: it is given up.

use std::time::Duration;

use ratatui::crossterm::event::Event;
use terminput_crossterm::to_crossterm;

use super::graphics::Answer;

const BELL: u8 = 0x07;
const ESCAPE: u8 = 0x1b;
/// Bytes of the longest sequence that is read; of a longer one only its end is waited for.
const LONGEST: usize = 4096;
/// Bytes that are kept of a longer one: they tell which kind it is.
const KIND: usize = 3;
/// So long after an escape nothing has to come before it is a key by itself.
const SHORT: Duration = Duration::from_millis(30);
/// So long after a part of a sequence nothing has to come before the rest is not waited for any more.
const LONG: Duration = Duration::from_secs(1);

/// What a person or the terminal said.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Said {
    /// A key, or the mouse.
    Event(Event),
    /// What it answers.
    Answer(Answer),
}

/// For how long nothing came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Silence {
    #[default]
    None,
    /// A lone escape is a key.
    Short,
    /// What has begun does not end any more.
    Long,
}

/// What came and is not whole yet.
#[derive(Debug, Default)]
pub(super) struct Input {
    begun: Vec<u8>,
    /// The sequence that has begun was longer than what is kept of it.
    is_cut: bool,
    /// The longest silence since something came that was heeded.
    heeded: Silence,
}

impl Input {
    /// Takes in what came, and gives what is whole; an unknown sequence says nothing.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Vec<Said> {
        self.begun.extend(bytes);
        self.heeded = Silence::None;
        self.cut()
    }

    /// Gives what is whole when nothing came for this time.
    pub(super) fn silent(&mut self, time: Duration) -> Vec<Said> {
        let silence = if time >= LONG {
            Silence::Long
        } else if time >= SHORT {
            Silence::Short
        } else {
            Silence::None
        };
        if silence <= self.heeded {
            return Vec::new();
        }
        self.heeded = silence;
        self.cut()
    }

    /// How much longer nothing has to come before this says something of what has begun, when nothing came for
    /// this time already; none when there is nothing to be said.
    pub(super) fn due(&self, time: Duration) -> Option<Duration> {
        let wanted = match self.heeded {
            _ if self.begun.is_empty() => return None,
            Silence::None => SHORT,
            Silence::Short => LONG,
            Silence::Long => return None,
        };
        Some(wanted.saturating_sub(time))
    }

    fn cut(&mut self) -> Vec<Said> {
        let mut said = Vec::new();
        while let Some((length, is_whole)) = self.first() {
            let first: Vec<u8> = self.begun.drain(..length).collect();
            let is_cut = std::mem::take(&mut self.is_cut);
            if is_whole && !is_cut {
                said.extend(read(&first));
            }
        }
        if self.begun.len() > LONGEST {
            self.forget();
        }
        said
    }

    /// Bytes of what stands first, and whether that is whole or given up; none when it has to be waited for.
    fn first(&self) -> Option<(usize, bool)> {
        if let Some(length) = length(&self.begun) {
            return Some((length, true));
        }
        let all = self.begun.len();
        match self.heeded {
            _ if all == 0 => None,
            // Nobody types the beginning of an answer.
            Silence::Short | Silence::Long if !is_answer(&self.begun) => Some((all.min(2), true)),
            // An escape that may have been the end of a string is a key.
            Silence::Long if self.begun.ends_with(&[ESCAPE]) => Some((all - 1, false)),
            Silence::Long => Some((all, false)),
            Silence::None | Silence::Short => None,
        }
    }

    /// Keeps only which kind of sequence has begun, and what may be half of its end.
    fn forget(&mut self) {
        let is_half = self.begun.ends_with(&[ESCAPE]);
        self.begun.truncate(KIND);
        self.begun.extend(is_half.then_some(ESCAPE));
        self.is_cut = true;
    }
}

/// True for more of a control sequence or string than a person types.
fn is_answer(bytes: &[u8]) -> bool {
    matches!(bytes, [ESCAPE, kind, _, ..] if *kind == b'[' || is_string(*kind))
}

/// True for what begins a string behind an escape (ECMA-48, 5.6): APC, OSC, DCS, PM and SOS.
fn is_string(kind: u8) -> bool {
    matches!(kind, b'_' | b']' | b'P' | b'^' | b'X')
}

fn read(sequence: &[u8]) -> Option<Said> {
    if let Some(answer) = Answer::of(sequence) {
        return Some(Said::Answer(answer));
    }
    // A string that nobody asked for.
    if matches!(sequence, [ESCAPE, kind, _, ..] if is_string(*kind)) {
        return None;
    }
    // What cannot be read is no key.
    let event = terminput::Event::parse_from(sequence).ok().flatten()?;
    to_crossterm(event).ok().map(Said::Event)
}

/// Bytes of the first sequence or character; none where its end is missing.
fn length(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [] | [ESCAPE] | [ESCAPE, b'O'] => None,
        [ESCAPE, b'[', rest @ ..] => Some(2 + control(rest)?),
        [ESCAPE, b'O', _, ..] => Some(3),
        [ESCAPE, kind, rest @ ..] if is_string(*kind) => Some(2 + string(rest)?),
        // The second one may begin a sequence.
        [ESCAPE, ESCAPE, ..] => Some(1),
        [ESCAPE, rest @ ..] => Some(1 + character(rest)?),
        rest => character(rest),
    }
}

/// Bytes behind `ESC [` up to the final one (ECMA-48, 5.4), and of the two kinds of keys that are no such
/// sequence: function keys of the Linux console, and a mouse whose place is three bytes.
fn control(rest: &[u8]) -> Option<usize> {
    match rest {
        [b'[', ..] => (rest.len() >= 2).then_some(2),
        [b'M', ..] => (rest.len() >= 4).then_some(4),
        _ => {
            let end = rest.iter().position(|it| !(0x20..0x40).contains(it))?;
            // What may not stand in one ends it and begins something else.
            Some(end + usize::from((0x40..0x7f).contains(&rest[end])))
        }
    }
}

/// Bytes of a string up to its end: `ESC \`, or the bell as `xterm` has it. What may not stand in one (ECMA-48,
/// 5.6) ends it and begins something else; text in UTF-8, which is younger, may.
fn string(rest: &[u8]) -> Option<usize> {
    let may_stand = |it: &u8| matches!(it, 0x08..=0x0d | 0x20..=0x7e | 0x80..);
    let end = rest.iter().position(|it| !may_stand(it))?;
    match rest[end..] {
        [BELL, ..] => Some(end + 1),
        [ESCAPE] => None,
        [ESCAPE, b'\\', ..] => Some(end + 2),
        _ => Some(end),
    }
}

/// Bytes of a character in UTF-8.
fn character(rest: &[u8]) -> Option<usize> {
    let wanted = match rest.first()? {
        0xc2..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0..0xf5 => 4,
        _ => 1,
    };
    let following = rest.iter().skip(1).take(wanted - 1);
    let there = 1 + following
        .take_while(|it| (0x80..0xc0).contains(*it))
        .count();
    let is_cut = there < wanted && there == rest.len();
    (!is_cut).then_some(if there < wanted { 1 } else { wanted })
}

#[cfg(test)]
#[path = "input_tests.rs"]
mod tests;
