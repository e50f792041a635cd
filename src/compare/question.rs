//! Two sessions into a comparison.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use mpdbg_analysis::{
    CaseComparison, CaseSide, Circumstances, Comparison, Terms, Thing, compare_case,
};
use mpdbg_model::Case;
use mpdbg_session::{Session, SessionError};

use super::circumstances::{add_load, circumstances};
use super::play::Judgements;
use super::promise::{Promise, agree};
use super::setting::Setting;
use super::side::Side;
use crate::side_by_side::side_by_side;

/// What is asked of two sessions.
pub(crate) struct Question<'a> {
    /// The session that is compared with.
    pub(crate) before: &'a Session,
    /// The session that is compared.
    pub(crate) after: &'a Session,
    /// On which terms; whether the decoders differ is found out here.
    pub(crate) terms: Terms,
    /// What may differ.
    pub(crate) allowed: &'a [Thing],
    /// How many cases are judged side by side.
    pub(crate) jobs: NonZeroUsize,
    /// Told of each case that is compared: of how many. Where it breaks off, what is not compared yet is left
    /// out, and the answer says nothing.
    pub(crate) watch: &'a (dyn Fn(usize) -> ControlFlow<()> + Sync),
}

/// Plays of either session, and how many of them other work held up.
#[derive(Clone, Copy, Default)]
struct HeldUp {
    before: (u64, u64),
    after: (u64, u64),
}

impl Question<'_> {
    /// Judges both sessions and compares them, case by case. Nothing but the comparisons is kept of them.
    ///
    /// # Errors
    /// When a session cannot be read. A recording that cannot is not comparable, and says why.
    pub(crate) fn answer(self) -> Result<Comparison, SessionError> {
        let settings = [Setting::of(self.before)?, Setting::of(self.after)?];
        let [before, after] = &settings;
        let sides = (
            Side::open(self.before, &before.samples)?,
            Side::open(self.after, &after.samples)?,
        );
        let mut terms = self.terms;
        terms.other_decoder = before.has_other_decoder(after);
        terms.other_conditions = before.has_other_conditions(after);
        let cases = union(&sides.0, &sides.1);
        let count = cases.len();
        let broken_off = AtomicBool::new(false);
        let compared = side_by_side(self.jobs, cases, |case| {
            if broken_off.load(Ordering::Relaxed) {
                return None;
            }
            let compared = compared(&sides, &case, &terms);
            if (self.watch)(count).is_break() {
                broken_off.store(true, Ordering::Relaxed);
            }
            compared
        });
        let mut held_up = HeldUp::default();
        let mut all = Vec::with_capacity(compared.len());
        for (case, of_case) in compared.into_iter().flatten() {
            held_up.add(of_case);
            all.push(case);
        }
        let mut differing = Circumstances::default();
        if self.before.name() != self.after.name() {
            differing.0 = circumstances(before, after, self.allowed);
            add_load(&mut differing, held_up.before, held_up.after, self.allowed);
        }
        Ok(Comparison::of(
            (
                self.before.name().to_string(),
                self.after.name().to_string(),
            ),
            differing,
            all,
            &terms,
        ))
    }
}

/// Every case of either session: those of the second in its order, then those that are gone.
fn union(before: &Side<'_>, after: &Side<'_>) -> Vec<Case> {
    let gone = before.cases.iter().filter(|it| !after.has(it));
    after.cases.iter().chain(gone).cloned().collect()
}

/// One case; the events of its plays are gone when this returns.
fn compared(
    sides: &(Side<'_>, Side<'_>),
    case: &Case,
    terms: &Terms,
) -> Option<(CaseComparison, HeldUp)> {
    let (promises, remark) = promises(sides, case);
    let mut judgements = Judgements::default();
    let alike = promises.0 == promises.1;
    let mut read = |side: &Side<'_>, promise: &Option<Promise>| {
        if !alike {
            judgements = Judgements::default();
        }
        side.read(case, &terms.profile, promise.as_ref()?, &mut judgements)
    };
    let before = read(&sides.0, &promises.0);
    let after = read(&sides.1, &promises.1);
    if before.is_none() && after.is_none() {
        return None;
    }
    let held_up = HeldUp {
        before: held_up(before.as_ref()),
        after: held_up(after.as_ref()),
    };
    let mut compared = compare_case(before.as_ref(), after.as_ref(), terms);
    compared.remarks.extend(remark);
    Some((compared, held_up))
}

/// What either side promises. Of the same sample both are held against one promise; a remark where theirs
/// differ.
fn promises(
    (before, after): &(Side<'_>, Side<'_>),
    case: &Case,
) -> ((Option<Promise>, Option<Promise>), Option<String>) {
    let mut promises = (before.promise(case), after.promise(case));
    let content = |side: &Side<'_>| Some(side.sample(case)?.blake3.clone());
    let remark = match &mut promises {
        (Some(one), Some(other)) if content(before) == content(after) => agree(one, other),
        _ => None,
    };
    (promises, remark)
}

fn held_up(side: Option<&CaseSide>) -> (u64, u64) {
    let loads = side.into_iter().flat_map(|it| it.plays.iter().flatten());
    let loads = loads.filter_map(|play| play.load);
    loads.fold((0, 0), |(held_up, plays), load| {
        (held_up + u64::from(load.is_loaded()), plays + 1)
    })
}

impl HeldUp {
    fn add(&mut self, other: Self) {
        let add = |one: &mut (u64, u64), other: (u64, u64)| {
            one.0 += other.0;
            one.1 += other.1;
        };
        add(&mut self.before, other.before);
        add(&mut self.after, other.after);
    }
}
