//! All noise that was measured, place by place.

use std::path::Path;

use mpdbg_analysis::{CaseNoise, NoiseFloor};
use mpdbg_model::Clock;
use mpdbg_session::Session;
use serde::{Deserialize, Serialize};

use super::file::{self, NoiseError};
use super::place::Place;

/// Name of the file in the sessions directory.
pub(crate) const FILE: &str = "noise.json";
/// The layout of the file that is written.
pub(super) const FORMAT: u32 = 1;

/// What `noise.json` holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoiseRecord {
    format: u32,
    floors: Vec<Floor>,
}

/// What was measured in one place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Floor {
    place: Place,
    /// When it was measured last, RFC 3339 in UTC.
    measured: String,
    noise: NoiseFloor,
}

impl Default for NoiseRecord {
    fn default() -> Self {
        Self {
            format: FORMAT,
            floors: Vec::new(),
        }
    }
}

impl NoiseRecord {
    /// Reads what was measured; nothing was where there is no file.
    ///
    /// # Errors
    /// When the file cannot be read, is damaged or is from a newer mpdbg.
    pub(crate) fn read(sessions_dir: &Path) -> Result<Self, NoiseError> {
        Ok(file::read(&sessions_dir.join(FILE))?.unwrap_or_default())
    }

    /// What plays of one build differ by where this session was recorded; nothing where that was not
    /// measured, nor on the virtual clock, where they do not differ.
    ///
    /// # Errors
    /// When one of the files cannot be read.
    pub(crate) fn floor_for(session: &Session) -> Result<NoiseFloor, NoiseError> {
        if session.configuration().clock == Clock::Virtual {
            return Ok(NoiseFloor::default());
        }
        let sessions_dir = session.dir().parent().unwrap_or(Path::new("."));
        Ok(Self::read(sessions_dir)?.floor(&Place::of(session)?))
    }

    /// What was measured in a place.
    fn floor(&self, place: &Place) -> NoiseFloor {
        let found = self.floors.iter().find(|it| it.place == *place);
        found.map(|it| it.noise.clone()).unwrap_or_default()
    }

    /// Takes in what was measured, in place of what was known of the same cases there; other cases and
    /// other places stay.
    pub(crate) fn take_in(&mut self, place: Place, measured: &str, cases: Vec<CaseNoise>) {
        let mut noise = self.floor(&place);
        noise.take_in(cases);
        self.floors.retain(|it| it.place != place);
        self.floors.push(Floor {
            place,
            measured: measured.to_owned(),
            noise,
        });
    }

    /// Writes the file.
    ///
    /// # Errors
    /// When it cannot be written; what was there is left as it was.
    pub(crate) fn write(&self, sessions_dir: &Path) -> Result<(), NoiseError> {
        file::write(&sessions_dir.join(FILE), self)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::collections::BTreeMap;

    use mpdbg_model::{AudioRoute, Case, SampleName};

    use super::*;

    fn place(computer: &str) -> Place {
        Place {
            computer: computer.to_owned(),
            ffmpeg: "libavcodec 59.37.100".to_owned(),
            player: "mpdbg".to_owned(),
            audio: AudioRoute::Null,
        }
    }

    fn noise(sample: &str, plays: u32) -> CaseNoise {
        CaseNoise {
            case: Case::plain(SampleName::parse(sample).unwrap()),
            blake3: "b3".to_owned(),
            plays,
            loaded: 0,
            rules: BTreeMap::new(),
        }
    }

    fn plays(floor: &NoiseFloor) -> Vec<(String, u32)> {
        let cases = floor.cases.iter();
        cases.map(|it| (it.case.to_string(), it.plays)).collect()
    }

    #[test]
    fn what_was_measured_elsewhere_or_of_other_samples_stays() {
        let dir = tempfile::tempdir().unwrap();
        let mut record = NoiseRecord::read(dir.path()).unwrap();
        record.take_in(
            place("one"),
            "2026-01-01T00:00:00Z",
            vec![noise("b.mp4", 5), noise("a.mp4", 5)],
        );
        record.take_in(
            place("two"),
            "2026-01-02T00:00:00Z",
            vec![noise("a.mp4", 6)],
        );
        record.write(dir.path()).unwrap();
        let mut record = NoiseRecord::read(dir.path()).unwrap();
        record.take_in(
            place("one"),
            "2026-01-03T00:00:00Z",
            vec![noise("a.mp4", 7)],
        );
        record.write(dir.path()).unwrap();
        let record = NoiseRecord::read(dir.path()).unwrap();
        let named = |name: &str, plays| (name.to_owned(), plays);
        assert_eq!(
            plays(&record.floor(&place("one"))),
            [named("a.mp4", 7), named("b.mp4", 5)]
        );
        assert_eq!(plays(&record.floor(&place("two"))), [named("a.mp4", 6)]);
        assert!(plays(&record.floor(&place("three"))).is_empty());
        // Nothing unfinished is left beside it.
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_is_not_understood_is_not_taken_for_silence() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(FILE);
        std::fs::write(&path, r#"{"format": 1, "floors": 3}"#).unwrap();
        let damaged = NoiseRecord::read(dir.path());
        assert!(
            matches!(damaged, Err(NoiseError::Damaged { .. })),
            "{damaged:?}"
        );
        std::fs::write(&path, r#"{"format": 9, "new": 3}"#).unwrap();
        let newer = NoiseRecord::read(dir.path());
        assert!(
            matches!(newer, Err(NoiseError::OtherFormat { format: 9, .. })),
            "{newer:?}"
        );
    }
}
