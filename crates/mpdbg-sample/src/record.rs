//! The samples of a session as they are now.

use mpdbg_model::{SampleName, SampleRecord, SamplesRecord, SkippedSample};

use crate::check::Finding;
use crate::directory::SamplesDir;
use crate::error::SamplesError;
use crate::fingerprint::fingerprint;
use crate::manifest::Manifest;

impl SamplesDir {
    /// Reads every sample of a playlist and notes its size, its checksum, and what the manifest
    /// expects of it. A sample that the manifest does not name is expected to open and to play; so is
    /// one of which the manifest describes another file: see [`Manifest::of_other_files`].
    ///
    /// # Errors
    /// When a sample cannot be read.
    pub fn record(
        &self,
        playlist: &[SampleName],
        skipped: Vec<SkippedSample>,
        manifest: &Manifest,
    ) -> Result<SamplesRecord, SamplesError> {
        let samples = playlist
            .iter()
            .map(|name| self.record_one(name, manifest))
            .collect::<Result<_, _>>()?;
        Ok(SamplesRecord { samples, skipped })
    }

    fn record_one(
        &self,
        name: &SampleName,
        manifest: &Manifest,
    ) -> Result<SampleRecord, SamplesError> {
        let found = fingerprint(&self.root().join(name.to_path())).map_err(|source| {
            SamplesError::SampleUnreadable {
                name: name.clone(),
                source,
            }
        })?;
        let entry = manifest.entry(name);
        let entry = entry.filter(|it| it.difference(found.size, &found.blake3).is_none());
        Ok(SampleRecord {
            name: name.clone(),
            size: found.size,
            blake3: found.blake3,
            opens: entry.is_none_or(|entry| entry.opens),
            expects: entry.map_or_else(Vec::new, |entry| entry.expects.clone()),
        })
    }
}

impl Manifest {
    /// The entries that do not apply to what was recorded, since they describe other files.
    pub fn of_other_files(&self, record: &SamplesRecord) -> Vec<Finding> {
        let differing = |sample: &SampleRecord| {
            let entry = self.entry(&sample.name)?;
            Some(Finding {
                name: sample.name.clone(),
                problem: entry.difference(sample.size, &sample.blake3)?,
            })
        };
        record.samples.iter().filter_map(differing).collect()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::fs;

    use mpdbg_model::Expectation;

    use super::*;

    #[test]
    fn the_manifest_is_heeded_and_the_order_kept() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a.mp4"), "").unwrap();
        fs::write(dir.path().join("b.mp4"), "four").unwrap();
        let hash = blake3::hash(b"").to_string();
        fs::write(
            dir.path().join("manifest.toml"),
            format!("[[sample]]\nname = \"a.mp4\"\nblake3 = \"{hash}\"\nopens = false\nexpects = [\"life::open-failed\"]\n"),
        )
        .unwrap();
        let samples = SamplesDir::open(dir.path(), None).unwrap();
        let manifest = samples.manifest().unwrap().unwrap();
        let names = ["b.mp4", "a.mp4"].map(|name| SampleName::parse(name).unwrap());
        let record = samples.record(&names, Vec::new(), &manifest).unwrap();
        assert_eq!(manifest.of_other_files(&record), []);
        let [b, a] = record.samples.as_slice() else {
            panic!("{record:?}")
        };
        assert_eq!(
            (b.size, b.opens, b.expects.as_slice()),
            (4, true, &[] as &[Expectation])
        );
        assert_eq!((a.name.as_str(), a.size, a.opens), ("a.mp4", 0, false));
        assert_eq!(a.blake3, hash);
        assert_eq!(a.expects, [Expectation::from("life::open-failed")]);
    }

    #[test]
    fn an_entry_for_another_file_does_not_apply() {
        let dir = tempfile::tempdir().unwrap();
        let manifest = "[[sample]]\nname = \"a\"\nsize = 2\nopens = false\n\
                        [[sample]]\nname = \"b\"\nopens = false\n";
        fs::write(dir.path().join("manifest.toml"), manifest).unwrap();
        let names = ["a", "b"].map(|name| SampleName::parse(name).unwrap());
        for name in ["a", "b"] {
            fs::write(dir.path().join(name), "abc").unwrap();
        }
        let samples = SamplesDir::open(dir.path(), None).unwrap();
        let manifest = samples.manifest().unwrap().unwrap();
        let record = samples.record(&names, Vec::new(), &manifest).unwrap();
        let findings = manifest.of_other_files(&record);
        assert!(record.samples[0].opens && !record.samples[1].opens);
        let words: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert_eq!(words, ["a has 3 bytes, the manifest says 2"]);
    }

    #[test]
    fn a_sample_that_vanished_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let samples = SamplesDir::open(dir.path(), None).unwrap();
        let gone = [SampleName::parse("gone.mp4").unwrap()];
        let error = samples
            .record(&gone, Vec::new(), &Manifest::default())
            .unwrap_err();
        assert_eq!(error.to_string(), "cannot read the sample `gone.mp4`");
    }
}
