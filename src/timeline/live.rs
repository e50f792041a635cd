//! A play that is being recorded.

use std::cell::OnceCell;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;

use mpdbg_model::Event;
use mpdbg_session::{Following, RecordingError};

use super::source::promised;
use super::{Everything, LookedAt};

/// Looks at a recording once more when it is finished; nothing where it is not to be judged.
pub(crate) type Again = Box<dyn Fn() -> Option<LookedAt> + Send>;

/// A recording that is being written. Its events stay in the file.
pub(super) struct Live {
    pub(super) following: Following,
    /// Where the expected timeline is, or will be.
    expected: PathBuf,
    /// Until it is finished.
    again: Option<Again>,
    /// What comes of looking at it once more.
    finished: Option<Receiver<Option<Box<LookedAt>>>>,
    is_over: bool,
    /// Everything so far, since someone asked for it.
    read: OnceCell<Everything>,
}

/// What is new.
pub(super) enum Grown {
    /// These events, of which there may be none.
    By {
        /// The events.
        events: Vec<Event>,
        /// There may be more at once, even where there is none of them.
        more: bool,
    },
    /// It is finished, and this is what it is.
    Into(Box<LookedAt>),
    /// Nothing more is expected, for this reason if there is one.
    NoMore(Option<String>),
}

impl Grown {
    const fn nothing() -> Self {
        Self::By {
            events: Vec::new(),
            more: false,
        }
    }
}

impl Live {
    pub(super) const fn new(following: Following, expected: PathBuf, again: Again) -> Self {
        Self {
            following,
            expected,
            again: Some(again),
            finished: None,
            is_over: false,
            read: OnceCell::new(),
        }
    }

    /// True once nothing more is expected.
    pub(super) const fn is_over(&self) -> bool {
        self.is_over
    }

    /// Takes in a piece of what was written since; what is finished is looked at by a thread.
    pub(super) fn poll(&mut self) -> Grown {
        if let Some(finished) = &self.finished {
            return match finished.try_recv() {
                Err(TryRecvError::Empty) => Grown::nothing(),
                Ok(Some(finished)) => Grown::Into(finished),
                Ok(None) | Err(TryRecvError::Disconnected) => self.no_more(None),
            };
        }
        let (events, more) = match self.following.poll() {
            Ok(news) => (news.events, news.more),
            Err(error) => return self.no_more(Some(error.to_string())),
        };
        if !events.is_empty() {
            self.read = OnceCell::new();
        }
        if self.following.is_over()
            && let Some(again) = self.again.take()
        {
            let (tell, finished) = channel();
            self.finished = Some(finished);
            // Whoever watched may have gone; without a thread the sender is dropped.
            let _ = thread::Builder::new()
                .name("judging".to_owned())
                .spawn(move || tell.send(again().map(Box::new)));
        }
        Grown::By { events, more }
    }

    fn no_more(&mut self, why: Option<String>) -> Grown {
        self.is_over = true;
        self.finished = None;
        Grown::NoMore(why)
    }

    /// Everything so far.
    pub(super) fn everything(&self) -> Result<&Everything, RecordingError> {
        if let Some(read) = self.read.get() {
            return Ok(read);
        }
        let events = self.following.range(0, u64::MAX)?;
        let expected = promised(&self.expected).ok().flatten();
        Ok(self.read.get_or_init(|| Everything { events, expected }))
    }
}
