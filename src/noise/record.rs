//! All noise that was measured, place by place.

use std::path::Path;

use mpdbg_analysis::{CaseNoise, NoiseFloor};
use mpdbg_model::{Clock, Profile};
use mpdbg_session::Session;
use serde::{Deserialize, Serialize};

use super::file::{self, NoiseError};
use super::lock::NoiseLock;
use super::place::Place;

/// Name of the file in the sessions directory.
pub(crate) const FILE: &str = "noise.json";
/// The layout of the file that is written. Format 1 knew neither the worst of a rule nor the thresholds and
/// the number of plays at once; it can be read, and its places are none that anything is played at.
pub(super) const FORMAT: u32 = 2;

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

    /// What plays of one build differ by where this session was recorded, judged so; nothing where that was
    /// not measured, nor on the virtual clock, where they do not differ.
    ///
    /// # Errors
    /// When one of the files cannot be read.
    pub(crate) fn floor_for(
        session: &Session,
        profile: &Profile,
    ) -> Result<NoiseFloor, NoiseError> {
        if session.configuration().clock == Clock::Virtual {
            return Ok(NoiseFloor::default());
        }
        let sessions_dir = session.dir().parent().unwrap_or(Path::new("."));
        let record = Self::read(sessions_dir)?;
        if record.floors.is_empty() {
            // The place is in the recordings, which need not be read for nothing.
            return Ok(NoiseFloor::default());
        }
        Ok(record.floor(&Place::of(session, profile)?))
    }

    /// Keeps what was measured, besides what others wrote meanwhile.
    ///
    /// # Errors
    /// When the file cannot be read or written; what was there is left as it was.
    pub(crate) fn keep(
        sessions_dir: &Path,
        place: Place,
        measured: &str,
        cases: Vec<CaseNoise>,
    ) -> Result<(), NoiseError> {
        let _lock = NoiseLock::take(sessions_dir)?;
        let mut record = Self::read(sessions_dir)?;
        record.take_in(place, measured, cases);
        record.write(sessions_dir)
    }

    /// What was measured in a place.
    fn floor(&self, place: &Place) -> NoiseFloor {
        let found = self.floors.iter().find(|it| it.place == *place);
        found.map(|it| it.noise.clone()).unwrap_or_default()
    }

    /// Takes in what was measured, in place of what was known of the same cases there; other cases and
    /// other places stay.
    fn take_in(&mut self, place: Place, measured: &str, cases: Vec<CaseNoise>) {
        self.format = FORMAT;
        let mut noise = self.floor(&place);
        noise.take_in(cases);
        self.floors.retain(|it| it.place != place);
        self.floors.push(Floor {
            place,
            measured: measured.to_owned(),
            noise,
        });
    }

    fn write(&self, sessions_dir: &Path) -> Result<(), NoiseError> {
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
            thresholds: Some(BTreeMap::from([("late_ms".to_owned(), 20)])),
            at_once: Some(1),
        }
    }

    fn noise(sample: &str, plays: u32) -> CaseNoise {
        CaseNoise {
            case: Case::plain(SampleName::parse(sample).unwrap()),
            blake3: "b3".to_owned(),
            plays,
            loaded: 0,
            rules: BTreeMap::new(),
            worst: Some(Vec::new()),
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
    fn what_another_one_measured_meanwhile_stays() {
        let dir = tempfile::tempdir().unwrap();
        let others: Vec<_> = (0..8)
            .map(|number| {
                let dir = dir.path().to_path_buf();
                std::thread::spawn(move || {
                    let cases = vec![noise(&format!("{number}.mp4"), 5)];
                    NoiseRecord::keep(&dir, place("one"), "2026-01-01T00:00:00Z", cases)
                })
            })
            .collect();
        for other in others {
            other.join().unwrap().unwrap();
        }
        let kept = NoiseRecord::read(dir.path()).unwrap();
        assert_eq!(plays(&kept.floor(&place("one"))).len(), 8);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn noise_of_other_thresholds_or_beside_more_plays_is_not_used() {
        let mut record = NoiseRecord::default();
        record.take_in(place("one"), "", vec![noise("a.mp4", 5)]);
        let crowded = Place {
            at_once: Some(4),
            ..place("one")
        };
        let strict = Place {
            thresholds: Some(BTreeMap::from([("late_ms".to_owned(), 5)])),
            ..place("one")
        };
        assert_eq!(plays(&record.floor(&place("one"))).len(), 1);
        assert!(plays(&record.floor(&crowded)).is_empty());
        assert!(plays(&record.floor(&strict)).is_empty());
    }

    #[test]
    fn a_file_of_the_first_format_is_read_and_stays() {
        let dir = tempfile::tempdir().unwrap();
        let old = r#"{"format": 1, "floors": [{
            "place": {"computer": "one", "ffmpeg": "libavcodec 59.37.100", "player": "mpdbg", "audio": "null"},
            "measured": "2026-01-01T00:00:00Z",
            "noise": {"cases": [{"case": "a.mp4", "blake3": "b3", "plays": 5, "loaded": 0,
                "rules": {"picture::late": {"mean": 1.0, "low": 0.0, "high": 2.0}}}]}
        }]}"#;
        std::fs::write(dir.path().join(FILE), old).unwrap();
        let record = NoiseRecord::read(dir.path()).unwrap();
        assert_eq!(record.floors[0].noise.cases[0].worst, None);
        // Nobody knows with which thresholds it was measured.
        assert!(plays(&record.floor(&place("one"))).is_empty());
        NoiseRecord::keep(dir.path(), place("one"), "", vec![noise("a.mp4", 7)]).unwrap();
        let record = NoiseRecord::read(dir.path()).unwrap();
        assert_eq!((record.format, record.floors.len()), (FORMAT, 2));
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
