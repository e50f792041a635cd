//! Plays aside: sessions in a directory of their own, which only the caller sees.

use std::num::NonZeroUsize;
use std::path::Path;

use mpdbg_model::{Configuration, SampleName, SamplesRecord};
use mpdbg_runner::{Interrupt, PlayerCommand, Progress, Run};
use mpdbg_session::{NewSession, Session, SessionError, Store};

/// Who plays aside, and where.
#[derive(Clone, Copy)]
pub(crate) struct Aside<'a> {
    /// The directory of the sessions.
    pub(crate) dir: &'a Path,
    /// What plays.
    pub(crate) player: &'a PlayerCommand,
    /// How many cases are played side by side.
    pub(crate) jobs: NonZeroUsize,
    /// Whether the user asked for an end.
    pub(crate) interrupt: &'a Interrupt,
    /// Who is told how far it is.
    pub(crate) progress: &'a dyn Progress,
}

impl Aside<'_> {
    /// Plays these samples once, as a new session of this name. After an interrupt some of them have no
    /// recording.
    pub(crate) fn play(
        &self,
        name: &str,
        configuration: &Configuration,
        samples: &SamplesRecord,
    ) -> Result<Session, SessionError> {
        let playlist: Vec<SampleName> = samples.samples.iter().map(|it| it.name.clone()).collect();
        let new = NewSession {
            configuration,
            playlist: &playlist,
            samples,
            samples_version: None,
            revision: None,
            info: "played aside\n",
        };
        let session = Store::new(self.dir).create(name, &new)?;
        let run = Run {
            session: &session,
            lock: &session.lock()?,
            player: self.player,
            jobs: self.jobs,
            interrupt: self.interrupt,
            progress: self.progress,
        };
        run.play()?;
        Ok(session)
    }
}
