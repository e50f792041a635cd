//! From cases to a verdict.

use std::collections::BTreeSet;

use mpdbg_model::{Clock, RuleId};

use super::family::rule_on;
use super::rating::{Repeats, rates_of_all};
use super::{
    CaseComparison, Circumstance, Circumstances, Comparison, ComparisonVerdict, Interest,
    NotComparable, RateChange, Ruling, SideTotals, Standing, Standings, Terms, Thing,
};

impl Comparison {
    /// Finishes the comparison of `cases`, which hold each case of either session once: those of the second
    /// in its order, then those that are gone.
    pub fn of(
        (before, after): (String, String),
        circumstances: Circumstances,
        mut cases: Vec<CaseComparison>,
        terms: &Terms,
    ) -> Self {
        let mut rates = over_all(&cases, terms);
        let mut own: Vec<&mut RateChange> = cases.iter_mut().flat_map(|it| &mut it.rates).collect();
        rule_on(&mut rates, &mut own);
        cases.iter_mut().for_each(CaseComparison::settle);
        let confidence = confidence(&cases);
        let mut comparison = Self {
            before,
            after,
            circumstances,
            interest: terms.interest.clone(),
            profile: terms.profile.clone(),
            standings: Standings::of(&cases),
            totals_before: totals(&cases, Side::Before),
            totals_after: totals(&cases, Side::After),
            cases,
            rates,
            confidence,
            confidence_needed: terms.confidence_needed,
            verdict: ComparisonVerdict::NothingRegressed,
        };
        comparison.verdict = comparison.find_verdict();
        comparison
    }

    fn find_verdict(&self) -> ComparisonVerdict {
        let worse = |it: &RateChange| is_worse(it, &self.interest);
        if self.cases.iter().any(|it| self.fails(it)) || self.rates.iter().any(worse) {
            return ComparisonVerdict::Regressed;
        }
        let mut reasons = Vec::new();
        let compared = self.totals_after.compared;
        if self.confidence < self.confidence_needed || (compared == 0 && !self.cases.is_empty()) {
            reasons.push(self.words_of_doubt());
        }
        reasons.extend(self.words_of_lack());
        reasons.extend(self.words_of_gone());
        reasons.extend(self.words_of_suspicion());
        let muddle = self.circumstances.muddle();
        if !muddle.is_empty() {
            let things: Vec<&str> = muddle.iter().map(|it| it.thing.name()).collect();
            reasons.push(format!(
                "more than one thing differs: {}",
                things.join(", ")
            ));
        }
        if reasons.is_empty() {
            ComparisonVerdict::NothingRegressed
        } else {
            ComparisonVerdict::Unclear(reasons)
        }
    }

    /// What is not there any more may be as it was, or worse.
    fn words_of_lack(&self) -> Option<String> {
        let lost = |it: &&CaseComparison| {
            matches!(
                it.not_comparable,
                Some(NotComparable::NotRecorded {
                    before: None,
                    after: Some(_)
                })
            )
        };
        match self.cases.iter().filter(lost).count() {
            0 => None,
            1 => Some("1 case that has a recording before has none after".to_owned()),
            cases => Some(format!(
                "{cases} cases that have a recording before have none after"
            )),
        }
    }

    /// Samples and scenarios that are not there any more were perhaps only not found.
    fn words_of_gone(&self) -> Option<String> {
        let allowed =
            |it: &Circumstance| it.allowed && matches!(it.thing, Thing::Samples | Thing::Scenarios);
        let gone = self.standings.count(Standing::Gone);
        if gone == 0 || self.circumstances.0.iter().any(allowed) {
            return None;
        }
        let cases = if gone == 1 {
            "1 case is"
        } else {
            &format!("{gone} cases are")
        };
        Some(format!(
            "{cases} gone: `--allow samples` (or scenarios) says that this is meant"
        ))
    }

    /// What a test says is worse, and what may be the computer's doing all the same.
    fn words_of_suspicion(&self) -> Option<String> {
        let of_cases = self.cases.iter().flat_map(|it| &it.rates);
        let rates = self.rates.iter().chain(of_cases);
        let suspected = rates.filter(|it| it.is_suspected() && self.interest.counts(it.rule.0));
        match suspected.count() {
            0 => None,
            figures => Some(format!(
                "{figures} figure{} of repeated plays may be worse: more plays, or `mpdbg noise`, can tell",
                if figures == 1 { "" } else { "s" }
            )),
        }
    }

    fn words_of_doubt(&self) -> String {
        let cases: u64 = self.standings.total();
        let plural = if cases == 1 { "" } else { "s" };
        format!(
            "{} of {cases} case{plural} could be compared: confidence {:.2}, needed {:.2}",
            self.totals_after.compared, self.confidence, self.confidence_needed
        )
    }
}

fn is_worse(rate: &RateChange, interest: &Interest) -> bool {
    let worse = rate.ruling == Ruling::Worse && rate.accepted.is_none();
    worse && interest.counts(rate.rule.0)
}

/// The rates over all cases of rules that are compared by their rate on the real clock. Cases in which a
/// difference of the rule is accepted are not asked.
fn over_all(cases: &[CaseComparison], terms: &Terms) -> Vec<RateChange> {
    let real = cases.iter().filter(|it| it.repeats.clock == Clock::Real);
    let real: Vec<&CaseComparison> = real.collect();
    let of_rule = |rule: RuleId| {
        let open = real.iter().filter(|it| terms.is_open(it, rule.0));
        let repeats: Vec<Repeats<'_>> = open.map(|it| it.repeats()).collect();
        rates_of_all(&[rule], &repeats)
    };
    let rules = timed_rules(&real, &terms.interest);
    rules.into_iter().flat_map(of_rule).collect()
}

fn timed_rules(cases: &[&CaseComparison], interest: &Interest) -> BTreeSet<RuleId> {
    let plays = cases
        .iter()
        .flat_map(|it| it.repeats.before.iter().chain(&it.repeats.after));
    let rules: BTreeSet<RuleId> = plays
        .flat_map(|it| it.things.iter().map(|it| it.0))
        .collect();
    let timed = |rule: &RuleId| crate::rule(rule.0).is_some_and(crate::Rule::depends_on_time);
    let asked = rules.into_iter().filter(|rule| !interest.ignores(rule.0));
    asked.filter(timed).collect()
}

impl CaseComparison {
    fn repeats(&self) -> Repeats<'_> {
        Repeats {
            before: &self.repeats.before,
            after: &self.repeats.after,
            noise: self.repeats.noise.as_ref(),
        }
    }
}

impl Standings {
    fn of(cases: &[CaseComparison]) -> Self {
        let count = |standing| cases.iter().filter(|it| it.standing == standing).count() as u64;
        Self {
            of: Standing::ALL.map(count),
        }
    }
}

#[derive(Clone, Copy)]
enum Side {
    Before,
    After,
}

fn totals(cases: &[CaseComparison], side: Side) -> SideTotals {
    let mut totals = SideTotals::default();
    for case in cases {
        let (there, crashed, defects) = match side {
            Side::Before => (&case.ended_before, case.crashed_before, case.defects_before),
            Side::After => (&case.ended_after, case.crashed_after, case.defects_after),
        };
        totals.cases += u64::from(there.is_some());
        totals.crashed += u64::from(crashed);
        if case.standing.is_compared() {
            totals.compared += 1;
            totals.defects += defects;
        }
    }
    let quality = totals.defects / totals.compared as f64;
    totals.quality = (totals.compared > 0).then_some(quality);
    totals
}

/// The share of the cases that could be compared; those are left out whose scenario does not fit the sample
/// in either session, since there is nothing to compare. 0 where no case is left.
fn confidence(cases: &[CaseComparison]) -> f64 {
    let fits = |it: &&CaseComparison| it.not_comparable != Some(NotComparable::NotApplicable);
    let all = cases.iter().filter(fits).count();
    let compared = cases.iter().filter(|it| it.standing.is_compared()).count();
    compared as f64 / all.max(1) as f64
}
