//! Where the sound goes on the wall clock: a real device, or the timed stand-in.

use std::sync::mpsc::Sender;

use mpdbg_media::Sound;
use mpdbg_model::{
    AudioParameters, AudioRoute, DeviceKind, LogLevel, LogLine, RunTime, Span, What,
};

use super::real::{Callback, RealDevice};
use super::simulated::SimulatedDevice;
use crate::engine::SoundPiece;
use crate::telling::Telling;
use crate::{DeviceModel, PlayOptions};

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
