//! What else differs between two sessions than the code of the player.

use std::fmt;

use serde::Serialize;

/// A thing that can differ between two sessions. Its words are those of `--allow`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Thing {
    /// The revision of the source, or that there are changes which are not committed: what one wants to
    /// compare.
    Code,
    /// The program that plays, where it is not mpdbg's own player.
    Player,
    /// The version or the build of mpdbg.
    Mpdbg,
    /// The version of FFmpeg.
    Ffmpeg,
    /// The computer: processor, memory, system.
    Computer,
    /// The simulated machine.
    Machine,
    /// The clock that drives the player.
    Clock,
    /// Which way the sound goes.
    Audio,
    /// The thresholds that the session was made with; both are judged with the same ones.
    Profile,
    /// How content is hashed, or whether it is held against a reference decode.
    Hash,
    /// The limits of a play.
    Limits,
    /// The scenarios.
    Scenarios,
    /// The samples: some are other files, or only one session has them.
    Samples,
    /// How often each case is played.
    Repeats,
    /// How busy the computer was, on the real clock.
    Load,
}

impl Thing {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Code,
        Self::Player,
        Self::Mpdbg,
        Self::Ffmpeg,
        Self::Computer,
        Self::Machine,
        Self::Clock,
        Self::Audio,
        Self::Profile,
        Self::Hash,
        Self::Limits,
        Self::Scenarios,
        Self::Samples,
        Self::Repeats,
        Self::Load,
    ];

    /// Its name, for `--allow` too.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Player => "player",
            Self::Mpdbg => "mpdbg",
            Self::Ffmpeg => "ffmpeg",
            Self::Computer => "computer",
            Self::Machine => "machine",
            Self::Clock => "clock",
            Self::Audio => "audio",
            Self::Profile => "profile",
            Self::Hash => "hash",
            Self::Limits => "limits",
            Self::Scenarios => "scenarios",
            Self::Samples => "samples",
            Self::Repeats => "repeats",
            Self::Load => "load",
        }
    }
}

impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Something that differs between two sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Circumstance {
    /// What.
    pub thing: Thing,
    /// How it is in the first session.
    pub before: String,
    /// How it is in the second session.
    pub after: String,
    /// True when it can change what is recorded, so that the verdict is clear only if nothing else of
    /// that kind differs. The computer does not count on the virtual clock, nor do samples and repeats,
    /// which are accounted for case by case.
    pub counts: bool,
    /// True when `--allow` named it.
    pub allowed: bool,
}

/// Everything that differs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Circumstances(pub Vec<Circumstance>);

impl Circumstances {
    /// What stands in the way of a clear verdict: nothing where at most one thing that counts differs,
    /// the allowed ones left out.
    pub fn muddle(&self) -> Vec<&Circumstance> {
        let counting: Vec<&Circumstance> = self
            .0
            .iter()
            .filter(|it| it.counts && !it.allowed)
            .collect();
        if counting.len() > 1 {
            counting
        } else {
            Vec::new()
        }
    }
}
