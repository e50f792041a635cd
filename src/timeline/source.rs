//! Where the events of a play are.

use std::cell::OnceCell;
use std::io::ErrorKind;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mpdbg_model::{Event, ExpectedTimeline};
use mpdbg_session::{Blocks, RecordingError, read_expected};

use super::live::Live;

/// All that was recorded of a play, and what its file promises.
pub(crate) struct Everything {
    /// Every event.
    pub(crate) events: Vec<Event>,
    /// What the file promises, if it was probed.
    pub(crate) expected: Option<ExpectedTimeline>,
}

/// Where the events of a play are.
pub(super) enum Source {
    /// In memory.
    Memory(Everything),
    /// In a large recording, of which only what is looked at is read.
    Blocks(Box<Stored>),
    /// In a recording that is being written, likewise.
    Live(Box<Live>),
}

/// A large recording.
pub(super) struct Stored {
    pub(super) blocks: Arc<Blocks>,
    /// Where the expected timeline is.
    pub(super) expected: PathBuf,
    /// Everything, since someone asked for it.
    pub(super) read: OnceCell<Everything>,
}

impl Source {
    /// Everything; read from the recording where it is not in memory.
    pub(super) fn everything(&self) -> Result<&Everything, RecordingError> {
        match self {
            Self::Memory(all) => Ok(all),
            Self::Blocks(stored) => stored.everything(),
            Self::Live(live) => live.everything(),
        }
    }

    /// The events of a section.
    pub(super) fn section(&self, first: u32, count: u32) -> Result<Vec<Event>, RecordingError> {
        match self {
            Self::Memory(all) => {
                let (first, count) = (first as usize, count as usize);
                let there = all.events.get(first..).unwrap_or_default();
                Ok(there[..count.min(there.len())].to_vec())
            }
            Self::Blocks(stored) => stored.blocks.range(first.into(), count.into()),
            Self::Live(live) => live.following.range(first.into(), count.into()),
        }
    }
}

impl Stored {
    fn everything(&self) -> Result<&Everything, RecordingError> {
        if let Some(read) = self.read.get() {
            return Ok(read);
        }
        let mut events = Vec::new();
        let _ = self.blocks.each(|part| {
            events.extend_from_slice(part);
            ControlFlow::Continue(())
        })?;
        let expected = promised(&self.expected)?;
        Ok(self.read.get_or_init(|| Everything { events, expected }))
    }
}

/// What the file promises, if it was probed.
pub(super) fn promised(path: &Path) -> Result<Option<ExpectedTimeline>, RecordingError> {
    match read_expected(path) {
        Ok(expected) => Ok(Some(expected)),
        Err(RecordingError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
