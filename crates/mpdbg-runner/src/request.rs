//! What a child process is asked to play, as arguments that any file name survives.

use std::ffi::OsString;
use std::path::PathBuf;

use mpdbg_model::{AudioRoute, RecordingHeader};
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
    /// What the recording says of itself; clock and hash are for the player too.
    pub header: RecordingHeader,
    /// Which way the sound goes.
    pub audio: AudioRoute,
    /// Bytes of address space that the player may use.
    pub memory_bytes: u64,
    /// The process that asks: the player ends with it.
    pub parent: u32,
}

/// Why arguments are no request.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// Not four arguments.
    #[error("a request has 4 arguments, not {0}")]
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
    memory_bytes: u64,
    parent: u32,
}

impl PlayRequest {
    /// Four arguments: JSON, then the paths of the sample, the recording and the expected timeline in
    /// their very bytes.
    ///
    /// # Errors
    /// Never in practice: everything in the JSON is text or a number.
    pub fn to_arguments(&self) -> Result<[OsString; 4], RequestError> {
        let terms = serde_json::to_string(&Terms {
            header: self.header.clone(),
            audio: self.audio,
            memory_bytes: self.memory_bytes,
            parent: self.parent,
        })?;
        Ok([
            terms.into(),
            self.sample.clone().into(),
            self.recording.clone().into(),
            self.expected.clone().into(),
        ])
    }

    /// Reads what [`PlayRequest::to_arguments`] gave.
    ///
    /// # Errors
    /// When the arguments are not such.
    pub fn from_arguments(arguments: Vec<OsString>) -> Result<Self, RequestError> {
        let [terms, sample, recording, expected] =
            <[OsString; 4]>::try_from(arguments).map_err(|all| RequestError::Count(all.len()))?;
        let terms: Terms = serde_json::from_str(&terms.to_string_lossy())?;
        Ok(Self {
            sample: sample.into(),
            recording: recording.into(),
            expected: expected.into(),
            header: terms.header,
            audio: terms.audio,
            memory_bytes: terms.memory_bytes,
            parent: terms.parent,
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use mpdbg_model::{Clock, HashKind, SampleName};
    use std::os::unix::ffi::OsStringExt;

    #[test]
    fn any_file_name_survives() {
        let path = PathBuf::from(OsString::from_vec(b"/s/-y \"\n\xff.ts".to_vec()));
        let request = PlayRequest {
            sample: path.clone(),
            recording: path.with_extension("dbg"),
            expected: path.with_extension("expected"),
            header: RecordingHeader {
                sample: SampleName::from_path(path.strip_prefix("/").unwrap()).unwrap(),
                player: "mpdbg 0.1.0".to_owned(),
                clock: Clock::Real,
                hash: HashKind::Md5,
                attempt: 3,
                started: "2026-01-02T03:04:05Z".to_owned(),
            },
            audio: AudioRoute::Null,
            memory_bytes: u64::MAX,
            parent: 7,
        };
        let arguments = request.to_arguments().unwrap().to_vec();
        assert_eq!(PlayRequest::from_arguments(arguments).unwrap(), request);
    }

    #[test]
    fn anything_else_is_refused() {
        assert!(PlayRequest::from_arguments(vec!["{}".into()]).is_err());
        assert!(PlayRequest::from_arguments(vec!["{}".into(); 4]).is_err());
    }
}
