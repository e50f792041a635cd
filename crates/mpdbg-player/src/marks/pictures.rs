//! Marks in pictures.

use mpdbg_media::Picture;
use mpdbg_model::What;
use mpdbg_model::mark::Reading;

/// Decoded pictures of which none has a mark, after which a sample is taken for unmarked.
const LOOKED_AT: u32 = 64;

/// Reads the marks of the pictures of one play. A sample without marks costs it next to nothing.
#[derive(Debug)]
pub(crate) struct PictureMarks {
    state: State,
    /// What belongs behind the `FramePresented` that is told next.
    read: Option<What>,
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    /// No mark was seen yet in what was decoded; so many more pictures are looked at.
    Looking(u32),
    /// The sample has marks; whether one was read from a picture that was presented.
    Marked(bool),
    Unmarked,
}

impl PictureMarks {
    pub(crate) const fn new() -> Self {
        Self {
            state: State::Looking(LOOKED_AT),
            read: None,
        }
    }

    /// Looks at a picture that was decoded; true when it is the first one with a mark, so that the
    /// sound has to be listened to.
    pub(crate) fn decoded(&mut self, picture: &Picture) -> bool {
        let State::Looking(left) = self.state else {
            return false;
        };
        let is_marked = matches!(picture.mark(), Reading::Mark(_));
        self.state = match (is_marked, left) {
            (true, _) => State::Marked(false),
            (false, ..=1) => State::Unmarked,
            (false, left) => State::Looking(left - 1),
        };
        is_marked
    }

    /// Reads the mark of a picture that is presented now.
    pub(crate) fn presented(&mut self, picture: &Picture) {
        let State::Marked(was_read) = &mut self.state else {
            return;
        };
        self.read = match picture.mark() {
            Reading::Mark(mark) => {
                *was_read = true;
                Some(What::PictureMarkRead {
                    number: mark.number,
                    time: mark.time,
                })
            }
            Reading::Unreadable | Reading::None => was_read.then_some(What::PictureMarkUnread),
        };
    }

    /// `what`, and behind a presentation what was read.
    pub(crate) fn behind(&mut self, what: What) -> impl Iterator<Item = What> + use<> {
        let is_presentation = matches!(what, What::FramePresented { .. });
        let read = is_presentation.then(|| self.read.take()).flatten();
        std::iter::once(what).chain(read)
    }
}
