//! The process that plays, seen from the screen.

use std::io;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use mpdbg_media::Raster;
use mpdbg_model::Action;
use rustix::process::Signal;

use super::words::{Told, Wish};
use super::{Standing, Status};
use crate::pictures::{Helper, Said};

/// How long is waited for a pause, before the process is stopped all the same.
const PAUSE: Duration = Duration::from_millis(500);

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

    /// Holds it while nobody looks: no picture, no sound, no work.
    fn hold(&mut self);

    /// Goes on after [`ShownPlay::hold`], as it went before.
    fn go_on(&mut self);
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
    heard: Arc<Heard>,
    is_over: bool,
    /// It was paused when it was held.
    paused: bool,
}

/// What the thread that listens tells.
#[derive(Default)]
struct Heard {
    newest: Mutex<Newest>,
    changed: Condvar,
}

/// How a play ended, to be asked when its screen is left.
pub(crate) struct Ending(Arc<Heard>);

impl Ending {
    /// Why nothing was to be seen or heard, where that is so. Untrusted text.
    pub(crate) fn trouble(&self) -> Option<String> {
        self.0.newest().last.trouble.clone()
    }
}

impl Stage {
    /// Begins to play the sample at `path`.
    ///
    /// # Errors
    /// When the process cannot be started.
    pub(crate) fn begin(path: &Path) -> io::Result<Self> {
        let heard = Arc::new(Heard::default());
        let own = Arc::clone(&heard);
        let arguments = ["show-one".as_ref(), "--".as_ref(), path.as_os_str()];
        let helper = Helper::start(&arguments, move |said| {
            own.newest().take(said);
            own.changed.notify_all();
        })?;
        Ok(Self {
            helper,
            heard,
            is_over: false,
            paused: false,
        })
    }

    /// How it ended, once its screen is left.
    pub(crate) fn ending(&self) -> Ending {
        Ending(Arc::clone(&self.heard))
    }

    /// Waits for a pause, but not for long.
    fn wait_for_pause(&self) {
        let plays = |it: &mut Newest| it.last.standing == Standing::Playing && !it.is_gone;
        let newest = self.heard.newest();
        let waited = self.heard.changed.wait_timeout_while(newest, PAUSE, plays);
        drop(waited);
    }
}

impl Heard {
    fn newest(&self) -> MutexGuard<'_, Newest> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner)
    }
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
        let mut newest = self.heard.newest();
        if newest.is_gone && !self.is_over {
            self.is_over = true;
            if newest.last.standing != Standing::Over {
                let how = self.helper.how_it_ended();
                newest.last.trouble = Some(format!("the player {how}"));
            }
            newest.last.standing = Standing::Over;
            newest.shown.status = Some(newest.last.clone());
        }
        std::mem::take(&mut newest.shown)
    }

    fn hold(&mut self) {
        self.paused = self.heard.newest().last.standing == Standing::Playing;
        if self.paused {
            // The sound device is silent at once; a process that is stopped leaves it what it has.
            self.wish(Wish::Do(Action::Pause));
            self.wait_for_pause();
        }
        self.helper.signal(Signal::STOP);
    }

    fn go_on(&mut self) {
        self.helper.signal(Signal::CONT);
        if std::mem::take(&mut self.paused) {
            self.wish(Wish::Do(Action::Resume));
        }
    }
}
