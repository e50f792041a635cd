//! One measure over all sessions: the defects of a sample, or those of a rule.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use mpdbg_analysis::{CaseSide, ComparedPlay, NotRecorded, Profile, Rule, rule};
use mpdbg_model::{Case, SampleName};
use mpdbg_session::{Facts, Session, SessionError};
use serde::Serialize;

use crate::compare::each_case;

/// Digits of a revision that are shown.
const DIGITS: usize = 12;

/// What is looked at.
#[derive(Clone, Debug)]
pub(crate) enum Measured {
    /// All defects of a sample, under all of its scenarios.
    Sample(SampleName),
    /// The defects of a rule in all cases, by its id.
    Rule(&'static str),
}

/// The measure in one session.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Point {
    /// The session.
    pub(crate) session: String,
    /// When it was made, RFC 3339 in UTC; absent where it cannot be read.
    pub(crate) created: Option<String>,
    /// The revision of the source, shortened; absent where there was no repository.
    pub(crate) revision: Option<String>,
    /// True when the source had changes that were not committed.
    pub(crate) dirty: bool,
    /// The measure; absent where the session lacks it.
    pub(crate) defects: Option<Defects>,
    /// Why the session lacks it, or what a reader has to know.
    pub(crate) remark: Option<String>,
    /// True when it is not what it was in the last session before that has it.
    pub(crate) changed: bool,
}

/// How many defects there are, added up over the cases.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Defects {
    /// The mean over repeated plays.
    pub(crate) mean: f64,
    /// In the plays with the fewest.
    pub(crate) fewest: f64,
    /// In the plays with the most.
    pub(crate) most: f64,
    /// The mean of each rule that found any, by its id.
    pub(crate) rules: BTreeMap<String, f64>,
    /// Cases that were judged.
    pub(crate) cases: usize,
    /// Cases with any defect.
    pub(crate) cases_with: usize,
}

impl Point {
    /// A session that cannot be read: why.
    pub(crate) fn unreadable(session: &str, why: &SessionError) -> Self {
        Self {
            session: session.to_owned(),
            created: None,
            revision: None,
            dirty: false,
            defects: None,
            remark: Some(format!("cannot be read: {why}")),
            changed: false,
        }
    }

    /// Measures a session; judges it anew, so many cases side by side.
    ///
    /// # Errors
    /// When the session cannot be read.
    pub(crate) fn of(
        session: &Session,
        measured: &Measured,
        profile: &Profile,
        jobs: NonZeroUsize,
    ) -> Result<Self, SessionError> {
        let told = session.revision()?.unwrap_or_default();
        let source = Facts::of(&told);
        let revision = source.line("git revision").or(source.line("hg revision"));
        let found = each_case(
            session,
            profile,
            jobs,
            |case| measured.takes_in(case),
            |side| measured.of_case(&side),
        )?;
        let (defects, remark) = measured.add_up(found);
        Ok(Self {
            session: session.name().to_string(),
            created: Some(session.configuration().created.clone()),
            revision: revision.map(|it| it.chars().take(DIGITS).collect()),
            dirty: source.line("working tree").is_some_and(|it| it != "clean"),
            defects,
            remark,
            changed: false,
        })
    }
}

impl Measured {
    fn takes_in(&self, case: &Case) -> bool {
        match self {
            Self::Sample(name) => case.sample == *name,
            Self::Rule(_) => true,
        }
    }

    /// The defects of one case, or why it was not judged.
    fn of_case(&self, side: &CaseSide) -> Result<Defects, String> {
        let recorded: Vec<&ComparedPlay> = side.plays.iter().flatten().collect();
        let judged = recorded.iter().filter(|play| self.is_judged(play));
        let plays: Vec<BTreeMap<String, f64>> = judged.map(|play| self.of_play(play)).collect();
        if plays.is_empty() {
            let lacking = side.plays.iter().find_map(|play| play.as_ref().err());
            let lacking = lacking.filter(|_| recorded.is_empty());
            return Err(lacking.map_or_else(|| self.why_not(&recorded), NotRecorded::to_string));
        }
        let sums: Vec<f64> = plays.iter().map(|it| it.values().sum()).collect();
        let count = plays.len() as f64;
        let mut rules: BTreeMap<String, f64> = BTreeMap::new();
        for (rule, defects) in plays.into_iter().flatten() {
            *rules.entry(rule).or_default() += defects / count;
        }
        let most = sums.iter().copied().fold(0.0, f64::max);
        Ok(Defects {
            mean: sums.iter().sum::<f64>() / count,
            fewest: sums.iter().copied().fold(most, f64::min),
            most,
            rules,
            cases: 1,
            cases_with: usize::from(most > 0.0),
        })
    }

    fn is_judged(&self, play: &ComparedPlay) -> bool {
        let judgement = &play.judgement;
        match self {
            Self::Sample(_) => true,
            Self::Rule(id) => {
                let mut unknown = judgement.unknown.iter().map(|(rule, _)| rule);
                let found = judgement.defects.iter().any(|it| it.rule.0 == *id);
                found
                    || !unknown.any(|rule| rule.0 == *id)
                        && !judgement.not_asked.iter().any(|rule| rule.0 == *id)
            }
        }
    }

    /// Why the rule could judge none of these plays.
    fn why_not(&self, plays: &[&ComparedPlay]) -> String {
        let Self::Rule(id) = self else {
            return "nothing was played".to_owned();
        };
        let mut unknown = plays.iter().flat_map(|play| &play.judgement.unknown);
        let told = unknown.find(|(rule, _)| rule.0 == *id);
        let asks = || rule(id).and_then(Rule::asks_for).unwrap_or("more");
        told.map_or_else(|| format!("the rule needs {}", asks()), |it| it.1.clone())
    }

    fn of_play(&self, play: &ComparedPlay) -> BTreeMap<String, f64> {
        let mut rules: BTreeMap<String, f64> = BTreeMap::new();
        for defect in &play.judgement.defects {
            if matches!(self, Self::Rule(id) if defect.rule.0 != *id) {
                continue;
            }
            *rules.entry(defect.rule.to_string()).or_default() += 1.0;
        }
        rules
    }

    /// All cases of a session together, and what a reader has to know.
    fn add_up(&self, found: Vec<Result<Defects, String>>) -> (Option<Defects>, Option<String>) {
        let cases = found.len();
        let mut sum: Option<Defects> = None;
        let mut lacking: Option<String> = None;
        for case in found {
            match case {
                Ok(defects) => sum.get_or_insert_default().add(defects),
                Err(why) => lacking = lacking.or(Some(why)),
            }
        }
        let remark = match (&sum, lacking, self) {
            (None, None, Self::Sample(_)) => Some("does not have it".to_owned()),
            (None, None, Self::Rule(_)) => Some("has no case".to_owned()),
            (None, Some(why), _) => Some(why),
            // A rule has nothing to say of some cases in any session.
            (Some(_), None, _) | (Some(_), Some(_), Self::Rule(_)) => None,
            (Some(sum), Some(why), Self::Sample(_)) => Some(format!(
                "{} of {cases} cases are not judged: {why}",
                cases - sum.cases
            )),
        };
        (sum, remark)
    }
}

impl Defects {
    fn add(&mut self, other: Self) {
        self.mean += other.mean;
        self.fewest += other.fewest;
        self.most += other.most;
        self.cases += other.cases;
        self.cases_with += other.cases_with;
        for (rule, defects) in other.rules {
            *self.rules.entry(rule).or_default() += defects;
        }
    }

    /// True when no play of the one has as many as any play of the other, in all or of a rule.
    fn differs(&self, other: &Self) -> bool {
        let apart = self.fewest > other.most || other.fewest > self.most;
        let settled = self.is_settled() && other.is_settled();
        apart || settled && !self.rules.keys().eq(other.rules.keys())
    }

    /// True when all plays show as many.
    fn is_settled(&self) -> bool {
        self.fewest >= self.most
    }
}

/// Marks the points that differ from the last one before that has the measure. What comes and goes in
/// plays of one session is no change: each play of the one has to have more than every play of the other.
pub(crate) fn mark_changes(points: &mut [Point]) {
    let mut last: Option<Defects> = None;
    for point in points {
        let Some(now) = &point.defects else { continue };
        point.changed = last.as_ref().is_some_and(|last| now.differs(last));
        last = Some(now.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(defects: Option<(f64, f64, &str)>) -> Point {
        Point {
            session: "s".to_owned(),
            created: None,
            revision: None,
            dirty: false,
            defects: defects.map(|(fewest, most, rule)| Defects {
                mean: f64::midpoint(fewest, most),
                fewest,
                most,
                rules: BTreeMap::from([(rule.to_owned(), 1.0)]),
                cases: 1,
                cases_with: 1,
            }),
            remark: None,
            changed: false,
        }
    }

    #[test]
    fn a_change_is_against_the_last_session_that_has_it() {
        let mut points = [
            point(Some((1.0, 1.0, "a"))),
            point(None),
            point(Some((1.0, 1.0, "a"))),
            point(Some((2.0, 2.0, "a"))),
            // As many, but of another rule.
            point(Some((2.0, 2.0, "b"))),
            // What comes and goes overlaps.
            point(Some((1.0, 4.0, "b"))),
            point(Some((3.0, 6.0, "c"))),
            point(Some((7.0, 9.0, "c"))),
        ];
        mark_changes(&mut points);
        let changed: Vec<usize> = (0..points.len()).filter(|at| points[*at].changed).collect();
        assert_eq!(changed, [3, 4, 7]);
    }

    #[test]
    fn what_is_lacking_is_said() {
        let rule = Measured::Rule("picture::late");
        let (sum, why) = rule.add_up(vec![Err("never played".to_owned())]);
        assert_eq!((sum, why.as_deref()), (None, Some("never played")));
        let one = || {
            Ok(Defects {
                mean: 2.0,
                cases: 1,
                cases_with: 1,
                ..Defects::default()
            })
        };
        let (sum, why) = rule.add_up(vec![one(), Err("never played".to_owned()), one()]);
        assert_eq!(sum.map(|it| (it.mean, it.cases)), Some((4.0, 2)));
        assert_eq!(why, None);
    }
}
