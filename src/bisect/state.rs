//! What a bisection was asked and how far it is: `state.json`, whole at any moment.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use mpdbg_model::{Configuration, SampleName};
use mpdbg_session::replace_file;
use serde::{Deserialize, Serialize};

use super::error::BisectError;
use super::odds::{Count, Odds};

const FORMAT: u32 = 1;

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    /// The commit without the defect.
    pub(crate) good: String,
    /// The commit with it.
    pub(crate) bad: String,
    /// What makes the player, for `sh -c` in the tree.
    pub(crate) build: String,
    /// The program that plays, relative to the tree; mpdbg itself where absent.
    pub(crate) player: Option<PathBuf>,
    /// The rule of the defect.
    pub(crate) rule: String,
    /// The sample, relative to the samples directory or to the tree.
    pub(crate) sample: SampleName,
    /// BLAKE3 of the sample; absent where it lies in the tree and belongs to the revision.
    pub(crate) blake3: Option<String>,
    /// How it is played and judged.
    pub(crate) configuration: Configuration,
    /// Most plays of a revision.
    pub(crate) plays: u32,
    /// How sure the whole bisection has to be, below 1.
    pub(crate) confidence: f64,
}

impl Asked {
    /// The files of the tree that are played or play, relative to its top: the revision has them, or its
    /// build makes them.
    pub(super) fn made(&self) -> Vec<PathBuf> {
        let sample = self.blake3.is_none().then(|| self.sample.to_path());
        self.player.iter().cloned().chain(sample).collect()
    }
}

/// What was found out about a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Verdict {
    /// The defect does not show.
    Good,
    /// It shows.
    Bad,
    /// Nothing: it cannot be built or played, or too few plays told.
    Skip,
}

/// A play of a revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OnePlay {
    /// The session that holds its recording.
    pub(crate) session: String,
    /// Whether the defect shows; absent where the play does not say.
    pub(crate) shows: Option<bool>,
    /// What it showed, for a person; may hold untrusted text.
    pub(crate) words: String,
}

/// A commit that was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Revision {
    /// Its hash.
    pub(crate) commit: String,
    /// When it was written, `YYYY-MM-DD`.
    pub(crate) date: String,
    /// The first line of its message; untrusted.
    pub(crate) subject: String,
    /// Its plays in order.
    pub(crate) plays: Vec<OnePlay>,
    /// What they come to, when that is known.
    pub(crate) verdict: Option<Verdict>,
    /// Why it was skipped.
    pub(crate) why: Option<String>,
}

impl Revision {
    /// The plays that said whether the defect shows.
    pub(crate) fn count(&self) -> Count {
        let shows = || self.plays.iter().filter_map(|play| play.shows);
        Count {
            plays: shows().count() as u32,
            with: shows().filter(|shows| *shows).count() as u32,
        }
    }

    /// The first ten characters of its hash.
    pub(crate) fn short(&self) -> &str {
        self.commit.get(..10).unwrap_or(&self.commit)
    }

    /// A play that says what the verdict says.
    pub(crate) fn witness(&self) -> Option<&OnePlay> {
        let told = |play: &&OnePlay| match self.verdict {
            Some(Verdict::Bad) => play.shows == Some(true),
            Some(Verdict::Good) => play.shows == Some(false),
            Some(Verdict::Skip) | None => false,
        };
        self.plays.iter().find(told)
    }
}

/// How a bisection ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Ended {
    /// This commit brought the defect.
    FirstBad(Found),
    /// One of these did; all but the last were skipped.
    OneOf(Vec<Found>),
}

/// A commit that may have brought the defect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Found {
    /// Its hash.
    pub(crate) commit: String,
    /// When it was written, `YYYY-MM-DD`.
    pub(crate) date: String,
    /// The first line of its message; untrusted.
    pub(crate) subject: String,
    /// The commits before it.
    pub(crate) parents: Vec<String>,
}

/// How far a bisection is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    format: u32,
    /// What was asked for.
    pub(crate) asked: Asked,
    /// Every commit that was tried, in order: the bad end, the good end, then those between.
    pub(crate) revisions: Vec<Revision>,
    /// True while a build goes on. One that outlived its mpdbg may still be at work in the tree.
    pub(crate) building: bool,
    /// What the ends are told apart by, once both were measured.
    pub(crate) odds: Option<Odds>,
    /// How it ended.
    pub(crate) ended: Option<Ended>,
}

impl State {
    /// Nothing was tried yet.
    pub(crate) const fn new(asked: Asked) -> Self {
        Self {
            format: FORMAT,
            asked,
            revisions: Vec::new(),
            building: false,
            odds: None,
            ended: None,
        }
    }

    /// Reads a state; none where there is no file.
    pub(super) fn read(path: &Path) -> Result<Option<Self>, BisectError> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(BisectError::at(path)(error)),
        };
        let damaged = |what: String| BisectError::State {
            path: path.to_owned(),
            what,
        };
        let state: Self = serde_json::from_str(&text).map_err(|it| damaged(it.to_string()))?;
        if state.format == FORMAT {
            Ok(Some(state))
        } else {
            let format = state.format;
            Err(damaged(format!("another mpdbg wrote it (format {format})")))
        }
    }

    /// Puts this state in the place of the former, as a whole.
    pub(super) fn write(&self, path: &Path) -> Result<(), BisectError> {
        let written = serde_json::to_vec_pretty(self).map_err(io::Error::from);
        let written = written.and_then(|mut text| {
            text.push(b'\n');
            replace_file(path, &text)
        });
        written.map_err(BisectError::at(path))
    }

    /// The revision with this hash.
    pub(crate) fn revision(&self, commit: &str) -> Option<&Revision> {
        self.revisions.iter().find(|it| it.commit == commit)
    }

    /// Plays so far.
    pub(crate) fn plays(&self) -> usize {
        self.revisions.iter().map(|it| it.plays.len()).sum()
    }

    /// How probable it is that every verdict is right, as far as chance goes.
    pub(crate) fn sureness(&self) -> Option<f64> {
        let odds = self.odds?;
        let judged = self
            .revisions
            .iter()
            .filter(|it| matches!(it.verdict, Some(Verdict::Good | Verdict::Bad)));
        Some(judged.map(|it| odds.sureness(it.count())).product())
    }
}
