//! Where the sound goes on the wall clock: a real device, or the timed stand-in.

use std::sync::mpsc::Sender;

use mpdbg_media::Sound;
use mpdbg_model::{
    AudioParameters, AudioRoute, DeviceKind, DeviceModel, LogLevel, LogLine, RunTime, Span, What,
};

use super::real::{Callback, RealDevice};
use super::simulated::SimulatedDevice;
use crate::PlayOptions;
use crate::engine::SoundPiece;
use crate::telling::Telling;

/// Where the sound goes.
pub(crate) enum Output {
    /// There is no sound.
    None,
    /// The default device.
    Real(RealDevice),
    /// No device was found, or it died: as if there were one.
    StandIn(SimulatedDevice),
}

impl Output {
    /// Opens the default device, or the stand-in where there is none, and tells which.
    pub(crate) fn open<M: Send + From<Callback> + 'static>(
        audio: Option<&AudioParameters>,
        options: &PlayOptions,
        reports: &Sender<M>,
        telling: &mut Telling<'_>,
    ) -> std::io::Result<Self> {
        let Some(audio) = audio else {
            return Ok(Self::None);
        };
        if options.audio != AudioRoute::Null {
            match RealDevice::open(audio, reports.clone()) {
                Ok(real) => {
                    let opened = What::DeviceOpened(Box::new(real.describe().clone()));
                    telling.tell(RunTime::ZERO, [opened])?;
                    return Ok(Self::Real(real));
                }
                Err(error) => {
                    let line = device_line(format!("no sound device: {error}"));
                    telling.tell(RunTime::ZERO, [line])?;
                }
            }
        }
        let stand_in = Self::stand_in(audio);
        telling.tell(
            RunTime::ZERO,
            [What::DeviceOpened(Box::new(stand_in.describe()))],
        )?;
        Ok(Self::StandIn(stand_in))
    }

    /// A stand-in that has not started.
    pub(crate) fn stand_in(audio: &AudioParameters) -> SimulatedDevice {
        SimulatedDevice::new(audio, DeviceKind::Null, DeviceModel::default())
    }

    /// From writing to hearing, as known at opening.
    pub(crate) fn latency(&self) -> Span {
        match self {
            Self::None => Span::ZERO,
            Self::Real(real) => real.describe().latency,
            Self::StandIn(stand_in) => stand_in.latency(),
        }
    }

    pub(crate) fn write(&mut self, piece: &SoundPiece<Sound>) {
        match self {
            Self::None => {}
            Self::Real(real) => real.write(piece.duration, &piece.content),
            Self::StandIn(stand_in) => stand_in.write(piece.until, &piece.content),
        }
    }

    pub(crate) fn write_silence(&mut self, length: Span, until: Span) {
        match self {
            Self::None => {}
            Self::Real(real) => real.write_silence(length),
            Self::StandIn(stand_in) => stand_in.write_silence(length, until),
        }
    }

    /// Starts to take what is written.
    ///
    /// # Errors
    /// The system's words.
    pub(crate) fn start(&mut self, now: RunTime) -> Result<(), String> {
        match self {
            Self::None => {}
            Self::Real(real) => real.start().map_err(|error| error.to_string())?,
            Self::StandIn(stand_in) => stand_in.start(now),
        }
        Ok(())
    }

    /// Forgets what was written and stops; it begins at place zero when it is started again.
    pub(crate) fn flush(&mut self) {
        match self {
            Self::None => {}
            Self::Real(real) => real.flush(),
            Self::StandIn(stand_in) => stand_in.flush(),
        }
    }

    /// What was written is taken at so many thousandths of the usual speed from now on; at 0 it
    /// stays.
    pub(crate) fn set_tempo(&mut self, now: RunTime, thousandths: u32) {
        match self {
            Self::None => {}
            Self::Real(real) => real.set_tempo(thousandths),
            Self::StandIn(stand_in) => stand_in.set_tempo(now, thousandths),
        }
    }

    /// The stand-in makes no sound that could be louder.
    pub(crate) fn set_volume(&self, percent: u16) {
        if let Self::Real(real) = self {
            real.set_volume(percent);
        }
    }

    /// Listens for marks from now on; `trusted` where it is known that there are some.
    pub(crate) fn listen(&mut self, trusted: bool) {
        match self {
            Self::None => {}
            Self::Real(real) => real.listen(trusted),
            Self::StandIn(stand_in) => stand_in.listen(trusted),
        }
    }

    /// The marks that were heard since the last call.
    pub(crate) fn marks_heard(&mut self) -> Vec<What> {
        match self {
            Self::None => Vec::new(),
            Self::Real(real) => real.marks_heard(),
            Self::StandIn(stand_in) => stand_in.marks_heard(),
        }
    }

    /// When the stand-in takes its next period; a real device calls by itself.
    pub(crate) fn next_pull(&self) -> Option<RunTime> {
        match self {
            Self::StandIn(stand_in) => stand_in.next_pull(),
            Self::None | Self::Real(_) => None,
        }
    }
}

/// Something to know about the sound device, as an event.
pub(crate) fn device_line(message: String) -> What {
    What::LogWritten(Box::new(LogLine {
        level: LogLevel::Warning,
        component: "sound device".into(),
        message,
    }))
}
