//! Two sessions of scripted plays on disk, written by mpdbg's own recorder.

use std::error::Error;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use mpdbg_model::{
    AudioRoute, Case, Clock, Configuration, HashKind, Limits, Listener, Profile, RecordingHeader,
    SampleName, SampleRecord, SamplesRecord, Scenario,
};
use mpdbg_session::{NewSession, Recorder, Session, Store, machine_info, seal, write_expected};

use super::{Fault, Script, Side, fault};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// How much is recorded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    /// Recordings of each session.
    pub(crate) recordings: u64,
    /// Events of each recording, about.
    pub(crate) events: u64,
    /// The sessions differ in every picture, instead of in seven recordings in a hundred.
    pub(crate) everywhere: bool,
}

impl Plan {
    fn fault(self, number: u64, side: Side) -> Option<Fault> {
        if self.everywhere {
            return (side == Side::After).then_some(Fault::Slow);
        }
        fault(number, side, Script::pictures(self.events))
    }
}

/// These sessions in `dir`, made where they do not exist.
///
/// # Errors
/// When something cannot be written; what was written then stays, under another name.
pub(crate) fn make(dir: &Path, plan: Plan, sides: &[Side]) -> Outcome<()> {
    let unfinished = dir.with_extension("unfinished");
    for &side in sides {
        let made = dir.join(side.name());
        if made.exists() {
            continue;
        }
        let _ = std::fs::remove_dir_all(&unfinished);
        record(&unfinished, side, plan)?;
        std::fs::create_dir_all(dir)?;
        std::fs::rename(unfinished.join(side.name()), made)?;
        std::fs::remove_dir_all(&unfinished)?;
    }
    Ok(())
}

fn record(dir: &Path, side: Side, plan: Plan) -> Outcome<()> {
    let names: Result<Vec<_>, _> = (0..plan.recordings)
        .map(|number| SampleName::parse(&format!("clip-{number:05}.mp4")))
        .collect();
    let names = names?;
    let session = Store::new(dir).create(
        side.name(),
        &NewSession {
            configuration: &configuration(dir),
            playlist: &names,
            samples: &samples(&names),
            samples_version: None,
            revision: Some(side.name()),
            info: &machine_info("mpdbg 0.1.0", &[]),
        },
    )?;
    let next = AtomicU64::new(0);
    let work = || -> Outcome<()> {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(name) = names.get(number as usize) else {
                return Ok(());
            };
            let pictures = Script::pictures(plan.events);
            let script = Script::new(number, pictures, plan.fault(number, side));
            play(&session, &Case::plain(name.clone()), script)?;
        }
    };
    thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let mut ended = workers.into_iter().map(thread::ScopedJoinHandle::join);
        ended.try_for_each(|it| it.map_err(|_| "a writer panicked")?)
    })
}

fn play(session: &Session, case: &Case, script: Script) -> Outcome<()> {
    let path = session.attempt_files(case, 0).recording;
    let mut recorder = Recorder::create(&path, &header(&case.sample))?;
    for event in script.events() {
        recorder.event(&event)?;
    }
    recorder.finish()?;
    seal(&path, &script.outcome())?;
    let expected = session.expected_path(&case.sample);
    write_expected(&expected, &case.sample, &script.expected())?;
    Ok(())
}

fn header(sample: &SampleName) -> RecordingHeader {
    RecordingHeader {
        sample: sample.clone(),
        scenario: Scenario::default().name,
        repeat: 0,
        machine: None,
        player: "mpdbg 0.1.0".to_owned(),
        clock: Clock::Virtual,
        hash: HashKind::Xxh3,
        attempt: 0,
        started: "2026-01-01T00:00:00Z".to_owned(),
    }
}

/// The same in both sessions: a play that never took place has no bytes to be hashed.
fn samples(names: &[SampleName]) -> SamplesRecord {
    let sample = |name: &SampleName| SampleRecord {
        name: name.clone(),
        size: 1,
        blake3: format!("{:064x}", 1),
        opens: true,
        expects: Vec::new(),
    };
    SamplesRecord {
        samples: names.iter().map(sample).collect(),
        skipped: Vec::new(),
    }
}

fn configuration(dir: &Path) -> Configuration {
    Configuration {
        format: 3,
        made_by: "mpdbg 0.1.0".to_owned(),
        created: "2026-01-01T00:00:00Z".to_owned(),
        samples_dir: dir.join("samples"),
        recursive: false,
        clock: Clock::Virtual,
        hash: HashKind::Xxh3,
        audio: AudioRoute::Device,
        limits: Limits::default(),
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
