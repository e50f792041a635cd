//! Makes a session, for `new` and for `run SAMPLES_DIR`.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use mpdbg_model::{Clock, Configuration, SampleName, SamplesRecord};
use mpdbg_sample::SamplesDir;
use mpdbg_session::{
    NewSession, Session, SessionError, SessionName, Store, machine_info, source_revision,
};

use super::conditions::Conditions;
use super::expectations::{unknown_rules, words};
use super::failure::Failure;
use super::place::Place;
use super::players::{self, OtherPlayer};
use super::scenarios::Scenarios;
use super::terminal::Terminal;
use super::versions;

/// How the samples of a new session are found, played and limited.
#[derive(Clone, Debug, Default, PartialEq, clap::Args)]
pub(crate) struct Terms {
    /// Take the samples of subdirectories too
    #[arg(long)]
    recursive: bool,

    #[command(flatten)]
    conditions: Conditions,

    #[command(flatten)]
    scenarios: Scenarios,

    /// Play every case N times, all of them once and then again: chance shows in what differs [default: 1]
    #[arg(long, value_name = "N", value_parser = repeats, help_heading = None)]
    repeat: Option<u32>,

    /// Play with another build of mpdbg, run as `PROGRAM play-one …` [default: this one]
    #[arg(long, value_name = "PROGRAM")]
    player: Option<PathBuf>,

    /// Whose git or hg revision is noted [default: the current directory]
    #[arg(long, value_name = "DIR")]
    source_dir: Option<PathBuf>,
}

/// Reads how often a case is played.
fn repeats(text: &str) -> Result<u32, String> {
    let most = Configuration::MOST_REPEATS;
    let number = text.parse().ok();
    number
        .filter(|number| (1..=most).contains(number))
        .ok_or_else(|| format!("not a whole number from 1 to {most}"))
}

impl Terms {
    /// How often each case is to be played, where that was said.
    pub(crate) const fn repeat(&self) -> Option<u32> {
        self.repeat
    }

    /// True when more was said than how often each case is to be played.
    pub(crate) fn says_more(&self) -> bool {
        let rest = Self {
            repeat: None,
            ..self.clone()
        };
        rest != Self::default()
    }

    fn configuration(
        &self,
        samples: &SamplesDir,
        player: Option<&OtherPlayer>,
    ) -> Result<Configuration, Failure> {
        let scenarios = self.scenarios.find(samples)?;
        Ok(Configuration {
            recursive: self.recursive,
            repeats: self.repeat.unwrap_or(1),
            player: player.map(|it| it.program.clone()),
            ..self.conditions.configuration(samples, scenarios)?
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
    let checked = SessionName::parse_new(name)?;
    let dir = store.dir().join(checked.as_str());
    if dir.symlink_metadata().is_ok() {
        return Err(SessionError::Exists(dir).into());
    }
    let player = terms.player.as_deref().map(players::find).transpose()?;
    let dir = SamplesDir::open(place.samples_dir(), Some(store.dir()))?;
    let configuration = terms.configuration(&dir, player.as_ref())?;
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
            info: &info(terms.conditions.clock(), player.as_ref()),
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
pub(crate) fn info(clock: Clock, player: Option<&OtherPlayer>) -> String {
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
    let mut facts = match player {
        Some(player) => player.facts().to_vec(),
        None => versions::ffmpeg_facts().to_vec(),
    };
    facts.push(("audio devices", devices));
    machine_info(&format!("{}, {build}", versions::NAME), &facts)
}
