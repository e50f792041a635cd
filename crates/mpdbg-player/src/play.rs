//! Plays one sample.

use std::path::Path;

use mpdbg_media::{Demuxer, LogCapture};
use mpdbg_model::{
    Caps, Clock, EndReason, Listener, MediaTime, PlayerCounters, RunTime, Scenario, What,
};

use crate::source::{Source, tell_log};
use crate::telling::Telling;
use crate::{Audience, Conductor, PlayOptions, SampleFacts, objection, real_clock, virtual_clock};

/// Why a play could not be told.
#[derive(Debug, thiserror::Error)]
pub enum PlayError {
    /// The listener could not keep the events.
    #[error("the events could not be kept: {0}")]
    Listener(#[from] std::io::Error),
}

/// Plays the sample at `path` and tells `listener` everything that happens. A sample that cannot
/// be opened or decoded is an event, not an error.
///
/// # Errors
/// Only when the listener cannot keep the events.
pub fn play(
    path: &Path,
    options: &PlayOptions,
    listener: &mut dyn Listener,
) -> Result<(), PlayError> {
    play_before(path, options, listener, None)
}

/// Plays the sample at `path` on the real clock, whatever the options say, before someone who sees every
/// picture that is presented and may step in. It stays in a pause and at the end until it is asked to go on or
/// is stopped.
///
/// # Errors
/// Only when the listener cannot keep the events.
pub fn watch(
    path: &Path,
    options: &PlayOptions,
    listener: &mut dyn Listener,
    audience: &mut dyn Audience,
) -> Result<(), PlayError> {
    let options = PlayOptions {
        clock: Clock::Real,
        ..options.clone()
    };
    play_before(path, &options, listener, Some(audience))
}

fn play_before(
    path: &Path,
    options: &PlayOptions,
    listener: &mut dyn Listener,
    audience: Option<&mut dyn Audience>,
) -> Result<(), PlayError> {
    let log = LogCapture::start();
    let mut telling = Telling::new(listener);
    let opened = Demuxer::open(path);
    let mut told = Vec::new();
    tell_log(&log, &mut told);
    telling.tell(RunTime::ZERO, told.drain(..))?;
    let demuxer = match opened {
        Ok(demuxer) => demuxer,
        Err(error) => {
            telling.tell(RunTime::ZERO, [What::OpenFailed(Box::new(error.into()))])?;
            telling.tell(RunTime::ZERO, nothing_to_play())?;
            return Ok(telling.settle()?);
        }
    };
    telling.tell(RunTime::ZERO, opening(&demuxer, &options.scenario))?;
    let facts = SampleFacts::of(&demuxer.container(), demuxer.streams());
    if let Some(reason) = objection(&options.scenario, &facts) {
        let reason = reason.into();
        telling.tell(RunTime::ZERO, [What::ScenarioRefused { reason }])?;
        telling.tell(RunTime::ZERO, nothing_to_play())?;
        return Ok(telling.settle()?);
    }
    let conductor = Conductor::new(&options.scenario, facts);
    telling.settle()?;
    let source = Source::new(demuxer, &mut told);
    tell_log(&log, &mut told);
    telling.tell(RunTime::ZERO, told)?;
    match options.clock {
        Clock::Virtual => virtual_clock::drive(source, options, conductor, &log, &mut telling)?,
        Clock::Real => {
            real_clock::drive(source, options, conductor, &log, &mut telling, audience)?;
        }
    }
    Ok(telling.settle()?)
}

fn opening(demuxer: &Demuxer, scenario: &Scenario) -> Vec<What> {
    let mut told = vec![What::Opened(Box::new(demuxer.container()))];
    told.extend(
        demuxer
            .streams()
            .iter()
            .map(|stream| What::StreamFound(Box::new(stream.clone()))),
    );
    told.push(What::CapsReported(Caps::ALL));
    if !scenario.name.is_play() {
        told.push(What::ScenarioBegun(Box::new(scenario.clone())));
    }
    told
}

fn nothing_to_play() -> [What; 2] {
    let ended = What::PlayEnded {
        reason: EndReason::NothingToPlay,
        position: MediaTime::ZERO,
    };
    [What::CountersReported(PlayerCounters::default()), ended]
}
