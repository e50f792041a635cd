//! `mpdbg play SAMPLE --show`.

use std::ffi::OsStr;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use super::exit_code::Exit;
use super::failure::Failure;
use super::place::Place;
use crate::show::Stage;
use crate::tui::{self, Look, ShowView};

/// Plays a sample in the terminal until someone has seen enough.
pub(super) fn run(sample: &OsStr, ascii: bool, place: &Place) -> Result<Exit, Failure> {
    let path = find(Path::new(sample), place.samples_dir())?;
    if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        return Err(Failure::usage("`mpdbg play --show` needs a terminal")
            .hint("`mpdbg run FILE` plays it without one, and records that"));
    }
    let stage = Stage::begin(&path)
        .map_err(|error| Failure::work(format!("the player cannot be started: {error}")))?;
    let ending = stage.ending();
    let view = ShowView::new(Box::new(stage));
    let ended = tui::run(Box::new(view), Look::of_environment(ascii))
        .map_err(|error| Failure::work(format!("the screen cannot be drawn: {error}")))?;
    ended.pass_on();
    match ending.trouble() {
        None => Ok(Exit::AsExpected),
        Some(why) => {
            let what = format!("`{}` cannot be played: {why}", path.display());
            Err(Failure::work(what))
        }
    }
}

/// The file that is meant: one at this path, or else a sample.
fn find(asked: &Path, samples_dir: &Path) -> Result<PathBuf, Failure> {
    let of_samples = samples_dir.join(asked);
    let meant = [asked, &of_samples];
    if let Some(found) = meant.into_iter().find(|it| it.is_file()) {
        return Ok(found.to_path_buf());
    }
    let what = if asked.is_dir() {
        format!("`{}` is a directory", asked.display())
    } else if asked.exists() {
        format!("`{}` is no regular file", asked.display())
    } else {
        format!(
            "no file `{}`, neither here nor in {}",
            asked.display(),
            samples_dir.display()
        )
    };
    Err(Failure::usage(what)
        .hint("a path to any media file will do; --samples-dir says where the samples are"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_path_comes_before_a_sample_and_a_directory_is_neither() {
        let dir = tempfile::tempdir().unwrap();
        let (samples, here) = (dir.path().join("samples"), dir.path().join("a.mp4"));
        std::fs::create_dir(&samples).unwrap();
        for path in [samples.join("a.mp4"), here.clone()] {
            std::fs::write(path, "x").unwrap();
        }
        assert_eq!(find(&here, &samples).unwrap(), here);
        let sample = find(Path::new("a.mp4"), &samples).unwrap();
        assert_eq!(sample, samples.join("a.mp4"));
        for (wrong, told) in [
            ("b.mp4", "no file `b.mp4`"),
            (".", "`.` is a directory"),
            ("/dev/null", "`/dev/null` is no regular file"),
        ] {
            let refused = find(Path::new(wrong), &samples).unwrap_err();
            assert!(refused.to_string().contains(told), "{refused}");
        }
    }
}
