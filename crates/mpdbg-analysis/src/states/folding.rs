//! Events into a play, a part of the recording after the other.

use std::cell::OnceCell;

use mpdbg_model::Event;

use super::fold::Fold;
use super::plain::is_plain;
use super::{Play, Told};

/// Makes a play of events that are not all in memory at once: what the play says in words of its own (a
/// container, a log message, a seek) is kept beside it, everything else becomes entries of its arrays.
#[derive(Debug)]
pub struct Folding<'e> {
    fold: Fold<'e>,
    events: u64,
}

impl<'e> Folding<'e> {
    /// Of a recording of so many events.
    pub fn new(events: u64) -> Self {
        let events = usize::try_from(events).unwrap_or(0);
        Self {
            fold: Fold::with_room_for(events),
            events: 0,
        }
    }

    /// Takes in what follows. `kept`, which is empty, holds from then on those events that the play is made
    /// to refer to.
    pub fn take(&mut self, events: &[Event], kept: &'e OnceCell<Vec<Event>>) {
        let kept = kept.get_or_init(|| {
            let worded = events.iter().filter(|it| !is_plain(&it.what));
            worded.cloned().collect()
        });
        let mut kept = kept.iter();
        for (number, event) in (self.events..).zip(events) {
            if is_plain(&event.what) {
                self.fold.take_plain(number, event);
            } else if let Some(event) = kept.next() {
                self.fold.take(number, event);
            }
        }
        self.events += events.len() as u64;
    }

    /// The play, whose events are found in `told`.
    pub fn end(self, told: Told<'e>) -> Play<'e> {
        let mut play = self.fold.play;
        play.events = self.events;
        play.told = told;
        play
    }
}
