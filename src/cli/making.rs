//! Makes a session, for `new` and for `run SAMPLES_DIR`.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use mpdbg_model::{
    Clock, Configuration, HashKind, Limits, Machine, Profile, SampleName, SamplesRecord,
};
use mpdbg_sample::SamplesDir;
use mpdbg_session::{
    NewSession, Session, SessionError, SessionName, Store, machine_info, source_revision,
};

use super::choices::{AudioChoice, ClockChoice, HashChoice};
use super::expectations::{unknown_rules, words};
use super::failure::Failure;
use super::place::Place;
use super::scenarios::Scenarios;
use super::terminal::Terminal;
use super::{machines, profiles, versions};

/// How the samples of a new session are found, played and limited.
#[derive(Clone, Debug, Default, PartialEq, clap::Args)]
pub(crate) struct Terms {
    /// Take the samples of subdirectories too
    #[arg(long)]
    recursive: bool,

    /// Which clock drives the player [default: virtual]
    #[arg(long, value_enum, value_name = "CLOCK")]
    clock: Option<ClockChoice>,

    /// How pictures and sound are hashed [default: xxh3]
    #[arg(long, value_enum, value_name = "HASH")]
    hash: Option<HashChoice>,

    /// Which way the sound goes [default: device]
    #[arg(long, value_enum, value_name = "ROUTE")]
    audio: Option<AudioChoice>,

    #[command(flatten)]
    scenarios: Scenarios,

    /// Simulate a machine on the virtual clock: ideal, desktop, slow or a path to a .toml file
    #[arg(long, value_name = "MACHINE")]
    machine: Option<String>,

    /// Judge by another profile: default, strict, lenient or a path to a .toml file
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,

    /// Decode every sample a second time without playing it, and compare what was played with that
    #[arg(long)]
    reference: bool,

    /// Whose git or hg revision is noted [default: the current directory]
    #[arg(long, value_name = "DIR")]
    source_dir: Option<PathBuf>,

    /// Seconds that a play may take [default: 120]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<u64>,

    /// Seconds without an event after which a player hangs [default: 10]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    hang: Option<u64>,

    /// Megabytes that a recording may grow to [default: 256]
    #[arg(long, value_name = "MB", value_parser = megabytes)]
    recording_limit: Option<u64>,

    /// Megabytes of address space that a player may use [default: 8192]
    #[arg(long, value_name = "MB", value_parser = megabytes)]
    memory_limit: Option<u64>,
}

/// Reads seconds, decimals allowed, as milliseconds.
fn seconds(text: &str) -> Result<u64, String> {
    let seconds: f64 = text
        .parse()
        .map_err(|_| "not a number of seconds".to_owned())?;
    if (0.001..=1e9).contains(&seconds) {
        Ok((seconds * 1000.0).round() as u64)
    } else {
        Err("not between 0.001 and 1000000000 seconds".to_owned())
    }
}

/// Reads megabytes (2^20) as bytes.
fn megabytes(text: &str) -> Result<u64, String> {
    let megabytes: u64 = text
        .parse()
        .map_err(|_| "not a whole number of megabytes".to_owned())?;
    megabytes
        .checked_mul(1 << 20)
        .filter(|bytes| *bytes > 0)
        .ok_or_else(|| "not a possible number of megabytes".to_owned())
}

impl Terms {
    fn limits(&self) -> Limits {
        let usual = Limits::default();
        Limits {
            timeout_ms: self.timeout.unwrap_or(usual.timeout_ms),
            hang_ms: self.hang.unwrap_or(usual.hang_ms),
            recording_bytes: self.recording_limit.unwrap_or(usual.recording_bytes),
            memory_bytes: self.memory_limit.unwrap_or(usual.memory_bytes),
        }
    }

    fn clock(&self) -> Clock {
        self.clock.map_or(Clock::default(), Into::into)
    }

    fn hash(&self) -> HashKind {
        self.hash.map_or(HashKind::default(), Into::into)
    }

    /// What is asked for must go together.
    fn check(&self) -> Result<(), Failure> {
        if self.machine.is_some() && self.clock() == Clock::Real {
            return Err(Failure::usage("--machine goes with the virtual clock")
                .hint("the real clock is driven by the machine that it runs on"));
        }
        if self.reference && self.hash() == HashKind::None {
            return Err(Failure::usage(
                "--reference compares hashes, and --hash none makes none",
            ));
        }
        Ok(())
    }

    fn machine(&self) -> Result<Option<Machine>, Failure> {
        self.machine.as_deref().map(machines::find).transpose()
    }

    fn profile(&self) -> Result<Profile, Failure> {
        match &self.profile {
            Some(asked) => profiles::find(asked),
            None => Ok(Profile::default()),
        }
    }

    fn configuration(&self, samples: &SamplesDir) -> Result<Configuration, Failure> {
        self.check()?;
        Ok(Configuration {
            format: 1,
            made_by: versions::NAME.to_owned(),
            created: jiff::Timestamp::now().to_string(),
            samples_dir: samples.root().to_path_buf(),
            recursive: self.recursive,
            clock: self.clock(),
            hash: self.hash(),
            audio: self.audio.map(Into::into).unwrap_or_default(),
            limits: self.limits(),
            scenarios: self.scenarios.find(samples)?,
            machine: self.machine()?,
            profile: self.profile()?,
            reference: self.reference,
            protect_raw_data: false,
            protect_reports: false,
            dev_debug: false,
        })
    }
}

/// A session that was just made.
pub(crate) struct Made {
    pub(crate) session: Session,
    pub(crate) samples: SamplesRecord,
}

/// Makes a session and activates it. When that fails, nothing of it is left.
pub(crate) fn make(
    place: &Place,
    name: &str,
    playlist: Option<&Path>,
    terms: &Terms,
) -> Result<Made, Failure> {
    let store = place.store();
    // Before the samples are read, which may take long.
    let checked = SessionName::parse(name)?;
    let dir = store.dir().join(checked.as_str());
    if dir.symlink_metadata().is_ok() {
        return Err(SessionError::Exists(dir).into());
    }
    let dir = SamplesDir::open(place.samples_dir(), Some(store.dir()))?;
    let configuration = terms.configuration(&dir)?;
    let samples = record(&dir, playlist, terms)?;
    let names: Vec<SampleName> = samples.samples.iter().map(|it| it.name.clone()).collect();
    let source = terms.source_dir.as_deref().unwrap_or(Path::new("."));
    let created = store.create(
        name,
        &NewSession {
            configuration: &configuration,
            playlist: &names,
            samples: &samples,
            samples_version: dir.version()?.as_deref(),
            revision: source_revision(source).as_deref(),
            info: &info(terms.clock()),
        },
    );
    let session = created.map_err(|error| not_made(&store, error))?;
    if let Err(error) = store.activate(name) {
        // It holds no recording yet; an error here would hide the first one.
        let _ = std::fs::remove_dir_all(session.dir());
        return Err(error.into());
    }
    Ok(Made { session, samples })
}

/// Some file systems answer as if the directory were not there.
fn not_made(store: &Store, error: SessionError) -> Failure {
    match error {
        SessionError::Io { source, .. }
            if source.kind() == ErrorKind::NotFound && store.dir().is_dir() =>
        {
            let dir = store.dir().display();
            Failure::work(format!("no directory can be made in {dir}"))
                .hint("choose another place with --sessions-dir")
        }
        other => other.into(),
    }
}

fn record(
    dir: &SamplesDir,
    playlist: Option<&Path>,
    terms: &Terms,
) -> Result<SamplesRecord, Failure> {
    let (names, skipped) = if let Some(path) = playlist {
        (dir.playlist(path)?, Vec::new())
    } else {
        let catalog = dir.catalog(terms.recursive)?;
        (catalog.samples, catalog.skipped)
    };
    if names.is_empty() {
        let shown = skipped
            .iter()
            .map(|it| format!("{}: {}", it.name, it.reason));
        return Err(
            Failure::usage(format!("there is no sample in {}", dir.root().display()))
                .details(shown)
                .hint("choose another with --samples-dir, or take subdirectories too with --recursive"),
        );
    }
    let manifest = dir.manifest()?.unwrap_or_default();
    let record = dir.record(&names, skipped, &manifest)?;
    for finding in manifest.of_other_files(&record) {
        Terminal::warn(&format!(
            "the manifest describes another file, and its entry does not apply: {finding}"
        ));
    }
    for (name, id) in unknown_rules(&manifest).filter(|(name, _)| names.contains(name)) {
        Terminal::warn(&format!("manifest: {}", words(name, id)));
    }
    Ok(record)
}

/// The text of `_mpdbg_info.txt`.
fn info(clock: Clock) -> String {
    let build = if cfg!(debug_assertions) {
        "debug build"
    } else {
        "release build"
    };
    let devices = match clock {
        // Asking makes libasound talk on this terminal.
        Clock::Virtual => "not asked (virtual clock)".to_owned(),
        Clock::Real => match mpdbg_player::device_names() {
            names if names.is_empty() => "none".to_owned(),
            names => names.join("\n"),
        },
    };
    let mut facts = versions::ffmpeg_facts().to_vec();
    facts.push(("audio devices", devices));
    machine_info(&format!("{}, {build}", versions::NAME), &facts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_whole_and_not_nothing() {
        assert_eq!(seconds("1.5"), Ok(1500));
        for bad in ["0", "-1", "nan", "inf", "", "1e99", "x"] {
            assert!(seconds(bad).is_err(), "{bad}");
        }
        assert_eq!(megabytes("2"), Ok(2 << 20));
        for bad in ["0", "-1", "1.5", "99999999999999999"] {
            assert!(megabytes(bad).is_err(), "{bad}");
        }
    }
}
