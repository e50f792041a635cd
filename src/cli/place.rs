//! Where samples and sessions are, and which session is meant.

use std::path::{Path, PathBuf};

use mpdbg_sample::did_you_mean;
use mpdbg_session::{Session, SessionError, SessionName, Store};

use super::failure::Failure;

/// Heading of the options that every command takes.
pub(crate) const EVERYWHERE: &str = "Options of every command";

/// Where samples and sessions are.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Place {
    /// Where the samples are
    #[arg(
        long,
        global = true,
        help_heading = EVERYWHERE,
        value_name = "DIR",
        env = "MPDBG_SAMPLES_DIR",
        default_value = "samples",
        hide_env_values = true
    )]
    samples_dir: PathBuf,

    /// Where the sessions are [default: sessions, beside the samples directory]
    #[arg(
        long,
        global = true,
        help_heading = EVERYWHERE,
        value_name = "DIR",
        env = "MPDBG_SESSIONS_DIR",
        hide_env_values = true
    )]
    sessions_dir: Option<PathBuf>,

    /// Act on this session instead of the active one, which stays active
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "NAME")]
    session: Option<String>,
}

/// For a command that makes or names its sessions itself: `--session` is no option of it, and its help does
/// not say so.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct NoSession {
    #[arg(long, hide = true, value_name = "NAME", value_parser = refused)]
    session: Option<String>,
}

fn refused(_: &str) -> Result<String, String> {
    Err("this command does not take --session".to_owned())
}

impl Place {
    /// The samples directory.
    pub(crate) fn samples_dir(&self) -> &Path {
        &self.samples_dir
    }

    /// The same place with another samples directory.
    pub(crate) fn with_samples(&self, samples_dir: &Path) -> Self {
        Self {
            samples_dir: samples_dir.to_path_buf(),
            ..self.clone()
        }
    }

    /// The sessions.
    pub(crate) fn store(&self) -> Store {
        Store::new(match &self.sessions_dir {
            Some(dir) => dir.clone(),
            None => beside(&self.samples_dir).join("sessions"),
        })
    }

    /// The session that is meant: the one that `--session` names, or the active one.
    pub(crate) fn session(&self) -> Result<Session, Failure> {
        let store = self.store();
        if let Some(name) = &self.session {
            return self.named(name);
        }
        store.open_active()?.ok_or_else(|| {
            Failure::usage(format!("no session is active in {}", store.dir().display())).hint(
                "`mpdbg new NAME` makes one, `mpdbg activate NAME` or --session NAME chooses one, `mpdbg list` shows them",
            )
        })
    }

    /// The session that is meant, if one is.
    pub(crate) fn session_if_any(&self) -> Result<Option<Session>, Failure> {
        match &self.session {
            Some(name) => self.named(name).map(Some),
            None => Ok(self.store().open_active()?),
        }
    }

    /// The session of this name, for a command that takes more than one.
    pub(crate) fn named(&self, name: &str) -> Result<Session, Failure> {
        let store = self.store();
        match store.open(name) {
            Err(SessionError::Unknown { name: shown, dir }) => {
                let names = store.list()?;
                let meant = did_you_mean(name, names.iter().map(SessionName::as_str));
                let what = format!("no session `{shown}` in {}{meant}", dir.display());
                Err(Failure::usage(what).hint("`mpdbg list` shows the sessions"))
            }
            opened => Ok(opened?),
        }
    }

    /// Refuses `--session` for a command that makes or names a session itself.
    pub(crate) fn no_session(&self, command: &str) -> Result<(), Failure> {
        match &self.session {
            None => Ok(()),
            Some(_) => Err(Failure::usage(format!(
                "`mpdbg {command}` does not take --session"
            ))),
        }
    }
}

/// The directory that a path lies in. A path that ends in `.` or `..` has to be looked up.
fn beside(path: &Path) -> PathBuf {
    let parent = |path: &Path| path.parent().unwrap_or(path).to_path_buf();
    match path.file_name() {
        Some(_) => parent(path),
        None => parent(&path.canonicalize().unwrap_or_else(|_| path.to_path_buf())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_are_beside_the_samples() {
        for (samples, sessions) in [
            ("samples", "sessions"),
            ("./samples/", "./sessions"),
            ("/a/b", "/a/sessions"),
            ("/", "/sessions"),
        ] {
            assert_eq!(
                beside(Path::new(samples)).join("sessions"),
                Path::new(sessions)
            );
        }
        assert!(beside(Path::new(".")).is_absolute());
    }
}
