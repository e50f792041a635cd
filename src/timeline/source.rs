//! Where the events of a play are.

use std::cell::OnceCell;
use std::io::ErrorKind;
use std::path::PathBuf;

use mpdbg_model::{Event, ExpectedTimeline};
use mpdbg_session::{Blocks, Following, RecordingError, read_expected};

use super::LookedAt;

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
    /// In memory, and more are being recorded.
    Live(Everything, Box<Live>),
}

/// A large recording.
pub(super) struct Stored {
    pub(super) blocks: Blocks,
    /// Where the expected timeline is.
    pub(super) expected: PathBuf,
    /// Everything, since someone asked for it.
    pub(super) read: OnceCell<Everything>,
}

/// A recording that is being written.
pub(super) struct Live {
    pub(super) following: Following,
    /// Looks at the recording again when it is finished.
    pub(super) again: Box<dyn Fn() -> Option<LookedAt> + Send>,
}

impl Source {
    /// Everything; read from the recording where it is not in memory.
    pub(super) fn everything(&self) -> Result<&Everything, RecordingError> {
        match self {
            Self::Memory(all) | Self::Live(all, _) => Ok(all),
            Self::Blocks(stored) => stored.everything(),
        }
    }

    /// The events of a section.
    pub(super) fn section(&self, first: u32, count: u32) -> Result<Vec<Event>, RecordingError> {
        match self {
            Self::Memory(all) | Self::Live(all, _) => {
                let (first, count) = (first as usize, count as usize);
                let there = all.events.get(first..).unwrap_or_default();
                Ok(there[..count.min(there.len())].to_vec())
            }
            Self::Blocks(stored) => stored.blocks.range(first.into(), count.into()),
        }
    }
}

impl Stored {
    fn everything(&self) -> Result<&Everything, RecordingError> {
        if let Some(read) = self.read.get() {
            return Ok(read);
        }
        let events = self.blocks.range(0, self.blocks.events())?;
        let expected = match read_expected(&self.expected) {
            Ok(expected) => Some(expected),
            Err(RecordingError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        Ok(self.read.get_or_init(|| Everything { events, expected }))
    }
}
