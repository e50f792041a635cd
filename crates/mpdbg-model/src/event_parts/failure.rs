//! What went wrong in a library or in one of its decoders.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::MediaTime;

/// An error of a library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The library's error code.
    pub code: i32,
    /// The library's words; untrusted text.
    pub message: String,
}

/// An error of a decoder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecodeFailure {
    /// Index of the stream.
    pub stream: u16,
    /// Whether a packet was refused or no picture came back.
    pub stage: DecodeStage,
    /// Presentation time of the packet, when one was sent and has one.
    pub pts: Option<MediaTime>,
    /// What the library said.
    pub failure: Failure,
}

/// Which way a decoder failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DecodeStage {
    /// Opening the decoder.
    Open,
    /// Sending a packet.
    Send,
    /// Receiving a picture or sound.
    Receive,
}

impl fmt::Display for DecodeStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Open => "open",
            Self::Send => "send",
            Self::Receive => "receive",
        })
    }
}
