//! Which defects of one play are those of the other.

use std::cmp::Ordering;

use mpdbg_model::{Defect, Span};

use super::Turn;
use crate::rules::kind_of_message;

/// A defect that is found again so near in the media is the same one.
const REACH: Span = Span::from_millis(500);
/// So near, it is in the same place: time stamps are rounded.
const HERE: Span = Span::from_millis(1);
/// Further than this, it moved.
const MOVED: Span = Span::from_millis(100);

/// The rule whose defects are explained by what the player tells of its device.
const STALL: &str = "timing::stall";

/// Something that has the place of a defect.
pub(super) trait Placed {
    /// The defect.
    fn defect(&self) -> &Defect;
}

impl Placed for &Defect {
    fn defect(&self) -> &Defect {
        self
    }
}

/// Defects of one rule, matched. No side is preferred: swapped sides give swapped pairs.
#[derive(Debug, Default)]
pub(super) struct Matched<A, B> {
    /// Those that both show.
    pub(super) pairs: Vec<(A, B)>,
    /// Those that only the first one shows.
    pub(super) before: Vec<A>,
    /// Those that only the second one shows.
    pub(super) after: Vec<B>,
}

/// By what a defect is found again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// By its place in the media.
    Place,
    /// By the kind of message that it counts, since it has no place in the media.
    Message,
    /// By its rule alone, since it is in a play once at most, wherever that is.
    Rule,
}

impl<A: Placed, B: Placed> Matched<A, B> {
    /// Matches what is alike in every respect first, then what is in the same place, then what is near.
    pub(super) fn of(by: By, before: Vec<A>, after: Vec<B>) -> Self {
        let mut matched = Self {
            pairs: Vec::new(),
            before,
            after,
        };
        if by == By::Message {
            matched.walk(in_words, in_words);
            return matched;
        }
        matched.walk(likeness, likeness);
        matched.walk(in_media, |one, other| within(HERE, one, other));
        match by {
            By::Place => matched.walk(in_media, |one, other| within(REACH, one, other)),
            By::Message | By::Rule => matched.walk(in_media, |_, _| Ordering::Equal),
        }
        matched
    }

    /// Walks both sides, each in the given order, and takes out whatever meets.
    fn walk(
        &mut self,
        order: fn(&Defect, &Defect) -> Ordering,
        meet: impl Fn(&Defect, &Defect) -> Ordering,
    ) {
        if self.before.is_empty() || self.after.is_empty() {
            return;
        }
        sort(&mut self.before, order);
        sort(&mut self.after, order);
        let mut before = std::mem::take(&mut self.before).into_iter().peekable();
        let mut after = std::mem::take(&mut self.after).into_iter().peekable();
        while let (Some(one), Some(other)) = (before.peek(), after.peek()) {
            match meet(one.defect(), other.defect()) {
                Ordering::Less => self.before.extend(before.next()),
                Ordering::Greater => self.after.extend(after.next()),
                Ordering::Equal => self.pairs.extend(before.next().zip(after.next())),
            }
        }
        self.before.extend(before);
        self.after.extend(after);
    }
}

fn sort<T: Placed>(side: &mut [T], order: fn(&Defect, &Defect) -> Ordering) {
    side.sort_by(|one, other| {
        let (one, other) = (one.defect(), other.defect());
        order(one, other).then_with(|| in_run(one, other))
    });
}

/// Nanoseconds in the media; what has no place there comes first.
fn place(defect: &Defect) -> Option<i64> {
    defect.media.map(|media| media.from.nanos())
}

fn in_media(one: &Defect, other: &Defect) -> Ordering {
    place(one).cmp(&place(other))
}

fn in_words(one: &Defect, other: &Defect) -> Ordering {
    kind_of_message(&one.detail).cmp(&kind_of_message(&other.detail))
}

fn in_run(one: &Defect, other: &Defect) -> Ordering {
    let start = |defect: &Defect| defect.run.map(|run| run.from);
    start(one).cmp(&start(other))
}

/// All that one sees of a defect but its moment and its words.
fn likeness(one: &Defect, other: &Defect) -> Ordering {
    let end = |defect: &Defect| defect.media.map(|media| media.to);
    let measure = |defect: &Defect| defect.measure.map_or(f64::NAN, |measure| measure.value);
    in_media(one, other)
        .then_with(|| end(one).cmp(&end(other)))
        .then_with(|| one.severity.cmp(&other.severity))
        .then_with(|| one.count.cmp(&other.count))
        .then_with(|| measure(one).total_cmp(&measure(other)))
}

/// Equal when the two are no further apart than `reach`; what has no place meets what has none.
fn within(reach: Span, one: &Defect, other: &Defect) -> Ordering {
    let order = in_media(one, other);
    match (place(one), place(other)) {
        (Some(a), Some(b)) if a.abs_diff(b) <= reach.nanos().unsigned_abs() => Ordering::Equal,
        _ => order,
    }
}

/// What became of a defect that both sides show; nothing where it is the same. Its severity decides, then
/// how much it takes in, then its measure.
pub(super) fn turn(by: By, before: &Defect, after: &Defect) -> Option<Turn> {
    let severity = after.severity.cmp(&before.severity);
    let grown = severity
        .then_with(|| more(before.count as f64, after.count as f64))
        .then_with(|| more_measured(before, after))
        .then_with(|| less_explained(before, after));
    let far = |(a, b): (i64, i64)| a.abs_diff(b) > MOVED.nanos().unsigned_abs();
    match grown {
        Ordering::Greater => Some(Turn::Stronger),
        Ordering::Less => Some(Turn::Weaker),
        Ordering::Equal if by != By::Place => None,
        Ordering::Equal => {
            let places = place(before).zip(place(after));
            places.is_some_and(far).then_some(Turn::Moved)
        }
    }
}

/// A stall whose cause is no longer told is worse: a player that keeps quiet about an underrun shows fewer
/// defects, and plays as badly.
fn less_explained(before: &Defect, after: &Defect) -> Ordering {
    let explained = |defect: &Defect| defect.rule.0 == STALL && !defect.causes.is_empty();
    explained(before).cmp(&explained(after))
}

/// How `after` stands to `before` where the two differ by more than a tenth and by more than one unit.
pub(super) fn more(before: f64, after: f64) -> Ordering {
    let by = (after - before).abs();
    if by > 1.0 && by > before.min(after) * 0.1 {
        after.total_cmp(&before)
    } else {
        Ordering::Equal
    }
}

/// The sign of a measure tells a direction, its size how much.
fn more_measured(before: &Defect, after: &Defect) -> Ordering {
    match (before.measure, after.measure) {
        (Some(before), Some(after)) if before.unit == after.unit => {
            more(before.value.abs(), after.value.abs())
        }
        _ => Ordering::Equal,
    }
}

#[cfg(test)]
mod tests {
    use mpdbg_model::{
        Cause, EventRange, Measure, MediaRange, MediaTime, RuleId, RunRange, RunTime, Severity,
        Unit,
    };

    use super::*;

    #[test]
    fn a_stall_whose_cause_is_no_longer_told_is_stronger() {
        let quiet = Defect {
            rule: RuleId(STALL),
            ..at(1520, 300.0)
        };
        let told = Defect {
            causes: vec![Cause {
                words: "the device ran dry".to_owned(),
                events: EventRange { first: 5, last: 5 },
            }],
            ..quiet.clone()
        };
        assert_eq!(turn(By::Place, &told, &quiet), Some(Turn::Stronger));
        assert_eq!(turn(By::Place, &quiet, &told), Some(Turn::Weaker));
        assert_eq!(turn(By::Place, &told, &told), None);
        let late = |defect: &Defect| Defect {
            rule: RuleId("picture::late"),
            ..defect.clone()
        };
        assert_eq!(turn(By::Place, &late(&told), &late(&quiet)), None);
    }

    #[test]
    fn messages_are_found_again_by_their_words_not_by_their_order() {
        let message = |detail: &str, count| Defect {
            rule: RuleId("life::log-errors"),
            media: None,
            count,
            detail: detail.to_owned(),
            ..at(0, 0.0)
        };
        let before = [
            message("h264: no frame!", 1),
            message("3 messages, like: h264: error at MB 4 0", 3),
        ];
        let after = [
            message("58 messages, like: h264: error at MB 7 1", 58),
            message("h264: lost", 1),
        ];
        let matched = Matched::of(
            By::Message,
            before.iter().collect(),
            after.iter().collect::<Vec<_>>(),
        );
        let words = |it: &[&Defect]| it.iter().map(|it| it.detail.clone()).collect::<Vec<_>>();
        assert_eq!(matched.pairs.len(), 1);
        assert_eq!(matched.pairs[0].1.count, 58);
        assert_eq!(words(&matched.before), ["h264: no frame!"]);
        assert_eq!(words(&matched.after), ["h264: lost"]);
    }

    /// At so many milliseconds, with so large a measure.
    fn at(millis: i64, measure: f64) -> Defect {
        let time = MediaTime::from_nanos(millis * 1_000_000);
        let moment = RunTime::from_nanos(millis.unsigned_abs() * 1_000_000);
        Defect {
            rule: RuleId("picture::late"),
            severity: Severity::Minor,
            media: Some(MediaRange {
                from: time,
                to: time,
            }),
            run: Some(RunRange {
                from: moment,
                to: moment,
            }),
            events: None,
            count: 1,
            measure: Some(Measure {
                value: measure,
                unit: Unit::Ms,
            }),
            detail: String::new(),
            causes: Vec::new(),
        }
    }

    /// Places of pairs, of what is left before and of what is left after, in milliseconds.
    fn places(before: &[Defect], after: &[Defect]) -> (Vec<(i64, i64)>, Vec<i64>, Vec<i64>) {
        let matched = Matched::of(By::Place, before.iter().collect(), after.iter().collect());
        let ms = |defect: &&Defect| place(defect).map_or(-1, |nanos| nanos / 1_000_000);
        let mut pairs: Vec<_> = matched.pairs.iter().map(|(a, b)| (ms(a), ms(b))).collect();
        pairs.sort_unstable();
        (
            pairs,
            matched.before.iter().map(ms).collect(),
            matched.after.iter().map(ms).collect(),
        )
    }

    #[test]
    fn the_same_place_is_taken_before_one_that_is_near() {
        let before = [at(1000, 9.0), at(1400, 9.0)];
        let after = [at(1400, 90.0), at(5000, 9.0)];
        assert_eq!(
            places(&before, &after),
            (vec![(1400, 1400)], vec![1000], vec![5000])
        );
    }

    #[test]
    fn what_is_near_is_the_same_defect() {
        let found = places(&[at(1000, 9.0)], &[at(1500, 9.0)]);
        assert_eq!(found, (vec![(1000, 1500)], vec![], vec![]));
        let found = places(&[at(1000, 9.0)], &[at(1501, 9.0)]);
        assert_eq!(found, (vec![], vec![1000], vec![1501]));
    }

    #[test]
    fn of_many_in_one_place_those_that_are_alike_are_matched() {
        let (small, large) = (at(1000, 5.0), at(1000, 100.0));
        let matched = Matched::of(By::Place, vec![&small, &large], vec![&large]);
        assert_eq!(matched.pairs, [(&large, &large)]);
        assert_eq!(matched.before, [&small]);
    }

    #[test]
    fn a_tenth_and_a_unit_more_is_stronger() {
        let turn = |before: &Defect, after: &Defect| turn(By::Place, before, after);
        assert_eq!(turn(&at(0, 100.0), &at(0, 110.0)), None);
        assert_eq!(turn(&at(0, 100.0), &at(0, 110.1)), Some(Turn::Stronger));
        assert_eq!(turn(&at(0, -110.1), &at(0, 100.0)), Some(Turn::Weaker));
        assert_eq!(turn(&at(0, 1.0), &at(0, 2.0)), None);
        assert_eq!(turn(&at(0, 9.0), &at(100, 9.0)), None);
        assert_eq!(turn(&at(0, 9.0), &at(101, 9.0)), Some(Turn::Moved));
        let severe = Defect {
            severity: Severity::Major,
            ..at(0, 1.0)
        };
        assert_eq!(turn(&severe, &at(0, 100.0)), Some(Turn::Weaker));
    }
}
