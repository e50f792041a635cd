//! Faults that a case or a property puts into a perfect play.

use mpdbg_model::{DecodeMarks, What};
use serde::Deserialize;

use crate::scene::nanos;
use crate::script::{AHEAD, Picture, Script, Way};

/// A fault. Ranges are first and last, inclusive; times are seconds.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Edit {
    /// Presented so much after (or, negative, before) the due time.
    Late { frames: (usize, usize), by: f64 },
    /// Decoded, then neither presented nor thrown away.
    Lose { frames: (usize, usize) },
    /// Never decoded.
    Undecode { frames: (usize, usize) },
    /// Thrown away, so late.
    Discard { frames: (usize, usize), by: f64 },
    /// The decoder says that it returned none.
    Null { frames: (usize, usize) },
    /// Presented so often more.
    Repeat { frame: usize, times: usize },
    /// Presented in each other's turn.
    Swap { frames: (usize, usize) },
    /// Presented with another time; the moment stays.
    Mistime { frames: (usize, usize), by: f64 },
    /// Every picture from here on is due and presented later, while the clock goes on.
    Freeze { frame: usize, by: f64 },
    /// Everything from this run time on happens later, the clock stands.
    Stall { at: f64, by: f64 },
    /// Marked by the decoder with these error flags.
    Mark { frames: (usize, usize), errors: u8 },
    /// Asked for so much after the due time.
    Overdue { frames: (usize, usize), by: f64 },
    /// Pieces of sound that are not written.
    Mute { pieces: (usize, usize) },
    /// Pieces of sound that are written twice.
    Double { piece: usize },
    /// Sound marked by the decoder with these error flags.
    MarkSound { pieces: (usize, usize), errors: u8 },
    /// Sound heard so much early, or, negative, late.
    Desync { pieces: (usize, usize), by: f64 },
    /// Sound heard ever earlier, up to so much, or, negative, later.
    Drift { pieces: (usize, usize), by: f64 },
    /// The play ends so much later.
    EndLater { by: f64 },
    /// The play ends so much sooner; sound that was to be heard behind that is not.
    EndSooner { by: f64 },
    /// Everything is so much later.
    StartLater { by: f64 },
    /// An event more.
    Event { at: f64, what: Box<What> },
}

impl Edit {
    /// Puts the fault into `script`.
    pub(crate) fn apply(&self, script: &mut Script) {
        match self {
            Self::Late { frames, by } => each(script, *frames, |one| one.at = one.due + nanos(*by)),
            Self::Lose { frames } => each(script, *frames, |one| one.way = Way::Lost),
            Self::Undecode { frames } => each(script, *frames, |one| one.way = Way::Undecoded),
            Self::Discard { frames, by } => {
                each(script, *frames, |one| one.way = Way::Discarded(nanos(*by)));
            }
            Self::Null { frames } => each(script, *frames, |one| one.way = Way::Null),
            Self::Repeat { frame, times } => {
                each(script, (*frame, *frame), |one| one.again = *times);
            }
            Self::Swap { frames } => swap(script, *frames),
            Self::Mistime { frames, by } => each(script, *frames, |one| one.pts += nanos(*by)),
            Self::Freeze { frame, by } => {
                let last = script.pictures.len() - 1;
                each(script, (*frame, last), |one| shift(one, nanos(*by)));
                script.end += nanos(*by);
            }
            Self::Mark { frames, errors } => {
                each(script, *frames, |one| one.marks = marked(*errors));
            }
            Self::Overdue { frames, by } => each(script, *frames, |one| {
                one.overdue = nanos(*by);
                one.at = one.due + nanos(*by);
            }),
            _ => self.apply_to_sound_and_clock(script),
        }
    }

    fn apply_to_sound_and_clock(&self, script: &mut Script) {
        match self {
            Self::Mute { pieces } => {
                script.sounds[pieces.0..=pieces.1]
                    .iter_mut()
                    .for_each(|one| one.written = 0);
            }
            Self::Double { piece } => script.sounds[*piece].written = 2,
            Self::MarkSound { pieces, errors } => {
                let sounds = &mut script.sounds[pieces.0..=pieces.1];
                for one in sounds {
                    one.marks = marked(*errors);
                }
            }
            Self::Desync { pieces, by } => {
                let sounds = &mut script.sounds[pieces.0..=pieces.1];
                for one in sounds {
                    one.off = nanos(*by);
                }
            }
            Self::Drift { pieces, by } => {
                let sounds = &mut script.sounds[pieces.0..=pieces.1];
                let count = sounds.len() as f64;
                for (number, one) in sounds.iter_mut().enumerate() {
                    one.off = nanos(by * number as f64 / count);
                }
            }
            Self::Stall { at, by } => {
                delay(script, nanos(*at), nanos(*by));
                script.stall = Some((nanos(*at), nanos(*by)));
            }
            Self::StartLater { by } => delay(script, 0, nanos(*by)),
            Self::EndLater { by } => script.end += nanos(*by),
            Self::EndSooner { by } => end_sooner(script, nanos(*by)),
            Self::Event { at, what } => script.more.push((nanos(*at), (**what).clone())),
            _ => unreachable!("applied to pictures"),
        }
    }
}

fn marked(errors: u8) -> DecodeMarks {
    DecodeMarks {
        key: false,
        corrupt: false,
        errors,
    }
}

fn each(script: &mut Script, (first, last): (usize, usize), change: impl Fn(&mut Picture)) {
    script.pictures[first..=last].iter_mut().for_each(change);
}

fn swap(script: &mut Script, (a, b): (usize, usize)) {
    let times = |one: &Picture| (one.due, one.at);
    let (of_a, of_b) = (times(&script.pictures[a]), times(&script.pictures[b]));
    (script.pictures[a].due, script.pictures[a].at) = of_b;
    (script.pictures[b].due, script.pictures[b].at) = of_a;
}

fn shift(one: &mut Picture, by: i64) {
    one.decoded_by += by;
    one.due += by;
    one.at += by;
}

fn delay(script: &mut Script, from: i64, by: i64) {
    script
        .pictures
        .iter_mut()
        .filter(|one| one.at >= from)
        .for_each(|one| shift(one, by));
    script
        .sounds
        .iter_mut()
        .filter(|one| one.at >= from)
        .for_each(|one| one.at += by);
    script.end += by;
}

fn end_sooner(script: &mut Script, by: i64) {
    script.end -= by;
    for one in &mut script.sounds {
        one.heard &= one.at <= script.end;
        one.at = one.at.min(script.end + AHEAD);
    }
}
