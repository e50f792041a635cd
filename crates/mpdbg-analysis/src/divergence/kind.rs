//! Kinds of divergences, in words that a person knows.

use serde::{Deserialize, Serialize};

/// One of the two recordings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DivergenceSide {
    /// The first recording.
    Before,
    /// The second recording.
    After,
}

impl DivergenceSide {
    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Before => Self::After,
            Self::After => Self::Before,
        }
    }
}

/// Writes the list of kinds once: variant, word, what it means, rank.
macro_rules! kinds {
    ($($variant:ident: $name:literal, $title:literal, $rank:ident;)*) => {
        /// In what two recordings differ. A kind is the same whichever recording is the first; which of
        /// them lacks something is [`super::Divergence::lacks`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum DivergenceKind {
            $(#[doc = $title] $variant,)*
        }

        impl DivergenceKind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What it is, in a few words.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            pub(super) const fn rank(self) -> Rank {
                match self { $(Self::$variant => Rank::$rank,)* }
            }
        }
    };
}

kinds! {
    Crash: "crash", "the attempts ended otherwise", Cause;
    Ending: "ending", "the play ends otherwise, earlier or later", Cause;
    Streams: "streams", "other streams or parameters", Cause;
    Device: "device", "another sound device or other capabilities", Cause;
    Start: "start", "the play starts otherwise or elsewhere", Cause;
    Step: "step", "a step is not taken", Cause;
    Control: "control", "a step does something else", Cause;
    SeekLanding: "seek-landing", "a seek lands elsewhere", Cause;
    SeekTime: "seek-time", "a seek takes longer or shorter", Cause;
    Underrun: "underrun", "the sound device runs dry", Cause;
    PictureDropped: "picture-dropped", "a picture is presented or thrown away as late", Seen;
    PictureLacking: "picture-lacking", "a picture is presented by one side only", Seen;
    PictureTwice: "picture-twice", "a picture is presented once more", Seen;
    PictureStale: "picture-stale", "a picture from before a seek is presented after it", Seen;
    PictureLate: "picture-late", "a picture is presented later or earlier than it is due", Seen;
    PictureContent: "picture-content", "a picture has other pixels", Seen;
    PictureTime: "picture-time", "a picture carries another time", Seen;
    PictureOrder: "picture-order", "a picture is presented in another order", Seen;
    SoundLacking: "sound-lacking", "sound is written by one side only", Seen;
    SoundTwice: "sound-twice", "sound is written once more", Seen;
    SoundSilence: "sound-silence", "silence is written in the place of sound", Seen;
    SoundContent: "sound-content", "sound has other samples", Seen;
    SoundTime: "sound-time", "sound carries another time", Seen;
    Clock: "clock", "a clock jumps or stands", Effect;
    Position: "position", "the position that is heard jumps or stands", Effect;
    Shift: "shift", "everything is later or earlier from there on", Effect;
    Log: "log", "another message of a library", Cause;
    Damage: "damage", "other damage is reported", Cause;
    Mark: "mark", "the content that is seen or heard is another", Effect;
    Decoding: "decoding", "the decoder gives something else", Inner;
    Counters: "counters", "the player counts otherwise", Inner;
    SoundPieces: "sound-pieces", "the same sound in other pieces", Inner;
    Scheduling: "scheduling", "other scheduling inside the player", Inner;
    Work: "work", "other times of decoding and reading", Inner;
    Order: "order", "the same events in another order", Inner;
}

/// What may be the consequence of what: a divergence of a higher rank follows one of a lower rank nearby.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// Stands for itself.
    Cause,
    /// What is seen and heard.
    Seen,
    /// What clocks show: often because something else went wrong just before.
    Effect,
    /// What only the player knows.
    Inner,
}

impl DivergenceKind {
    /// True for what nobody sees or hears: it is told after everything else.
    pub const fn is_inner(self) -> bool {
        matches!(self.rank(), Rank::Inner)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_kind_is_stored_by_its_name() {
        for kind in DivergenceKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
    }
}
