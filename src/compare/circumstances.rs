//! What else differs between two sessions than the code.

use std::collections::HashMap;

use mpdbg_analysis::{Circumstance, Circumstances, Thing};
use mpdbg_model::{Clock, HashKind, Machine, Scenario};

use super::fields::{Words, fields, named, plain, words_apart};
use super::player;
use super::setting::Setting;

/// Shares of the plays that were held up, in hundredths, are called far apart beyond this. Where they are
/// nearer, chance explains it, and what was held up is left out case by case.
const FAR: u64 = 50;

/// What differs between two settings. `allowed` may.
pub(super) fn circumstances(
    before: &Setting,
    after: &Setting,
    allowed: &[Thing],
) -> Vec<Circumstance> {
    let real = [before, after]
        .iter()
        .any(|it| it.configuration.clock == Clock::Real);
    let found = Thing::ALL
        .into_iter()
        .filter_map(|thing| Some((thing, differing(thing, before, after, real)?)));
    found
        .map(|(thing, (one, other))| Circumstance {
            thing,
            // The same words on both sides say that more cannot be known.
            counts: counts(thing, real) && one != other,
            allowed: allowed.iter().any(|it| it.allows(thing)),
            before: one,
            after: other,
        })
        .collect()
}

/// Adds how busy the computer was: of so many plays on the real clock, how many were held up.
pub(super) fn add_load(
    circumstances: &mut Circumstances,
    before: (u64, u64),
    after: (u64, u64),
    allowed: &[Thing],
) {
    let words = |(held_up, plays): (u64, u64)| format!("{held_up} of {plays} plays held up");
    // In hundredths of all plays.
    let share = |(held_up, plays): (u64, u64)| held_up * 100 / plays.max(1);
    let apart = share(before).abs_diff(share(after));
    if apart > 0 {
        circumstances.0.push(Circumstance {
            thing: Thing::Load,
            before: words(before),
            after: words(after),
            counts: apart > FAR,
            allowed: allowed.contains(&Thing::Load),
        });
    }
}

/// True when the thing can change what is recorded.
const fn counts(thing: Thing, real: bool) -> bool {
    match thing {
        Thing::Code
        | Thing::Player
        | Thing::Mpdbg
        | Thing::Ffmpeg
        | Thing::Machine
        | Thing::Clock
        | Thing::Audio
        | Thing::Hash
        | Thing::Limits => true,
        Thing::Computer | Thing::Load => real,
        Thing::Profile | Thing::Scenarios | Thing::Samples | Thing::Repeats => false,
    }
}

/// How a thing is in either session, where it differs.
fn differing(thing: Thing, before: &Setting, after: &Setting, real: bool) -> Option<Words> {
    let (one, other) = (&before.configuration, &after.configuration);
    match thing {
        Thing::Code => code(before, after),
        Thing::Player => player::apart(before, after),
        // A debug build is only slower, which the virtual clock does not see.
        Thing::Mpdbg if real => apart(before.mpdbg_build(), after.mpdbg_build()),
        Thing::Mpdbg => apart(one.made_by.clone(), other.made_by.clone()),
        Thing::Ffmpeg => ffmpeg(before, after),
        Thing::Computer => computer(before, after),
        Thing::Machine => machine(one.machine.as_ref(), other.machine.as_ref()),
        Thing::Clock => apart(one.clock.to_string(), other.clock.to_string()),
        Thing::Audio => audio(before, after, real),
        Thing::Profile => fields(&one.profile, &other.profile)
            .map(|words| named(&one.profile.name, &other.profile.name, words)),
        Thing::Hash => apart(
            hash(one.hash, one.reference),
            hash(other.hash, other.reference),
        ),
        Thing::Limits => fields(&one.limits, &other.limits),
        Thing::Scenarios => scenarios(&one.scenarios, &other.scenarios),
        Thing::Samples => samples(before, after),
        Thing::Repeats => apart(times(one.repeats), times(other.repeats)),
        // Known when the plays are read.
        Thing::Load => None,
    }
}

fn apart(before: String, after: String) -> Option<Words> {
    (before != after).then_some((before, after))
}

/// Changes that are not committed may be others each time, and the same revision does not tell.
fn code(before: &Setting, after: &Setting) -> Option<Words> {
    let (one, other) = (before.source(), after.source());
    (one != other || before.revision != after.revision || before.has_changes())
        .then_some((one, other))
}

fn ffmpeg(before: &Setting, after: &Setting) -> Option<Words> {
    apart(before.ffmpeg(), after.ffmpeg()).or_else(|| {
        let (one, other) = (before.ffmpeg_build()?, after.ffmpeg_build()?);
        (one != other).then(|| {
            let (one, other) = words_apart(&one, &other);
            (format!("built with {one}"), format!("built with {other}"))
        })
    })
}

fn computer(before: &Setting, after: &Setting) -> Option<Words> {
    let facts = before.computer().into_iter().zip(after.computer());
    let apart: Vec<Words> = facts.filter(|(one, other)| one != other).collect();
    let (one, other): (Vec<String>, Vec<String>) = apart.into_iter().unzip();
    (!one.is_empty()).then(|| (one.join("; "), other.join("; ")))
}

/// Nothing simulated and a machine that costs nothing are the same.
fn machine(before: Option<&Machine>, after: Option<&Machine>) -> Option<Words> {
    let told = |machine: Option<&Machine>| machine.filter(|it| !it.is_ideal()).cloned();
    let (one, other) = (told(before), told(after));
    if one == other {
        return None;
    }
    match (one, other) {
        (Some(one), Some(other)) if one.name == other.name => {
            fields(&one, &other).map(|words| named(&one.name, &other.name, words))
        }
        (one, other) => {
            let name = |it: Option<Machine>| it.map_or_else(|| "ideal".to_owned(), |it| it.name);
            let (one, other) = (name(one), name(other));
            Some((one, other))
        }
    }
}

/// The devices of the computer count where they are used.
fn audio(before: &Setting, after: &Setting, real: bool) -> Option<Words> {
    let (one, other) = (&before.configuration, &after.configuration);
    let route = |route| plain(&route);
    apart(route(one.audio), route(other.audio)).or_else(|| {
        let both_real = real && one.clock == other.clock;
        both_real
            .then(|| apart(before.devices(), after.devices()))
            .flatten()
    })
}

fn hash(kind: HashKind, reference: bool) -> String {
    let held = if reference {
        ", against a reference decode"
    } else {
        ""
    };
    format!("{}{held}", plain(&kind))
}

/// Those that only one session has, and those of the same name with other steps.
fn scenarios(before: &[Scenario], after: &[Scenario]) -> Option<Words> {
    let words = |these: &[Scenario], those: &[Scenario]| {
        let told =
            these.iter().filter_map(
                |it| match those.iter().find(|other| other.name == it.name) {
                    None => Some(it.name.to_string()),
                    Some(other) if other.steps != it.steps => Some(format!("another {}", it.name)),
                    Some(_) => None,
                },
            );
        let told: Vec<String> = told.collect();
        match told.as_slice() {
            [] => format!("{} of them", these.len()),
            _ => format!("{}, with {}", these.len(), told.join(", ")),
        }
    };
    let same = before.len() == after.len()
        && before.iter().all(|it| {
            after
                .iter()
                .any(|other| other.name == it.name && other.steps == it.steps)
        });
    (!same).then(|| (words(before, after), words(after, before)))
}

fn samples(before: &Setting, after: &Setting) -> Option<Words> {
    let words = |here: &Setting, there: &Setting| {
        let there: HashMap<_, _> = there
            .samples
            .samples
            .iter()
            .map(|it| (&it.name, &it.blake3))
            .collect();
        let here = &here.samples.samples;
        let only = here.iter().filter(|it| !there.contains_key(&it.name));
        let other = here
            .iter()
            .filter(|it| there.get(&it.name).is_some_and(|hash| **hash != it.blake3));
        (here.len(), only.count(), other.count())
    };
    let (one, other) = (words(before, after), words(after, before));
    let told = |(all, only, others): (usize, usize, usize)| {
        let mut words = all.to_string();
        for (count, what) in [(only, "that the other lacks"), (others, "with other bytes")] {
            if count > 0 {
                words = format!("{words}, {count} {what}");
            }
        }
        words
    };
    let same = (one.1, one.2, other.1) == (0, 0, 0);
    (!same).then(|| (told(one), told(other)))
}

fn times(repeats: u32) -> String {
    match repeats {
        1 => "once".to_owned(),
        _ => format!("{repeats} times"),
    }
}
