//! The manifest: what each sample of a directory holds and must do.

use std::collections::HashSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use mpdbg_model::{Expectation, SampleName};
use serde::Deserialize;

use crate::check::Problem;
use crate::directory::SamplesDir;
use crate::error::SamplesError;
use crate::expects::expectations;
use crate::fingerprint::read_text_file;
use crate::mistake::read_toml;

/// `manifest.toml` of a samples directory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The samples; no name is there twice.
    #[serde(default, rename = "sample")]
    pub samples: Vec<ManifestEntry>,
}

/// What the manifest says of one sample.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestEntry {
    /// Its name.
    pub name: SampleName,
    /// Its size in bytes, if the entry is bound to one content.
    pub size: Option<u64>,
    /// BLAKE3 of its content, hexadecimal, if the entry is bound to one content.
    #[serde(default, deserialize_with = "checksum")]
    pub blake3: Option<String>,
    /// False when it cannot be opened.
    #[serde(default = "yes")]
    pub opens: bool,
    /// The defects that a play of it must show; each the id of a rule, `area::name`, or a table with a
    /// reason.
    #[serde(default, deserialize_with = "expectations")]
    pub expects: Vec<Expectation>,
    /// What is special about it, for a person.
    #[serde(default)]
    pub about: String,
}

impl ManifestEntry {
    /// How the entry's file and one of `size` bytes and this checksum differ; what the entry leaves
    /// open does not.
    pub(crate) fn difference(&self, size: u64, blake3: &str) -> Option<Problem> {
        match (self.size, &self.blake3) {
            (Some(expected), _) if expected != size => Some(Problem::SizeDiffers {
                expected,
                found: size,
            }),
            (_, Some(expected)) if expected != blake3 => Some(Problem::ChecksumDiffers {
                found: blake3.to_owned(),
            }),
            _ => None,
        }
    }
}

impl Manifest {
    /// What the manifest says of the sample `name`.
    pub fn entry(&self, name: &SampleName) -> Option<&ManifestEntry> {
        self.samples.iter().find(|entry| entry.name == *name)
    }

    fn parse(text: &str, path: &Path) -> Result<Self, SamplesError> {
        let manifest: Self = read_toml(text).map_err(|mistake| SamplesError::BadManifest {
            path: path.to_owned(),
            mistake,
        })?;
        let mut seen = HashSet::new();
        match manifest
            .samples
            .iter()
            .find(|entry| !seen.insert(&entry.name))
        {
            Some(entry) => Err(SamplesError::NamedTwice {
                path: path.to_owned(),
                name: entry.name.clone(),
            }),
            None => Ok(manifest),
        }
    }
}

impl SamplesDir {
    /// Where the manifest is, if there is one.
    pub fn manifest_path(&self) -> PathBuf {
        self.root().join("manifest.toml")
    }

    /// Reads the manifest; `None` where there is none.
    ///
    /// # Errors
    /// When the file cannot be read, or holds anything that a manifest does not.
    pub fn manifest(&self) -> Result<Option<Manifest>, SamplesError> {
        let path = self.manifest_path();
        match read_text_file(&path) {
            Ok(text) => Manifest::parse(&text, &path).map(Some),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(source) => Err(SamplesError::Unreadable { path, source }),
        }
    }
}

const fn yes() -> bool {
    true
}

fn checksum<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(from)?;
    match blake3::Hash::from_hex(&text) {
        Ok(hash) => Ok(Some(hash.to_hex().to_string())),
        Err(_) => Err(serde::de::Error::custom(
            "blake3 is not a checksum of 64 hexadecimal digits",
        )),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::fs;

    use super::*;

    const HASH: &str = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";

    fn parse(text: &str) -> Result<Manifest, String> {
        Manifest::parse(text, Path::new("m")).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_left_out_has_the_usual_meaning() {
        let text = format!(
            "[[sample]]\nname = \"a.mp4\"\n\
             [[sample]]\nname = \"b.mp4\"\nsize = 7\nblake3 = \"{HASH}\"\nopens = false\n\
             expects = [\"life::open-failed\"]\nabout = \"no index\"\n"
        );
        let manifest = parse(&text).unwrap();
        assert!(manifest.samples[0].opens);
        assert_eq!(manifest.samples[0].size, None);
        assert_eq!(manifest.samples[0].blake3, None);
        assert_eq!(manifest.samples[1].blake3.as_deref(), Some(HASH));
        assert!(manifest.samples[0].expects.is_empty());
        let b = manifest
            .entry(&SampleName::parse("b.mp4").unwrap())
            .unwrap();
        assert_eq!((b.opens, b.size), (false, Some(7)));
        assert_eq!(b.expects, [Expectation::from("life::open-failed")]);
        assert_eq!(parse("").unwrap(), Manifest::default());
    }

    #[test]
    fn a_mistake_is_told_with_its_line() {
        let good = format!("[[sample]]\nname = \"a\"\nblake3 = \"{HASH}\"\n");
        for (text, words) in [
            (
                format!("{good}sise = 3\n"),
                "line 4, column 1: unknown key `sise`; did you mean `size`?",
            ),
            (
                "[[sample]]\nname = \"a\"\nblake3 = \"12\"\n".to_owned(),
                "line 3, column 10: blake3 is not",
            ),
            (
                format!("{good}expects = [\"Crash\"]\n"),
                "line 4, column 12: `Crash` is not the id",
            ),
            (
                good.replace("\"a\"", "\"../a\""),
                "line 2, column 8: `../a` leads out",
            ),
            (format!("{good}{good}"), "names `a` twice"),
            ("[[sample]]\nname = \n".to_owned(), "line 2, column 8: "),
        ] {
            let error = parse(&text).unwrap_err();
            assert!(error.contains(words), "{error}");
        }
    }

    #[test]
    fn a_directory_without_a_manifest_is_fine() {
        let dir = tempfile::tempdir().unwrap();
        let samples = SamplesDir::open(dir.path(), None).unwrap();
        assert_eq!(samples.manifest().unwrap(), None);
        fs::write(samples.manifest_path(), b"\xff").unwrap();
        assert!(samples.manifest().is_err());
    }
}
