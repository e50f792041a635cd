//! The implicit playlist: every sample of the samples directory.

use std::ffi::OsString;

use mpdbg_model::{SampleName, SkippedSample};
use walkdir::{DirEntry, WalkDir};

use crate::directory::{Kind, SamplesDir, is_hidden};
use crate::error::SamplesError;

/// What the samples directory holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalog {
    /// The samples, in the order of the bytes of their paths.
    pub samples: Vec<SampleName>,
    /// What is there but not played, in the same order. Files with an excluded extension, the scenarios
    /// and the sessions are not listed.
    pub skipped: Vec<SkippedSample>,
}

/// What to do with an entry of a directory.
enum Step {
    Take,
    Skip(String),
    Descend,
    PassOver,
}

impl SamplesDir {
    /// Lists the samples directly in the directory, or in its subdirectories too. Links to
    /// directories are not followed, and nothing is opened.
    ///
    /// # Errors
    /// When the directory itself cannot be read. A subdirectory that cannot be read is skipped.
    pub fn catalog(&self, recursive: bool) -> Result<Catalog, SamplesError> {
        let mut catalog = Catalog::default();
        let depth = if recursive { usize::MAX } else { 1 };
        let mut walk = WalkDir::new(self.root())
            .min_depth(1)
            .max_depth(depth)
            .into_iter();
        while let Some(entry) = walk.next() {
            match entry {
                Ok(entry) => {
                    if !self.add(&mut catalog, &entry, recursive)? && entry.file_type().is_dir() {
                        walk.skip_current_dir();
                    }
                }
                Err(error) => self.add_unreadable(&mut catalog, &error)?,
            }
        }
        catalog.samples.sort_by_cached_key(bytes_of);
        catalog
            .skipped
            .sort_by_cached_key(|skipped| bytes_of(&skipped.name));
        Ok(catalog)
    }

    /// Puts an entry where it belongs; true when its own entries shall be looked at too.
    fn add(
        &self,
        catalog: &mut Catalog,
        entry: &DirEntry,
        recursive: bool,
    ) -> Result<bool, SamplesError> {
        let name = || self.name_of(entry.path());
        match self.step(entry, recursive) {
            Step::Take => catalog.samples.push(name()?),
            Step::Skip(reason) => catalog.skipped.push(SkippedSample {
                name: name()?,
                reason,
            }),
            Step::Descend => return Ok(true),
            Step::PassOver => {}
        }
        Ok(false)
    }

    fn step(&self, entry: &DirEntry, recursive: bool) -> Step {
        let path = entry.path();
        if entry.file_type().is_dir() {
            let is_own = !recursive && path == self.scenarios_path();
            return if is_own || self.belongs_to_sessions(path) {
                Step::PassOver
            } else if !recursive {
                Step::Skip("directory".to_owned())
            } else if is_hidden(path) {
                Step::Skip("hidden".to_owned())
            } else {
                Step::Descend
            };
        }
        match self.kind_of(path) {
            Ok(Kind::Sample) => Step::Take,
            Ok(Kind::Excluded) => Step::PassOver,
            Ok(Kind::Skipped(reason)) => Step::Skip(reason),
            Err(error) => Step::Skip(format!("cannot be looked at: {error}")),
        }
    }

    fn add_unreadable(
        &self,
        catalog: &mut Catalog,
        error: &walkdir::Error,
    ) -> Result<(), SamplesError> {
        let reason = error
            .io_error()
            .map_or_else(|| error.to_string(), ToString::to_string);
        match error.path() {
            Some(path) if path != self.root() => {
                catalog.skipped.push(SkippedSample {
                    name: self.name_of(path)?,
                    reason: format!("cannot be read: {reason}"),
                });
                Ok(())
            }
            _ => Err(SamplesError::Unreadable {
                path: self.root().to_owned(),
                source: std::io::Error::other(reason),
            }),
        }
    }

    fn name_of(&self, path: &std::path::Path) -> Result<SampleName, SamplesError> {
        let relative = path.strip_prefix(self.root()).unwrap_or(path);
        Ok(SampleName::from_path(relative)?)
    }
}

fn bytes_of(name: &SampleName) -> OsString {
    name.to_path().into_os_string()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::ffi::OsStr;
    use std::fs;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    use std::path::Path;

    use rustix::fs::{CWD, FileType, Mode, mknodat};

    use super::*;

    fn names(samples: &[SampleName]) -> Vec<&str> {
        samples.iter().map(SampleName::as_str).collect()
    }

    fn reasons(catalog: &Catalog) -> Vec<(&str, &str)> {
        catalog
            .skipped
            .iter()
            .map(|skipped| (skipped.name.as_str(), skipped.reason.as_str()))
            .collect()
    }

    fn catalog(dir: &Path, recursive: bool) -> Catalog {
        SamplesDir::open(dir, None)
            .unwrap()
            .catalog(recursive)
            .unwrap()
    }

    #[test]
    fn every_regular_file_is_a_sample_but_for_the_excluded_extensions() {
        let dir = tempfile::tempdir().unwrap();
        for file in [
            "b.mp4",
            "B.mp4",
            "a.webm",
            "no-extension",
            "notes.TXT",
            "x.dbg",
            "manifest.toml",
        ] {
            fs::write(dir.path().join(file), "x").unwrap();
        }
        let catalog = catalog(dir.path(), false);
        assert_eq!(
            names(&catalog.samples),
            ["B.mp4", "a.webm", "b.mp4", "no-extension"]
        );
        assert_eq!(catalog.skipped, []);
    }

    #[test]
    fn odd_names_come_back_byte_for_byte() {
        let dir = tempfile::tempdir().unwrap();
        let long = "l".repeat(255);
        let odd: [&[u8]; 7] = [
            b"two words.mp4",
            b"quo'te\".mp4",
            b"new\nline.mp4",
            b"-y.mp4",
            b"caf\xe9.mp4",
            b"#1.mp4",
            long.as_bytes(),
        ];
        for name in odd {
            fs::write(dir.path().join(OsStr::from_bytes(name)), "x").unwrap();
        }
        let catalog = catalog(dir.path(), false);
        assert_eq!(catalog.skipped, []);
        let mut expected = odd.map(|name| OsStr::from_bytes(name).to_owned());
        expected.sort();
        let found: Vec<OsString> = catalog.samples.iter().map(bytes_of).collect();
        assert_eq!(found, expected);
        assert!(names(&catalog.samples).contains(&"caf\\xe9.mp4"));
        assert!(names(&catalog.samples).contains(&"new\\x0aline.mp4"));
    }

    #[test]
    fn what_cannot_be_played_is_listed_with_the_reason() {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret"), "x").unwrap();
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        fs::write(path("real.mp4"), "x").unwrap();
        fs::write(path(".hidden.mp4"), "x").unwrap();
        fs::create_dir(path("sub.mp4")).unwrap();
        mknodat(CWD, path("pipe.mp4"), FileType::Fifo, Mode::RWXU, 0).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(path("socket.mp4")).unwrap();
        symlink("real.mp4", path("link.mp4")).unwrap();
        symlink("none.mp4", path("dangling.mp4")).unwrap();
        symlink("turning.mp4", path("turning.mp4")).unwrap();
        symlink("pipe.mp4", path("to-pipe.mp4")).unwrap();
        symlink("sub.mp4", path("to-sub.mp4")).unwrap();
        symlink("/dev/null", path("to-device.mp4")).unwrap();
        symlink(outside.path().join("secret"), path("to-outside.mp4")).unwrap();

        let catalog = catalog(dir.path(), false);
        assert_eq!(names(&catalog.samples), ["link.mp4", "real.mp4"]);
        let outside = "link to something outside the samples directory";
        let found = reasons(&catalog);
        let turning = found
            .iter()
            .find(|(name, _)| *name == "turning.mp4")
            .unwrap()
            .1;
        assert!(
            turning.starts_with("link that cannot be followed: "),
            "{turning}"
        );
        assert_eq!(
            found,
            [
                (".hidden.mp4", "hidden"),
                ("dangling.mp4", "dangling link"),
                ("pipe.mp4", "named pipe"),
                ("socket.mp4", "socket"),
                ("sub.mp4", "directory"),
                ("to-device.mp4", outside),
                ("to-outside.mp4", outside),
                ("to-pipe.mp4", "link to a named pipe"),
                ("to-sub.mp4", "link to a directory"),
                ("turning.mp4", turning),
            ]
        );
    }

    #[test]
    fn subdirectories_are_walked_only_when_asked_and_in_the_order_of_bytes() {
        let dir = tempfile::tempdir().unwrap();
        for sub in ["a", "a.b", ".git", "a/deep"] {
            fs::create_dir(dir.path().join(sub)).unwrap();
            fs::write(dir.path().join(sub).join("x.mp4"), "x").unwrap();
        }
        fs::write(dir.path().join("z.mp4"), "x").unwrap();
        symlink("..", dir.path().join("a/up")).unwrap();

        let flat = catalog(dir.path(), false);
        assert_eq!(names(&flat.samples), ["z.mp4"]);
        assert_eq!(
            reasons(&flat),
            [
                (".git", "directory"),
                ("a", "directory"),
                ("a.b", "directory")
            ]
        );
        let deep = catalog(dir.path(), true);
        assert_eq!(
            names(&deep.samples),
            ["a.b/x.mp4", "a/deep/x.mp4", "a/x.mp4", "z.mp4"]
        );
        assert_eq!(
            reasons(&deep),
            [(".git", "hidden"), ("a/up", "link to a directory")]
        );
    }

    #[test]
    fn sessions_inside_the_samples_directory_are_not_samples() {
        let dir = tempfile::tempdir().unwrap();
        let sessions = dir.path().join("sessions");
        fs::create_dir_all(sessions.join("before")).unwrap();
        fs::write(sessions.join("before/stray.mp4"), "x").unwrap();
        fs::write(dir.path().join("a.mp4"), "x").unwrap();
        for recursive in [false, true] {
            let samples = SamplesDir::open(dir.path(), Some(&sessions)).unwrap();
            let catalog = samples.catalog(recursive).unwrap();
            assert_eq!(names(&catalog.samples), ["a.mp4"]);
            assert_eq!(catalog.skipped, []);
        }
    }

    #[test]
    fn the_sessions_directory_may_be_the_samples_directory() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("before/dbg")).unwrap();
        fs::create_dir_all(dir.path().join("clips")).unwrap();
        fs::write(dir.path().join("before/configuration.json"), "{}").unwrap();
        fs::write(dir.path().join("before/dbg/stray.mp4"), "x").unwrap();
        fs::write(dir.path().join("clips/b.mp4"), "x").unwrap();
        fs::write(dir.path().join("activation.json"), "{}").unwrap();
        fs::write(dir.path().join("a.mp4"), "x").unwrap();
        let samples = SamplesDir::open(dir.path(), Some(dir.path())).unwrap();
        assert_eq!(
            names(&samples.catalog(true).unwrap().samples),
            ["a.mp4", "clips/b.mp4"]
        );
        let flat = samples.catalog(false).unwrap();
        assert_eq!(names(&flat.samples), ["a.mp4"]);
        assert_eq!(reasons(&flat), [("clips", "directory")]);
    }
}
