//! One measure over all sessions: the defects of a sample, or those of a rule.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use mpdbg_analysis::{CaseSide, ComparedPlay, NotRecorded, Profile, Rule, rule};
use mpdbg_model::{Case, Defect, Measure, SampleName, Unit};
use mpdbg_session::{Facts, Session, SessionError};
use serde::Serialize;

use crate::compare::each_case;
use ground::Key;

mod ground;

pub(crate) use ground::{Change, Ground};

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
    /// The program that played; absent where mpdbg's own player did.
    pub(crate) player: Option<String>,
    /// The measure; absent where the session lacks it.
    pub(crate) defects: Option<Defects>,
    /// Why the session lacks it, or what a reader has to know.
    pub(crate) remark: Option<String>,
    /// True when the session has no case that is looked at.
    pub(crate) lacks: bool,
    /// What else is not as it was in the last session before that has the measure: another file, another
    /// machine.
    pub(crate) apart: Option<String>,
    /// That it is not what it was in the last session before that is comparable.
    pub(crate) change: Option<Change>,
    /// What the figures stand on.
    #[serde(skip)]
    pub(crate) ground: Ground,
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
    /// How bad it is where it is worst, of each rule that measures, by its id.
    pub(crate) worst: BTreeMap<String, Worst>,
    /// Cases that were judged.
    pub(crate) cases: usize,
    /// Cases with any defect.
    pub(crate) cases_with: usize,
}

/// The largest measure of a rule, without the sign, which tells a direction. A play in which it measured
/// nothing has 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Worst {
    /// In the play of a case that has the least of it.
    pub(crate) least: f64,
    /// In the play that has the most.
    pub(crate) most: f64,
    /// The unit of both.
    pub(crate) unit: Unit,
}

impl Point {
    /// A session that cannot be read: why.
    pub(crate) fn unreadable(session: &str, why: &SessionError) -> Self {
        Self {
            session: session.to_owned(),
            created: None,
            revision: None,
            dirty: false,
            player: None,
            defects: None,
            remark: Some(format!("cannot be read: {why}")),
            lacks: false,
            apart: None,
            change: None,
            ground: Ground::default(),
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
            |side| (Key::of(&side), measured.of_case(&side)),
        )?;
        let judged = found.iter().filter_map(|(key, found)| {
            let found = found.as_ref().ok()?;
            Some((key.clone(), found.clone()))
        });
        let cases = judged.collect();
        let lacks = found.is_empty();
        let (defects, remark) = measured.add_up(found.into_iter().map(|it| it.1).collect());
        let info = session.info()?.unwrap_or_default();
        let ffmpeg = Facts::of(&info).lines("FFmpeg libraries").join(", ");
        let configuration = session.configuration();
        let player = configuration.player.as_ref();
        Ok(Self {
            session: session.name().to_string(),
            created: Some(configuration.created.clone()),
            revision: revision.map(|it| it.chars().take(DIGITS).collect()),
            dirty: source.line("working tree").is_some_and(|it| it != "clean"),
            player: player.map(|it| it.program.display().to_string()),
            defects,
            remark,
            lacks,
            apart: None,
            change: None,
            ground: Ground::of(configuration, ffmpeg, cases),
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
        let judged: Vec<&ComparedPlay> = judged.copied().collect();
        let plays: Vec<BTreeMap<String, f64>> =
            judged.iter().map(|play| self.of_play(play)).collect();
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
            worst: self.worst(&judged),
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
        for defect in self.defects(play) {
            *rules.entry(defect.rule.to_string()).or_default() += 1.0;
        }
        rules
    }

    fn defects<'p>(&self, play: &'p ComparedPlay) -> impl Iterator<Item = &'p Defect> {
        let id = match self {
            Self::Sample(_) => None,
            Self::Rule(id) => Some(*id),
        };
        let defects = play.judgement.defects.iter();
        defects.filter(move |it| id.is_none_or(|id| it.rule.0 == id))
    }

    /// How bad each rule is in these plays of a case.
    fn worst(&self, plays: &[&ComparedPlay]) -> BTreeMap<String, Worst> {
        let each: Vec<BTreeMap<&str, Measure>> = plays
            .iter()
            .map(|play| worst_of(self.defects(play)))
            .collect();
        let mut worst: BTreeMap<String, Worst> = BTreeMap::new();
        for (rule, Measure { value, unit }) in each.iter().flatten() {
            let of_play = |play: &BTreeMap<&str, Measure>| {
                let measured = play.get(rule).filter(|it| it.unit == *unit);
                measured.map_or(0.0, |it| it.value)
            };
            let it = Worst {
                least: each.iter().map(of_play).fold(*value, f64::min),
                most: each.iter().map(of_play).fold(0.0, f64::max),
                unit: *unit,
            };
            worst.entry((*rule).to_owned()).or_insert(it);
        }
        worst
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

/// The largest measure of each rule in a play; where a rule measures in several units, in the first of them.
fn worst_of<'p>(defects: impl Iterator<Item = &'p Defect>) -> BTreeMap<&'static str, Measure> {
    let mut worst: BTreeMap<&str, Measure> = BTreeMap::new();
    for defect in defects {
        let Some(measure) = defect.measure else {
            continue;
        };
        let found = Measure {
            value: measure.value.abs(),
            unit: measure.unit,
        };
        let it = worst.entry(defect.rule.0).or_insert(found);
        if found.unit < it.unit || found.unit == it.unit && found.value > it.value {
            *it = found;
        }
    }
    worst
}

impl Worst {
    /// The worse of two cases.
    fn and(self, other: Self) -> Self {
        if self.unit != other.unit {
            return if self.unit < other.unit { self } else { other };
        }
        Self {
            least: self.least.max(other.least),
            most: self.most.max(other.most),
            unit: self.unit,
        }
    }

    /// True when all plays of the one are worse than any play of the other, by more than a tenth and by more
    /// than a unit.
    pub(crate) fn differs(&self, other: &Self) -> bool {
        let above = |one: &Self, other: &Self| one.least - other.most > (other.most * 0.1).max(1.0);
        self.unit == other.unit && (above(self, other) || above(other, self))
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
        for (rule, worst) in other.worst {
            let it = self.worst.entry(rule).or_insert(worst);
            *it = it.and(worst);
        }
    }

    /// The rules that are worse, or less bad, where they are worst: what was and what is.
    pub(crate) fn worse_or_better<'d>(
        &'d self,
        last: &'d Self,
    ) -> impl Iterator<Item = (&'d str, Worst, Worst)> {
        let both = self.worst.iter().filter_map(|(rule, now)| {
            let last = last.worst.get(rule)?;
            Some((rule.as_str(), *last, *now))
        });
        both.filter(|(_, last, now)| now.differs(last))
    }

    /// True when no play of the one has as many as any play of the other, other rules find them, or a rule
    /// is as bad in no play of the one as in any of the other.
    fn differs(&self, other: &Self) -> bool {
        let apart = self.fewest > other.most || other.fewest > self.most;
        let settled = self.is_settled() && other.is_settled();
        let worse = self.worse_or_better(other).next().is_some();
        apart || worse || settled && !self.rules.keys().eq(other.rules.keys())
    }

    /// True when all plays show as many.
    fn is_settled(&self) -> bool {
        self.fewest >= self.most
    }
}

/// Marks the points that differ from the last one before that is comparable, in the cases that both have,
/// and says what else is apart. What comes and goes in plays of one session is no change: each play of the
/// one has to have more than every play of the other.
pub(crate) fn mark_changes(points: &mut [Point]) {
    for at in 1..points.len() {
        let (earlier, later) = points.split_at_mut(at);
        let Some(point) = later.first_mut().filter(|it| it.defects.is_some()) else {
            continue;
        };
        let mut measured = earlier.iter().rev().filter(|it| it.defects.is_some());
        let last = measured.clone().next();
        point.apart = last.and_then(|last| point.ground.apart(&last.ground));
        let comparable = measured.find_map(|it| Some((it, point.ground.common(&it.ground)?)));
        point.change = comparable.and_then(|(it, (before, after))| {
            after.differs(&before).then(|| Change {
                since: it.session.clone(),
                before,
                after,
            })
        });
    }
}

#[cfg(test)]
mod tests;
