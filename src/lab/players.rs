//! Broken players: the built-in one with a fault in it plays sound samples.

use std::rc::Rc;

use mpdbg_analysis::nondeterministic;
use mpdbg_model::{Case, DiscardReason, Event, SampleName, Scenario, What};
use mpdbg_player::Fault;
use mpdbg_runner::PlayerCommand;
use mpdbg_sample::shipped_scenarios;
use mpdbg_session::Session;

use super::bench::{Bench, Terms};
use super::error::LabError;
use super::found::{Found, events_of};
use super::injection::Injection;
use super::plays::applies;
use super::shelf::{CLIPS, Shelf, TWO_TRACKS};
use super::tally::{Results, Unmade};

/// The rule that needs two plays.
const PAIR: &str = "life::nondeterministic";

/// Plays the clips with each fault under the scenarios in which it shows, and judges. A play that is
/// event for event that of the sound player was not broken by the fault, and is harmless.
pub(crate) fn broken_players(
    bench: &Bench<'_>,
    shelf: &Shelf,
    faults: &[Fault],
) -> Result<Results, LabError> {
    let mut stage = Stage {
        bench,
        shelf,
        sound: Vec::new(),
    };
    let mut results = Results::default();
    for fault in faults {
        let before = results.injections.len();
        stage.play(*fault, &mut results)?;
        let of_fault = &results.injections[before..];
        if !of_fault.iter().any(|it| it.changed.is_some()) {
            results.injections.push(never_shown(*fault));
        }
    }
    Ok(results)
}

/// A fault that shows in no play is not left out: it counts as missed.
fn never_shown(fault: Fault) -> Injection {
    Injection {
        kind: fault.name(),
        case: "no play".to_owned(),
        done: fault.about().to_owned(),
        changed: Some("every play is that of the sound player".to_owned()),
        found: Found::default(),
        alone: Found::default(),
        right: fault.rules(),
    }
}

struct Stage<'a> {
    bench: &'a Bench<'a>,
    shelf: &'a Shelf,
    /// What the sound player played, each terms once.
    sound: Vec<(Terms, Rc<Session>)>,
}

impl Stage<'_> {
    fn play(&mut self, fault: Fault, results: &mut Results) -> Result<(), LabError> {
        let terms = Terms {
            scenarios: scenarios(fault),
            machine: fault.machine(),
            clock: fault.clock(),
            repeats: 1,
        };
        let sound = self.sound(&terms)?;
        let player = faulty(self.bench.player, fault);
        let bench = Bench {
            player: &player,
            ..*self.bench
        };
        let broken = self.record(&bench, fault.name(), &terms)?;
        let again = if fault.rules().contains(&PAIR) {
            Some(self.record(&bench, &format!("{}-again", fault.name()), &terms)?)
        } else {
            None
        };
        for case in broken.cases()? {
            let sound = events_of(&sound, &case)?;
            let events = events_of(&broken, &case)?;
            if !applies(&sound) {
                results.unmade.push(Unmade {
                    kind: fault.name(),
                    case: case.to_string(),
                    reason: "the scenario does not apply".to_owned(),
                });
                continue;
            }
            let again = again.as_ref().map(|session| events_of(session, &case));
            let pair = again
                .transpose()?
                .and_then(|again| nondeterministic(&events, &again));
            let mut injection = self.judge(fault, &case, &sound, &events);
            injection
                .found
                .0
                .extend(pair.map(|defect| (defect.rule, defect.detail)));
            results.injections.push(injection);
        }
        Ok(())
    }

    /// What the sound player does on the same terms.
    fn sound(&mut self, terms: &Terms) -> Result<Rc<Session>, LabError> {
        if let Some((_, session)) = self.sound.iter().find(|(known, _)| known == terms) {
            return Ok(Rc::clone(session));
        }
        let name = format!("sound-player-{}", self.sound.len());
        let session = Rc::new(self.record(self.bench, &name, terms)?);
        self.sound.push((terms.clone(), Rc::clone(&session)));
        Ok(session)
    }

    fn record(&self, bench: &Bench<'_>, name: &str, terms: &Terms) -> Result<Session, LabError> {
        bench.play(name, &self.shelf.dir, &clips_for(terms)?, terms)
    }

    /// What a sound player shows on the same machine is not the fault's doing.
    fn judge(&self, fault: Fault, case: &Case, sound: &[Event], events: &[Event]) -> Injection {
        let known = self.shelf.known(&case.sample);
        let own = mpdbg_analysis::Known {
            reference: None,
            ..known
        };
        Injection {
            kind: fault.name(),
            case: case.to_string(),
            done: fault.about().to_owned(),
            changed: first_difference(sound, events),
            found: Found::of(events, known).without(&Found::of(sound, known)),
            alone: Found::of(events, own).without(&Found::of(sound, own)),
            right: fault.rules(),
        }
    }
}

/// The clips that are damaged, or the one with two tracks where tracks are switched.
pub(super) fn clips_for(terms: &Terms) -> Result<Vec<SampleName>, LabError> {
    let switches = terms.scenarios.iter().any(|it| it.needs.audio_tracks > 1);
    let names = if switches {
        &[TWO_TRACKS][..]
    } else {
        &CLIPS[..]
    };
    let parsed: Result<Vec<_>, _> = names.iter().map(|name| SampleName::parse(name)).collect();
    Ok(parsed?)
}

pub(super) fn scenarios(fault: Fault) -> Vec<Scenario> {
    let mut scenarios = shipped_scenarios();
    scenarios.retain(|it| fault.scenarios().contains(&it.name.as_str()));
    scenarios
}

/// The player with this fault in it.
pub(crate) fn faulty(player: &PlayerCommand, fault: Fault) -> PlayerCommand {
    let mut player = player.clone();
    player.arguments.push("--fault".into());
    player.arguments.push(fault.name().into());
    player
}

/// The first difference that someone could see, hear or be told of, in words.
pub(super) fn first_difference(sound: &[Event], broken: &[Event]) -> Option<String> {
    let mut sound = sound.iter().filter(|event| is_outside(&event.what));
    let mut broken = (0_u64..)
        .zip(broken)
        .filter(|(_, event)| is_outside(&event.what));
    loop {
        match (sound.next(), broken.next()) {
            (None, None) => return None,
            (Some(a), Some((_, b))) if a == b || (a.at == b.at && alike(&a.what, &b.what)) => {}
            (_, Some((number, _))) => {
                return Some(format!("the plays differ from event {number} on"));
            }
            (Some(_), None) => return Some("the play lacks its end".to_owned()),
        }
    }
}

/// How much was decoded on the way is nobody's business; and what some decoders make of the same sound
/// depends on where they began.
fn alike(a: &What, b: &What) -> bool {
    match (a, b) {
        (
            What::AudioWritten {
                pts,
                samples,
                duration,
                ..
            },
            What::AudioWritten {
                pts: other_pts,
                samples: other_samples,
                duration: other_duration,
                ..
            },
        ) => (pts, samples, duration) == (other_pts, other_samples, other_duration),
        (What::CountersReported(a), What::CountersReported(b)) => {
            a.presented == b.presented && a.dropped == b.dropped
        }
        _ => false,
    }
}

/// False for what goes on inside of a player: what it decodes on the way to a picture, what waits; and for the
/// sketch of a sound, whose hash does not count either.
const fn is_outside(what: &What) -> bool {
    !matches!(
        what,
        What::FrameDecoded { .. }
            | What::AudioDecoded { .. }
            | What::DecodeTook { .. }
            | What::QueuesMeasured(_)
            | What::StreamDrained { .. }
            | What::LogWritten(_)
            | What::SoundSketched(_)
            | What::FrameDiscarded {
                reason: DiscardReason::Skipped | DiscardReason::Flushed,
                ..
            }
    )
}
