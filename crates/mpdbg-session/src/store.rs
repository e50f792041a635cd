//! The directory of sessions.

use std::fs::Permissions;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use mpdbg_model::{Configuration, SampleName, SamplesRecord};

use crate::session::{self, Session};
use crate::{SessionError, SessionName, activation, atomic, configuration, leftovers};

/// A directory of sessions; it need not exist until the first session is made. It may be the samples
/// directory itself.
#[derive(Clone, Debug)]
pub struct Store {
    dir: PathBuf,
}

/// What a session is made from.
#[derive(Clone, Copy, Debug)]
pub struct NewSession<'a> {
    /// How samples are played and judged.
    pub configuration: &'a Configuration,
    /// The samples in order.
    pub playlist: &'a [SampleName],
    /// The samples as they are now.
    pub samples: &'a SamplesRecord,
    /// Content of the samples' `_version.txt`, if there is one.
    pub samples_version: Option<&'a str>,
    /// What [`crate::source_revision`] says, if there is a repository.
    pub revision: Option<&'a str>,
    /// What [`crate::machine_info`] says.
    pub info: &'a str,
}

impl Store {
    /// The sessions in `dir`.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into() }
    }

    /// The directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The names of all sessions, sorted: the direct children that hold a `configuration.json`.
    ///
    /// # Errors
    /// When the directory exists but cannot be read.
    pub fn list(&self) -> Result<Vec<SessionName>, SessionError> {
        let io = |error| SessionError::io(&self.dir, error);
        let entries = match std::fs::read_dir(&self.dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(io(error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let file_name = entry.map_err(io)?.file_name();
            let name = file_name
                .to_str()
                .and_then(|name| SessionName::parse(name).ok());
            names.extend(name.filter(|name| self.holds(name)));
        }
        names.sort();
        Ok(names)
    }

    /// What cannot be looked at may be a session: it is not hidden.
    fn holds(&self, name: &SessionName) -> bool {
        match self.path_of(name).join(configuration::FILE).metadata() {
            Ok(found) => found.is_file(),
            Err(error) => !is_absence(&error),
        }
    }

    fn path_of(&self, name: &SessionName) -> PathBuf {
        self.dir.join(name.as_str())
    }

    /// Opens a session.
    ///
    /// # Errors
    /// When there is none of that name, or its configuration cannot be read or is damaged.
    pub fn open(&self, name: &str) -> Result<Session, SessionError> {
        let unknown = || SessionError::Unknown {
            name: name.escape_debug().to_string(),
            dir: self.dir.clone(),
        };
        let name = SessionName::parse(name).map_err(|_| unknown())?;
        let path = self.path_of(&name).join(configuration::FILE);
        match std::fs::symlink_metadata(&path) {
            Ok(_) => {
                let dir = self.path_of(&name);
                Session::open(name, dir)
            }
            Err(error) if is_absence(&error) => Err(unknown()),
            Err(error) => Err(SessionError::io(&path, error)),
        }
    }

    /// Makes a session. It is built under another name and renamed, so that a failure leaves nothing.
    ///
    /// # Errors
    /// When the name cannot be a session's, something has it already, or the files cannot be written.
    pub fn create(&self, name: &str, new: &NewSession<'_>) -> Result<Session, SessionError> {
        let name = SessionName::parse_new(name)?;
        let dir = self.path_of(&name);
        if std::fs::symlink_metadata(&dir).is_ok() {
            return Err(SessionError::Exists(dir));
        }
        let missing = missing(&self.dir);
        let built = self.build(&dir, new);
        if built.is_err() {
            for made in missing {
                // Only an empty directory goes; an error here would hide the first one.
                let _ = std::fs::remove_dir(made);
            }
        }
        built?;
        Session::open(name, dir)
    }

    fn build(&self, dir: &Path, new: &NewSession<'_>) -> Result<(), SessionError> {
        let io = |error| SessionError::io(&self.dir, error);
        std::fs::create_dir_all(&self.dir).map_err(io)?;
        leftovers::sweep_store(&self.dir);
        let unnamed = tempfile::Builder::new()
            .prefix(atomic::UNFINISHED)
            .permissions(Permissions::from_mode(0o777))
            .tempdir_in(&self.dir)
            .map_err(io)?;
        session::write_new(unnamed.path(), new)?;
        // Renaming over a session fails, since it is a directory that is not empty.
        std::fs::rename(unnamed.path(), dir).map_err(|error| match error.kind() {
            io::ErrorKind::DirectoryNotEmpty
            | io::ErrorKind::AlreadyExists
            | io::ErrorKind::NotADirectory => SessionError::Exists(dir.to_path_buf()),
            _ => SessionError::io(dir, error),
        })?;
        let _ = unnamed.keep();
        Ok(())
    }

    /// The first of `testrun_00`, `testrun_01` … that nothing has yet.
    pub fn next_test_run(&self) -> String {
        (0..=u32::MAX)
            .map(|number| format!("testrun_{number:02}"))
            .find(|name| std::fs::symlink_metadata(self.dir.join(name)).is_err())
            .unwrap_or_default()
    }

    /// The active session's name; none where no session is active. Whether it exists is not looked at.
    ///
    /// # Errors
    /// When `activation.json` cannot be read, is damaged or names something that is no session's name.
    pub fn active_name(&self) -> Result<Option<SessionName>, SessionError> {
        activation::read(&self.activation_path())
    }

    /// Opens the active session; none where no session is active.
    ///
    /// # Errors
    /// As [`Store::active_name`] and [`Store::open`], and when the active session is gone.
    pub fn open_active(&self) -> Result<Option<Session>, SessionError> {
        let Some(name) = self.active_name()? else {
            return Ok(None);
        };
        match self.open(name.as_str()) {
            Ok(session) => Ok(Some(session)),
            Err(SessionError::Unknown { .. }) => Err(SessionError::ActivationGone {
                path: self.activation_path(),
                name: name.to_string(),
            }),
            Err(error) => Err(error),
        }
    }

    /// Makes a session the active one.
    ///
    /// # Errors
    /// When the session cannot be opened or `activation.json` cannot be written.
    pub fn activate(&self, name: &str) -> Result<(), SessionError> {
        let session = self.open(name)?;
        activation::write(&self.activation_path(), session.name())
    }

    /// Leaves no session active; false when none was.
    ///
    /// # Errors
    /// When `activation.json` cannot be removed.
    pub fn deactivate(&self) -> Result<bool, SessionError> {
        activation::remove(&self.activation_path())
    }

    fn activation_path(&self) -> PathBuf {
        self.dir.join(activation::FILE)
    }
}

/// `dir` and its parents as far as they do not exist, the deepest first.
fn missing(dir: &Path) -> Vec<&Path> {
    dir.ancestors()
        .take_while(|dir| !dir.as_os_str().is_empty() && !dir.exists())
        .collect()
}

fn is_absence(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}
