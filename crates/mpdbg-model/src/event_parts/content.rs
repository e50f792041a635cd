//! What a decoder said of a picture or a piece of sound, and the hash of what is in it.

use serde::{Deserialize, Serialize};

/// What a decoder said of what it returned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecodeMarks {
    /// Key frame.
    pub key: bool,
    /// Flagged corrupt (`AV_FRAME_FLAG_CORRUPT`).
    pub corrupt: bool,
    /// FFmpeg's `decode_error_flags`: 1 invalid bitstream, 2 missing reference, 4 concealment
    /// active, 8 damaged slices.
    pub errors: u8,
}

/// Hash of the content of a picture or of a piece of sound. Pictures are hashed as packed planes
/// without padding in the decoder's pixel format; sound as interleaved samples in the decoder's
/// sample format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ContentHash {
    /// Not hashed.
    #[default]
    None,
    /// XXH3, 64 bits.
    Xxh3(u64),
    /// MD5: for pictures the one that FFmpeg's `framemd5` prints.
    Md5([u8; 16]),
}
