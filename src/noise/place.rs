//! Where noise was measured: what it depends on, but for the sample.

use std::collections::BTreeMap;

use mpdbg_model::{AudioRoute, Profile};
use mpdbg_session::{Facts, Session, SessionError};
use serde::{Deserialize, Serialize};

use super::at_once::most_at_once;

/// What plays of one build differ by depends on all of this. Which build it is does not belong here: the
/// builds that are compared are two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Place {
    /// Processor, memory and system.
    pub(crate) computer: String,
    /// The versions of FFmpeg's libraries.
    pub(crate) ffmpeg: String,
    /// The name of the program that plays, without its version.
    pub(crate) player: String,
    /// Which way the sound goes.
    pub(crate) audio: AudioRoute,
    /// The thresholds that the plays are judged with. Absent in files of format 1, where nobody knows them:
    /// such a place is none that anything is played at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) thresholds: Option<BTreeMap<String, i64>>,
    /// How many plays went on at once; absent in files of format 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) at_once: Option<usize>,
}

impl Place {
    /// Where the plays of a session are made, if they are judged so. Reads its recordings.
    ///
    /// # Errors
    /// When a file of the session cannot be read.
    pub(crate) fn of(session: &Session, profile: &Profile) -> Result<Self, SessionError> {
        let info = session.info()?.unwrap_or_default();
        let facts = Facts::of(&info);
        let known = |name| facts.line(name).unwrap_or("unknown");
        let configuration = session.configuration();
        let player = configuration.player.as_ref();
        let told = player.map_or(configuration.made_by.as_str(), |it| it.version.as_str());
        let thresholds = profile.thresholds().map(|(name, it)| (name.to_owned(), it));
        Ok(Self {
            computer: ["processor", "memory", "system"].map(known).join(", "),
            ffmpeg: facts.lines("FFmpeg libraries").join(", "),
            player: told
                .split_whitespace()
                .next()
                .unwrap_or_default()
                .to_owned(),
            audio: configuration.audio,
            thresholds: Some(thresholds.into()),
            at_once: Some(most_at_once(session)?),
        })
    }
}
