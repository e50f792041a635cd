//! From two sides of a case to what differs.

use std::cmp::Reverse;

use mpdbg_model::{Clock, Outcome, RuleId};

use super::cut::{Reach, is_ending};
use super::differences::{Difference, Differences};
use super::rating::{Repeats, rates_of};
use super::showing::{Showing, rules};
use super::terms::CONTENT;
use super::{CaseComparison, CaseRepeats, CaseSide, ContentChange, DefectChange, Standing, Terms};
use crate::Rule;

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
        remarks: Vec::new(),
        repeats: CaseRepeats::default(),
    };
    match (before, after) {
        (Some(before), Some(after)) => {
            compared.not_comparable = before.not_comparable(after);
            if let (None, [Some(one), Some(other)]) = (&compared.not_comparable, &shown) {
                remark_on_missing(&mut compared, before, after);
                hold_against(&mut compared, one, other, (terms, &after.sample.blake3));
            }
            compared.settle();
        }
        (None, _) => compared.standing = Standing::New,
        (_, None) => compared.standing = Standing::Gone,
    }
    compared
}

fn remark_on_missing(compared: &mut CaseComparison, before: &CaseSide, after: &CaseSide) {
    for (side, name) in [(before, "before"), (after, "after")] {
        let (all, telling) = (side.plays.len(), side.telling().len());
        if telling < all {
            let words = format!("{telling} of {all} plays {name} are recorded, and compared");
            compared.remarks.push(words);
        }
    }
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
    rate(
        compared,
        &differences.rated,
        (before, after),
        (terms, blake3),
    );
    compared.content = content(compared, (before, after), terms);
    compared.same = differences.same;
    compared.changes = changes(compared, differences.found, terms);
}

fn depends_on_time(rule: RuleId) -> bool {
    crate::rule(rule.0).is_some_and(Rule::depends_on_time)
}

/// Words about a rule that cannot say anything of one side, so that its defects are neither new nor fixed.
fn silent(rule: RuleId, before: &Showing<'_>, after: &Showing<'_>) -> Option<String> {
    let of = |side: &Showing<'_>, name: &str| {
        let reason = side.silent(rule)?;
        Some(format!("{rule} is not compared; {name}: {reason}"))
    };
    of(before, "before").or_else(|| of(after, "after"))
}

fn remark_on_cut(
    reaches: &[Reach],
    (before, after): (&Showing<'_>, &Showing<'_>),
    (left_before, left_after): (usize, usize),
) -> String {
    let place = reaches.iter().map(Reach::place).min().flatten();
    let place = place.map_or_else(|| "the beginning".to_owned(), |place| place.to_string());
    let (one, other) = (before.ended(), after.ended());
    format!(
        "compared only up to {place} (before: {one}; after: {other}); what differs behind it or about the \
         play as a whole is left out, before {left_before} and after {left_after} defects"
    )
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
        let whole = before.longest().max(after.longest());
        let (before, after) = (
            before.counts_of_endings(whole),
            after.counts_of_endings(whole),
        );
        let repeats = Repeats {
            before: &before,
            after: &after,
            noise: None,
        };
        compared.rates.extend(rates_of(&endings, repeats));
    }
    for rate in &mut compared.rates {
        rate.accepted = terms.accept(&compared.case, rate.rule.0);
    }
}

fn content(
    compared: &CaseComparison,
    (before, after): (&Showing<'_>, &Showing<'_>),
    terms: &Terms,
) -> Option<ContentChange> {
    if terms.interest.ignores(CONTENT) {
        return None;
    }
    let change = ContentChange::of(&before.first().events, &after.first().events)?;
    Some(ContentChange {
        other_decoder: terms.other_decoder,
        comes_and_goes: before.content_comes_and_goes() || after.content_comes_and_goes(),
        accepted: terms.accept(&compared.case, CONTENT),
        ..change
    })
}

/// Copied out of their plays, worst first.
fn changes(
    compared: &CaseComparison,
    found: Vec<Difference<'_>>,
    terms: &Terms,
) -> Vec<DefectChange> {
    let changes = found.into_iter().map(|it| DefectChange {
        rule: it.rule,
        turn: it.turn,
        before: it.before.cloned(),
        after: it.after.cloned(),
        accepted: terms.accept(&compared.case, it.rule.0),
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
