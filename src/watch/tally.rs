//! What a player has done so far.

use std::fmt::Write;
use std::path::PathBuf;

use mpdbg_model::{DiscardReason, Event, Span, What};
use mpdbg_session::Following;

/// Counters of a recording that is being written.
#[derive(Debug)]
pub(crate) struct Tally {
    following: Following,
    late_from: Span,
    /// Events.
    pub(crate) events: u64,
    /// Pictures that were presented, late ones among them.
    pub(crate) presented: u64,
    /// Pictures that were presented late.
    pub(crate) late: u64,
    /// Pictures that were thrown away since they were late.
    pub(crate) dropped: u64,
    /// How often the device ran dry.
    pub(crate) underruns: u64,
}

impl Tally {
    /// Of the recording at `path`, which need not be there yet; later than `late_from` is late.
    pub(crate) const fn new(path: PathBuf, late_from: Span) -> Self {
        Self {
            following: Following::new(path),
            late_from,
            events: 0,
            presented: 0,
            late: 0,
            dropped: 0,
            underruns: 0,
        }
    }

    /// Counts what was written since; true when there was something. A recording that cannot be read is
    /// told when it is judged.
    pub(crate) fn poll(&mut self) -> bool {
        let events = self
            .following
            .poll()
            .map_or_else(|_| Vec::new(), |it| it.events);
        for event in &events {
            self.count(event);
        }
        !events.is_empty()
    }

    fn count(&mut self, event: &Event) {
        self.events += 1;
        match &event.what {
            What::FramePresented { due, .. } => {
                self.presented += 1;
                self.late += u64::from(event.at.since(*due) > self.late_from);
            }
            What::FrameDiscarded {
                reason: DiscardReason::Late,
                ..
            } => self.dropped += 1,
            What::UnderrunOccurred { .. } => self.underruns += 1,
            _ => {}
        }
    }

    /// The counters in words; what did not happen is left out.
    pub(crate) fn words(&self) -> String {
        let counted = [
            (self.presented, "pictures"),
            (self.late, "late"),
            (self.dropped, "dropped"),
            (self.underruns, "underruns"),
        ];
        let told = counted.iter().filter(|(count, _)| *count > 0);
        let mut words = format!("{} events", self.events);
        for (count, what) in told {
            let _ = write!(words, ", {count} {what}");
        }
        words
    }
}
