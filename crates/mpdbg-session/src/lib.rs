//! Sessions on disk: recordings, store, activation, protection, provenance.
//!
//! A recording is created by a [`Recorder`], sealed by [`seal`] and read by [`Recording::open`];
//! `docs/session-format.md` specifies its bytes. A [`Store`] holds sessions; a [`Session`] knows its
//! files, who may write them, and what was tried.

mod activation;
mod atomic;
mod attempts;
mod blocks;
mod configuration;
mod crashes;
mod error;
mod expected;
mod files;
mod following;
mod format;
mod leftovers;
mod lock;
mod name;
mod overviews;
mod protection;
mod provenance;
mod reader;
mod recorder;
mod reference;
mod regular;
mod reports;
mod seal;
mod session;
mod store;
mod telling;
mod whole;

pub use atomic::{begin_new_file, finish_new_file, replace_file, write_new_file};
pub use attempts::{Attempt, AttemptState, CaseAttempts};
pub use blocks::Blocks;
pub use crashes::crash_list;
pub use error::{RecordingError, SessionError};
pub use expected::{read_expected, write_expected};
pub use files::AttemptFiles;
pub use following::{Following, News};
pub use format::EventsHash;
pub use lock::SessionLock;
pub use name::{SessionName, SessionNameError};
pub use provenance::{Facts, machine_info, source_revision};
pub use reader::{Recording, recording_state};
pub use recorder::Recorder;
pub use reference::{read_reference, write_reference};
pub use seal::{Seal, seal};
pub use session::Session;
pub use store::{NewSession, Store};
pub use telling::{CaseFiles, Telling, Untold};
