//! Plays one sample.

use std::path::Path;

use mpdbg_media::{Demuxer, LogCapture};
use mpdbg_model::{Caps, Clock, EndReason, Listener, MediaTime, RunTime, Span, StreamKind, What};

use crate::engine::Settings;
use crate::source::Source;
use crate::telling::Telling;
use crate::{PlayOptions, real_clock, virtual_clock};

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
    let log = LogCapture::start();
    let mut telling = Telling::new(listener);
    let opened = Demuxer::open(path);
    telling.tell(
        RunTime::ZERO,
        log.take()
            .into_iter()
            .map(|line| What::LogWritten(Box::new(line))),
    )?;
    let demuxer = match opened {
        Ok(demuxer) => demuxer,
        Err(error) => {
            let ended = What::PlayEnded {
                reason: EndReason::NothingToPlay,
                position: MediaTime::ZERO,
            };
            telling.tell(
                RunTime::ZERO,
                [What::OpenFailed(Box::new(error.into())), ended],
            )?;
            return Ok(telling.settle()?);
        }
    };
    telling.tell(RunTime::ZERO, opening(&demuxer))?;
    telling.settle()?;
    let mut told = Vec::new();
    let source = Source::new(demuxer, log, &mut told);
    source.tell_log(&mut told);
    telling.tell(RunTime::ZERO, told)?;
    match options.clock {
        Clock::Virtual => virtual_clock::drive(source, options, &mut telling)?,
        Clock::Real => real_clock::drive(source, options, &mut telling)?,
    }
    Ok(telling.settle()?)
}

fn opening(demuxer: &Demuxer) -> Vec<What> {
    let mut told = vec![What::Opened(Box::new(demuxer.container()))];
    told.extend(
        demuxer
            .streams()
            .iter()
            .map(|stream| What::StreamFound(Box::new(stream.clone()))),
    );
    told.push(What::CapsReported(Caps::ALL));
    told
}

/// What the engine has to know of a source.
pub(crate) fn settings(source: &Source, latency: Span) -> Settings {
    let video = source.stream(StreamKind::Video);
    let rate = video
        .and_then(|info| info.video.as_ref())
        .map_or((0, 1), |video| video.frame_rate);
    let usual_picture = if rate.0 == 0 {
        Span::from_millis(40)
    } else {
        Span::from_nanos(1_000_000_000 * i64::from(rate.1) / i64::from(rate.0))
    };
    Settings {
        video: video.map(|info| info.index),
        audio: source.stream(StreamKind::Audio).map(|info| info.index),
        usual_picture,
        latency,
    }
}
