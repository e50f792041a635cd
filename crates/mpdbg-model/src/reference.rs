//! The reference decode: what the pictures and the sound of a sample are, whoever plays them.

use serde::{Deserialize, Serialize};

use crate::{ContentHash, MediaTime};

/// Every picture and every piece of sound of the selected streams as one decoder thread gives them,
/// in the order of decoding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// The pictures.
    pub pictures: Vec<ReferencePicture>,
    /// The pieces of sound.
    pub sound: Vec<ReferenceSound>,
}

/// A picture of the reference decode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferencePicture {
    /// Presentation time; absent when the decoder gave none.
    pub pts: Option<MediaTime>,
    /// Hash of its content.
    pub hash: ContentHash,
}

/// A piece of sound of the reference decode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceSound {
    /// Presentation time of its first sample; absent when the decoder gave none.
    pub pts: Option<MediaTime>,
    /// Samples per channel.
    pub samples: u32,
    /// Hash of its content.
    pub hash: ContentHash,
}
