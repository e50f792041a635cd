//! The inside of the process that looks pictures up.

use std::io::{self, BufRead, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use mpdbg_media::{Found, MediaError, PictureFinder, Sought};

use super::asked::{Answer, Asked, Decoded};
use super::wire::{read_message, write_message};

/// How long a picture is looked for.
const PATIENCE: Duration = Duration::from_secs(8);

/// Looks up the pictures of the sample at `path` that are asked for on `input`, and answers on `out`. Of several
/// that wait only the newest is answered. `left` is called when nobody asks any more.
///
/// # Errors
/// When nobody reads the answers.
pub(crate) fn find_pictures(
    path: &Path,
    mut input: impl BufRead + Send + 'static,
    out: &mut dyn Write,
    left: impl FnOnce() + Send + 'static,
) -> io::Result<()> {
    let newest = Arc::new(AtomicU64::new(0));
    let (sender, asked) = channel::<Asked>();
    let noted = Arc::clone(&newest);
    thread::spawn(move || {
        while let Ok(Some((asked, _))) = read_message::<Asked>(&mut input) {
            noted.store(asked.number, Ordering::Relaxed);
            if sender.send(asked).is_err() {
                break;
            }
        }
        drop(sender);
        left();
    });
    let mut finder = None;
    while let Ok(first) = asked.recv() {
        let asked = asked.try_iter().last().unwrap_or(first);
        let is_newest = || newest.load(Ordering::Relaxed) == asked.number;
        let decoded = find(path, &mut finder, asked, &is_newest);
        let (answer, bytes) = Answer::of(decoded);
        if is_newest() {
            write_message(out, &(asked.number, answer), &bytes)?;
        }
    }
    Ok(())
}

fn find(
    path: &Path,
    finder: &mut Option<PictureFinder>,
    asked: Asked,
    is_newest: &dyn Fn() -> bool,
) -> Decoded {
    let begun = Instant::now();
    let mut go_on = || is_newest() && begun.elapsed() < PATIENCE;
    let found = look_up(path, finder, asked, &mut go_on);
    match found {
        Ok(Some((found, raster))) => Decoded::Picture {
            raster,
            hash: found.hash,
        },
        Ok(None) if begun.elapsed() >= PATIENCE => Decoded::TooLong,
        Ok(None) => Decoded::None,
        Err(error) => Decoded::Failed(error.to_string()),
    }
}

fn look_up(
    path: &Path,
    finder: &mut Option<PictureFinder>,
    asked: Asked,
    go_on: &mut dyn FnMut() -> bool,
) -> Result<Option<(Found, mpdbg_media::Raster)>, MediaError> {
    let finder = match finder {
        Some(finder) => finder,
        None => finder.insert(PictureFinder::open(path)?),
    };
    let sought = Sought {
        pts: asked.pts,
        hash: asked.hash,
    };
    let Some(found) = finder.find(sought, asked.kind, go_on)? else {
        return Ok(None);
    };
    let raster = found.raster(asked.bounds)?;
    Ok(Some((found, raster)))
}
