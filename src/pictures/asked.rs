//! What is asked for, and what comes of it.

use mpdbg_media::Raster;
use mpdbg_model::{ContentHash, HashKind, MediaTime};
use serde::{Deserialize, Serialize};

/// A picture that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Asked {
    /// Counts what is asked for, from 1.
    pub(crate) number: u64,
    /// When it was presented, in media time.
    pub(crate) pts: MediaTime,
    /// What it held.
    pub(crate) hash: ContentHash,
    /// How its content is hashed.
    pub(crate) kind: HashKind,
    /// Width and height at most, in pixels.
    pub(crate) bounds: (u32, u32),
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Decoded {
    /// A picture of that time.
    Picture {
        /// Its pixels.
        raster: Raster,
        /// What it holds.
        hash: ContentHash,
    },
    /// The sample holds no picture of that time.
    None,
    /// It was not found in the time that is taken for it.
    TooLong,
    /// It cannot be decoded, for this reason. Untrusted text.
    Failed(String),
}

/// The same on the wire, with the pixels behind it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Answer {
    Picture {
        width: u32,
        height: u32,
        hash: ContentHash,
    },
    None,
    TooLong,
    Failed(String),
}

impl Answer {
    /// The answer, and the bytes behind it.
    pub(super) fn of(decoded: Decoded) -> (Self, Vec<u8>) {
        match decoded {
            Decoded::Picture { raster, hash } => {
                let Raster { width, height, rgb } = raster;
                (
                    Self::Picture {
                        width,
                        height,
                        hash,
                    },
                    rgb,
                )
            }
            Decoded::None => (Self::None, Vec::new()),
            Decoded::TooLong => (Self::TooLong, Vec::new()),
            Decoded::Failed(why) => (Self::Failed(why), Vec::new()),
        }
    }

    /// What it says with these bytes behind it.
    pub(super) fn with(self, rgb: Vec<u8>) -> Decoded {
        match self {
            Self::Picture {
                width,
                height,
                hash,
            } => Decoded::Picture {
                raster: Raster { width, height, rgb },
                hash,
            },
            Self::None => Decoded::None,
            Self::TooLong => Decoded::TooLong,
            Self::Failed(why) => Decoded::Failed(why),
        }
    }
}
