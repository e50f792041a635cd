//! Pictures and sound of two plays of the same sample.

use mpdbg_model::MediaTime;
use serde::Serialize;

/// In how much of what both plays presented, at the same media time, the content differs. Made only where
/// something does, and where both sides hashed in the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ContentChange {
    /// Pictures that both presented.
    pub pictures: u64,
    /// Those of them whose pixels differ.
    pub other_pictures: u64,
    /// Presentation time of the first of these.
    pub first_picture: Option<MediaTime>,
    /// Pieces of sound that both wrote: same media time, same number of samples.
    pub sounds: u64,
    /// Those of them whose samples differ.
    pub other_sounds: u64,
    /// Presentation time of the first of these.
    pub first_sound: Option<MediaTime>,
    /// True when the two were decoded by different versions of the decoder, so that rounding alone
    /// explains it; such a difference is told, and no defect.
    pub other_decoder: bool,
}
