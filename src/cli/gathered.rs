//! What is counted while the plays of a session are judged, one after the other.

use mpdbg_analysis::{Entry, NotRecorded, PlayLoad, Profile, Recorded, Summary};
use mpdbg_model::{AudioRoute, SamplesRecord};
use mpdbg_session::Session;

use super::failure::Failure;
use super::judged::Judged;
use super::summarize::about;
use crate::report::SessionReport;

/// The plays of a session so far.
#[derive(Default)]
pub(crate) struct Gathered {
    entries: Vec<Entry>,
    /// Plays that were to have a sound device and found none.
    without_device: u64,
    /// Plays that say how far other work held them up, and how many of them are loaded.
    loads: (u64, u64),
}

/// What reports tell of a session besides its sums.
pub(crate) struct Told {
    samples: SamplesRecord,
    version: Option<String>,
}

impl Told {
    /// Reads it.
    pub(crate) fn of(session: &Session) -> Result<Self, Failure> {
        Ok(Self {
            samples: session.samples()?,
            version: session.samples_version()?,
        })
    }
}

impl Gathered {
    /// Takes in one more play.
    pub(crate) fn add(&mut self, session: &Session, entry: Entry, judged: Option<&Judged>) {
        let audible = session.configuration().audio != AudioRoute::Null;
        self.without_device += u64::from(audible && judged.is_some_and(Judged::lacks_device));
        if let Some(load) = judged.and_then(|it| PlayLoad::of(&it.events)) {
            self.loads = (self.loads.0 + 1, self.loads.1 + u64::from(load.is_loaded()));
        }
        self.entries.push(entry);
    }

    /// All of them added up.
    pub(crate) fn summary(&self) -> Summary {
        Summary::of(&self.entries)
    }

    /// What the reports on the session are made from.
    pub(crate) fn report<'a>(
        &self,
        session: &'a Session,
        told: &'a Told,
        summary: &'a Summary,
        profile: &'a Profile,
    ) -> SessionReport<'a> {
        let machine = session.configuration().machine.as_ref();
        let machine = machine.filter(|it| !it.is_ideal());
        SessionReport {
            about: about(session),
            samples_version: told.version.as_deref(),
            interrupted: self.entries.iter().any(was_interrupted),
            without_device: self.without_device,
            loads: self.loads,
            summary,
            skipped: &told.samples.skipped,
            machine: machine.map(|it| it.name.as_str()),
            profile,
        }
    }
}

fn was_interrupted(entry: &Entry) -> bool {
    matches!(entry.recorded, Recorded::Not(NotRecorded::Interrupted))
}
