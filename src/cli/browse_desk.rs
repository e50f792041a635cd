//! What `mpdbg browse` shows of a session: read, judged and compared when it is asked for.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::thread;
use std::time::SystemTime;

use mpdbg_analysis::{
    Bucket, Conclusion, Entry, Kept, KeptCase, Limits, NotRecorded, Profile, Recorded, Summary,
    Terms, Unexpected, rule,
};
use mpdbg_model::{Case, RunTime, SampleName, SampleRecord, Severity, Span};
use mpdbg_session::{CaseFiles, Session};

use super::against::Against;
use super::browse_texts::{TEXTS, text};
use super::expectations::add_own;
use super::failure::Failure;
use super::judged::{Judged, judge_play};
use super::place::Place;
use super::repeats::Firsts;
use super::summarize::VERDICT;
use super::versions;
use crate::baseline::read as read_baseline;
use crate::browse::{Compared, Desk, Details, Found, Lateness, Listing, Step, Tried};
use crate::compare::Question;
use crate::noise::NoiseRecord;
use crate::report::{COMPARISON_FORMATS, ComparisonReport};

/// Bytes of the largest kept verdict that is read.
const LARGEST: u64 = 256 << 20;

/// A session that is looked through.
pub(super) struct SessionDesk {
    session: Session,
    place: Place,
    against: Option<String>,
    /// The samples with what is expected of them; read when the first case is judged.
    records: OnceLock<Result<HashMap<SampleName, SampleRecord>, String>>,
    /// The cases as they were listed.
    cases: Mutex<Vec<Case>>,
    /// The session has other cases than were kept.
    differs: AtomicBool,
    /// The attempts that left files, as they were last listed, in the order of the session.
    files: RwLock<Arc<Vec<CaseFiles>>>,
    /// What is known of their latest ones. A sealed recording does not change any more.
    sealed: Mutex<HashMap<usize, (u32, SystemTime)>>,
}

/// An error in a line.
pub(super) fn told(failure: impl Into<Failure>) -> String {
    let words = failure.into().to_string();
    let words = words.strip_prefix("error: ").unwrap_or(&words);
    words.trim_end().replace('\n', "; ")
}

impl SessionDesk {
    /// Nothing is read yet.
    pub(super) fn new(session: Session, place: Place, against: Option<String>) -> Self {
        Self {
            session,
            place,
            against,
            records: OnceLock::new(),
            cases: Mutex::default(),
            differs: AtomicBool::new(false),
            files: RwLock::default(),
            sealed: Mutex::default(),
        }
    }

    fn thresholds(&self) -> &Profile {
        &self.session.configuration().profile
    }

    /// What was kept of the session when it was last summarized, where it was judged in the same way.
    fn kept(&self) -> Option<(Kept, SystemTime)> {
        let path = self.session.report_path(VERDICT);
        let found = fs::metadata(&path).ok()?;
        if !found.is_file() || found.len() > LARGEST {
            return None;
        }
        let kept: Kept = serde_json::from_slice(&fs::read(&path).ok()?).ok()?;
        let same = kept.judged_by == versions::NAME && kept.profile == *self.thresholds();
        Some((kept, found.modified().ok()?)).filter(|_| same)
    }

    fn record(&self, sample: &SampleName) -> Result<&SampleRecord, String> {
        let read = || {
            let mut records = self.session.samples().map_err(told)?.samples;
            add_own(&self.session, &mut records).map_err(told)?;
            let named = |it: SampleRecord| (it.name.clone(), it);
            Ok(records.into_iter().map(named).collect())
        };
        let records = self.records.get_or_init(read).as_ref();
        let records = records.map_err(Clone::clone)?;
        let missing = || format!("`{sample}` of the playlist is missing in _samples.json");
        records.get(sample).ok_or_else(missing)
    }

    fn listed(&self) -> Arc<Vec<CaseFiles>> {
        let files = self.files.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&files)
    }

    /// The latest attempt at a case: whether its recording is sealed, which makes it read-only.
    fn latest(&self, number: usize, files: &CaseFiles) -> Tried {
        let Some(&attempt) = files.attempts.last() else {
            return Tried::Never;
        };
        let mut sealed = self.sealed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, at)) = sealed.get(&number)
            && *known == attempt
        {
            return Tried::Sealed(attempt, *at);
        }
        let path = self.session.attempt_files(&files.case, attempt).recording;
        let found = fs::metadata(path)
            .ok()
            .filter(|it| it.permissions().readonly());
        match found.and_then(|it| it.modified().ok()) {
            None => Tried::Open(attempt),
            Some(at) => {
                sealed.insert(number, (attempt, at));
                Tried::Sealed(attempt, at)
            }
        }
    }

    /// Judges a case, and reads its events.
    fn judged(&self, number: usize) -> Result<(Entry, Option<Judged>), String> {
        let all = self.listed();
        let files = all.get(number).ok_or("the session was listed anew")?;
        let record = self.record(&files.case.sample)?;
        let tried = self.session.attempts_at(files, None);
        let mut firsts = Firsts::new(&self.session);
        if files.case.repeat > 0 {
            let first = files.case.first();
            let earlier = all[..number].iter().filter(|it| it.case.first() == first);
            let mut earlier = earlier.map(|it| self.session.attempts_at(it, None));
            if let Some(first) = earlier.find(|it| it.judged().is_some()) {
                firsts = Firsts::of(&self.session, &first);
            }
        }
        let profile = self.thresholds();
        Ok(judge_play(
            &self.session,
            record,
            &tried,
            profile,
            &mut firsts,
        ))
    }

    fn other(&self, name: &str) -> Result<Against, Failure> {
        let against = Against::find(name, &self.place)?;
        against.refuse(&self.session)?;
        Ok(against)
    }
}

impl Desk for SessionDesk {
    fn session(&self) -> &str {
        self.session.name().as_str()
    }

    fn profile(&self) -> &str {
        &self.thresholds().name
    }

    fn list(&self) -> Result<Listing, String> {
        let kept = self
            .kept()
            .filter(|_| !self.differs.load(Ordering::Relaxed));
        let (cases, kept): (Vec<_>, _) = if let Some((kept, at)) = kept {
            (kept.cases.into_iter().map(was).collect(), Some(at))
        } else {
            let cases = self.session.cases().map_err(told)?;
            (cases.into_iter().map(|case| (case, None)).collect(), None)
        };
        *self.cases.lock().unwrap_or_else(PoisonError::into_inner) = names(&cases);
        Ok(Listing { cases, kept })
    }

    fn tried(&self) -> Result<Option<Vec<Tried>>, String> {
        let files = self.session.case_files().map_err(told)?;
        {
            let listed = self.cases.lock().unwrap_or_else(PoisonError::into_inner);
            if files.iter().map(|it| &it.case).ne(listed.iter()) {
                self.differs.store(true, Ordering::Relaxed);
                return Ok(None);
            }
        }
        let tried = files.iter().enumerate();
        let tried = tried
            .map(|(number, files)| self.latest(number, files))
            .collect();
        *self.files.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(files);
        Ok(Some(tried))
    }

    fn is_being_recorded(&self) -> bool {
        self.session.is_being_recorded()
    }

    fn touched(&self) -> Option<SystemTime> {
        let lock = fs::symlink_metadata(self.session.dir().join("lock"));
        lock.ok()?.modified().ok()
    }

    fn judge(&self, number: usize) -> Found {
        match self.judged(number) {
            Ok((entry, judged)) => found(&entry, judged.as_ref(), self.thresholds()),
            Err(why) => Found {
                bucket: Bucket::NotRecorded,
                conclusion: None,
                stayed_away: Vec::new(),
                rules: Vec::new(),
                details: Some(Details {
                    ending: why,
                    ..Details::default()
                }),
            },
        }
    }

    fn texts(&self) -> Vec<&'static str> {
        TEXTS.iter().map(|it| it.name).collect()
    }

    fn text(&self, case: &Case, number: usize) -> Result<String, String> {
        text(&self.session, case, number).map_err(told)
    }

    fn others(&self) -> Result<Vec<String>, String> {
        let names = self.place.store().list().map_err(told)?;
        let others = names.iter().filter(|it| *it != self.session.name());
        Ok(others.map(ToString::to_string).collect())
    }

    fn against(&self) -> Option<String> {
        let baseline = || {
            let store = self.place.store();
            let baseline = read_baseline(store.dir()).ok()??;
            let other = baseline.session != self.session.name().as_str();
            other.then(|| "baseline".to_owned())
        };
        self.against.clone().or_else(baseline)
    }

    fn compare(&self, other: &str, step: &Step<'_>) -> Result<Compared, String> {
        let against = self.other(other).map_err(told)?;
        let profile = self.thresholds().clone();
        let noise = NoiseRecord::floor_for(&self.session, &profile).map_err(told)?;
        let is_left = AtomicBool::new(false);
        let question = Question {
            before: &against.before,
            after: &self.session,
            terms: Terms {
                profile,
                noise,
                accepted: against.accepted.clone(),
                ..Terms::default()
            },
            allowed: &[],
            jobs: thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            watch: &|of| {
                let asked = step(of);
                if asked.is_break() {
                    is_left.store(true, Ordering::Relaxed);
                }
                asked
            },
        };
        let comparison = question.answer().map_err(told)?;
        if is_left.load(Ordering::Relaxed) {
            return Err("it was left".to_owned());
        }
        let dev_debug = against.report(&comparison, &self.session, false).dev_debug;
        Ok(Compared {
            comparison,
            dev_debug,
        })
    }

    fn comparison_text(&self, compared: &Compared) -> Result<String, String> {
        let report = ComparisonReport {
            comparison: &compared.comparison,
            only_new: false,
            trouble: None,
            dev_debug: compared.dev_debug,
        };
        let mut formats = COMPARISON_FORMATS.iter();
        let format = formats.find(|it| it.ending == "txt");
        let format = format.ok_or("there is no comparison as text")?;
        let mut text = Vec::new();
        (format.write)(&mut text, &report).map_err(|error| error.to_string())?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }
}

/// A case with what was kept of it.
fn was(kept: KeptCase) -> (Case, Option<Found>) {
    let found = found_then(&kept);
    (kept.case, found)
}

fn names(cases: &[(Case, Option<Found>)]) -> Vec<Case> {
    cases.iter().map(|(case, _)| case.clone()).collect()
}

/// What a case came to then; none where its words are not known.
fn found_then(kept: &KeptCase) -> Option<Found> {
    let mut buckets = Bucket::ALL.into_iter();
    let rules = kept.defects.iter().map(|(id, defects)| {
        let known = rule(id).map(|it| Cow::Borrowed(it.id.0));
        (known.unwrap_or_else(|| Cow::Owned(id.clone())), *defects)
    });
    let mut rules: Vec<(Cow<'static, str>, u64)> = rules.collect();
    rules.sort_by_key(|(_, defects)| std::cmp::Reverse(*defects));
    Some(Found {
        bucket: buckets.find(|it| it.words() == kept.bucket)?,
        conclusion: None,
        stayed_away: Vec::new(),
        rules,
        details: None,
    })
}

/// What a case comes to now.
fn found(entry: &Entry, judged: Option<&Judged>, profile: &Profile) -> Found {
    let summary = Summary::of(std::slice::from_ref(entry));
    let row = summary.rows.first();
    let mut stayed_away = Vec::new();
    let mut others = false;
    for it in row.iter().flat_map(|row| &row.unexpected) {
        match it {
            Unexpected::StayedAway(rule) => stayed_away.push(rule.clone()),
            Unexpected::Defect(_) | Unexpected::Expired(_) | Unexpected::Opened => others = true,
        }
    }
    let conclusion = match summary.conclusion {
        Conclusion::Unexpected if !others => Conclusion::AsExpected,
        conclusion => conclusion,
    };
    let mut worst: BTreeMap<&'static str, (Severity, u64)> = BTreeMap::new();
    for defect in judged.iter().flat_map(|it| &it.judgement.defects) {
        let (severity, count) = worst.entry(defect.rule.0).or_insert((defect.severity, 0));
        *severity = defect.severity.max(*severity);
        *count += 1;
    }
    let mut rules: Vec<_> = worst.into_iter().collect();
    rules.sort_by_key(|(_, how)| std::cmp::Reverse(*how));
    let rules = rules
        .into_iter()
        .map(|(rule, (_, count))| (rule.into(), count));
    Found {
        bucket: entry.bucket(),
        conclusion: Some(conclusion),
        stayed_away,
        rules: rules.collect(),
        details: Some(Details {
            ending: row.map(|it| it.ending.clone()).unwrap_or_default(),
            damaged: matches!(entry.recorded, Recorded::Not(NotRecorded::Damaged(_))),
            caution: judged.map(|it| it.caution.clone()).unwrap_or_default(),
            late: judged
                .map(|it| Lateness::of(&it.events, Limits::of(profile)))
                .unwrap_or_default(),
            length: judged.and_then(length),
        }),
    }
}

/// How long the sample says it is, else how long it was played.
fn length(judged: &Judged) -> Option<Span> {
    let declared = judged.expected.as_ref().and_then(|it| it.declared);
    let played = || Some(judged.events.last()?.at.since(RunTime::ZERO));
    declared.or_else(played)
}

/// Where the output of the attempt that a case is judged by is, or that of the latest one.
pub(super) fn output_of(session: &Session, case: &Case, errors: bool) -> Result<PathBuf, Failure> {
    let tried = session.attempts_at(&session.files_of(case)?, None);
    let attempt = tried.judged().or_else(|| tried.attempts.last());
    let attempt = attempt.ok_or_else(|| Failure::usage(format!("`{case}` was never played")))?;
    let files = session.attempt_files(case, attempt.number);
    Ok(if errors { files.stderr } else { files.stdout })
}
