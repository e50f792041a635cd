//! What the plays of one case in one session show.

use std::collections::BTreeSet;

use mpdbg_model::{Clock, Defect, Outcome, RuleId, Span};

use super::cut::{Reach, is_cut, is_ending};
use super::matching::{By, Matched, Placed, turn};
use super::terms::MESSAGES;
use super::{CaseSide, ComparedPlay, ContentChange, Interest, PlayCounts, Turn};

/// The rule about two plays of one session.
const NONDETERMINISTIC: &str = "life::nondeterministic";

/// The plays of one side that say something of the player.
pub(super) struct Showing<'a> {
    /// All of them, in the order of their repeats; never empty.
    pub(super) plays: Vec<&'a ComparedPlay>,
    /// Those that came to their end, or all where none did.
    whole: Vec<&'a ComparedPlay>,
    /// How far all plays come, where none came to its end.
    pub(super) reach: Option<Reach>,
    /// Where plays that should be identical are not.
    nondeterministic: Option<Defect>,
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
        defects.chain(&self.nondeterministic).map(|it| it.rule)
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
    /// is one that was not.
    pub(super) fn shown(&self, by: By, rule: RuleId) -> Shown<'_> {
        if rule.0 == NONDETERMINISTIC {
            return Shown {
                always: self
                    .nondeterministic
                    .iter()
                    .map(|it| Steady(vec![it]))
                    .collect(),
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
        shown
    }

    /// Defects in a play, the mean over all of them.
    pub(super) fn defects(&self, interest: &Interest) -> f64 {
        let counts = |it: &&Defect| !interest.ignores(it.rule.0);
        let plays = self.plays.iter().map(|play| &play.judgement.defects);
        let defects = plays
            .map(|it| it.iter().filter(counts).count())
            .sum::<usize>();
        defects as f64 / self.plays.len() as f64
    }

    /// The plays in figures, those left out that were cut short.
    pub(super) fn counts(&self) -> Vec<PlayCounts> {
        self.whole.iter().map(|play| PlayCounts::of(play)).collect()
    }

    /// The plays in figures, where `rule` says how they ended: each stands for a play as long as `whole`.
    pub(super) fn counts_of_endings(&self, whole: Span) -> Vec<PlayCounts> {
        let plays = self.plays.iter().map(|play| PlayCounts::of(play));
        plays
            .map(|counts| PlayCounts {
                length: whole,
                ..counts
            })
            .collect()
    }

    /// The longest play.
    pub(super) fn longest(&self) -> Span {
        let lengths = self.plays.iter().map(|play| play.length);
        lengths.max().unwrap_or_default()
    }

    /// True when a play crashed or hung to the last.
    pub(super) fn crashed(&self) -> bool {
        self.plays.iter().any(|play| play.outcome.is_crash())
    }

    /// True when plays of this side differ in their pictures or their sound.
    pub(super) fn content_comes_and_goes(&self) -> bool {
        let (first, others) = (self.first(), &self.whole[1..]);
        let differs = |play: &&ComparedPlay| ContentChange::of(&first.events, &play.events);
        others.iter().any(|play| differs(play).is_some())
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

/// The first difference between finished plays on the virtual clock: as it was judged, else from their
/// events.
fn nondeterministic(plays: &[&ComparedPlay]) -> Option<Defect> {
    let mut defects = plays.iter().flat_map(|play| &play.judgement.defects);
    if let Some(judged) = defects.find(|it| it.rule.0 == NONDETERMINISTIC) {
        return Some(judged.clone());
    }
    let mut finished = plays
        .iter()
        .filter(|play| play.clock == Clock::Virtual && play.outcome == Outcome::Finished);
    let first = finished.next()?;
    finished.find_map(|play| crate::nondeterministic(&first.events, &play.events))
}
