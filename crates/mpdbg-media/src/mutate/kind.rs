//! What can be damaged.

use std::fmt;
use std::str::FromStr;

/// A kind of damage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// One to eight bytes of coded data are others.
    BytesFlipped,
    /// A block of coded data is zero.
    BlockZeroed,
    /// Bytes of coded data are lacking, and all behind them is nearer.
    BytesRemoved,
    /// Bytes were put into coded data, and all behind them is further.
    BytesInserted,
    /// The file ends too early.
    FileCut,
    /// One packet of pictures, no key frame, is lacking.
    PicturePacketLost,
    /// Some packets of pictures in a row are lacking.
    PictureBurstLost,
    /// Two packets of pictures in a row have each other's data.
    PicturePacketsSwapped,
    /// A packet of pictures is there twice.
    PicturePacketRepeated,
    /// A packet of pictures lost its end.
    PicturePacketCut,
    /// A packet of pictures has the data of another.
    PicturePacketReplaced,
    /// A key frame, not the first, is lacking.
    KeyFrameLost,
    /// The first key frame is lacking.
    FirstKeyFrameLost,
    /// The packets behind a key frame all hold the key frame: the picture stands.
    PicturesFrozen,
    /// The pictures end too early.
    PicturesCut,
    /// One packet of sound is lacking.
    SoundPacketLost,
    /// Some packets of sound in a row are lacking.
    SoundBurstLost,
    /// Two packets of sound in a row have each other's data.
    SoundPacketsSwapped,
    /// A packet of sound is there twice.
    SoundPacketRepeated,
    /// A packet of sound lost its end.
    SoundPacketCut,
    /// A packet of sound has the data of another.
    SoundPacketReplaced,
    /// The sound ends too early.
    SoundCut,
    /// The sound comes later by some packets, though its times stand.
    SoundContentLate,
    /// One picture has another time.
    PictureTimeShifted,
    /// The times of all sound are later.
    SoundLater,
    /// The times of all pictures are later, so that the sound is early.
    SoundEarlier,
    /// From somewhere on, the times of the pictures are later.
    PictureTimesJump,
    /// From somewhere on, the times of the sound are later.
    SoundTimesJump,
    /// From somewhere on, all times are later.
    AllTimesJump,
    /// The times of the pictures run too fast or too slowly.
    PictureTimesScaled,
    /// The times of the sound run too fast or too slowly.
    SoundTimesScaled,
    /// One packet says another length of its picture; its time stands.
    PictureLengthChanged,
    /// The header declares a longer play.
    DeclaredLonger,
    /// The header declares a shorter play.
    DeclaredShorter,
    /// The header says another size of the pictures.
    SizeChanged,
    /// The header says another shape of the pixels.
    AspectChanged,
    /// The header says that the pictures are to be turned.
    Turned,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 37] = [
        Self::BytesFlipped,
        Self::BlockZeroed,
        Self::BytesRemoved,
        Self::BytesInserted,
        Self::FileCut,
        Self::PicturePacketLost,
        Self::PictureBurstLost,
        Self::PicturePacketsSwapped,
        Self::PicturePacketRepeated,
        Self::PicturePacketCut,
        Self::PicturePacketReplaced,
        Self::KeyFrameLost,
        Self::FirstKeyFrameLost,
        Self::PicturesFrozen,
        Self::PicturesCut,
        Self::SoundPacketLost,
        Self::SoundBurstLost,
        Self::SoundPacketsSwapped,
        Self::SoundPacketRepeated,
        Self::SoundPacketCut,
        Self::SoundPacketReplaced,
        Self::SoundCut,
        Self::SoundContentLate,
        Self::PictureTimeShifted,
        Self::SoundLater,
        Self::SoundEarlier,
        Self::PictureTimesJump,
        Self::SoundTimesJump,
        Self::AllTimesJump,
        Self::PictureTimesScaled,
        Self::SoundTimesScaled,
        Self::PictureLengthChanged,
        Self::DeclaredLonger,
        Self::DeclaredShorter,
        Self::SizeChanged,
        Self::AspectChanged,
        Self::Turned,
    ];

    /// The word for it, which `parse` reads.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BytesFlipped => "bytes-flipped",
            Self::BlockZeroed => "block-zeroed",
            Self::BytesRemoved => "bytes-removed",
            Self::BytesInserted => "bytes-inserted",
            Self::FileCut => "file-cut",
            Self::PicturePacketLost => "picture-packet-lost",
            Self::PictureBurstLost => "picture-burst-lost",
            Self::PicturePacketsSwapped => "picture-packets-swapped",
            Self::PicturePacketRepeated => "picture-packet-repeated",
            Self::PicturePacketCut => "picture-packet-cut",
            Self::PicturePacketReplaced => "picture-packet-replaced",
            Self::KeyFrameLost => "key-frame-lost",
            Self::FirstKeyFrameLost => "first-key-frame-lost",
            Self::PicturesFrozen => "pictures-frozen",
            Self::PicturesCut => "pictures-cut",
            Self::SoundPacketLost => "sound-packet-lost",
            Self::SoundBurstLost => "sound-burst-lost",
            Self::SoundPacketsSwapped => "sound-packets-swapped",
            Self::SoundPacketRepeated => "sound-packet-repeated",
            Self::SoundPacketCut => "sound-packet-cut",
            Self::SoundPacketReplaced => "sound-packet-replaced",
            Self::SoundCut => "sound-cut",
            Self::SoundContentLate => "sound-content-late",
            Self::PictureTimeShifted => "picture-time-shifted",
            Self::SoundLater => "sound-later",
            Self::SoundEarlier => "sound-earlier",
            Self::PictureTimesJump => "picture-times-jump",
            Self::SoundTimesJump => "sound-times-jump",
            Self::AllTimesJump => "all-times-jump",
            Self::PictureTimesScaled => "picture-times-scaled",
            Self::SoundTimesScaled => "sound-times-scaled",
            Self::PictureLengthChanged => "picture-length-changed",
            Self::DeclaredLonger => "declared-longer",
            Self::DeclaredShorter => "declared-shorter",
            Self::SizeChanged => "size-changed",
            Self::AspectChanged => "aspect-changed",
            Self::Turned => "turned",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A word that names no kind of damage.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no kind of damage `{}`", .0.escape_debug())]
pub struct UnknownKind(String);

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.name() == text)
            .ok_or_else(|| UnknownKind(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_found_by_its_word_only() {
        for kind in Kind::ALL {
            assert_eq!(kind.name().parse(), Ok(kind));
        }
        assert!("Turned".parse::<Kind>().is_err());
    }
}
