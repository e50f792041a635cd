//! The file that a cut is written to: always a new one.

use std::path::{Path, PathBuf};

use mpdbg_model::SampleName;

use crate::cli::failure::Failure;

/// Where the cut goes; what is wrong with that is told before many plays.
pub(super) fn output(asked: Option<&Path>, name: &SampleName) -> Result<PathBuf, Failure> {
    let path = match asked {
        Some(path) => path.to_path_buf(),
        None => trimmed(&name.to_path()),
    };
    same_format(&path, &name.to_path())?;
    if path.symlink_metadata().is_ok() {
        return Err(taken(&path));
    }
    let dir = directory(&path);
    if path.file_name().is_none() || !dir.is_dir() {
        let path = path.display();
        return Err(Failure::usage(format!(
            "{path} cannot be written: its directory does not exist"
        )));
    }
    Ok(path)
}

/// The cut is a file of the same format, and its name may not say otherwise.
fn same_format(path: &Path, sample: &Path) -> Result<(), Failure> {
    let extension = |path: &Path| {
        let extension = path.extension().unwrap_or_default();
        extension.to_string_lossy().to_lowercase()
    };
    let (is, named) = (extension(sample), extension(path));
    if is.is_empty() || is == named {
        return Ok(());
    }
    let written = path.with_extension(&is);
    Err(Failure::usage(format!(
        "{} would be a .{is} file: the cut has the format of the sample",
        path.display()
    ))
    .hint(format!("name it {}", written.display())))
}

/// Where a file is to lie.
pub(super) fn directory(path: &Path) -> &Path {
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty());
    dir.unwrap_or(Path::new("."))
}

/// Nothing is overwritten.
pub(super) fn taken(path: &Path) -> Failure {
    Failure::usage(format!("{} is there already", path.display()))
        .hint("nothing is overwritten: choose another with -o FILE")
}

/// `clip-trimmed.mp4` in this directory.
fn trimmed(sample: &Path) -> PathBuf {
    let mut name = sample.file_stem().unwrap_or_default().to_owned();
    name.push("-trimmed");
    let mut path = PathBuf::from(name);
    if let Some(extension) = sample.extension() {
        path.as_mut_os_string().push(".");
        path.as_mut_os_string().push(extension);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_says_which_format_it_is() {
        let wrong = |path: &str, sample: &str| {
            let told = same_format(Path::new(path), Path::new(sample));
            told.err().map(|it| it.to_string())
        };
        assert_eq!(wrong("a/x.MP4", "clip.mp4"), None);
        assert_eq!(wrong("x", "clip"), None);
        let told = wrong("a/x.mkv", "clip.mp4").unwrap_or_default();
        assert!(told.contains("a/x.mkv would be a .mp4 file") && told.contains("name it a/x.mp4"));
        assert!(wrong("x", "clip.mp4").is_some());
    }

    #[test]
    fn a_cut_is_named_after_its_sample() {
        for (sample, cut) in [
            ("a/clip.one.mp4", "clip.one-trimmed.mp4"),
            ("clip", "clip-trimmed"),
        ] {
            assert_eq!(trimmed(Path::new(sample)), Path::new(cut));
        }
    }
}
