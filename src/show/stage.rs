//! The inside of the process that plays.

use std::io::{self, BufRead, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use mpdbg_media::{Picture, Raster};
use mpdbg_model::{Action, Event, Listener, MediaTime};
use mpdbg_player::{Audience, PlayError, PlayOptions, watch};

use super::Status;
use super::words::{Sent, Told, Wish};
use crate::pictures::{read_message, write_message};

/// How often is told how it goes, where there are no pictures.
const TELL: Duration = Duration::from_millis(100);

/// What the player's thread leaves for the one that sends.
#[derive(Default)]
struct Board {
    status: Status,
    /// The newest picture; one that was not sent in time is overwritten.
    picture: Option<Picture>,
    bounds: (u32, u32),
    is_over: bool,
}

#[derive(Default)]
struct Shared {
    board: Mutex<Board>,
    news: Condvar,
}

impl Shared {
    fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Plays the sample at `path` on the real clock, takes wishes from `input` and sends pictures and how it goes to
/// `out`; a picture that cannot be sent before the next one is not sent. `left` is called when nobody wishes any
/// more.
///
/// # Errors
/// When the play cannot be told, or nobody listens.
pub(crate) fn show(
    path: &Path,
    options: &PlayOptions,
    input: impl BufRead + Send + 'static,
    out: impl Write + Send + 'static,
    left: impl FnOnce() + Send + 'static,
) -> Result<(), PlayError> {
    let shared = Arc::new(Shared::default());
    shared.board().status = Status::new();
    let (sender, wishes) = channel();
    let heeded = Arc::clone(&shared);
    thread::spawn(move || heed(input, &heeded, &sender, left));
    let sent = Arc::clone(&shared);
    let sending = thread::spawn(move || send(&sent, out));
    let mut audience = Watcher {
        shared: Arc::clone(&shared),
        wishes,
    };
    let mut listener = Teller(Arc::clone(&shared));
    let played = watch(path, options, &mut listener, &mut audience);
    shared.board().is_over = true;
    shared.news.notify_one();
    // Nobody may listen any more.
    let _ = sending.join();
    played
}

/// Takes wishes until nobody wishes any more.
fn heed(mut input: impl BufRead, shared: &Shared, actions: &Sender<Action>, left: impl FnOnce()) {
    while let Ok(Some((wish, _))) = read_message::<Wish>(&mut input) {
        match wish {
            // The play may be over.
            Wish::Do(action) => drop(actions.send(action)),
            Wish::Fit(width, height) => shared.board().bounds = (width, height),
        }
    }
    left();
}

/// Sends what there is to see until the play is over.
fn send(shared: &Shared, mut out: impl Write) -> io::Result<()> {
    let mut last = None;
    loop {
        let (status, picture, bounds, is_over) = next(shared);
        let raster = picture.and_then(|picture| raster(&picture, &status, bounds));
        if raster.is_some() || last.as_ref() != Some(&status) {
            let sent = raster.as_ref().map(|it| Sent {
                width: it.width,
                height: it.height,
            });
            let bytes = raster.map_or_else(Vec::new, |it| it.rgb);
            let told = Told {
                status: status.clone(),
                picture: sent,
            };
            write_message(&mut out, &told, &bytes)?;
            last = Some(status);
        }
        if is_over {
            return Ok(());
        }
    }
}

/// Waits for a picture, but not for long.
fn next(shared: &Shared) -> (Status, Option<Picture>, (u32, u32), bool) {
    let waits = |board: &mut Board| board.picture.is_none() && !board.is_over;
    let board = shared.board();
    let (mut board, _) = shared
        .news
        .wait_timeout_while(board, TELL, waits)
        .unwrap_or_else(PoisonError::into_inner);
    (
        board.status.clone(),
        board.picture.take(),
        board.bounds,
        board.is_over,
    )
}

/// None where nothing is to be seen, or where it cannot be converted.
fn raster(picture: &Picture, status: &Status, bounds: (u32, u32)) -> Option<Raster> {
    if bounds.0 == 0 || bounds.1 == 0 {
        return None;
    }
    picture.raster(status.parameters.as_ref()?, bounds).ok()
}

/// Sees the pictures.
struct Watcher {
    shared: Arc<Shared>,
    wishes: Receiver<Action>,
}

impl Audience for Watcher {
    fn presented(&mut self, _pts: MediaTime, picture: Picture) {
        self.shared.board().picture = Some(picture);
        self.shared.news.notify_one();
    }

    fn next_action(&mut self) -> Option<Action> {
        self.wishes.try_recv().ok()
    }

    fn reached_end(&mut self) {
        self.shared.board().status.reach_end();
    }
}

/// Hears the events.
struct Teller(Arc<Shared>);

impl Listener for Teller {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        self.0.board().status.take(event);
        Ok(())
    }

    fn settle(&mut self) -> io::Result<()> {
        Ok(())
    }
}
