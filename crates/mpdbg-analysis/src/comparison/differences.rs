//! What differs between the defects of two sides.

use mpdbg_model::{Clock, Defect, MediaTime, RuleId};

use super::Turn;
use super::cut::Reach;
use super::matching::{By, Matched};
use super::showing::{Showing, by};

/// A defect that differs, before it is copied out of its play.
pub(super) struct Difference<'d> {
    pub(super) rule: RuleId,
    pub(super) turn: Turn,
    pub(super) before: Option<&'d Defect>,
    pub(super) after: Option<&'d Defect>,
}

/// What was found of the defects of all rules.
#[derive(Default)]
pub(super) struct Differences<'d> {
    /// Defects that are the same.
    pub(super) same: u64,
    /// Those that are not.
    pub(super) found: Vec<Difference<'d>>,
    /// Rules that are compared by their rate.
    pub(super) rated: Vec<RuleId>,
}

/// A range of the media in which rules of an area find something: the area, its beginning, its end.
type Spot = (&'static str, MediaTime, MediaTime);

impl<'d> Differences<'d> {
    /// Matches what all plays of a side show. What only some plays of a side show is left to its rate, and
    /// keeps what the others show from being new or fixed.
    pub(super) fn hold(&mut self, rule: RuleId, before: &'d Showing<'_>, after: &'d Showing<'_>) {
        let by = by(rule);
        let (one, other) = (before.shown(by, rule), after.shown(by, rule));
        let chance = before.first().clock == Clock::Real;
        let retried = |side: &Showing<'_>| chance && side.retried.defect(rule).is_some();
        let some = !one.sometimes.is_empty() || !other.sometimes.is_empty();
        if some || retried(before) || retried(after) {
            self.rated.push(rule);
        }
        let always = Matched::of(by, one.always, other.always);
        for (one, other) in always.pairs {
            match one.turn(by, &other) {
                None => self.same += 1,
                Some(turn) => self.find(turn, Some(one.first()), Some(other.first())),
            }
        }
        for fixed in Matched::of(by, always.before, other.sometimes).before {
            self.find(Turn::Fixed, Some(fixed.first()), None);
        }
        for new in Matched::of(by, one.sometimes, always.after).after {
            self.find(Turn::New, None, Some(new.first()));
        }
    }

    fn find(&mut self, turn: Turn, before: Option<&'d Defect>, after: Option<&'d Defect>) {
        let rule = after.or(before).map(|it| it.rule);
        self.found.extend(rule.map(|rule| Difference {
            rule,
            turn,
            before,
            after,
        }));
    }

    /// Takes out what is behind the place where a play was cut short, and what has another name before it;
    /// how many before and after.
    pub(super) fn leave_out(
        &mut self,
        reaches: &[Reach],
        (one, other): (&Showing<'_>, &Showing<'_>),
    ) -> (usize, usize) {
        let (all_before, all_after) = (spots(one.all()), spots(other.all()));
        let (worse, better) = (self.turned(Turn::is_worse), self.turned(Turn::is_better));
        let (mut before, mut after) = (0, 0);
        self.found.retain(|it| {
            let others = match it.turn {
                Turn::New => &all_before[..],
                Turn::Stronger => &better,
                Turn::Moved => &[],
                Turn::Weaker => &worse,
                Turn::Fixed => &all_after,
            };
            let leave = by(it.rule) != By::Rule && (it.is_behind(reaches) || it.is_renamed(others));
            before += usize::from(leave && it.before.is_some());
            after += usize::from(leave && it.after.is_some());
            !leave
        });
        (before, after)
    }

    fn turned(&self, turned: fn(Turn) -> bool) -> Vec<Spot> {
        let turned = self.found.iter().filter(|it| turned(it.turn));
        spots(turned.filter_map(Difference::shown))
    }
}

/// Where these defects are, in order; the spots of an area do not overlap.
fn spots<'d>(defects: impl Iterator<Item = &'d Defect>) -> Vec<Spot> {
    let mut spots: Vec<Spot> = defects.filter_map(spot).collect();
    spots.sort_unstable();
    spots.dedup_by(|next, spot| {
        let overlaps = next.0 == spot.0 && next.1 <= spot.2;
        if overlaps {
            spot.2 = spot.2.max(next.2);
        }
        overlaps
    });
    spots
}

fn spot(defect: &Defect) -> Option<Spot> {
    let area = defect.rule.0.split("::").next()?;
    let media = defect.media?;
    Some((area, media.from, media.to))
}

impl<'d> Difference<'d> {
    /// The one of the side that is worse, so that swapped sides show the same.
    const fn shown(&self) -> Option<&'d Defect> {
        match self.turn {
            Turn::New | Turn::Stronger | Turn::Moved => self.after,
            Turn::Weaker | Turn::Fixed => self.before,
        }
    }

    fn is_behind(&self, reaches: &[Reach]) -> bool {
        let mut sides = self.before.iter().chain(&self.after);
        sides.any(|defect| reaches.iter().any(|reach| reach.is_behind(defect)))
    }

    /// What is lacking is called by what comes behind it, such as damage, and the shorter play did not see
    /// that: pictures are lost to one rule before and to another one after. `others` are the spots at
    /// which the other side shows something.
    fn is_renamed(&self, others: &[Spot]) -> bool {
        let Some((area, from, to)) = self.shown().and_then(spot) else {
            return false;
        };
        let at = others.partition_point(|other| (other.0, other.2) < (area, from));
        let next = others.get(at);
        next.is_some_and(|next| next.0 == area && next.1 <= to)
    }
}
