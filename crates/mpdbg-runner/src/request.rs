//! What a child process is asked to play, as arguments that any file name survives.

use std::ffi::OsString;
use std::path::PathBuf;

use mpdbg_model::{AudioRoute, Machine, RecordingHeader, Scenario};
use serde::{Deserialize, Serialize};

/// What a child process is asked to play.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayRequest {
    /// The sample.
    pub sample: PathBuf,
    /// The recording to create.
    pub recording: PathBuf,
    /// The expected timeline to create where it is missing.
    pub expected: PathBuf,
    /// The reference decode to create where it is missing; none where none is wanted.
    pub reference: Option<PathBuf>,
    /// What the recording says of itself; clock and hash are for the player too.
    pub header: RecordingHeader,
    /// Which way the sound goes.
    pub audio: AudioRoute,
    /// What is done while it plays; its name is in the header too.
    pub scenario: Scenario,
    /// The machine that is simulated on the virtual clock.
    pub machine: Option<Machine>,
    /// Bytes of address space that the player may use.
    pub memory_bytes: u64,
    /// The process that asks: the player ends with it.
    pub parent: u32,
}

/// Why arguments are no request.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// Neither four nor five arguments.
    #[error("a request has 4 or 5 arguments, not {0}")]
    Count(usize),
    /// The first argument is not what a request begins with.
    #[error("the first argument of a request is not valid: {0}")]
    Terms(#[from] serde_json::Error),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Terms {
    header: RecordingHeader,
    audio: AudioRoute,
    scenario: Scenario,
    machine: Option<Machine>,
    memory_bytes: u64,
    parent: u32,
}

impl PlayRequest {
    /// JSON, then the paths of the sample, the recording, the expected timeline and, where one is
    /// wanted, the reference decode in their very bytes.
    ///
    /// # Errors
    /// Never in practice: everything in the JSON is text or a number.
    pub fn to_arguments(&self) -> Result<Vec<OsString>, RequestError> {
        let terms = serde_json::to_string(&Terms {
            header: self.header.clone(),
            audio: self.audio,
            scenario: self.scenario.clone(),
            machine: self.machine.clone(),
            memory_bytes: self.memory_bytes,
            parent: self.parent,
        })?;
        let paths = [&self.sample, &self.recording, &self.expected];
        let paths = paths.into_iter().chain(&self.reference);
        let paths = paths.map(|path| path.clone().into_os_string());
        Ok(std::iter::once(terms.into()).chain(paths).collect())
    }

    /// Reads what [`PlayRequest::to_arguments`] gave.
    ///
    /// # Errors
    /// When the arguments are not such.
    pub fn from_arguments(arguments: Vec<OsString>) -> Result<Self, RequestError> {
        let count = arguments.len();
        let mut arguments = arguments.into_iter();
        let mut next = || arguments.next().ok_or(RequestError::Count(count));
        let (terms, sample, recording, expected) = (next()?, next()?, next()?, next()?);
        let reference = arguments.next().map(PathBuf::from);
        if arguments.next().is_some() {
            return Err(RequestError::Count(count));
        }
        let terms: Terms = serde_json::from_str(&terms.to_string_lossy())?;
        Ok(Self {
            sample: sample.into(),
            recording: recording.into(),
            expected: expected.into(),
            reference,
            header: terms.header,
            audio: terms.audio,
            scenario: terms.scenario,
            machine: terms.machine,
            memory_bytes: terms.memory_bytes,
            parent: terms.parent,
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use mpdbg_model::{Clock, HashKind, SampleName, ScenarioName};
    use std::os::unix::ffi::OsStringExt;

    #[test]
    fn any_file_name_survives() {
        let path = PathBuf::from(OsString::from_vec(b"/s/-y \"\n\xff.ts".to_vec()));
        let request = PlayRequest {
            sample: path.clone(),
            recording: path.with_extension("dbg"),
            expected: path.with_extension("expected"),
            reference: None,
            header: RecordingHeader {
                sample: SampleName::from_path(path.strip_prefix("/").unwrap()).unwrap(),
                scenario: ScenarioName::default(),
                repeat: 0,
                machine: None,
                player: "mpdbg 0.1.0".to_owned(),
                clock: Clock::Real,
                hash: HashKind::Md5,
                attempt: 3,
                started: "2026-01-02T03:04:05Z".to_owned(),
            },
            audio: AudioRoute::Null,
            scenario: Scenario::default(),
            machine: Some(Machine::default()),
            memory_bytes: u64::MAX,
            parent: 7,
        };
        let arguments = request.to_arguments().unwrap();
        assert_eq!(PlayRequest::from_arguments(arguments).unwrap(), request);
        let with_reference = PlayRequest {
            reference: Some(path.with_extension("reference")),
            ..request
        };
        let arguments = with_reference.to_arguments().unwrap();
        assert_eq!(
            PlayRequest::from_arguments(arguments).unwrap(),
            with_reference
        );
    }

    #[test]
    fn anything_else_is_refused() {
        assert!(PlayRequest::from_arguments(vec!["{}".into()]).is_err());
        assert!(PlayRequest::from_arguments(vec!["{}".into(); 4]).is_err());
        assert!(matches!(
            PlayRequest::from_arguments(vec!["{}".into(); 6]),
            Err(RequestError::Count(6))
        ));
    }
}
