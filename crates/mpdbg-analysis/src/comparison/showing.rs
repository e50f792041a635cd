//! What the plays of one case in one session show.

use std::collections::BTreeSet;

use mpdbg_model::{Clock, Defect, Outcome, RuleId};

use super::content::places_of_other;
use super::cut::{Reach, is_cut, is_ending};
use super::explained::Explained;
use super::matching::{By, Matched, Placed, turn};
use super::retried::Retried;
use super::terms::MESSAGES;
use super::{CaseSide, ComparedPlay, Interest, PlayCounts, Turn};

/// The rule about two plays of one session.
pub(super) const NONDETERMINISTIC: &str = "life::nondeterministic";

/// The plays of one side that say something of the player.
pub(super) struct Showing<'a> {
    /// All of them, in the order of their repeats; never empty.
    pub(super) plays: Vec<&'a ComparedPlay>,
    /// Those that came to their end, or all where none did.
    whole: Vec<&'a ComparedPlay>,
    /// How far all plays come, where none came to its end.
    pub(super) reach: Option<Reach>,
    /// For each play that differs from the first one, though it should be identical: where.
    nondeterministic: Vec<Defect>,
    /// What came to harm and was tried again.
    pub(super) retried: Retried,
}

/// Defects of one rule in the plays of one side.
#[derive(Default)]
pub(super) struct Shown<'d> {
    /// Those that all plays show.
    pub(super) always: Vec<Steady<'d>>,
    /// Those that some plays show.
    pub(super) sometimes: Vec<&'d Defect>,
}

/// A defect that all plays of a side show: as each of them does, the first one first; never empty.
pub(super) struct Steady<'d>(Vec<&'d Defect>);

impl Placed for Steady<'_> {
    fn defect(&self) -> &Defect {
        self.0[0]
    }
}

impl<'d> Steady<'d> {
    /// How the first play shows it.
    pub(super) fn first(&self) -> &'d Defect {
        self.0[0]
    }

    fn and((mut steady, again): (Self, &'d Defect)) -> Self {
        steady.0.push(again);
        steady
    }

    /// What became of it; nothing where it is the same, or where not all plays of one side differ from all
    /// of the other in the same way, so that the plays of one build differ as much.
    pub(super) fn turn(&self, by: By, after: &Self) -> Option<Turn> {
        let mut pairs = self
            .0
            .iter()
            .flat_map(|one| after.0.iter().map(move |other| (one, other)));
        let (one, other) = pairs.next()?;
        let first = turn(by, one, other)?;
        pairs
            .all(|(one, other)| turn(by, one, other) == Some(first))
            .then_some(first)
    }
}

impl<'a> Showing<'a> {
    /// What `side` shows; nothing where no play says anything of the player.
    pub(super) fn of(side: &'a CaseSide) -> Option<Self> {
        let plays = side.telling();
        let ended = plays.iter().filter(|play| !is_cut(&play.outcome));
        let ended: Vec<&ComparedPlay> = ended.copied().collect();
        let reach = if ended.is_empty() {
            Reach::of(&plays)
        } else {
            None
        };
        (!plays.is_empty()).then(|| Self {
            nondeterministic: nondeterministic(&plays),
            whole: if ended.is_empty() {
                plays.clone()
            } else {
                ended
            },
            reach,
            plays,
            retried: Retried::of(side),
        })
    }

    /// The play that is compared where a single one is.
    pub(super) fn first(&self) -> &'a ComparedPlay {
        self.whole[0]
    }

    /// The defects of the play that is compared where a single one is.
    pub(super) fn all(&self) -> impl Iterator<Item = &'a Defect> {
        self.first().judgement.defects.iter()
    }

    /// The rules that found something in any play.
    pub(super) fn rules(&self) -> impl Iterator<Item = RuleId> {
        let defects = self.plays.iter().flat_map(|play| &play.judgement.defects);
        let defects = defects.chain(&self.nondeterministic);
        defects.chain(&self.retried.defects).map(|it| it.rule)
    }

    /// Why `rule` cannot say anything of any play, where that is so.
    pub(super) fn silent(&self, rule: RuleId) -> Option<&str> {
        let judgement = &self.first().judgement;
        let unknown = judgement.unknown.iter().find(|(it, _)| *it == rule);
        let not_asked = || {
            judgement
                .not_asked
                .contains(&rule)
                .then_some("not asked for")
        };
        let reason = unknown
            .map(|(_, reason)| reason.as_str())
            .or_else(not_asked);
        reason.filter(|_| rule.0 != NONDETERMINISTIC)
    }

    /// The defects of `rule`. A play that was cut short is not asked for what others show, as long as there
    /// is one that was not. On the virtual clock an attempt that came to harm is a defect though a retry
    /// made it good.
    pub(super) fn shown(&self, by: By, rule: RuleId) -> Shown<'_> {
        if rule.0 == NONDETERMINISTIC {
            return Shown {
                always: steady(self.nondeterministic.first()),
                sometimes: Vec::new(),
            };
        }
        let plays = if is_ending(rule.0) {
            &self.plays
        } else {
            &self.whole
        };
        let mut plays = plays.iter().map(|play| of_rule(play, rule));
        let first = plays.next().unwrap_or_default();
        let mut shown = Shown {
            always: first.into_iter().map(|it| Steady(vec![it])).collect(),
            sometimes: Vec::new(),
        };
        for play in plays {
            let matched = Matched::of(by, std::mem::take(&mut shown.always), play);
            shown.always = matched.pairs.into_iter().map(Steady::and).collect();
            let lost = matched.before.into_iter().flat_map(|it| it.0);
            shown.sometimes.extend(lost.chain(matched.after));
        }
        let in_no_play = shown.always.is_empty() && shown.sometimes.is_empty();
        if in_no_play && self.first().clock == Clock::Virtual {
            shown.always = steady(self.retried.defect(rule));
        }
        shown
    }

    /// Defects in a play, the mean over all of them.
    pub(super) fn defects(&self, interest: &Interest) -> f64 {
        let counts = |it: &&Defect| !interest.ignores(it.rule.0);
        let plays = self.plays.iter().flat_map(|play| &play.judgement.defects);
        let judged = plays.filter(|it| it.rule.0 != NONDETERMINISTIC);
        let defects = judged.chain(&self.nondeterministic).filter(counts).count();
        defects as f64 / self.plays.len() as f64
    }

    /// The plays in figures, those left out that were cut short.
    pub(super) fn counts(&self) -> Vec<PlayCounts> {
        self.whole.iter().map(|play| PlayCounts::of(play)).collect()
    }

    /// All attempts in figures, for rules that say how they ended: one counts as much as another, however
    /// far it came.
    pub(super) fn counts_of_endings(&self) -> Vec<PlayCounts> {
        let plays = self.plays.iter().map(|play| PlayCounts::of(play));
        self.retried.counts(plays.collect())
    }

    /// True when a play crashed or hung to the last.
    pub(super) fn crashed(&self) -> bool {
        self.plays.iter().any(|play| play.outcome.is_crash())
    }

    /// Adds the pictures and the sound in which plays of this side differ.
    pub(super) fn explain_chance(&self, explained: &mut Explained) {
        let (first, others) = (self.first(), &self.whole[1..]);
        for play in others {
            explained.add_chance(places_of_other(&first.events, &play.events));
        }
    }

    /// How the plays ended, e.g. `finished (4 of 5), crashed with SIGSEGV (1 of 5)`.
    pub(super) fn ended(&self) -> String {
        let mut ways: Vec<(&Outcome, usize)> = Vec::new();
        for play in &self.plays {
            match ways.iter_mut().find(|(way, _)| **way == play.outcome) {
                Some((_, plays)) => *plays += 1,
                None => ways.push((&play.outcome, 1)),
            }
        }
        if let [(way, _)] = ways[..] {
            return way.to_string();
        }
        let all = self.plays.len();
        let words = ways
            .iter()
            .map(|(way, plays)| format!("{way} ({plays} of {all})"));
        words.collect::<Vec<_>>().join(", ")
    }
}

/// By what defects of `rule` are found again.
pub(super) fn by(rule: RuleId) -> By {
    if is_ending(rule.0) || rule.0 == NONDETERMINISTIC {
        By::Rule
    } else if rule.0 == MESSAGES {
        By::Message
    } else {
        By::Place
    }
}

/// The rules that found something on either side.
pub(super) fn rules(before: &Showing<'_>, after: &Showing<'_>) -> BTreeSet<RuleId> {
    before.rules().chain(after.rules()).collect()
}

fn of_rule(play: &ComparedPlay, rule: RuleId) -> Vec<&Defect> {
    let defects = play.judgement.defects.iter();
    defects.filter(|it| it.rule == rule).collect()
}

fn steady(defect: Option<&Defect>) -> Vec<Steady<'_>> {
    defect.map(|it| Steady(vec![it])).into_iter().collect()
}

/// The differences of plays on the virtual clock from the first of them, one for each: as it was judged, else
/// from their events.
fn nondeterministic(plays: &[&ComparedPlay]) -> Vec<Defect> {
    let judged = |play: &ComparedPlay| {
        let mut defects = play.judgement.defects.iter();
        defects.find(|it| it.rule.0 == NONDETERMINISTIC).cloned()
    };
    let first = plays.iter().find(|play| play.clock == Clock::Virtual);
    let differs = |play: &&&ComparedPlay| {
        let first = first.filter(|_| play.clock == Clock::Virtual)?;
        crate::nondeterministic(&play.events, &first.events)
    };
    let plays = plays.iter();
    plays
        .filter_map(|play| judged(play).or_else(|| differs(&play)))
        .collect()
}
