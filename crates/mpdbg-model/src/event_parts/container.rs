//! The container of a sample, as it was opened.

use serde::{Deserialize, Serialize};

use crate::{MediaTime, Span};

/// The container, as it was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Container {
    /// FFmpeg's short name of the format, e.g. `mov,mp4,m4a,3gp,3g2,mj2`.
    pub format: String,
    /// First presentation time that the container declares.
    pub start: Option<MediaTime>,
    /// Length that the container declares or that was estimated.
    pub duration: Option<Span>,
    /// True when the container was read from something that can seek.
    pub seekable: bool,
    /// Bits per second over all streams.
    pub bit_rate: Option<u64>,
    /// Tags of the container as `(key, value)`, at most 64; untrusted text.
    pub tags: Vec<(String, String)>,
}
