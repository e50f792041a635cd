//! One case in two sessions.

use std::collections::BTreeSet;

use mpdbg_model::{Case, Clock, RuleId, Severity};
use serde::Serialize;

use super::terms::CONTENT;
use super::{
    CaseNoise, ContentChange, DefectChange, Interest, NotComparable, PlayCounts, RateChange,
    Ruling, Standing,
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

    /// True when what is worse, and what `interest` lets count, fails the comparison. Content fails it only
    /// where nothing else differs: what is shown otherwise because a defect came or went is that defect's.
    pub fn fails(&self, interest: &Interest) -> bool {
        if !self.standing.is_compared() {
            return false;
        }
        let worse = self.worse().any(|it| interest.counts(it.rule.0));
        let rates = || {
            self.ruled(Ruling::Worse)
                .any(|it| interest.counts(it.rule.0))
        };
        worse || rates() || (self.is_of_content() && interest.counts(CONTENT))
    }

    /// How bad it is, for an order with the worst first: a new crash before everything else, then by the
    /// worst severity of what is worse, then by how much it takes in. 0 where nothing is worse.
    pub fn order(&self) -> f64 {
        let severity = |it: &DefectChange| match it.severity() {
            Severity::Minor => 1,
            Severity::Major => 2,
            Severity::Critical => 3,
        };
        let defects = self.worse().map(severity).max().unwrap_or(0);
        let rates = self.ruled(Ruling::Worse).map(|_| 2).max().unwrap_or(0);
        let content = u8::from(self.is_of_content());
        let crash = if self.crashed_after && !self.crashed_before && defects > 0 {
            4
        } else {
            0
        };
        let rank = defects.max(rates).max(content).max(crash);
        let amount: u64 = self.worse().map(DefectChange::amount).sum();
        f64::from(rank) * 1e12 + (amount as f64).min(1e12 - 1.0)
    }

    /// True when the content differs, and nothing else.
    fn is_of_content(&self) -> bool {
        let open = self.content.as_ref().is_some_and(ContentChange::is_open);
        open && self.rules_worse().is_empty() && self.rules_better().is_empty()
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
            (false, true) => Standing::Regressed,
            (true, false) => Standing::Improved,
            (false, false) if worse.is_disjoint(&better) => Standing::Changed,
            (false, false) => Standing::Mixed,
            (true, true) if self.is_of_content() => Standing::Changed,
            (true, true) => {
                self.not_comparable = self.left_to_chance();
                match &self.not_comparable {
                    Some(_) => Standing::NotComparable,
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
