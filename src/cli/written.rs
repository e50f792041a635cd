//! TOML files of one kind: those that mpdbg brings along, and those of the user.

use std::path::Path;

use mpdbg_model::OutOfRange;
use mpdbg_sample::{Mistake, did_you_mean, read_text_file, read_toml};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::failure::Failure;

/// A kind of TOML file, and those of it that mpdbg brings along.
pub(crate) struct Kind {
    /// What such a file describes, e.g. `machine`.
    pub(crate) what: &'static str,
    /// Name and text of each.
    pub(crate) shipped: &'static [(&'static str, &'static str)],
}

/// The text that someone asked for.
pub(crate) struct Written {
    /// The name that it goes by where it states none.
    pub(crate) name: String,
    /// What it is called in a message.
    origin: String,
    pub(crate) text: String,
}

impl Kind {
    /// The text that `asked` means: one of the names, or a path to a `.toml` file.
    pub(crate) fn find(&self, asked: &str) -> Result<Written, Failure> {
        let what = self.what;
        if let Some((name, text)) = self.shipped.iter().find(|(name, _)| *name == asked) {
            return Ok(Written {
                name: (*name).to_owned(),
                origin: format!("the {what} `{name}`"),
                text: (*text).to_owned(),
            });
        }
        let path = Path::new(asked);
        if path.extension().is_none_or(|it| it != "toml") && !asked.contains('/') {
            return Err(self.unknown(asked));
        }
        let origin = format!("the {what} `{}`", path.display());
        let text = read_text_file(path)
            .map_err(|error| Failure::usage(format!("cannot read {origin}: {error}")))?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        Ok(Written {
            name: name.into_owned(),
            origin,
            text,
        })
    }

    fn unknown(&self, asked: &str) -> Failure {
        let names = || self.shipped.iter().map(|(name, _)| *name);
        let meant = did_you_mean(asked, names());
        let all: Vec<&str> = names().collect();
        Failure::usage(format!("there is no {} `{asked}`{meant}", self.what)).hint(format!(
            "there are {}; or name a file, e.g. ./my.toml",
            all.join(", ")
        ))
    }
}

#[derive(Deserialize)]
struct Named {
    name: Option<String>,
}

impl Written {
    /// Reads the text.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        read_toml(&self.text).map_err(|mistake| self.wrong(&mistake))
    }

    /// The name that the text states, or else that of the file.
    pub(crate) fn stated_name(&self) -> Result<String, Failure> {
        let Some(name) = self.read::<Named>()?.name else {
            return Ok(self.name.clone());
        };
        if (1..=64).contains(&name.chars().count()) && !name.contains(char::is_control) {
            return Ok(name);
        }
        Err(self.wrong_at(
            &["name"],
            "a name has 1 to 64 characters, and none that act",
        ))
    }

    /// What is wrong with the value that `path` leads to.
    pub(crate) fn wrong_at(&self, path: &[&str], message: impl Into<String>) -> Failure {
        self.wrong(&Mistake::at(&self.text, path, message))
    }

    /// What is wrong with a figure.
    pub(crate) fn out_of_range(&self, wrong: OutOfRange) -> Failure {
        let path: Vec<&str> = wrong.path.iter().map(String::as_str).collect();
        self.wrong_at(&path, wrong.words)
    }

    fn wrong(&self, mistake: &Mistake) -> Failure {
        Failure::usage(format!("{} is not valid: {mistake}", self.origin))
    }
}
