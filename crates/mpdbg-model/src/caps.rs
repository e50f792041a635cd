//! What a player can report.

use serde::{Deserialize, Serialize};

/// What a player can report. A rule that needs a capability which is absent answers *unknown*.
#[expect(
    clippy::struct_excessive_bools,
    reason = "a set of independent capabilities, stored by name"
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caps {
    /// Frames as the decoder returns them (`FrameDecoded`), with the decoder's error marks.
    pub decoded: bool,
    /// Pictures as they are presented (`FramePresented`), with the moment.
    pub presented: bool,
    /// When each picture was due (`due` of `FramePresented`).
    pub due: bool,
    /// Content hashes of pictures and sound.
    pub hashes: bool,
    /// Pictures that the player threw away (`FrameDiscarded`).
    pub discarded: bool,
    /// Sound as it is written to the device (`AudioWritten`).
    pub audio_written: bool,
    /// The position that the device has played (`AudioPlayed`).
    pub audio_position: bool,
    /// Underruns of the device (`UnderrunOccurred`).
    pub underruns: bool,
    /// Delays that the scheduler asked for (`FrameScheduled`).
    pub scheduling: bool,
    /// Levels of the player's queues (`QueuesMeasured`).
    pub queues: bool,
    /// Messages of the libraries (`LogWritten`).
    pub log: bool,
}

impl Caps {
    /// A player that reports everything, as the built-in one does.
    pub const ALL: Self = Self {
        decoded: true,
        presented: true,
        due: true,
        hashes: true,
        discarded: true,
        audio_written: true,
        audio_position: true,
        underruns: true,
        scheduling: true,
        queues: true,
        log: true,
    };
}
