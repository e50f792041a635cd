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
        self.fold.end(self.events, told)
    }
}

#[cfg(test)]
mod tests {
    use mpdbg_model::{MediaTime, PictureSketch, RunTime, SoundSketch, What};

    use super::*;

    #[test]
    fn only_what_the_play_refers_to_is_kept_of_a_part() {
        let told = |what| Event {
            at: RunTime::ZERO,
            what,
        };
        let (time, heard) = (MediaTime::ZERO, RunTime::ZERO);
        let paused = told(What::Paused { position: time });
        let events = [
            told(What::PictureSketched(PictureSketch::default())),
            told(What::SoundSketched(SoundSketch::default())),
            told(What::PictureMarkRead { number: 3, time }),
            paused.clone(),
            told(What::PictureMarkUnread),
            told(What::SoundMarkRead { heard, time }),
            told(What::SoundMarkUnread { heard }),
        ];
        let kept = OnceCell::new();
        let mut folding = Folding::new(events.len() as u64);
        folding.take(&events, &kept);
        let play = folding.end(Told::Held(&events));
        assert_eq!(kept.get(), Some(&vec![paused]));
        assert_eq!(play.events, events.len() as u64);
        assert_eq!(play.course.pauses.len(), 1);
        // No picture was presented that a mark could belong to.
        assert!(play.marks.seen.is_empty() && play.marks.unseen.is_empty());
        let heard: Vec<u64> = play.marks.heard.iter().map(|it| it.event).collect();
        assert_eq!((heard, play.marks.unheard.len()), (vec![5], 1));
    }
}
