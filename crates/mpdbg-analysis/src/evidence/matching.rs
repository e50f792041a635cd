//! What became of every picture that the file promises.

use mpdbg_model::{DiscardReason, ExpectedStream, MediaTime, Span, StreamKind, Timing};

use crate::Profile;
use crate::states::{DamageKind, Discarded, Play};

/// What became of a picture that the file promises. Every picture has exactly one fate, so that
/// nothing is counted twice. Numbers are indices into the arrays of the play.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Presented, as this one of `Play::presented`.
    Presented(u32),
    /// Thrown away by the player, as this one of `Play::discarded`.
    Discarded(u32),
    /// Presented in its turn, with a time that the file does not hold, as this one of
    /// `Play::presented`.
    Mistimed(u32),
    /// The decoder returned no picture for it, as this one of `Play::not_returned` says.
    NotReturned(u32),
    /// It belongs before the first key frame, needs pictures that the file does not have, and was not
    /// presented.
    Undecodable,
    /// It never came out of the decoder, which named no damage near it.
    Undecoded,
    /// Neither presented nor thrown away.
    Missing,
    /// As `Missing`, and no later picture was seen either.
    Tail,
    /// The play was cut short before it.
    Unreached,
}

impl Fate {
    /// True when the picture came as far as the scheduler.
    pub const fn is_seen(&self) -> bool {
        matches!(
            self,
            Self::Presented(_) | Self::Discarded(_) | Self::Mistimed(_)
        )
    }
}

/// The pictures of the play matched with those that the file promises.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matching {
    /// One for each expected picture, in order of presentation.
    pub fates: Vec<Fate>,
    /// Indices into `Play::presented` of what no expected picture was left for: repeats, pictures from
    /// before the first key frame, pictures at times that the file does not hold.
    pub extra: Vec<u32>,
}

/// A picture that the player presented or threw away.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    pts: MediaTime,
    discarded: bool,
    index: u32,
}

impl Matching {
    /// Matches by time where the file carries times, within [`tolerance`]; by number where the times
    /// are made up. A picture that was presented in the turn of a lacking one is that one with a
    /// wrong time.
    pub(crate) fn of(play: &Play<'_>, stream: &ExpectedStream, profile: &Profile) -> Self {
        let seen = seen(play);
        let mut matching = match stream.timing {
            Timing::Carried => by_time(stream, &seen),
            Timing::MadeUp => by_number(stream, &seen),
        };
        let all_seen = matching.extra.is_empty() && !matching.fates.contains(&Fate::Missing);
        if !all_seen {
            match stream.timing {
                Timing::Carried => {
                    matching.recognise_mistimed(play);
                    matching.mark_end(play);
                    matching.pardon_leading(stream);
                    matching.explain_by_time(play, stream, profile);
                }
                Timing::MadeUp => matching.explain_by_number(play),
            }
        }
        matching
    }

    /// Number of pictures with a fate that `wanted` accepts.
    pub fn count(&self, wanted: impl Fn(&Fate) -> bool) -> u64 {
        self.fates.iter().filter(|fate| wanted(fate)).count() as u64
    }

    fn recognise_mistimed(&mut self, play: &Play<'_>) {
        let mut spare = vec![false; play.presented.len()];
        for &extra in &self.extra {
            spare[extra as usize] = true;
        }
        let mut next = 0;
        for fate in &mut self.fates {
            match *fate {
                Fate::Presented(index) => next = index as usize + 1,
                Fate::Missing if spare.get(next) == Some(&true) && !repeats(play, next) => {
                    *fate = Fate::Mistimed(next as u32);
                    spare[next] = false;
                    next += 1;
                }
                _ => {}
            }
        }
        self.extra.retain(|&extra| spare[extra as usize]);
    }

    fn mark_end(&mut self, play: &Play<'_>) {
        let end = if play.complete() {
            Fate::Tail
        } else {
            Fate::Unreached
        };
        let behind_last = self
            .fates
            .iter()
            .rposition(Fate::is_seen)
            .map_or(0, |last| last + 1);
        self.fates[behind_last..].fill(end);
    }

    /// An open group of pictures at the beginning has pictures that lean on what came before the file.
    fn pardon_leading(&mut self, stream: &ExpectedStream) {
        let first_key = stream
            .frames
            .iter()
            .position(|frame| frame.key)
            .unwrap_or(0);
        let leading = self.fates[..first_key].iter_mut();
        for fate in leading.filter(|fate| **fate == Fate::Missing) {
            *fate = Fate::Undecodable;
        }
    }

    fn explain_by_time(&mut self, play: &Play<'_>, stream: &ExpectedStream, profile: &Profile) {
        if !self.fates.contains(&Fate::Missing) {
            return;
        }
        for (index, missed) in (0_u32..).zip(&play.not_returned) {
            let from = missed.after.map_or(0, |after| {
                stream.frames.partition_point(|frame| frame.pts <= after)
            });
            let mut behind = self.fates[from..].iter_mut();
            let next = behind.find(|fate| !matches!(fate, Fate::NotReturned(_)));
            if let Some(fate) = next.filter(|fate| **fate == Fate::Missing) {
                *fate = Fate::NotReturned(index);
            }
        }
        let Some(decoder) = Decoder::of(play, tolerance(stream)) else {
            return;
        };
        let reach = Profile::span(profile.damage_reach_ms);
        for (fate, frame) in self.fates.iter_mut().zip(&stream.frames) {
            if *fate == Fate::Missing && decoder.dropped(frame.pts, reach) {
                *fate = Fate::Undecoded;
            }
        }
    }

    /// Where times are made up, only the number of lacking pictures is known, and no place: the last
    /// ones stand for all.
    fn explain_by_number(&mut self, play: &Play<'_>) {
        if !play.complete() {
            self.mark_end(play);
            return;
        }
        let decoded =
            play.caps.is_some_and(|caps| caps.decoded) && damaged_pictures(play).next().is_none();
        let mut undecoded = self.fates.len().saturating_sub(play.decoded.len());
        let lacking = self.fates.iter_mut().filter(|fate| **fate == Fate::Missing);
        for (index, fate) in (0..).zip(lacking) {
            if index < play.not_returned.len() {
                *fate = Fate::NotReturned(index as u32);
                undecoded = undecoded.saturating_sub(1);
            } else if decoded && undecoded > 0 {
                *fate = Fate::Undecoded;
                undecoded -= 1;
            }
        }
    }
}

/// How far a presented time may be from the expected one: a tick or a millisecond, whichever is
/// longer, but less than half the smallest distance between two expected pictures.
pub(crate) fn tolerance(stream: &ExpectedStream) -> Span {
    let tick = stream.info.time_base.tick().max(Span::from_millis(1));
    let distances = stream
        .frames
        .windows(2)
        .map(|pair| pair[1].pts.since(pair[0].pts));
    let smallest = distances.filter(|distance| *distance > Span::ZERO).min();
    smallest.map_or(tick, |smallest| {
        tick.min(Span::from_nanos((smallest.nanos() - 1) / 2))
    })
}

/// What the player presented and threw away, by time. Where playing went on elsewhere only what was late
/// counts: the rest was never to be presented.
fn seen(play: &Play<'_>) -> Vec<Seen> {
    let mut seen = Vec::with_capacity(play.presented.len() + play.discarded.len());
    let presented = (0_u32..).zip(&play.presented);
    seen.extend(presented.map(|(index, shown)| Seen {
        pts: shown.pts,
        discarded: false,
        index,
    }));
    let late = |thrown: &Discarded| match thrown.reason {
        DiscardReason::Late => true,
        DiscardReason::Flushed => play.stretch.is_none(),
        DiscardReason::Skipped => false,
    };
    let discarded = (0_u32..).zip(&play.discarded);
    let discarded = discarded.filter(|(_, thrown)| late(thrown));
    seen.extend(discarded.map(|(index, thrown)| Seen {
        pts: thrown.pts,
        discarded: true,
        index,
    }));
    if !seen.is_sorted() {
        seen.sort_unstable();
    }
    seen
}

impl Seen {
    const fn fate(&self) -> Fate {
        if self.discarded {
            Fate::Discarded(self.index)
        } else {
            Fate::Presented(self.index)
        }
    }
}

fn by_time(stream: &ExpectedStream, seen: &[Seen]) -> Matching {
    let tolerance = tolerance(stream);
    let mut matching = Matching {
        fates: Vec::with_capacity(stream.frames.len()),
        extra: Vec::new(),
    };
    let mut seen = seen.iter().peekable();
    for frame in &stream.frames {
        let mut fate = Fate::Missing;
        while let Some(next) = seen.peek() {
            let off = next.pts.since(frame.pts);
            if off > tolerance {
                break;
            }
            if off.abs() <= tolerance {
                fate = next.fate();
                seen.next();
                break;
            }
            matching.leave(next);
            seen.next();
        }
        matching.fates.push(fate);
    }
    seen.for_each(|rest| matching.leave(rest));
    matching
}

fn by_number(stream: &ExpectedStream, seen: &[Seen]) -> Matching {
    let mut fates: Vec<Fate> = seen
        .iter()
        .take(stream.frames.len())
        .map(Seen::fate)
        .collect();
    fates.resize(stream.frames.len(), Fate::Missing);
    let mut matching = Matching {
        fates,
        extra: Vec::new(),
    };
    let rest = seen.iter().skip(stream.frames.len());
    rest.for_each(|rest| matching.leave(rest));
    matching
}

impl Matching {
    fn leave(&mut self, seen: &Seen) {
        if !seen.discarded {
            self.extra.push(seen.index);
        }
    }
}

/// True when the picture has the time of the one before it.
fn repeats(play: &Play<'_>, index: usize) -> bool {
    index > 0 && play.presented[index - 1].pts == play.presented[index].pts
}

fn damaged_pictures<'p>(play: &'p Play<'_>) -> impl Iterator<Item = MediaTime> + 'p {
    let video = play.damage.iter().filter(|damage| {
        damage.stream == Some(StreamKind::Video) && damage.kind != DamageKind::NoDecoder
    });
    video.filter_map(|damage| damage.near)
}

/// What the decoder returned and where it named damage, both by time.
struct Decoder {
    returned: Vec<MediaTime>,
    damaged: Vec<MediaTime>,
    tolerance: Span,
}

impl Decoder {
    /// Nothing when the player does not report what its decoder returns.
    fn of(play: &Play<'_>, tolerance: Span) -> Option<Self> {
        if !play.caps.is_some_and(|caps| caps.decoded) {
            return None;
        }
        let mut returned: Vec<_> = play
            .decoded
            .iter()
            .filter_map(|picture| picture.pts)
            .collect();
        let mut damaged: Vec<_> = damaged_pictures(play).collect();
        returned.sort_unstable();
        damaged.sort_unstable();
        Some(Self {
            returned,
            damaged,
            tolerance,
        })
    }

    fn dropped(&self, pts: MediaTime, reach: Span) -> bool {
        !any_within(&self.returned, pts, self.tolerance) && !any_within(&self.damaged, pts, reach)
    }
}

fn any_within(times: &[MediaTime], at: MediaTime, reach: Span) -> bool {
    let first = times.partition_point(|time| *time < at.minus(reach));
    times.get(first).is_some_and(|time| *time <= at.plus(reach))
}
