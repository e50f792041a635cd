//! Puts divergences in order, and finds which one explains which.

use mpdbg_model::{RunTime, Span};

use super::emitter::{Because, Found};
use super::kind::Rank;
use super::{Divergence, DivergenceKind as Kind, Divergences};

/// What happens within this of a divergence may be its consequence.
const NEAR: Span = Span::from_millis(500);

/// The divergences in order, each with the one that explains it.
pub(super) fn fold(mut found: Vec<Found>) -> Divergences {
    found.sort_by_key(order);
    let mut explained = vec![None; found.len()];
    said(&found, &mut explained);
    nearby(
        &found,
        &mut explained,
        |rank| rank <= Rank::Seen,
        Rank::Effect,
    );
    nearby(
        &found,
        &mut explained,
        |rank| rank <= Rank::Effect,
        Rank::Inner,
    );
    beside(&found, &mut explained, Rank::Effect);
    beside(&found, &mut explained, Rank::Inner);
    let mut list: Vec<Divergence> = found.iter().map(|it| it.it).collect();
    for (at, by) in explained.iter().enumerate() {
        let Some(root) = by.map(|by| root(&explained, by)).filter(|by| *by != at) else {
            continue;
        };
        list[at].follows = Some(root as u32);
        list[root].explains += 1;
    }
    Divergences { list }
}

/// The order of divergences. Where they happen is asked only of the side that has them, so that swapping the
/// recordings does not change it.
fn order(it: &Found) -> impl Ord + use<> {
    let there = |spot: super::Spot| if spot.there { spot.event } else { u64::MAX };
    let event = there(it.it.before).min(there(it.it.after));
    let place = (it.it.begins(), it.it.kind.rank(), it.lane, it.it.media);
    (place, event, it.key, it.it.kind)
}

fn root(explained: &[Option<usize>], mut at: usize) -> usize {
    // A chain is never longer than the list.
    for _ in 0..explained.len() {
        match explained[at] {
            Some(by) if by != at => at = by,
            _ => break,
        }
    }
    at
}

/// What was found together with its explanation.
fn said(found: &[Found], explained: &mut [Option<usize>]) {
    let is_end = |it: &&Found| matches!(it.it.kind, Kind::Crash | Kind::Ending);
    let crash = found.iter().position(|it| it.it.kind == Kind::Crash);
    let ending = crash.or_else(|| found.iter().position(|it| is_end(&it)));
    let mut controls: Vec<(u32, usize)> = found
        .iter()
        .enumerate()
        .filter(|(_, it)| {
            matches!(
                it.it.kind,
                Kind::Step | Kind::Control | Kind::SeekLanding | Kind::Start
            )
        })
        .map(|(at, it)| (it.segment, at))
        .collect();
    controls.sort_unstable();
    for (at, it) in found.iter().enumerate() {
        explained[at] = match it.because {
            Because::Unknown => None,
            Because::Ending => ending.filter(|end| *end != at),
            Because::Control(segment) => {
                let behind = controls.partition_point(|(it, _)| *it <= segment);
                let last = behind.checked_sub(1).map(|last| controls[last].0);
                let first = last.and_then(|last| of(&controls, last).first());
                first
                    .map(|(_, control)| *control)
                    .filter(|control| *control != at)
            }
        };
    }
    for (at, it) in found.iter().enumerate() {
        // What a seek that was asked for otherwise comes to.
        let asked = |by: &usize| found[*by].it.kind == Kind::Control;
        if it.it.kind == Kind::SeekLanding {
            let of = of(&controls, it.segment).iter().map(|(_, by)| *by);
            explained[at] = of.into_iter().find(asked);
        }
    }
    followed(found, explained);
}

/// Those of a segment; they are sorted.
fn of(controls: &[(u32, usize)], segment: u32) -> &[(u32, usize)] {
    let from = controls.partition_point(|(it, _)| *it < segment);
    let to = controls.partition_point(|(it, _)| *it <= segment);
    &controls[from..to]
}

/// Of several steps that one side lacks in a row, and what they do, the first one counts.
fn followed(found: &[Found], explained: &mut [Option<usize>]) {
    let mut first: Option<usize> = None;
    for (at, it) in found.iter().enumerate() {
        let is_step = matches!(it.it.kind, Kind::Step | Kind::Control) && it.it.lacks.is_some();
        if !is_step || explained[at].is_some() {
            continue;
        }
        match first {
            Some(one)
                if found[one].it.lacks == it.it.lacks
                    && it.it.begins().since(found[one].ends) <= Span::ZERO =>
            {
                explained[at] = Some(one);
            }
            _ => first = Some(at),
        }
    }
}

/// What `rank` may be explained by: a divergence that `may` explain it. An effect comes behind its cause;
/// what only the player knows may come before what is seen.
fn nearby(
    found: &[Found],
    explained: &mut [Option<usize>],
    may: impl Fn(Rank) -> bool,
    rank: Rank,
) {
    let causes: Vec<usize> = (0..found.len())
        .filter(|at| {
            let kind = found[*at].it.kind;
            explained[*at].is_none() && may(kind.rank()) && kind != Kind::Log
        })
        .collect();
    let longest = longest(found, &causes);
    for at in 0..found.len() {
        let it = &found[at];
        if it.it.kind.rank() != rank || explained[at].is_some() {
            continue;
        }
        let behind = causes.partition_point(|by| found[*by].it.begins() <= it.it.begins());
        let reaches = |by: usize| it.it.begins().since(found[by].ends) <= NEAR;
        let before = behind.checked_sub(1).and_then(|last| {
            let nearest = Some(causes[last]).filter(|by| reaches(*by));
            nearest.or_else(|| Some(longest[last]).filter(|by| reaches(*by)))
        });
        let after = || {
            let next = causes.get(behind).copied()?;
            let soon = found[next].it.begins().since(it.ends) <= NEAR;
            (soon && rank == Rank::Inner).then_some(next)
        };
        explained[at] = before.or_else(after);
    }
}

/// For each cause the one up to it that reaches furthest.
fn longest(found: &[Found], causes: &[usize]) -> Vec<usize> {
    let mut furthest: Option<usize> = None;
    let reach = |by: usize| -> RunTime { found[by].ends };
    causes
        .iter()
        .map(|by| {
            let best = furthest
                .filter(|best| reach(*best) > reach(*by))
                .unwrap_or(*by);
            furthest = Some(best);
            best
        })
        .collect()
}

/// Divergences of one rank that begin soon behind each other in different lanes are one.
fn beside(found: &[Found], explained: &mut [Option<usize>], rank: Rank) {
    let mut first: Option<usize> = None;
    for (at, it) in found.iter().enumerate() {
        if it.it.kind.rank() != rank || explained[at].is_some() {
            continue;
        }
        match first {
            Some(one)
                if it.it.begins().since(found[one].ends) <= NEAR && found[one].lane != it.lane =>
            {
                explained[at] = Some(one);
            }
            _ => first = Some(at),
        }
    }
}
