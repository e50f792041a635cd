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

    /// True for what says which program is under test: the source, what was built from it, and mpdbg, which
    /// is its own player where no other is named. They change together, and count as one.
    pub const fn is_program(self) -> bool {
        matches!(self, Self::Code | Self::Player | Self::Mpdbg)
    }

    /// True when `--allow` with this thing lets `other` differ.
    pub fn allows(self, other: Self) -> bool {
        self == other || (self.is_program() && other.is_program())
    }

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
    /// True when `--allow` named it, or what counts as one with it.
    pub allowed: bool,
}

/// Everything that differs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Circumstances(pub Vec<Circumstance>);

impl Circumstances {
    /// What stands in the way of a clear verdict: nothing where at most one thing that counts differs,
    /// the allowed ones left out. All that says which program is under test is one thing.
    pub fn muddle(&self) -> Vec<&Circumstance> {
        let counting: Vec<&Circumstance> = self
            .0
            .iter()
            .filter(|it| it.counts && !it.allowed)
            .collect();
        let program = counting.iter().filter(|it| it.thing.is_program()).count();
        if counting.len() - program.saturating_sub(1) > 1 {
            counting
        } else {
            Vec::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is in the way where these differ, and count.
    fn muddle(things: &[Thing]) -> Vec<Thing> {
        let differs = |thing: &Thing| Circumstance {
            thing: *thing,
            before: "one".to_owned(),
            after: "other".to_owned(),
            counts: true,
            allowed: false,
        };
        let all = Circumstances(things.iter().map(differs).collect());
        all.muddle().iter().map(|it| it.thing).collect()
    }

    #[test]
    fn the_program_under_test_is_one_thing() {
        use Thing::{Code, Ffmpeg, Machine, Mpdbg, Player};
        assert!(muddle(&[Code, Player, Mpdbg]).is_empty());
        assert!(muddle(&[Ffmpeg]).is_empty());
        assert_eq!(muddle(&[Player, Ffmpeg]), [Player, Ffmpeg]);
        assert_eq!(muddle(&[Code, Mpdbg, Machine]), [Code, Mpdbg, Machine]);
        assert_eq!(muddle(&[Ffmpeg, Machine]), [Ffmpeg, Machine]);
        assert!(Player.allows(Code) && !Player.allows(Ffmpeg) && Ffmpeg.allows(Ffmpeg));
    }
}
