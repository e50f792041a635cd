//! `mpdbg play SAMPLE --show`.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::exit_code::Exit;
use super::failure::Failure;
use super::place::Place;
use crate::show::Stage;
use crate::tui::{self, Look, ShowView};

/// Plays a sample in the terminal until someone has seen enough.
pub(super) fn run(sample: &OsStr, ascii: bool, place: &Place) -> Result<Exit, Failure> {
    let path = find(Path::new(sample), place.samples_dir())?;
    let stage = Stage::begin(&path)
        .map_err(|error| Failure::work(format!("the player cannot be started: {error}")))?;
    let view = ShowView::new(Box::new(stage));
    let ended = tui::run(Box::new(view), Look::of_environment(ascii))
        .map_err(|error| Failure::work(format!("the screen cannot be drawn: {error}")))?;
    ended.pass_on();
    Ok(Exit::AsExpected)
}

/// The file that is meant: one at this path, or else a sample.
fn find(asked: &Path, samples_dir: &Path) -> Result<PathBuf, Failure> {
    let of_samples = samples_dir.join(asked);
    let found = [asked, &of_samples].into_iter().find(|it| it.is_file());
    found.map(Path::to_path_buf).ok_or_else(|| {
        let what = format!(
            "no file `{}`, neither here nor in {}",
            asked.display(),
            samples_dir.display()
        );
        Failure::usage(what)
            .hint("a path to any media file will do; --samples-dir says where the samples are")
    })
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
        for wrong in ["b.mp4", "."] {
            let refused = find(Path::new(wrong), &samples).unwrap_err();
            assert!(refused.to_string().contains(wrong), "{refused}");
        }
    }
}
