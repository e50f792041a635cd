//! How a session was made, as far as that can explain what differs.

use mpdbg_model::{Configuration, SamplesRecord};
use mpdbg_session::{Facts, Session, SessionError};

/// Names of facts in `_mpdbg_info.txt`.
const LIBRARIES: &str = "FFmpeg libraries";
const BUILT_WITH: &str = "FFmpeg configuration";
const DEVICES: &str = "audio devices";
/// Where another file took the place of the player.
const REPLACED: &str = "player replaced by";
/// The facts that describe a computer.
const COMPUTER: [&str; 4] = ["processor", "memory", "system", "kernel"];
/// Digits of a revision that are shown.
const DIGITS: usize = 12;

/// How a session was made.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Setting {
    /// How its samples are played.
    pub(crate) configuration: Configuration,
    /// Its samples as they were.
    pub(crate) samples: SamplesRecord,
    /// The content of `_revision.txt`.
    pub(crate) revision: Option<String>,
    /// The content of `_mpdbg_info.txt`.
    pub(crate) info: String,
}

impl Setting {
    /// Reads it.
    ///
    /// # Errors
    /// When a file of the session cannot be read or is damaged.
    pub(crate) fn of(session: &Session) -> Result<Self, SessionError> {
        Ok(Self {
            configuration: session.configuration().clone(),
            samples: session.samples()?,
            revision: session.revision()?,
            info: session.info()?.unwrap_or_default(),
        })
    }

    /// The version of the library that decodes, if it is known.
    fn decoder(&self) -> Option<&str> {
        let facts = Facts::of(&self.info);
        let lines = facts.lines(LIBRARIES).iter();
        lines
            .copied()
            .find_map(|line| line.strip_prefix("libavcodec "))
    }

    /// True when both decoders are known, and differ.
    pub(super) fn has_other_decoder(&self, other: &Self) -> bool {
        let known = self.decoder().zip(other.decoder());
        known.is_some_and(|(one, other)| one != other)
    }

    /// True when the machine or the way of the sound differs, so that another time of presentation says
    /// nothing of the player.
    pub(super) fn has_other_conditions(&self, other: &Self) -> bool {
        let (one, other) = (&self.configuration, &other.configuration);
        one.machine != other.machine || one.audio != other.audio
    }

    /// The versions of FFmpeg's libraries, in a line.
    pub(super) fn ffmpeg(&self) -> String {
        joined(Facts::of(&self.info).lines(LIBRARIES))
    }

    /// What FFmpeg was built with, in a line; another program that plays does not tell.
    pub(super) fn ffmpeg_build(&self) -> Option<String> {
        let facts = Facts::of(&self.info);
        let lines = facts.lines(BUILT_WITH);
        (!lines.is_empty()).then(|| joined(lines))
    }

    /// BLAKE3 of the programs that played in place of the one that the session was made with.
    pub(super) fn replaced_by(&self) -> Vec<String> {
        let facts = Facts::of(&self.info);
        facts
            .lines(REPLACED)
            .iter()
            .map(|it| (*it).to_owned())
            .collect()
    }

    /// The sound devices, in a line.
    pub(super) fn devices(&self) -> String {
        joined(Facts::of(&self.info).lines(DEVICES))
    }

    /// mpdbg with its version, and how it was built.
    pub(super) fn mpdbg_build(&self) -> String {
        let told = Facts::of(&self.info).line("mpdbg");
        told.unwrap_or(&self.configuration.made_by).to_owned()
    }

    /// The computer: a word for each fact.
    pub(super) fn computer(&self) -> [String; 4] {
        let facts = Facts::of(&self.info);
        COMPUTER.map(|name| facts.line(name).unwrap_or("unknown").to_owned())
    }

    /// The revision of the source, shortened, and whether there were changes.
    pub(super) fn source(&self) -> String {
        let Some(text) = &self.revision else {
            return "no repository".to_owned();
        };
        let facts = Facts::of(text);
        let git = facts.line("git revision").map(|it| ("git", it));
        let found = git.or_else(|| facts.line("hg revision").map(|it| ("hg", it)));
        let Some((tool, revision)) = found else {
            return joined(&text.lines().collect::<Vec<_>>());
        };
        let revision: String = revision.chars().take(DIGITS).collect();
        let changes = if self.has_changes() {
            " with changes"
        } else {
            ""
        };
        format!("{tool} {revision}{changes}")
    }

    /// True when the source had changes that were not committed, so that its revision does not say all.
    pub(super) fn has_changes(&self) -> bool {
        let text = self.revision.as_deref().unwrap_or_default();
        Facts::of(text)
            .line("working tree")
            .is_some_and(|it| it != "clean")
    }
}

fn joined(lines: &[&str]) -> String {
    if lines.is_empty() {
        "unknown".to_owned()
    } else {
        lines.join(", ")
    }
}
