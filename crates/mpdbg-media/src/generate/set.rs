//! Which samples are made.

use std::str::FromStr;

use super::clip::Recipe;
use super::{large, marked, small};

/// A set of samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    /// A few seconds each of every kind of file that a player meets, whole and broken.
    Small,
    /// A minute each at 360p, 720p and 1080p, for benchmarks.
    Large,
    /// A few seconds each whose pictures and sound say themselves what they are: ground truth for
    /// what a player presents. Some are out of sync by a known amount.
    Marked,
}

/// A word that names no set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no set `{}`; the sets are small, large and marked", .0.escape_debug())]
pub struct UnknownSet(String);

impl Set {
    /// The word for it, which `parse` reads.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Large => "large",
            Self::Marked => "marked",
        }
    }

    /// Raised whenever a recipe of the set changes, so that `_version.txt` tells corpora apart.
    pub(super) const fn version(self) -> u32 {
        match self {
            Self::Small | Self::Large | Self::Marked => 1,
        }
    }

    pub(super) fn recipes(self) -> Vec<Recipe> {
        match self {
            Self::Small => small::recipes(),
            Self::Large => large::recipes(large::LENGTH_MS),
            Self::Marked => marked::recipes(),
        }
    }
}

impl FromStr for Set {
    type Err = UnknownSet;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Small, Self::Large, Self::Marked]
            .into_iter()
            .find(|set| set.name() == text)
            .ok_or_else(|| UnknownSet(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_found_by_its_word_only() {
        assert_eq!("small".parse(), Ok(Set::Small));
        assert_eq!(Set::Large.name().parse(), Ok(Set::Large));
        let error = "\u{1b}[1mbig"
            .parse::<Set>()
            .map_err(|error| error.to_string());
        let words = "there is no set `\\u{1b}[1mbig`; the sets are small, large and marked";
        assert_eq!(error, Err(words.to_owned()));
    }
}
