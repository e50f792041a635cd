//! From two sides of a case to what differs.

use std::cmp::Reverse;

use mpdbg_model::{Clock, Defect, Outcome, RuleId};

use super::accepted::accept;
use super::cut::{Reach, is_ending};
use super::differences::{Difference, Differences};
use super::explained::Explained;
use super::names::{CONTENT, PRESENTATION};
use super::rating::{Repeats, rates_of};
use super::remarks::{
    remark_on_cut, remark_on_missing, remarks_on_retries, remarks_on_silence, silent,
};
use super::retried::rates_of_endings;
use super::showing::{NONDETERMINISTIC, Showing, rules};
use super::{
    CaseComparison, CaseRepeats, CaseSide, ContentChange, DefectChange, NotComparable,
    PresentationChange, Standing, Terms, Turn,
};
use crate::Rule;
use crate::rules::{REFUSED, refused};

/// Compares one case. A side that is absent does not have it; at least one has to be there.
///
/// Where it stands is final only in [`super::Comparison::of`], since rates are ruled on together with those
/// of all other cases.
///
/// # Panics
/// When neither side is there.
pub fn compare_case(
    before: Option<&CaseSide>,
    after: Option<&CaseSide>,
    terms: &Terms,
) -> CaseComparison {
    let Some(either) = after.or(before) else {
        panic!("a case that neither session has")
    };
    let shown = [before, after].map(|side| side.and_then(Showing::of));
    let ended = |side: usize| {
        let not_recorded = [before, after][side]?.not_recorded();
        Some(
            shown[side]
                .as_ref()
                .map_or_else(|| not_recorded.to_string(), Showing::ended),
        )
    };
    let defects = |side: &Option<Showing<'_>>| {
        let defects = side.as_ref().map(|it| it.defects(&terms.interest));
        defects.unwrap_or_default()
    };
    let crashed = |side: &Option<Showing<'_>>| side.as_ref().is_some_and(Showing::crashed);
    let mut compared = CaseComparison {
        case: either.case.clone(),
        standing: Standing::Same,
        not_comparable: None,
        ended_before: ended(0),
        ended_after: ended(1),
        crashed_before: crashed(&shown[0]),
        crashed_after: crashed(&shown[1]),
        defects_before: defects(&shown[0]),
        defects_after: defects(&shown[1]),
        same: 0,
        changes: Vec::new(),
        rates: Vec::new(),
        content: None,
        presentation: None,
        remarks: Vec::new(),
        repeats: CaseRepeats::default(),
    };
    match (before, after) {
        (Some(before), Some(after)) => {
            compared.not_comparable = before.not_comparable(after);
            if let (None, [Some(one), Some(other)]) = (&compared.not_comparable, &shown) {
                remark_on_missing(&mut compared, before, after);
                match (before.refusal(), after.refusal()) {
                    (None, None) => {
                        hold_against(&mut compared, one, other, (terms, &after.sample.blake3));
                    }
                    refusals => refuse(&mut compared, refusals, terms),
                }
            }
            compared.settle();
        }
        (None, _) => compared.standing = Standing::New,
        (_, None) => compared.standing = Standing::Gone,
    }
    compared
}

/// The player said of one side only that the scenario does not fit the sample.
fn refuse(
    compared: &mut CaseComparison,
    (before, after): (Option<&str>, Option<&str>),
    terms: &Terms,
) {
    if terms.interest.ignores(REFUSED.0) {
        compared.not_comparable = Some(NotComparable::NotApplicable);
        return;
    }
    compared.changes.push(DefectChange {
        rule: REFUSED,
        turn: before.map_or(Turn::New, |_| Turn::Fixed),
        before: before.map(refused),
        after: after.map(refused),
        accepted: None,
    });
    let words = "nothing else is compared: on one side nothing was played";
    compared.remarks.push(words.to_owned());
    accept(compared, terms);
}

fn hold_against(
    compared: &mut CaseComparison,
    before: &Showing<'_>,
    after: &Showing<'_>,
    (terms, blake3): (&Terms, &str),
) {
    let mut differences = Differences::default();
    let reaches = Reach::of_both(before, after);
    let real = before.first().clock == Clock::Real;
    for rule in rules(before, after) {
        if terms.interest.ignores(rule.0) {
            continue;
        }
        if let Some(words) = silent(rule, before, after) {
            // That a play ended before a rule could judge it is told with how it ended.
            compared.remarks.extend(reaches.is_empty().then_some(words));
        } else if real && depends_on_time(rule) {
            // How often it shows up to a crash says nothing of how often it shows.
            differences.rated.extend(reaches.is_empty().then_some(rule));
        } else {
            differences.hold(rule, before, after);
        }
    }
    if !reaches.is_empty() {
        let left_out = differences.leave_out(&reaches, (before, after));
        let words = remark_on_cut(&reaches, (before, after), left_out);
        compared.remarks.push(words);
    }
    compared
        .remarks
        .extend(remarks_on_retries(before, after, terms));
    if reaches.is_empty() {
        compared
            .remarks
            .extend(remarks_on_silence(before, after, terms));
    }
    rate(
        compared,
        &differences.rated,
        (before, after),
        (terms, blake3),
    );
    compared.content = content(&differences.found, (before, after), terms);
    if !real && reaches.is_empty() && !terms.other_conditions {
        compared.presentation = presentation((before, after), terms);
    }
    compared.same = differences.same;
    compared.changes = changes(differences.found);
    accept(compared, terms);
}

fn depends_on_time(rule: RuleId) -> bool {
    crate::rule(rule.0).is_some_and(Rule::depends_on_time)
}

/// Compares what is compared by its rate, and keeps the figures of plays on the real clock for the rates
/// over all cases.
fn rate(
    compared: &mut CaseComparison,
    rules: &[RuleId],
    (before, after): (&Showing<'_>, &Showing<'_>),
    (terms, blake3): (&Terms, &str),
) {
    let clock = before.first().clock;
    if clock == Clock::Real {
        compared.repeats = CaseRepeats {
            clock,
            before: before.counts(),
            after: after.counts(),
            noise: terms.noise.of(&compared.case, blake3).cloned(),
        };
    }
    let (endings, others): (Vec<RuleId>, Vec<RuleId>) =
        rules.iter().partition(|rule| is_ending(rule.0));
    if !others.is_empty() {
        let (before, after) = (before.counts(), after.counts());
        let noise = compared.repeats.noise.as_ref();
        let repeats = Repeats {
            before: &before,
            after: &after,
            noise,
        };
        compared.rates = rates_of(&others, repeats);
    }
    if !endings.is_empty() {
        let (before, after) = (before.counts_of_endings(), after.counts_of_endings());
        compared.rates.extend(rates_of_endings(
            &compared.case,
            &endings,
            (&before, &after),
        ));
    }
}

fn content(
    found: &[Difference<'_>],
    (before, after): (&Showing<'_>, &Showing<'_>),
    terms: &Terms,
) -> Option<ContentChange> {
    if terms.interest.ignores(CONTENT) {
        return None;
    }
    let sides = found.iter().flat_map(|it| [it.before, it.after]);
    let mut explained = Explained::by_defects(sides.flatten());
    before.explain_chance(&mut explained);
    after.explain_chance(&mut explained);
    let (one, other) = (&before.first().events, &after.first().events);
    let change = ContentChange::of(one, other, &terms.profile, &explained)?;
    Some(ContentChange {
        other_decoder: terms.other_decoder,
        ..change
    })
}

/// What two plays present otherwise, where plays of one build do not differ among themselves.
fn presentation(
    (before, after): (&Showing<'_>, &Showing<'_>),
    terms: &Terms,
) -> Option<PresentationChange> {
    let mut rules = before.rules().chain(after.rules());
    if terms.interest.ignores(PRESENTATION) || rules.any(|rule| rule.0 == NONDETERMINISTIC) {
        return None;
    }
    let (one, other) = (&before.first().events, &after.first().events);
    let defects: Vec<&Defect> = before.all().chain(after.all()).collect();
    PresentationChange::of(one, other, &terms.profile, &defects)
}

/// Copied out of their plays, worst first.
fn changes(found: Vec<Difference<'_>>) -> Vec<DefectChange> {
    let changes = found.into_iter().map(|it| DefectChange {
        rule: it.rule,
        turn: it.turn,
        before: it.before.cloned(),
        after: it.after.cloned(),
        accepted: None,
    });
    let mut changes: Vec<DefectChange> = changes.collect();
    let place = |it: &DefectChange| Some(it.shown()?.media?.from);
    changes.sort_by_key(|it| (it.turn, Reverse(it.severity()), place(it), it.rule));
    changes
}

impl Reach {
    /// How far both sides can be compared; nothing where nothing was cut short, or where neither could be
    /// opened and all of it can be compared.
    fn of_both(before: &Showing<'_>, after: &Showing<'_>) -> Vec<Self> {
        let refused = |side: &Showing<'_>| side.first().outcome == Outcome::OpenFailed;
        if refused(before) && refused(after) {
            return Vec::new();
        }
        before.reach.into_iter().chain(after.reach).collect()
    }
}
