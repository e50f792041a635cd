//! Which event may come when.

use mpdbg_model::What;

/// How far a play has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nothing is open yet.
    #[default]
    Before,
    /// The container is open.
    Opened,
    /// The clock runs.
    Playing,
    /// The player said that the play is over.
    Ended,
    /// The sample could not be opened.
    Failed,
    /// The supervisor closed the attempt.
    Closed,
}

/// Why `what` may not come in `phase`, if so.
///
/// Log lines and failures to read are allowed at any time; what a device or a decoder reports late,
/// when the play is over, is no error either. Pictures and sound after the end are.
pub(super) const fn objection(phase: Phase, what: &What) -> Option<&'static str> {
    use Phase::{Before, Closed, Ended, Failed, Opened, Playing};
    if matches!(phase, Closed) {
        return Some("an event after the end of the attempt");
    }
    match what {
        What::Opened(_) | What::OpenFailed(_) => match phase {
            Before => None,
            Opened | Playing | Ended | Failed | Closed => Some("opened twice"),
        },
        What::StreamFound(_) => match phase {
            Opened => None,
            Before | Playing | Ended | Failed | Closed => {
                Some("a stream was found outside of opening")
            }
        },
        What::CapsReported(_) => match phase {
            Before | Opened => None,
            Playing | Ended | Failed | Closed => Some("capabilities after the start of the play"),
        },
        What::PlayStarted { .. } => match phase {
            Opened => None,
            Before | Failed => Some("a start of the play without an opened sample"),
            Playing | Ended | Closed => Some("started twice"),
        },
        What::FramePresented { .. } => match phase {
            Playing => None,
            Before | Opened | Failed => Some("a picture was presented before the play started"),
            Ended | Closed => Some("a picture was presented after the end of the play"),
        },
        What::FrameDecoded { .. }
        | What::FrameScheduled { .. }
        | What::FrameDiscarded { .. }
        | What::FrameNotReturned { .. }
        | What::AudioDecoded { .. }
        | What::AudioWritten { .. }
        | What::SoundSketched(_)
        | What::SilenceWritten { .. } => match phase {
            Opened | Playing => None,
            Before | Failed => Some("pictures or sound without an opened sample"),
            Ended | Closed => Some("pictures or sound after the end of the play"),
        },
        What::PlayEnded { .. } => match phase {
            Opened | Playing | Failed => None,
            Before => Some("an end of a play that was never opened"),
            Ended | Closed => Some("ended twice"),
        },
        What::AudioPlayed { .. }
        | What::UnderrunOccurred { .. }
        | What::ClocksRead { .. }
        | What::QueuesMeasured(_)
        | What::ParametersChanged(_)
        | What::DiscontinuityFound { .. }
        | What::PacketDamaged { .. }
        | What::DecodeFailed(_)
        | What::StreamDrained { .. } => match phase {
            Before | Failed => Some("a report of a play without an opened sample"),
            Opened | Playing | Ended | Closed => None,
        },
        What::StepTaken { .. }
        | What::Paused { .. }
        | What::Resumed { .. }
        | What::SeekAsked { .. }
        | What::SeekAnswered { .. }
        | What::RateChanged { .. }
        | What::AudioTrackSelected { .. }
        | What::Looped { .. }
        | What::Restarted { .. }
        | What::VolumeChanged { .. }
        | What::PictureMarkRead { .. }
        | What::PictureMarkUnread
        | What::PictureSketched(_) => match phase {
            Playing => None,
            Before | Opened | Failed => Some("something was done before the play started"),
            Ended | Closed => Some("something was done after the end of the play"),
        },
        What::ScenarioBegun(_) | What::ScenarioRefused { .. } | What::StepsLeft { .. } => {
            match phase {
                Opened | Playing => None,
                Before | Failed => Some("a report of a play without an opened sample"),
                Ended | Closed => Some("a report after the end of the play"),
            }
        }
        What::CountersReported(_) => match phase {
            Opened | Playing | Failed => None,
            Before => Some("a report of a play without an opened sample"),
            Ended | Closed => Some("a report after the end of the play"),
        },
        What::DecodeTook { .. }
        | What::ReadBlocked { .. }
        | What::MachineStalled { .. }
        | What::SoundMarkRead { .. }
        | What::SoundMarkUnread { .. }
        | What::ResourcesMeasured(_)
        | What::LoadMeasured(_)
        | What::DeviceOpened(_)
        | What::ReadFailed(_)
        | What::LogWritten(_)
        | What::AttemptEnded(_) => None,
    }
}

/// The phase after `what`.
pub(super) const fn next(phase: Phase, what: &What) -> Phase {
    match what {
        What::Opened(_) => Phase::Opened,
        What::OpenFailed(_) => Phase::Failed,
        What::PlayStarted { .. } => Phase::Playing,
        What::PlayEnded { .. } => Phase::Ended,
        What::AttemptEnded(_) => Phase::Closed,
        _ => phase,
    }
}
