//! Someone who watches a play on the real clock.

use mpdbg_media::Picture;
use mpdbg_model::{Action, MediaTime};

/// Someone who watches a play on the real clock and may step in. The play waits for none of this, so all of
/// it has to be quick.
pub trait Audience {
    /// A picture was presented.
    fn presented(&mut self, pts: MediaTime, picture: Picture);

    /// What is to be done now, if anything; asked at least ten times a second.
    fn next_action(&mut self) -> Option<Action>;

    /// The end of the sample is reached.
    fn reached_end(&mut self);
}
