//! One session: its files, and who may write them.

use std::io;
use std::path::{Path, PathBuf};

use mpdbg_model::{Case, Configuration, CrashList, SampleName, SamplesRecord};
use serde::de::DeserializeOwned;

use crate::atomic::{self, Existing, WRITABLE};
use crate::attempts::Finder;
use crate::files::{AttemptFiles, sample_file_stem, with_ending};
use crate::{
    CaseAttempts, NewSession, SessionError, SessionLock, SessionName, configuration, crash_list,
    lock, protection, regular,
};

pub(crate) const DBG: &str = "dbg";
pub(crate) const REPORTS: &str = "reports";
const PLAYLIST: &str = "_session_playlist.txt";
const VERSION: &str = "_samples_version.txt";
const SAMPLES: &str = "_samples.json";
const REVISION: &str = "_revision.txt";
const INFO: &str = "_mpdbg_info.txt";
const CRASHES: &str = "_crashes.json";
/// Bytes of the largest text file of a session that is read.
const LIMIT: u64 = 256 << 20;

/// A session on disk. To judge all of it, on several threads: [`Session::case_files`] lists what there
/// is, and [`Session::read_telling`] reads each case's recording, once.
#[derive(Clone, Debug)]
pub struct Session {
    name: SessionName,
    dir: PathBuf,
    configuration: Configuration,
}

impl Session {
    pub(crate) fn open(name: SessionName, dir: PathBuf) -> Result<Self, SessionError> {
        let configuration = configuration::read(&dir.join(configuration::FILE))?;
        for part in [DBG, REPORTS] {
            check_directory(&dir.join(part))?;
        }
        Ok(Self {
            name,
            dir,
            configuration,
        })
    }

    /// Its name.
    pub const fn name(&self) -> &SessionName {
        &self.name
    }

    /// Its directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The directory of its raw data.
    pub fn dbg_dir(&self) -> PathBuf {
        self.dir.join(DBG)
    }

    /// The directory of its reports.
    pub fn reports_dir(&self) -> PathBuf {
        self.dir.join(REPORTS)
    }

    /// Its configuration, as it was when the session was opened or last protected.
    pub const fn configuration(&self) -> &Configuration {
        &self.configuration
    }

    /// The samples in order.
    ///
    /// # Errors
    /// When the playlist is missing, holds a line that is no sample's name, or is not the list that
    /// the samples' record was made for (cut, doubled, edited).
    pub fn playlist(&self) -> Result<Vec<SampleName>, SessionError> {
        let path = self.dbg_dir().join(PLAYLIST);
        let text = self
            .text(PLAYLIST)?
            .ok_or_else(|| SessionError::io(&path, io::Error::from(io::ErrorKind::NotFound)))?;
        let names = text
            .lines()
            .enumerate()
            .map(|(number, line)| {
                SampleName::parse(line).map_err(|error| {
                    SessionError::damaged(&path, format!("line {}: {error}", number + 1))
                })
            })
            .collect::<Result<Vec<_>, _>>()?;
        let record = self.samples()?;
        if names
            .iter()
            .eq(record.samples.iter().map(|sample| &sample.name))
        {
            return Ok(names);
        }
        let what = format!(
            "it is not the list that {SAMPLES} was made for: {} names against {} samples",
            names.len(),
            record.samples.len()
        );
        Err(SessionError::damaged(&path, what))
    }

    /// What is to be recorded: every sample of the playlist under every scenario of the configuration,
    /// sample by sample; then all of it again for each repeat.
    ///
    /// # Errors
    /// As [`Session::playlist`].
    pub fn cases(&self) -> Result<Vec<Case>, SessionError> {
        let scenarios = &self.configuration.scenarios;
        let playlist = self.playlist()?;
        let once = |repeat| {
            playlist.iter().flat_map(move |sample| {
                scenarios.iter().map(move |scenario| Case {
                    sample: sample.clone(),
                    scenario: scenario.name.clone(),
                    repeat,
                })
            })
        };
        Ok((0..self.configuration.repeats).flat_map(once).collect())
    }

    /// The samples as they were when the session was made.
    ///
    /// # Errors
    /// When the file is missing or damaged.
    pub fn samples(&self) -> Result<SamplesRecord, SessionError> {
        let path = self.dbg_dir().join(SAMPLES);
        self.json(SAMPLES)?
            .ok_or_else(|| SessionError::io(&path, io::Error::from(io::ErrorKind::NotFound)))
    }

    /// What crashed, as it was last written; none before the first `crashes` were written.
    ///
    /// # Errors
    /// When the file cannot be read or is damaged.
    pub fn crashes(&self) -> Result<Option<CrashList>, SessionError> {
        self.json(CRASHES)
    }

    /// The version of the samples, if they have one.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn samples_version(&self) -> Result<Option<String>, SessionError> {
        self.text(VERSION)
    }

    /// The revision of the source, if there was a repository.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn revision(&self) -> Result<Option<String>, SessionError> {
        self.text(REVISION)
    }

    /// mpdbg and the machine that made the session.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn info(&self) -> Result<Option<String>, SessionError> {
        self.text(INFO)
    }

    /// Adds text at the end of what [`Session::info`] tells.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn append_info(&self, _lock: &SessionLock, text: &str) -> Result<(), SessionError> {
        let path = self.dbg_dir().join(INFO);
        let text = self.info()?.unwrap_or_default() + text;
        atomic::write(&path, text.as_bytes(), WRITABLE, Existing::Replace)
            .map_err(|error| SessionError::io(&path, error))
    }

    fn json<T: DeserializeOwned>(&self, file: &str) -> Result<Option<T>, SessionError> {
        let path = self.dbg_dir().join(file);
        self.text(file)?
            .map(|text| {
                serde_json::from_str(&text).map_err(|error| SessionError::damaged(&path, error))
            })
            .transpose()
    }

    fn text(&self, file: &str) -> Result<Option<String>, SessionError> {
        let path = self.dbg_dir().join(file);
        match regular::read_text(&path, LIMIT) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(SessionError::io(&path, error)),
        }
    }

    /// Forbids further recordings; everything else in the configuration stays as it is on disk.
    ///
    /// # Errors
    /// When a process records into the session, or the configuration cannot be read or written.
    pub fn protect_raw_data(&mut self) -> Result<(), SessionError> {
        let lock = SessionLock::take(&self.name, &self.dir)?;
        self.reconfigure(&lock, |configuration| configuration.protect_raw_data = true)
    }

    /// Forbids overwriting reports; everything else in the configuration stays as it is on disk.
    ///
    /// # Errors
    /// As [`Session::protect_raw_data`].
    pub fn protect_reports(&mut self) -> Result<(), SessionError> {
        let lock = SessionLock::take(&self.name, &self.dir)?;
        self.reconfigure(&lock, |configuration| configuration.protect_reports = true)
    }

    /// Forbids both, for the process that holds the lock: nobody can record in between.
    ///
    /// # Errors
    /// When the configuration cannot be read or written.
    pub fn protect(&mut self, lock: &SessionLock) -> Result<(), SessionError> {
        self.reconfigure(lock, |configuration| {
            configuration.protect_raw_data = true;
            configuration.protect_reports = true;
        })
    }

    /// Has every case played so often; the recordings that are there stay. To be asked before anything is
    /// played.
    ///
    /// # Errors
    /// When the number is lower than before or too high, or the configuration cannot be read or written.
    pub fn raise_repeats(&mut self, lock: &SessionLock, repeats: u32) -> Result<(), SessionError> {
        let present = self.configuration.repeats;
        if !(present..=Configuration::MOST_REPEATS).contains(&repeats) {
            return Err(SessionError::Repeats {
                session: self.name.to_string(),
                present,
            });
        }
        self.reconfigure(lock, |configuration| configuration.repeats = repeats)
    }

    fn reconfigure(
        &mut self,
        _lock: &SessionLock,
        change: impl FnOnce(&mut Configuration),
    ) -> Result<(), SessionError> {
        let path = self.dir.join(configuration::FILE);
        let mut configuration = configuration::read(&path)?;
        change(&mut configuration);
        configuration::write(&path, &configuration)?;
        self.configuration = configuration::read(&path)?;
        Ok(())
    }

    /// Takes the right to record, which only one process has at a time. What counts is the protection
    /// on disk: it may have come after the session was opened.
    ///
    /// # Errors
    /// When the raw data is protected, another process records (its pid is in the error), the lock
    /// cannot be written or the configuration cannot be read.
    pub fn lock(&self) -> Result<SessionLock, SessionError> {
        // Before the lock as well, so that nothing is written into a protected session.
        self.check_recording()?;
        let lock = SessionLock::take(&self.name, &self.dir)?;
        self.check_recording()?;
        Ok(lock)
    }

    /// True when a process records into the session now.
    pub fn is_being_recorded(&self) -> bool {
        lock::is_taken(&self.dir)
    }

    fn check_recording(&self) -> Result<(), SessionError> {
        let configuration = configuration::read(&self.dir.join(configuration::FILE))?;
        protection::check_recording(&self.name, &configuration)
    }

    /// The attempts at each of `cases`, in the given order.
    ///
    /// # Errors
    /// When the raw data cannot be read.
    pub fn attempts(&self, cases: &[Case]) -> Result<Vec<CaseAttempts>, SessionError> {
        let dbg = self.dbg_dir();
        let mut finder = Finder::new(&dbg);
        cases.iter().map(|case| finder.attempts(case)).collect()
    }

    /// The files of a new attempt, `tried.next()`; their directory, and that of what belongs to the
    /// sample, exist afterwards. Creating them fails where one exists, since a recording is never
    /// overwritten.
    ///
    /// # Errors
    /// When the raw data is protected by now, the configuration cannot be read, or the directory cannot
    /// be made.
    pub fn new_attempt(
        &self,
        _lock: &SessionLock,
        tried: &CaseAttempts,
    ) -> Result<AttemptFiles, SessionError> {
        self.check_recording()?;
        let files = AttemptFiles::new(&self.dbg_dir(), &tried.case, tried.next());
        let of_the_sample = self.expected_path(&tried.case.sample);
        let dirs = [files.recording.parent(), of_the_sample.parent()];
        for dir in dirs.into_iter().flatten() {
            std::fs::create_dir_all(dir).map_err(|error| SessionError::io(dir, error))?;
        }
        Ok(files)
    }

    /// The files of an attempt, whether they exist or not.
    pub fn attempt_files(&self, case: &Case, number: u32) -> AttemptFiles {
        AttemptFiles::new(&self.dbg_dir(), case, number)
    }

    /// Where the expected timeline of `sample` is, or would be; all its scenarios share it.
    pub fn expected_path(&self, sample: &SampleName) -> PathBuf {
        with_ending(&self.dbg_dir(), &sample_file_stem(sample), ".expected")
    }

    /// Where the reference decode of `sample` is, or would be; all its scenarios share it.
    pub fn reference_path(&self, sample: &SampleName) -> PathBuf {
        with_ending(&self.dbg_dir(), &sample_file_stem(sample), ".reference")
    }

    /// Counts what crashed over all cases and writes `_crashes.json`.
    ///
    /// # Errors
    /// When the raw data cannot be read or the file cannot be written.
    pub fn write_crashes(&self, _lock: &SessionLock) -> Result<CrashList, SessionError> {
        let list = crash_list(&self.attempts(&self.cases()?)?);
        configuration::write_json(&self.dbg_dir().join(CRASHES), &list)?;
        Ok(list)
    }
}

/// What mpdbg writes into must lie in the session. A directory that is missing is found out by whoever
/// needs it.
pub(crate) fn check_directory(dir: &Path) -> Result<(), SessionError> {
    match std::fs::symlink_metadata(dir) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(SessionError::damaged(dir, "it is a link or no directory")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(SessionError::io(dir, error)),
    }
}

/// Writes all files of a new session into `dir`.
pub(crate) fn write_new(dir: &Path, new: &NewSession<'_>) -> Result<(), SessionError> {
    let dbg = dir.join(DBG);
    for dir in [&dbg, &dir.join(REPORTS)] {
        std::fs::create_dir(dir).map_err(|error| SessionError::io(dir, error))?;
    }
    let playlist: String = new
        .playlist
        .iter()
        .flat_map(|sample| [sample.as_str(), "\n"])
        .collect();
    let texts = [
        (PLAYLIST, Some(playlist.as_str())),
        (VERSION, new.samples_version),
        (REVISION, new.revision),
        (INFO, Some(new.info)),
    ];
    for (file, text) in texts {
        if let Some(text) = text {
            let path = dbg.join(file);
            atomic::write(&path, text.as_bytes(), WRITABLE, Existing::Keep)
                .map_err(|error| SessionError::io(&path, error))?;
        }
    }
    configuration::write_json(&dbg.join(SAMPLES), new.samples)?;
    configuration::write(&dir.join(configuration::FILE), new.configuration)
}
