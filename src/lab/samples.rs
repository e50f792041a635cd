//! Broken samples: clean clips that are damaged, and played by the sound player.

use std::path::Path;

use mpdbg_analysis::Known;
use mpdbg_media::mutate::{Clip, Kind, MutateError, Truth, difference};
use mpdbg_model::{Case, HashKind, SampleName, Scenario};
use mpdbg_session::{Session, read_expected};

use super::bench::{Bench, Terms};
use super::clean::{CLEAN, CleanClip, clean_clips, write};
use super::error::LabError;
use super::found::{Found, events_of};
use super::injection::Injection;
use super::right::rules_for;
use super::shelf::Shelf;
use super::tally::{CleanPlay, Results, Unmade};
use crate::side_by_side::side_by_side;

/// A file that was damaged.
struct Broken {
    kind: Kind,
    name: SampleName,
    done: String,
    changed: Option<String>,
}

/// Damages every clean clip in every way, `seeds` times each, plays all of it and judges.
pub(crate) fn broken_samples(
    bench: &Bench<'_>,
    shelf: &Shelf,
    kinds: &[Kind],
    seeds: u64,
) -> Result<Results, LabError> {
    let samples = bench.subdirectory("samples")?;
    let clips = clean_clips(shelf, &samples)?;
    let mut results = Results::default();
    let steps = clips.len() * kinds.len();
    bench.watch.begins("damaging them", steps);
    let mut broken = Vec::new();
    for clip in &clips {
        let made = damage(bench, clip, kinds, seeds, &samples)?;
        let unmade = made.iter().filter_map(|it| it.as_ref().err().cloned());
        results.unmade.extend(unmade);
        broken.push(made.into_iter().flatten().collect::<Vec<Broken>>());
    }
    let names = playlist(&clips, &broken)?;
    let terms = Terms::ideal(vec![Scenario::default()]);
    let session = bench.play("broken-samples", &samples, &names, &terms)?;
    bench.watch.begins("judging", names.len());
    for (clip, broken) in clips.iter().zip(broken) {
        judge_all(bench, &session, clip, broken, &mut results)?;
    }
    Ok(results)
}

/// Judges what was made of one clip, and the clip itself.
fn judge_all(
    bench: &Bench<'_>,
    session: &Session,
    clip: &CleanClip,
    broken: Vec<Broken>,
    results: &mut Results,
) -> Result<(), LabError> {
    let judged = side_by_side(bench.jobs, broken, |it| {
        let judged = judge(session, clip, it);
        bench.watch.step();
        judged
    });
    let judged: Result<Vec<Injection>, LabError> = judged.into_iter().collect();
    results.injections.extend(judged?);
    results.clean.push(judge_clean(session, clip)?);
    bench.watch.step();
    Ok(())
}

/// Everything that is made of one clip.
fn damage(
    bench: &Bench<'_>,
    clip: &CleanClip,
    kinds: &[Kind],
    seeds: u64,
    samples: &Path,
) -> Result<Vec<Result<Broken, Unmade>>, LabError> {
    let made = side_by_side(bench.jobs, kinds.to_vec(), |kind| {
        bench.heed_interrupt()?;
        let seeds = 0..seeds;
        let made: Result<Vec<_>, _> = seeds
            .map(|seed| damage_once(clip, kind, seed, samples))
            .collect();
        bench.watch.step();
        made
    });
    let made: Result<Vec<Vec<_>>, LabError> = made.into_iter().collect();
    Ok(made?.into_iter().flatten().collect())
}

fn damage_once(
    clip: &CleanClip,
    kind: Kind,
    seed: u64,
    samples: &Path,
) -> Result<Result<Broken, Unmade>, LabError> {
    let mutated = Clip::read(clip.original.clone(), &clip.extension)
        .and_then(|packets| packets.mutated(kind, seed));
    let mutated = match mutated {
        Ok(mutated) => mutated,
        Err(error) => return Ok(Err(unmade(clip, kind, seed, &error))),
    };
    let name = clip.named(&format!("{kind}-{seed}"))?;
    let path = samples.join(name.to_path());
    write(&path, &mutated.bytes)?;
    let changed = match Truth::read(&path, HashKind::Xxh3) {
        Ok(truth) => difference(&clip.truth, &truth),
        Err(error) => Some(error.to_string()),
    };
    Ok(Ok(Broken {
        kind,
        name,
        done: mutated.words,
        changed,
    }))
}

fn unmade(clip: &CleanClip, kind: Kind, seed: u64, error: &MutateError) -> Unmade {
    Unmade {
        kind: kind.name(),
        case: format!("{}/{kind}-{seed}.{}", clip.stem, clip.extension),
        reason: error.to_string(),
    }
}

fn playlist(clips: &[CleanClip], broken: &[Vec<Broken>]) -> Result<Vec<SampleName>, LabError> {
    let mut names: Vec<SampleName> = broken.iter().flatten().map(|it| it.name.clone()).collect();
    for clip in clips {
        names.push(clip.named(CLEAN)?);
    }
    Ok(names)
}

fn judge(session: &Session, clip: &CleanClip, broken: Broken) -> Result<Injection, LabError> {
    let case = Case::plain(broken.name);
    let events = events_of(session, &case)?;
    // What cannot be opened promises nothing.
    let own = read_expected(&session.expected_path(&case.sample)).ok();
    let alone = Known {
        expected: own.as_ref(),
        reference: None,
    };
    Ok(Injection {
        kind: broken.kind.name(),
        case: case.to_string(),
        done: broken.done,
        changed: broken.changed,
        found: Found::of(&events, clip.known()),
        alone: Found::of(&events, alone),
        right: rules_for(broken.kind),
    })
}

fn judge_clean(session: &Session, clip: &CleanClip) -> Result<CleanPlay, LabError> {
    let case = Case::plain(clip.named(CLEAN)?);
    let events = events_of(session, &case)?;
    Ok(CleanPlay {
        case: case.to_string(),
        applies: true,
        found: Found::of(&events, clip.known()),
    })
}
