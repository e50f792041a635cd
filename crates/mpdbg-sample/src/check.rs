//! `samples check`: is the directory what its manifest says, and fit for quick runs.

use std::fmt;
use std::fs;
use std::path::Path;

use mpdbg_model::{SampleName, Span};

use crate::catalog::Catalog;
use crate::directory::SamplesDir;
use crate::fingerprint::fingerprint;
use crate::manifest::{Manifest, ManifestEntry};

/// Bytes that a sample should not exceed, so that a corpus stays quick to play and to pass on.
pub const ADVISED_BYTES: u64 = 2_000_000;

/// Length that a sample should not exceed.
pub const ADVISED_LENGTH: Span = Span::from_secs(120);

/// Something to know about a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The sample.
    pub name: SampleName,
    /// What is the matter.
    pub problem: Problem,
}

/// What is the matter with a sample.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// In the manifest, but not a sample of the directory.
    #[error("is in the manifest but not in the directory")]
    NotThere,
    /// In the manifest, and in the directory, but cannot be played.
    #[error("is in the manifest but is not played: {0}")]
    NotPlayed(String),
    /// Cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// The size is not that of the manifest.
    #[error("has {found} bytes, the manifest says {expected}")]
    SizeDiffers {
        /// What the manifest says, bytes.
        expected: u64,
        /// What the file has, bytes.
        found: u64,
    },
    /// The checksum is not that of the manifest.
    #[error("has other content than the manifest says (blake3 {found})")]
    ChecksumDiffers {
        /// BLAKE3 of the file, hexadecimal.
        found: String,
    },
    /// In the directory, but not in the manifest.
    #[error("is not in the manifest")]
    NotInManifest,
    /// In the directory, but not played.
    #[error("is not played: {0}")]
    Skipped(String),
    /// Larger than [`ADVISED_BYTES`].
    #[error("has {:.1} MB; mpdbg advises no more than {:.0} MB, since short samples are played more often", *.0 as f64 / 1e6, ADVISED_BYTES as f64 / 1e6)]
    TooLarge(u64),
    /// Longer than [`ADVISED_LENGTH`].
    #[error("is {:.0} s long; mpdbg advises no more than {:.0} s, since short samples are played more often", .0.as_secs_f64(), ADVISED_LENGTH.as_secs_f64())]
    TooLong(Span),
}

impl Problem {
    /// True when the directory is not what its manifest says; everything else is a warning.
    pub const fn is_error(&self) -> bool {
        match self {
            Self::NotThere
            | Self::NotPlayed(_)
            | Self::Unreadable(_)
            | Self::SizeDiffers { .. }
            | Self::ChecksumDiffers { .. } => true,
            Self::NotInManifest | Self::Skipped(_) | Self::TooLarge(_) | Self::TooLong(_) => false,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.problem)
    }
}

impl SamplesDir {
    /// Holds the directory against its manifest (without one: against the advice only). `length`
    /// gives the length of the sample at a path, if it has one.
    ///
    /// The findings of the manifest's samples come first, in its order.
    pub fn check(
        &self,
        catalog: &Catalog,
        manifest: Option<&Manifest>,
        mut length: impl FnMut(&Path) -> Option<Span>,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        for entry in manifest.iter().flat_map(|manifest| &manifest.samples) {
            findings.extend(finding(
                &entry.name,
                self.problem_with_entry(entry, catalog),
            ));
        }
        for name in &catalog.samples {
            let path = self.root().join(name.to_path());
            let unknown = manifest.is_some_and(|manifest| manifest.entry(name).is_none());
            findings.extend(finding(name, unknown.then_some(Problem::NotInManifest)));
            findings.extend(finding(name, too_large(&path)));
            let long = length(&path).filter(|length| *length > ADVISED_LENGTH);
            findings.extend(finding(name, long.map(Problem::TooLong)));
        }
        for skipped in &catalog.skipped {
            let named = manifest.is_some_and(|manifest| manifest.entry(&skipped.name).is_some());
            let problem = (!named).then(|| Problem::Skipped(skipped.reason.clone()));
            findings.extend(finding(&skipped.name, problem));
        }
        findings
    }

    fn problem_with_entry(&self, entry: &ManifestEntry, catalog: &Catalog) -> Option<Problem> {
        if !catalog.samples.contains(&entry.name) {
            let skipped = catalog.skipped.iter().find(|s| s.name == entry.name);
            return Some(
                skipped.map_or(Problem::NotThere, |s| Problem::NotPlayed(s.reason.clone())),
            );
        }
        let found = match fingerprint(&self.root().join(entry.name.to_path())) {
            Ok(found) => found,
            Err(error) => return Some(Problem::Unreadable(error.to_string())),
        };
        entry.difference(found.size, &found.blake3)
    }
}

fn finding(name: &SampleName, problem: Option<Problem>) -> Option<Finding> {
    problem.map(|problem| Finding {
        name: name.clone(),
        problem,
    })
}

fn too_large(path: &Path) -> Option<Problem> {
    let size = fs::metadata(path).ok()?.len();
    (size > ADVISED_BYTES).then_some(Problem::TooLarge(size))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn check(dir: &Path, length: impl FnMut(&Path) -> Option<Span>) -> Vec<(bool, String)> {
        let samples = SamplesDir::open(dir, None).unwrap();
        let manifest = samples.manifest().unwrap();
        let catalog = samples.catalog(false).unwrap();
        samples
            .check(&catalog, manifest.as_ref(), length)
            .iter()
            .map(|finding| (finding.problem.is_error(), finding.to_string()))
            .collect()
    }

    fn entry(name: &str, size: u64, content: &[u8]) -> String {
        let hash = blake3::hash(content);
        format!("[[sample]]\nname = \"{name}\"\nsize = {size}\nblake3 = \"{hash}\"\n")
    }

    #[test]
    fn a_directory_that_is_what_its_manifest_says_has_no_findings() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a.mp4"), "a").unwrap();
        fs::write(dir.path().join("manifest.toml"), entry("a.mp4", 1, b"a")).unwrap();
        assert_eq!(check(dir.path(), |_| Some(ADVISED_LENGTH)), []);
    }

    #[test]
    fn every_difference_is_found() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("size.mp4"), "abc").unwrap();
        fs::write(dir.path().join("content.mp4"), "abc").unwrap();
        fs::write(dir.path().join("new.mp4"), "abc").unwrap();
        fs::create_dir(dir.path().join("dir.mp4")).unwrap();
        fs::create_dir(dir.path().join("other")).unwrap();
        let manifest = [
            entry("gone.mp4", 0, b""),
            entry("size.mp4", 4, b"abc"),
            entry("content.mp4", 3, b"abd"),
            entry("dir.mp4", 0, b""),
        ];
        fs::write(dir.path().join("manifest.toml"), manifest.concat()).unwrap();
        let hash = blake3::hash(b"abc");
        let expected = [
            (
                true,
                "gone.mp4 is in the manifest but not in the directory".to_owned(),
            ),
            (true, "size.mp4 has 3 bytes, the manifest says 4".to_owned()),
            (
                true,
                format!("content.mp4 has other content than the manifest says (blake3 {hash})"),
            ),
            (
                true,
                "dir.mp4 is in the manifest but is not played: directory".to_owned(),
            ),
            (false, "new.mp4 is not in the manifest".to_owned()),
            (false, "other is not played: directory".to_owned()),
        ];
        assert_eq!(check(dir.path(), |_| None), expected);
    }

    #[test]
    fn large_and_long_samples_are_only_warned_of() {
        let dir = tempfile::tempdir().unwrap();
        let file = fs::File::create(dir.path().join("a.mp4")).unwrap();
        file.set_len(ADVISED_BYTES + 1_000_000).unwrap();
        let long = |_: &Path| Some(Span::from_secs(121));
        assert_eq!(
            check(dir.path(), long),
            [
                (
                    false,
                    "a.mp4 has 3.0 MB; mpdbg advises no more than 2 MB, since short samples are played more often".to_owned()
                ),
                (
                    false,
                    "a.mp4 is 121 s long; mpdbg advises no more than 120 s, since short samples are played more often".to_owned()
                ),
            ]
        );
    }
}
