//! `activation.json`: which session is the active one.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::{SessionError, SessionName, configuration, regular};

/// Name of the file in the sessions directory.
pub(crate) const FILE: &str = "activation.json";
const LIMIT: u64 = 1 << 16;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Activation {
    session: String,
}

/// The session that the file names; none where there is no file.
pub(crate) fn read(path: &Path) -> Result<Option<SessionName>, SessionError> {
    let text = match regular::read_text(path, LIMIT) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(SessionError::io(path, error)),
    };
    let activation: Activation =
        serde_json::from_str(&text).map_err(|error| SessionError::damaged(path, error))?;
    let name = SessionName::parse(&activation.session);
    name.map(Some)
        .map_err(|reason| SessionError::ActivationOutside {
            path: path.to_path_buf(),
            reason,
        })
}

/// Names `session` as the active one.
pub(crate) fn write(path: &Path, session: &SessionName) -> Result<(), SessionError> {
    let session = session.to_string();
    configuration::write_json(path, &Activation { session })
}

/// Removes the file; false when there was none.
pub(crate) fn remove(path: &Path) -> Result<bool, SessionError> {
    match std::fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(SessionError::io(path, error)),
    }
}
