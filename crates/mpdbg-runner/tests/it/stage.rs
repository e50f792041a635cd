//! A session, its samples, and players that are shell scripts.

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use mpdbg_model::{
    AudioRoute, Case, Clock, Configuration, EndReason, Event, Failure, HashKind, Limits, Listener,
    MediaTime, Outcome, Profile, RecordingHeader, RunTime, SampleName, SamplesRecord, Scenario,
    ScenarioName, What,
};
use mpdbg_runner::{AttemptReport, Interrupt, PlayerCommand, Progress, Run, Totals};
use mpdbg_sample::{Manifest, SamplesDir};
use mpdbg_session::{NewSession, Recorder, Session, Store};

/// Limits under which nothing happens by accident.
pub const PATIENT: Limits = Limits {
    timeout_ms: 60_000,
    hang_ms: 60_000,
    recording_bytes: 1 << 30,
    memory_bytes: 8 << 30,
};

/// A directory with samples, a session over them, and recordings that scripts copy: `good` played to its
/// end, `failed` could not open, `refused` its scenario, `stopped` was asked to end.
pub struct Stage {
    pub dir: tempfile::TempDir,
    pub session: Session,
    pub interrupt: Interrupt,
    pub told: Told,
}

impl Stage {
    pub fn new(samples: &[&str], limits: Limits) -> Self {
        Self::with_scenarios(samples, limits, &["play"])
    }

    /// As [`Stage::new`], with each sample under each of these scenarios.
    pub fn with_scenarios(samples: &[&str], limits: Limits, scenarios: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let samples_dir = dir.path().join("samples");
        fs::create_dir(&samples_dir).unwrap();
        for sample in samples {
            fs::write(samples_dir.join(sample), sample).unwrap();
        }
        Self::over(dir, &samples_dir, limits, scenarios)
    }

    /// A session over what lies in `samples_dir`.
    pub fn over(
        dir: tempfile::TempDir,
        samples_dir: &Path,
        limits: Limits,
        scenarios: &[&str],
    ) -> Self {
        let opened = SamplesDir::open(samples_dir, None).unwrap();
        let playlist = opened.catalog(false).unwrap().samples;
        let samples = opened
            .record(&playlist, Vec::new(), &Manifest::default())
            .unwrap();
        let mut configuration = configuration(samples_dir, limits);
        configuration.scenarios = scenarios.iter().copied().map(scenario).collect();
        let session = session(dir.path(), &configuration, &playlist, &samples);
        let failed = What::OpenFailed(Box::new(Failure {
            code: -1,
            message: "no".to_owned(),
        }));
        let refused = What::ScenarioRefused {
            reason: "it cannot seek".into(),
        };
        let at = |name: &str| dir.path().join(name);
        record(&at("good"), EndReason::EndOfStream, None);
        record(&at("failed"), EndReason::NothingToPlay, Some(failed));
        record(&at("refused"), EndReason::NothingToPlay, Some(refused));
        record(&at("stopped"), EndReason::Stopped, None);
        Self {
            dir,
            session,
            interrupt: Interrupt::new(),
            told: Told::default(),
        }
    }

    /// A player that is a shell script. `$1` is the directory, `$3` the sample, `$4` the recording.
    pub fn script(&self, script: &str) -> PlayerCommand {
        PlayerCommand {
            name: "script 1".to_owned(),
            program: PathBuf::from("/bin/sh"),
            arguments: vec![
                "-c".into(),
                script.into(),
                "sh".into(),
                self.dir.path().into(),
            ],
        }
    }

    pub fn run<T>(&self, player: &PlayerCommand, jobs: usize, act: impl FnOnce(Run<'_>) -> T) -> T {
        let lock = self.session.lock().unwrap();
        act(Run {
            session: &self.session,
            lock: &lock,
            player,
            jobs: NonZeroUsize::new(jobs).unwrap(),
            interrupt: &self.interrupt,
            progress: &self.told,
        })
    }

    pub fn play(&self, script: &str) -> Totals {
        self.run(&self.script(script), 1, |run| run.play().unwrap())
    }

    /// The outcomes that were told, in order.
    pub fn outcomes(&self) -> Vec<Outcome> {
        let told = self.told.ended.lock().unwrap();
        told.iter().map(|report| report.outcome.clone()).collect()
    }
}

fn scenario(name: &str) -> Scenario {
    Scenario {
        name: ScenarioName::parse(name).unwrap(),
        ..Scenario::default()
    }
}

fn configuration(samples_dir: &Path, limits: Limits) -> Configuration {
    Configuration {
        format: 3,
        made_by: "mpdbg 0.1.0".to_owned(),
        created: "2026-01-02T03:04:05Z".to_owned(),
        samples_dir: samples_dir.to_path_buf(),
        recursive: false,
        clock: Clock::Virtual,
        hash: HashKind::Xxh3,
        audio: AudioRoute::Device,
        limits,
        scenarios: vec![Scenario::default()],
        machine: None,
        profile: Profile::default(),
        reference: false,
        repeats: 1,
        player: None,
        protect_raw_data: false,
        protect_reports: false,
        dev_debug: false,
    }
}

fn session(
    dir: &Path,
    configuration: &Configuration,
    playlist: &[SampleName],
    samples: &SamplesRecord,
) -> Session {
    let new = NewSession {
        configuration,
        playlist,
        samples,
        samples_version: None,
        revision: None,
        info: "",
    };
    Store::new(dir.join("sessions")).create("s", &new).unwrap()
}

fn record(path: &Path, reason: EndReason, before: Option<What>) {
    let header = RecordingHeader {
        sample: SampleName::parse("any").unwrap(),
        scenario: ScenarioName::default(),
        repeat: 0,
        machine: None,
        player: "script 1".to_owned(),
        clock: Clock::Virtual,
        hash: HashKind::None,
        attempt: 0,
        started: "2026-01-02T03:04:05Z".to_owned(),
    };
    let mut recorder = Recorder::create(path, &header).unwrap();
    let mut tell = |what| {
        let at = RunTime::from_nanos(5);
        recorder.event(&Event { at, what }).unwrap();
    };
    if let Some(what) = before {
        tell(what);
    }
    tell(What::PlayEnded {
        reason,
        position: MediaTime::ZERO,
    });
    recorder.finish().unwrap();
}

/// Everything that progress was told.
#[derive(Default)]
pub struct Told {
    pub started: Mutex<Vec<(String, u32)>>,
    pub ended: Mutex<Vec<AttemptReport>>,
    pub not_recorded: Mutex<Vec<(String, String)>>,
}

impl Progress for Told {
    fn planned(&self, _cases: usize) {}

    fn started(&self, case: &Case, attempt: u32) {
        let entry = (case.to_string(), attempt);
        self.started.lock().unwrap().push(entry);
    }

    fn ended(&self, report: &AttemptReport) {
        self.ended.lock().unwrap().push(report.clone());
    }

    fn not_recorded(&self, case: &Case, reason: &str) {
        let entry = (case.to_string(), reason.to_owned());
        self.not_recorded.lock().unwrap().push(entry);
    }
}
