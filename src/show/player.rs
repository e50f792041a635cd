//! The process that plays, seen from the screen.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mpdbg_media::Raster;

use super::words::{Told, Wish};
use super::{Standing, Status};
use crate::pictures::{Helper, Said};

/// What came of a play since it was looked at last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    /// How it goes, where that was told.
    pub(crate) status: Option<Status>,
    /// The newest picture, where there is a new one.
    pub(crate) picture: Option<Raster>,
}

/// A play in a process of its own.
pub(crate) trait ShownPlay {
    /// Asks for something; nothing comes of it when the play is over.
    fn wish(&mut self, wish: Wish);

    /// What is new.
    fn news(&mut self) -> Shown;
}

/// What the process said and nobody took yet.
#[derive(Default)]
struct Newest {
    shown: Shown,
    last: Status,
    is_gone: bool,
}

/// The process of `mpdbg show-one`.
pub(crate) struct Stage {
    helper: Helper,
    newest: Arc<Mutex<Newest>>,
    is_over: bool,
}

impl Stage {
    /// Begins to play the sample at `path`.
    ///
    /// # Errors
    /// When the process cannot be started.
    pub(crate) fn begin(path: &Path) -> io::Result<Self> {
        let newest = Arc::new(Mutex::new(Newest::default()));
        let taken = Arc::clone(&newest);
        let arguments = ["show-one".as_ref(), "--".as_ref(), path.as_os_str()];
        let helper = Helper::start(&arguments, move |said| lock(&taken).take(said))?;
        Ok(Self {
            helper,
            newest,
            is_over: false,
        })
    }
}

fn lock(newest: &Mutex<Newest>) -> MutexGuard<'_, Newest> {
    newest.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Newest {
    fn take(&mut self, said: Said<Told>) {
        match said {
            Said::Message(told, rgb) => {
                self.last = told.status.clone();
                self.shown.status = Some(told.status);
                if let Some(sent) = told.picture {
                    self.shown.picture = Some(Raster {
                        width: sent.width,
                        height: sent.height,
                        rgb,
                    });
                }
            }
            Said::Gone => self.is_gone = true,
        }
    }
}

impl ShownPlay for Stage {
    fn wish(&mut self, wish: Wish) {
        // That it is gone is told as such.
        let _ = self.helper.ask(&wish);
    }

    fn news(&mut self) -> Shown {
        let mut newest = lock(&self.newest);
        if newest.is_gone && !self.is_over {
            self.is_over = true;
            let mut status = newest.last.clone();
            if status.standing != Standing::Over {
                let how = self.helper.how_it_ended();
                status.trouble = Some(format!("the player {how}"));
            }
            status.standing = Standing::Over;
            newest.shown.status = Some(status);
        }
        std::mem::take(&mut newest.shown)
    }
}
