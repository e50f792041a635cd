//! Profiles: which thresholds a session is judged with.

use mpdbg_analysis::Profile;

use super::failure::Failure;
use super::written::Kind;

const PROFILES: Kind = Kind {
    what: "profile",
    shipped: &[
        ("default", include_str!("../../profiles/default.toml")),
        ("strict", include_str!("../../profiles/strict.toml")),
        ("lenient", include_str!("../../profiles/lenient.toml")),
    ],
};

/// `--profile`, for the commands that judge.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Judging {
    /// Judge with these thresholds: default, strict, lenient, or a path to a .toml file [default: those of the session]
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,
}

impl Judging {
    /// The profile that was asked for, or `usual`.
    pub(crate) fn profile_or(&self, usual: &Profile) -> Result<Profile, Failure> {
        match &self.profile {
            Some(asked) => find(asked),
            None => Ok(usual.clone()),
        }
    }

    /// True when a profile was asked for.
    pub(crate) const fn is_asked(&self) -> bool {
        self.profile.is_some()
    }
}

/// The profile that `asked` means: the name of one that mpdbg brings along, or a path.
pub(crate) fn find(asked: &str) -> Result<Profile, Failure> {
    let written = PROFILES.find(asked)?;
    let mut profile: Profile = written.read()?;
    profile.name = written.stated_name()?;
    match profile.out_of_range() {
        Some(wrong) => Err(written.out_of_range(wrong)),
        None => Ok(profile),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::fs;

    use super::*;

    fn of(text: &str) -> Result<Profile, String> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mine.toml");
        fs::write(&path, text).unwrap();
        find(path.to_str().unwrap()).map_err(|failure| failure.to_string())
    }

    #[test]
    fn the_default_profile_is_the_one_that_is_built_in_and_states_everything() {
        assert_eq!(find("default").unwrap(), Profile::default());
        let (_, text) = PROFILES.shipped[0];
        for (key, value) in Profile::default().thresholds() {
            assert!(text.contains(&format!("\n{key} = {value}\n")), "{key}");
        }
    }

    #[test]
    fn strict_is_nowhere_laxer_and_lenient_nowhere_stricter() {
        let [strict, usual, lenient] = ["strict", "default", "lenient"].map(|it| find(it).unwrap());
        assert_eq!(
            (strict.name.as_str(), lenient.name.as_str()),
            ("strict", "lenient")
        );
        let all = strict
            .thresholds()
            .into_iter()
            .zip(usual.thresholds())
            .zip(lenient.thresholds());
        // With more of these less is found.
        let inverse = ["sound_merge_ms"];
        for (((key, strict), (_, usual)), (_, lenient)) in
            all.filter(|it| !inverse.contains(&it.0.0.0))
        {
            assert!(
                strict <= usual && usual <= lenient,
                "{key}: {strict}, {usual}, {lenient}"
            );
        }
    }

    #[test]
    fn a_mistake_is_told_with_its_place() {
        assert_eq!(of("late_ms = 7").unwrap().name, "mine");
        for (text, words) in [
            (
                "late_ms = 7\nlate_ns = 3\n",
                "line 2, column 1: unknown key `late_ns`; did you mean `late_ms`?",
            ),
            ("\nlate_ms = -7\n", "line 2, column 11: late_ms is negative"),
            ("stall_ms = 99999999999", "stall_ms is more than"),
            ("late_ms = \"a\"", "line 1, column 11: invalid type"),
            ("name = \"\\u001b[2J\"", "line 1, column 8: a name has"),
        ] {
            let error = of(text).unwrap_err();
            assert!(error.contains(words), "{error}");
        }
        let error = find("strikt").unwrap_err().to_string();
        assert!(
            error.contains("no profile `strikt`; did you mean `strict`?"),
            "{error}"
        );
        assert!(find("/nowhere/x.toml").is_err());
    }
}
