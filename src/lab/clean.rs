//! The clean clips that damaged ones are made of and held against.

use std::fs;
use std::path::{Path, PathBuf};

use mpdbg_analysis::Known;
use mpdbg_media::mutate::{Clip, Truth};
use mpdbg_model::{ExpectedTimeline, HashKind, SampleName, SampleNameError};

use super::error::LabError;
use super::shelf::{CLIPS, Shelf};

/// A clean clip and what is known of it.
pub(super) struct CleanClip {
    /// Name without the extension.
    pub(super) stem: String,
    /// Extension.
    pub(super) extension: String,
    /// The file as it was generated.
    pub(super) original: Vec<u8>,
    /// What it holds, once it was written again.
    pub(super) truth: Truth,
    /// What it promises.
    pub(super) expected: ExpectedTimeline,
}

impl CleanClip {
    /// What is known of the clip.
    pub(super) const fn known(&self) -> Known<'_> {
        Known {
            expected: Some(&self.expected),
            reference: Some(&self.truth.reference),
        }
    }

    /// Name of a file made from it.
    pub(super) fn named(&self, what: &str) -> Result<SampleName, SampleNameError> {
        SampleName::parse(&format!("{}/{what}.{}", self.stem, self.extension))
    }
}

/// Name of the clean file beside the damaged ones.
pub(super) const CLEAN: &str = "clean";

/// Writes each clip that is to be damaged again, into `samples`.
pub(super) fn clean_clips(shelf: &Shelf, samples: &Path) -> Result<Vec<CleanClip>, LabError> {
    let clips = CLIPS.into_iter();
    clips
        .map(|name| read(&shelf.dir.join(name), samples))
        .collect()
}

fn read(path: &Path, samples: &Path) -> Result<CleanClip, LabError> {
    let part = |part: Option<&std::ffi::OsStr>| {
        let part = part.unwrap_or_default();
        part.to_string_lossy().into_owned()
    };
    let (stem, extension) = (part(path.file_stem()), part(path.extension()));
    let original = fs::read(path).map_err(LabError::at(path))?;
    let rewritten = Clip::read(original.clone(), &extension).and_then(|clip| clip.rewritten());
    let rewritten = rewritten.map_err(|source| LabError::Rewrite {
        clip: stem.clone(),
        source,
    })?;
    let file: PathBuf = samples.join(format!("{stem}/{CLEAN}.{extension}"));
    write(&file, &rewritten)?;
    let unreadable = |source| LabError::Clip {
        clip: stem.clone(),
        source,
    };
    Ok(CleanClip {
        truth: Truth::read(&file, HashKind::Xxh3).map_err(unreadable)?,
        expected: mpdbg_media::probe(&file).map_err(unreadable)?,
        stem,
        extension,
        original,
    })
}

/// Writes a file and the directory it is in.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), LabError> {
    let dir = path.parent().unwrap_or(path);
    fs::create_dir_all(dir)
        .and_then(|()| fs::write(path, bytes))
        .map_err(LabError::at(path))
}
