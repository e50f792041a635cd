//! One case in two sessions.

use std::collections::BTreeSet;

use mpdbg_model::{Case, Clock, RuleId, Severity};
use serde::Serialize;

use super::cut::{HARM, is_ending};
use super::names::{CONTENT, PRESENTATION};
use super::terms::MESSAGES;
use super::{
    CaseNoise, ContentChange, DefectChange, Interest, NotComparable, PlayCounts,
    PresentationChange, RateChange, Ruling, Standing, Turn,
};

/// One case of either session, compared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CaseComparison {
    /// The case.
    pub case: Case,
    /// How it stands.
    pub standing: Standing,
    /// Why nothing can be said, where that is so.
    pub not_comparable: Option<NotComparable>,
    /// How the plays ended before, e.g. `finished`, or why there is none; absent where the first session
    /// does not have the case.
    pub ended_before: Option<String>,
    /// How the plays ended after.
    pub ended_after: Option<String>,
    /// True when a play before crashed or hung to the last.
    pub crashed_before: bool,
    /// True when a play after crashed or hung to the last.
    pub crashed_after: bool,
    /// Defects before, the mean over the plays.
    pub defects_before: f64,
    /// Defects after.
    pub defects_after: f64,
    /// Defects that are the same in both.
    pub same: u64,
    /// Defects that are not, worst first: new, stronger, moved, weaker, fixed, the severe ones before the
    /// others, then in the order of the media.
    pub changes: Vec<DefectChange>,
    /// Rules whose rate differs in repeated plays; where there are repeats on the real clock this stands
    /// in place of `changes` for rules that depend on time.
    pub rates: Vec<RateChange>,
    /// Pictures and sound that differ.
    pub content: Option<ContentChange>,
    /// What is presented otherwise, on the virtual clock, where both plays came to their end.
    pub presentation: Option<PresentationChange>,
    /// What a reader has to know, e.g. that it is compared only up to a crash.
    pub remarks: Vec<String>,
    /// The plays in figures, where rates may be asked of them.
    #[serde(skip)]
    pub repeats: CaseRepeats,
}

/// The plays of one case in figures, for the rates over all cases; empty where nothing is compared by its
/// rate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CaseRepeats {
    /// The clock that drove all of them.
    pub clock: Clock,
    /// The plays of the first session.
    pub before: Vec<PlayCounts>,
    /// The plays of the second session.
    pub after: Vec<PlayCounts>,
    /// What plays of one build show here, where that was measured.
    pub noise: Option<CaseNoise>,
}

impl CaseComparison {
    /// Defects that are for the worse and not accepted.
    pub fn worse(&self) -> impl Iterator<Item = &DefectChange> {
        let open = |it: &&DefectChange| it.accepted.is_none();
        self.changes
            .iter()
            .filter(open)
            .filter(|it| it.turn.is_worse())
    }

    /// Defects that are for the better and not accepted.
    pub fn better(&self) -> impl Iterator<Item = &DefectChange> {
        let open = |it: &&DefectChange| it.accepted.is_none();
        self.changes
            .iter()
            .filter(open)
            .filter(|it| it.turn.is_better())
    }

    /// Rates that were ruled so and are not accepted.
    pub fn ruled(&self, ruling: Ruling) -> impl Iterator<Item = &RateChange> {
        let open = self.rates.iter().filter(|it| it.accepted.is_none());
        open.filter(move |it| it.ruling == ruling)
    }

    /// True when what is worse, and what `interest` lets count, fails the comparison. So does what
    /// differs without a direction, whatever else got better.
    pub fn fails(&self, interest: &Interest) -> bool {
        if !self.standing.is_compared() {
            return false;
        }
        let worse = self.worse().any(|it| interest.counts(it.rule.0));
        let rates = || {
            self.ruled(Ruling::Worse)
                .any(|it| interest.counts(it.rule.0))
        };
        worse || rates() || self.otherwise().any(|name| interest.counts(name))
    }

    /// True when the player came to harm to the last only in the second session, however the case stands;
    /// not where that is accepted, or does not count.
    pub fn newly_crashed(&self, interest: &Interest) -> bool {
        let changes = self.changes.iter().map(|it| (it.rule, &it.accepted));
        let rates = self.rates.iter().map(|it| (it.rule, &it.accepted));
        let mut told = changes
            .chain(rates)
            .filter(|(rule, _)| is_ending(rule.0))
            .peekable();
        let mut harm = HARM.iter();
        let counts = if told.peek().is_some() {
            told.any(|(rule, accepted)| accepted.is_none() && interest.counts(rule.0))
        } else if self.standing.is_compared() {
            // What is ignored is not among the changes.
            harm.all(|rule| interest.counts(rule))
        } else {
            harm.any(|rule| interest.counts(rule))
        };
        self.crashed_after && !self.crashed_before && counts
    }

    /// How bad it is, for an order with the worst first: a new crash before everything else, then by the
    /// worst severity of what is worse; among those, cases without a defect before come before those that
    /// show another one now, and these before what was there and is stronger; then by how much it takes
    /// in. 0 where nothing is worse.
    pub fn order(&self) -> f64 {
        let severity = |it: &DefectChange| match it.severity() {
            Severity::Minor => 1,
            Severity::Major => 2,
            Severity::Critical => 3,
        };
        let defects = self.worse().map(severity).max().unwrap_or(0);
        let rates = self.ruled(Ruling::Worse).map(|_| 2).max().unwrap_or(0);
        let content = u8::from(self.otherwise().next().is_some());
        let crash = if self.crashed_after && !self.crashed_before && defects > 0 {
            4
        } else {
            0
        };
        let rank = defects.max(rates).max(content).max(crash);
        let amount: u64 = self.worse().map(DefectChange::amount).sum();
        let worst = self.worse().filter(|it| severity(it) == defects);
        let fresh = match worst.map(|it| it.turn).min() {
            Some(Turn::New) if self.defects_before <= 0.0 => 2,
            Some(Turn::New) => 1,
            Some(_) | None => 0,
        };
        f64::from(rank * 3 + fresh) * 1e12 + (amount as f64).min(1e12 - 1.0)
    }

    /// What differs, for the better or the worse, and nothing explains it: `content`, `presentation`.
    pub fn otherwise(&self) -> impl Iterator<Item = &'static str> {
        let content = self.content.as_ref().is_some_and(ContentChange::is_open);
        let presentation = self.presentation.as_ref();
        let presentation = presentation.is_some_and(PresentationChange::is_open);
        let presentation = presentation && !self.is_told_by_rules();
        let content = content.then_some(CONTENT).into_iter();
        content.chain(presentation.then_some(PRESENTATION))
    }

    /// True when rules say what differs. What a library writes says nothing of what is presented.
    fn is_told_by_rules(&self) -> bool {
        let changes = self.changes.iter().map(|it| it.rule);
        let mut rules = changes.chain(self.rates.iter().map(|it| it.rule));
        rules.any(|rule| rule.0 != MESSAGES)
    }

    fn rules_worse(&self) -> BTreeSet<RuleId> {
        let rates = self.ruled(Ruling::Worse).map(|it| it.rule);
        self.worse().map(|it| it.rule).chain(rates).collect()
    }

    fn rules_better(&self) -> BTreeSet<RuleId> {
        let rates = self.ruled(Ruling::Better).map(|it| it.rule);
        self.better().map(|it| it.rule).chain(rates).collect()
    }

    /// Says how it stands by what was found; to be called again when rates were ruled on.
    pub(super) fn settle(&mut self) {
        if matches!(self.standing, Standing::New | Standing::Gone) {
            return;
        }
        if self
            .not_comparable
            .as_ref()
            .is_some_and(NotComparable::is_of_chance)
        {
            self.not_comparable = None;
        }
        self.standing = if self.not_comparable.is_some() {
            Standing::NotComparable
        } else {
            self.standing_by_differences()
        };
    }

    fn standing_by_differences(&mut self) -> Standing {
        let (worse, better) = (self.rules_worse(), self.rules_better());
        match (worse.is_empty(), better.is_empty()) {
            (false, false) if worse.is_disjoint(&better) => Standing::Changed,
            (false, false) => Standing::Mixed,
            // For the better or the worse, nobody knows.
            _ if self.otherwise().next().is_some() => Standing::Changed,
            (false, true) => Standing::Regressed,
            (true, none_better) => {
                self.not_comparable = self.left_to_chance();
                match &self.not_comparable {
                    // That something got better does not say that nothing got worse.
                    Some(_) => Standing::NotComparable,
                    None if !none_better => Standing::Improved,
                    None if self.comes_and_goes() => Standing::Flaky,
                    None => Standing::Same,
                }
            }
        }
    }

    /// Why a difference that depends on time cannot be told from chance, where there is one.
    fn left_to_chance(&self) -> Option<NotComparable> {
        let timed = |it: &&RateChange| self.is_timed(it);
        if self.ruled(Ruling::Loaded).any(|it| timed(&it)) {
            return Some(NotComparable::Loaded);
        }
        let plays = |it: &RateChange| it.before.plays.min(it.after.plays);
        let few = self.ruled(Ruling::TooFewPlays).filter(timed).map(plays);
        few.min().map(NotComparable::TooFewPlays)
    }

    fn is_timed(&self, rate: &RateChange) -> bool {
        self.repeats.clock == Clock::Real && depends_on_time(rate.rule)
    }

    /// True when something differs that shows in some plays of a build only.
    fn comes_and_goes(&self) -> bool {
        let some = |plays: u32, with: u32| with > 0 && with < plays;
        let flaky = |it: &RateChange| {
            !self.is_timed(it)
                || some(it.before.plays, it.before.plays_with)
                || some(it.after.plays, it.after.plays_with)
        };
        let content = self.content.as_ref();
        let content = content.is_some_and(|it| it.comes_and_goes && it.accepted.is_none());
        content
            || self
                .rates
                .iter()
                .any(|it| it.accepted.is_none() && flaky(it))
    }
}

fn depends_on_time(rule: RuleId) -> bool {
    crate::rule(rule.0).is_some_and(crate::Rule::depends_on_time)
}
