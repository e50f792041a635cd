//! A play in stretches, each of which goes on without a leap of the player.

use std::ops::Range;

use mpdbg_model::{ExpectedStream, MediaTime, RunTime, SeekMode, Span};

use super::course::{Course, How, Reposition};
use super::marks::{Marks, SeenMark};
use super::play::{Damage, Piece, Play, Presented, Started};

/// Which stretch of a longer play this is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stretch {
    /// True for the last one.
    pub last: bool,
    /// How playing came here; absent for the first stretch.
    pub begun: Option<Reposition>,
    /// How playing went on elsewhere; absent for the last stretch.
    pub left: Option<Reposition>,
    /// Index of the audio stream, where another one was selected than at the opening.
    pub audio: Option<u16>,
    /// Pictures of the place before that were presented here all the same; not in `Play::presented`.
    pub stale: Vec<Presented>,
    /// Sound of the place before that was written here all the same; not in `Play::written`.
    pub stale_sound: Vec<Piece>,
    /// The picture that was presented last before, in an earlier stretch.
    pub before: Option<MediaTime>,
}

/// So many pictures can be left over from the place before; beyond that the play simply went on there.
const LEFT_OVER: usize = 64;
/// Pictures go on at the place before when they are so near behind it, and the new place is further away.
const NEAR: Span = Span::from_secs(1);
/// A player may put the time of a piece of sound right by so much.
const CORRECTED: Span = Span::from_millis(25);
/// Two times that are closer are the same time, rounded in two ways.
const CLOSE: Span = Span::from_millis(2);

impl<'e> Play<'e> {
    /// The stretches of this play, in order; none when there is only one, which is the play itself.
    ///
    /// A stretch begins with the event that moves the play (what is decoded on the way belongs to it),
    /// but pictures, positions and clocks count only from the answer on. Nothing of a stretch that was
    /// never answered is counted but what was decoded. `promised` are the pictures of the file, where it
    /// carries times.
    pub fn stretches(&self, promised: Option<&ExpectedStream>) -> Vec<Self> {
        let moves = &self.course.repositions;
        if moves.is_empty() {
            return Vec::new();
        }
        let mut stretches: Vec<Self> = Vec::with_capacity(moves.len() + 1);
        let (mut audio, mut before) = (None, None);
        for index in 0..=moves.len() {
            let begun = index.checked_sub(1).map(|index| moves[index]);
            if let Some(How::Track(stream)) = begun.map(|begun| begun.how) {
                audio = Some(stream);
            }
            let stretch = Stretch {
                last: index == moves.len(),
                begun,
                left: moves.get(index).copied(),
                audio,
                stale: Vec::new(),
                stale_sound: Vec::new(),
                before,
            };
            let one = self.one(stretch, promised);
            before = one.presented.last().map(|shown| shown.pts).or(before);
            stretches.push(one);
        }
        stretches
    }

    fn one(&self, mut stretch: Stretch, promised: Option<&ExpectedStream>) -> Self {
        let end = stretch.left.map_or(u64::MAX, |left| left.event);
        let begin = stretch.begun.map_or(0, |begun| begun.event);
        let answered = match stretch.begun {
            None => 0,
            Some(moved) => moved.answer.map_or(end, |answer| answer.event),
        };
        let (all, after) = (begin..end, answered..end);
        let mut presented = of(&self.presented, |one| one.event, &all);
        let early = presented.partition_point(|shown| shown.event < answered);
        let behind = self.left_over(&stretch, &presented[early..], promised);
        let rest = presented.split_off(early + behind);
        let first = self.presented.partition_point(|one| one.event < begin);
        let marks = self
            .marks
            .of_part(first + early + behind, rest.len(), &after);
        stretch.stale = presented;
        let mut written = of(&self.written, |one| one.event, &all);
        let of_before = self.sound_left_over(&stretch, &written);
        stretch.stale_sound = written.drain(..of_before).collect();
        let damage = self.damage_of(&stretch, &all, rest.first());
        let (from, to) = self.moments(&stretch);
        Self {
            events: end.min(self.events).saturating_sub(begin),
            last_at: to,
            started: self.started_at(&stretch),
            ended: self.ended.filter(|_| stretch.last),
            outcome: self.outcome.filter(|_| stretch.last),
            decoded: of(&self.decoded, |one| one.event, &all),
            presented: rest,
            discarded: of(&self.discarded, |one| one.event, &all),
            overdue: of(&self.overdue, |one| one.event, &after),
            not_returned: of(&self.not_returned, |one| one.event, &all),
            damage,
            written,
            silence: of(&self.silence, |one| one.event, &all),
            played: of(&self.played, |one| one.event, &after),
            underruns: of(&self.underruns, |one| one.event, &after),
            clocks: of(&self.clocks, |one| one.event, &after),
            starved: self.starved_between(from, to),
            discontinuities: of(&self.discontinuities, |one| one.event, &all),
            changed: of(&self.changed, |one| one.event, &all),
            drained: of(&self.drained, |one| one.event, &all),
            strains: of(&self.strains, |one| one.event, &all),
            course: Course {
                tempo: self.course.tempo.within(from, to),
                pauses: of(&self.course.pauses, |one| one.event, &all),
                deeds: of(&self.course.deeds, |one| one.event, &after),
                ..Course::default()
            },
            marks,
            stretch: Some(stretch),
            ..self.head()
        }
    }

    /// The damage of a stretch. What is decoded on the way to the first picture leans on pictures that
    /// were not decoded, so that damage there says nothing of the file.
    fn damage_of(
        &self,
        stretch: &Stretch,
        events: &Range<u64>,
        first: Option<&Presented>,
    ) -> Vec<Damage<'e>> {
        let damage = of(&self.damage, |one| one.event, events);
        let answer = stretch.begun.map(|begun| begun.answer);
        let on_the_way = |one: &Damage<'e>| match answer {
            None => false,
            Some(answer) => answer.is_none_or(|answer| one.event < answer.event),
        };
        let shown = |one: &Damage<'e>| first.is_some_and(|first| one.near >= Some(first.pts));
        let kept = damage
            .into_iter()
            .filter(|one| !on_the_way(one) || shown(one));
        kept.collect()
    }

    /// What is the same for all stretches.
    fn head(&self) -> Self {
        Self {
            container: self.container,
            open_failure: self.open_failure,
            streams: self.streams.clone(),
            caps: self.caps,
            device: self.device,
            told: self.told,
            ..Self::default()
        }
    }

    /// When the stretch began and ended.
    fn moments(&self, stretch: &Stretch) -> (RunTime, RunTime) {
        let from = stretch.begun.map_or(RunTime::ZERO, |begun| begun.at);
        (from, stretch.left.map_or(self.last_at, |left| left.at))
    }

    /// The answer to a seek starts the clock anew.
    fn started_at(&self, stretch: &Stretch) -> Option<Started> {
        let Some(begun) = stretch.begun else {
            return self.started;
        };
        begun.answer.map(|answer| Started {
            event: answer.event,
            at: answer.at,
            from: answer.position,
        })
    }

    fn starved_between(&self, from: RunTime, to: RunTime) -> Vec<RunTime> {
        let first = self.starved.partition_point(|at| *at < from);
        let within = self.starved[first..].iter().take_while(|at| **at <= to);
        within.copied().collect()
    }

    /// How many pictures at the beginning of `shown` belong to the place before: they were decoded
    /// before the move and not again, or they go on from there until one far off begins at the new place.
    fn left_over(
        &self,
        stretch: &Stretch,
        shown: &[Presented],
        promised: Option<&ExpectedStream>,
    ) -> usize {
        let Some(begun) = stretch.begun else {
            return 0;
        };
        if matches!(begun.how, How::Track(_)) {
            return 0;
        }
        let leading = &shown[..shown.len().min(LEFT_OVER)];
        let kept = leading.iter().take_while(|picture| {
            let again = begun.event..picture.event;
            let here = between(&self.decoded, |one| one.event, &again);
            let earlier = between(&self.decoded, |one| one.event, &(0..begun.event));
            let is_it = |pts: Option<MediaTime>| pts == Some(picture.pts);
            !here.iter().any(|one| is_it(one.pts)) && earlier.iter().rev().any(|one| is_it(one.pts))
        });
        let right = promised.and_then(|stream| right_one(stream, begun.how));
        let goes_on = || going_on(stretch, &begun, leading, right);
        kept.count().max(goes_on())
    }

    /// How many pieces of sound at the beginning of `written` belong to the place before: they were
    /// decoded before the move, and nothing of about their time since.
    fn sound_left_over(&self, stretch: &Stretch, written: &[Piece]) -> usize {
        let Some(begun) = stretch.begun else {
            return 0;
        };
        if matches!(begun.how, How::Track(_)) {
            return 0;
        }
        let decoded = |range: Range<u64>| {
            let sounded = between(&self.sounded, |one| one.event, &range);
            sounded.iter().rev().map(|one| one.pts)
        };
        let leading = &written[..written.len().min(LEFT_OVER)];
        let kept = leading.iter().take_while(|piece| {
            let mut since = decoded(begun.event..piece.event);
            let is_near = |pts: MediaTime| pts.since(piece.pts).abs() <= CORRECTED;
            !since.any(is_near) && decoded(0..begun.event).any(|pts| pts == piece.pts)
        });
        kept.count()
    }
}

impl Marks {
    /// The marks of `count` presented pictures from the `first` one on, with indices from 0, and of the
    /// sound of `events`.
    fn of_part(&self, first: usize, count: usize, events: &Range<u64>) -> Self {
        let here = |shown: u32| {
            let index = (shown as usize).checked_sub(first)?;
            (index < count).then_some(index as u32)
        };
        let seen = self.seen.iter().filter_map(|mark| {
            let shown = here(mark.shown)?;
            Some(SeenMark { shown, ..*mark })
        });
        Self {
            seen: seen.collect(),
            unseen: self
                .unseen
                .iter()
                .filter_map(|shown| here(*shown))
                .collect(),
            heard: of(&self.heard, |one| one.event, events),
            unheard: Vec::new(),
        }
    }
}

/// The picture that a seek is to land on: before a gap of the file it may be far from the target, and
/// near the place before.
fn right_one(promised: &ExpectedStream, how: How) -> Option<MediaTime> {
    let How::Seek { target, mode } = how else {
        return None;
    };
    let is_there = |key: bool| mode == SeekMode::Exact || key;
    let frames = promised.frames.iter();
    let mut before = frames.rev().filter(|frame| frame.pts <= target);
    before
        .find(|frame| is_there(frame.key))
        .map(|frame| frame.pts)
}

/// How many leading pictures go on from the place before, when a leap to the new one follows them; the
/// `right` one belongs to the new place.
fn going_on(
    stretch: &Stretch,
    begun: &Reposition,
    leading: &[Presented],
    right: Option<MediaTime>,
) -> usize {
    let Some((before, answer)) = stretch.before.zip(begun.answer) else {
        return 0;
    };
    let target = match begun.how {
        How::Seek { target, .. } => target,
        How::Restart | How::Loop | How::Track(_) => answer.position,
    };
    let way = target.since(before).abs();
    let goes_on = |pts: MediaTime| {
        let further = pts.since(before);
        further >= Span::ZERO && further < NEAR && further < pts.since(target).abs()
    };
    let is_right = |pts: MediaTime| right.is_some_and(|right| pts.since(right).abs() < CLOSE);
    let count = leading
        .iter()
        .take_while(|one| goes_on(one.pts) && !is_right(one.pts))
        .count();
    let last = count.checked_sub(1).map(|last| leading[last].pts);
    let leap = last
        .zip(leading.get(count))
        .is_some_and(|(last, first)| way > NEAR && first.pts.since(last).abs() > way.half());
    if leap { count } else { 0 }
}

fn of<T: Clone>(items: &[T], event: impl Fn(&T) -> u64, range: &Range<u64>) -> Vec<T> {
    between(items, event, range).to_vec()
}

/// The items of these events; items are in the order of their events.
fn between<'i, T>(items: &'i [T], event: impl Fn(&T) -> u64, range: &Range<u64>) -> &'i [T] {
    let from = items.partition_point(|item| event(item) < range.start);
    let to = items.partition_point(|item| event(item) < range.end);
    &items[from..to.max(from)]
}
