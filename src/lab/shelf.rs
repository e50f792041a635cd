//! The marked clips as they were generated, with what is known of each.

use std::path::PathBuf;

use mpdbg_analysis::Known;
use mpdbg_media::generate::{Set, generate_some};
use mpdbg_model::{ExpectedTimeline, HashKind, Reference, SampleName};

use super::bench::Bench;
use super::error::LabError;

/// The clips that are damaged, and played by broken players: each of its own codecs and container.
pub(super) const CLIPS: [&str; 4] = [
    "h264-25.mp4",
    "vp9-opus.webm",
    "mpeg2-mp2.ts",
    "mpeg4-mp3.avi",
];
/// The clip on which tracks can be switched.
pub(super) const TWO_TRACKS: &str = "two-tracks.mp4";
/// The clips that are played too when clean plays are looked at for false alarms.
const MORE: [&str; 7] = [
    "h264-23.976.mp4",
    "h264-29.97.mp4",
    "h264-59.94.mkv",
    "h264-vfr.mkv",
    "theora-vorbis.ogv",
    "av1-opus.mkv",
    "sound-only.flac",
];

/// A directory with marked clips.
pub(crate) struct Shelf {
    pub(super) dir: PathBuf,
    pub(super) clips: Vec<ShelfClip>,
}

/// A clip and what is known of it.
pub(super) struct ShelfClip {
    pub(super) name: SampleName,
    expected: ExpectedTimeline,
    reference: Reference,
}

impl ShelfClip {
    pub(super) const fn known(&self) -> Known<'_> {
        Known {
            expected: Some(&self.expected),
            reference: Some(&self.reference),
        }
    }
}

impl Shelf {
    /// Generates the clips: those that are damaged or played by broken players, or all.
    pub(crate) fn fill(bench: &Bench<'_>, all: bool) -> Result<Self, LabError> {
        let mut names = CLIPS.to_vec();
        names.push(TWO_TRACKS);
        if all {
            names.extend(MORE);
        }
        let dir = bench.subdirectory("clips")?;
        bench.watch.begins("making the clean clips", names.len());
        generate_some(Set::Marked, |name| names.contains(&name), &dir)?;
        let read = |name: &str| {
            bench.heed_interrupt()?;
            let unreadable = |source| LabError::Clip {
                clip: name.to_owned(),
                source,
            };
            let path = dir.join(name);
            bench.watch.step();
            Ok(ShelfClip {
                name: SampleName::parse(name)?,
                expected: mpdbg_media::probe(&path).map_err(unreadable)?,
                reference: mpdbg_media::reference(&path, HashKind::Xxh3).map_err(unreadable)?,
            })
        };
        let clips: Result<Vec<ShelfClip>, LabError> = names.iter().map(|name| read(name)).collect();
        Ok(Self { clips: clips?, dir })
    }

    /// What is known of the clip of this name.
    pub(super) fn known(&self, name: &SampleName) -> Known<'_> {
        let clip = self.clips.iter().find(|clip| clip.name == *name);
        clip.map(ShelfClip::known).unwrap_or_default()
    }
}
