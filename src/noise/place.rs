//! Where noise was measured: what it depends on, but for the sample.

use mpdbg_model::AudioRoute;
use mpdbg_session::{Facts, Session, SessionError};
use serde::{Deserialize, Serialize};

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
}

impl Place {
    /// Where the plays of a session are made.
    ///
    /// # Errors
    /// When `_mpdbg_info.txt` cannot be read.
    pub(crate) fn of(session: &Session) -> Result<Self, SessionError> {
        let info = session.info()?.unwrap_or_default();
        let facts = Facts::of(&info);
        let known = |name| facts.line(name).unwrap_or("unknown");
        let configuration = session.configuration();
        let player = configuration.player.as_ref();
        let told = player.map_or(configuration.made_by.as_str(), |it| it.version.as_str());
        Ok(Self {
            computer: ["processor", "memory", "system"].map(known).join(", "),
            ffmpeg: facts.lines("FFmpeg libraries").join(", "),
            player: told
                .split_whitespace()
                .next()
                .unwrap_or_default()
                .to_owned(),
            audio: configuration.audio,
        })
    }
}
