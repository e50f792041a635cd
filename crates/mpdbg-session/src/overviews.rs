//! What was found out about large recordings, kept so that it need not be found out again.

use std::path::{Path, PathBuf};

use mpdbg_model::Case;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::atomic::{self, Existing, WRITABLE};
use crate::files::{case_file_stem, with_ending};
use crate::format::Kind;
use crate::session::check_directory;
use crate::{Session, SessionError, whole};

const OVERVIEWS: &str = "overviews";

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    case: Case,
    attempt: u32,
    /// What the value was made from. It is used for nothing else.
    key: String,
}

impl Kind for Header {
    const MAGIC: &'static str = "mpdbg-overview";
    const CODEC: &'static str = "bincode-2-varint";
}

impl Session {
    /// Where the overview of an attempt is, or would be: `overviews/<sample>.<attempt>.overview`.
    pub fn overview_path(&self, case: &Case, attempt: u32) -> PathBuf {
        self.beside(case, attempt, "overview")
    }

    fn beside(&self, case: &Case, attempt: u32, what: &str) -> PathBuf {
        let stem = case_file_stem(case);
        let ending = format!(".{attempt}.{what}");
        with_ending(&self.dir().join(OVERVIEWS), &stem, &ending)
    }

    /// What was kept about an attempt under exactly this key; none where there is nothing, or where it is
    /// damaged, of another format or of another key: all of that is made anew.
    pub fn kept_overview<V: DeserializeOwned>(
        &self,
        case: &Case,
        attempt: u32,
        key: &str,
    ) -> Option<V> {
        read(&self.overview_path(case, attempt), case, attempt, key)
    }

    /// What was kept under exactly this key about where an attempt and another one part, beside the overview:
    /// `overviews/<sample>.<attempt>.parting`. None as with [`Session::kept_overview`].
    pub fn kept_parting<V: DeserializeOwned>(
        &self,
        case: &Case,
        attempt: u32,
        key: &str,
    ) -> Option<V> {
        read(&self.beside(case, attempt, "parting"), case, attempt, key)
    }

    /// True when something is kept about an attempt under exactly this key; it may still be damaged.
    pub fn keeps_overview(&self, case: &Case, attempt: u32, key: &str) -> bool {
        let mut found = false;
        let fits = |it: &Header| {
            found = it.case == *case && it.attempt == attempt && it.key == key;
            false
        };
        let path = self.overview_path(case, attempt);
        // Only the header is decoded; that nothing comes of it is what was asked for.
        let _ = whole::read_as::<Header, ()>(&path, fits);
        found
    }

    /// Keeps something about an attempt in the place of what was kept before. It is no evidence and can be
    /// made anew at any time, so it is written into a protected session too.
    ///
    /// # Errors
    /// When it cannot be written, or would be written through a link; what was kept before stays.
    pub fn keep_overview(
        &self,
        case: &Case,
        attempt: u32,
        key: &str,
        value: &impl Serialize,
    ) -> Result<(), SessionError> {
        self.keep(case, attempt, "overview", key, value)
    }

    /// Keeps where an attempt and another one part, as [`Session::keep_overview`] does.
    ///
    /// # Errors
    /// As [`Session::keep_overview`].
    pub fn keep_parting(
        &self,
        case: &Case,
        attempt: u32,
        key: &str,
        value: &impl Serialize,
    ) -> Result<(), SessionError> {
        self.keep(case, attempt, "parting", key, value)
    }

    fn keep(
        &self,
        case: &Case,
        attempt: u32,
        what: &str,
        key: &str,
        value: &impl Serialize,
    ) -> Result<(), SessionError> {
        let path = self.beside(case, attempt, what);
        if let Some(dir) = path.parent() {
            let inside = |dir: &&Path| *dir != self.dir();
            for part in dir.ancestors().take_while(inside) {
                check_directory(part)?;
            }
            std::fs::create_dir_all(dir).map_err(|error| SessionError::io(dir, error))?;
        }
        let header = Header {
            case: case.clone(),
            attempt,
            key: key.to_owned(),
        };
        whole::content(&header, value)
            .and_then(|file| atomic::write(&path, &file, WRITABLE, Existing::Replace))
            .map_err(|error| SessionError::io(&path, error))
    }
}

fn read<V: DeserializeOwned>(path: &Path, case: &Case, attempt: u32, key: &str) -> Option<V> {
    let fits = |it: &Header| it.case == *case && it.attempt == attempt && it.key == key;
    whole::read_as::<Header, V>(path, fits).ok().flatten()
}
