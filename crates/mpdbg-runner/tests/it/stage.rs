//! A session, its samples, and players that are shell scripts.

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use mpdbg_model::{
    AudioRoute, Clock, Configuration, EndReason, Event, Failure, HashKind, Limits, Listener,
    MediaTime, Outcome, RecordingHeader, RunTime, SampleName, SamplesRecord, What,
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
/// end, `failed` could not open, `stopped` was asked to end.
pub struct Stage {
    pub dir: tempfile::TempDir,
    pub session: Session,
    pub interrupt: Interrupt,
    pub told: Told,
}

impl Stage {
    pub fn new(samples: &[&str], limits: Limits) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let samples_dir = dir.path().join("samples");
        fs::create_dir(&samples_dir).unwrap();
        for sample in samples {
            fs::write(samples_dir.join(sample), sample).unwrap();
        }
        Self::over(dir, &samples_dir, limits)
    }

    /// A session over what lies in `samples_dir`.
    pub fn over(dir: tempfile::TempDir, samples_dir: &Path, limits: Limits) -> Self {
        let opened = SamplesDir::open(samples_dir, None).unwrap();
        let playlist = opened.catalog(false).unwrap().samples;
        let samples = opened
            .record(&playlist, Vec::new(), &Manifest::default())
            .unwrap();
        let session = session(dir.path(), samples_dir, limits, &playlist, &samples);
        record(&dir.path().join("good"), EndReason::EndOfStream, false);
        record(&dir.path().join("failed"), EndReason::NothingToPlay, true);
        record(&dir.path().join("stopped"), EndReason::Stopped, false);
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

fn session(
    dir: &Path,
    samples_dir: &Path,
    limits: Limits,
    playlist: &[SampleName],
    samples: &SamplesRecord,
) -> Session {
    let configuration = Configuration {
        format: 1,
        made_by: "mpdbg 0.1.0".to_owned(),
        created: "2026-01-02T03:04:05Z".to_owned(),
        samples_dir: samples_dir.to_path_buf(),
        recursive: false,
        clock: Clock::Virtual,
        hash: HashKind::Xxh3,
        audio: AudioRoute::Device,
        limits,
        protect_raw_data: false,
        protect_reports: false,
        dev_debug: false,
    };
    let new = NewSession {
        configuration: &configuration,
        playlist,
        samples,
        samples_version: None,
        revision: None,
        info: "",
    };
    Store::new(dir.join("sessions")).create("s", &new).unwrap()
}

fn record(path: &Path, reason: EndReason, open_failed: bool) {
    let header = RecordingHeader {
        sample: SampleName::parse("any").unwrap(),
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
    if open_failed {
        tell(What::OpenFailed(Box::new(Failure {
            code: -1,
            message: "no".to_owned(),
        })));
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
    fn planned(&self, _samples: usize) {}

    fn started(&self, sample: &SampleName, attempt: u32) {
        let entry = (sample.to_string(), attempt);
        self.started.lock().unwrap().push(entry);
    }

    fn ended(&self, report: &AttemptReport) {
        self.ended.lock().unwrap().push(report.clone());
    }

    fn not_recorded(&self, sample: &SampleName, reason: &str) {
        let entry = (sample.to_string(), reason.to_owned());
        self.not_recorded.lock().unwrap().push(entry);
    }
}
