//! A recording that is judged a part after the other comes to what it comes to as a whole.

use std::cell::OnceCell;

use mpdbg_analysis::{Folding, Judgement, Known, Profile, Reread, Told, judge_folded};
use mpdbg_model::Event;

/// Stands for a recording on disk.
#[derive(Debug)]
struct Elsewhere(Vec<Event>);

impl Reread for Elsewhere {
    fn event(&self, number: u64) -> Option<Event> {
        self.0.get(usize::try_from(number).ok()?).cloned()
    }
}

/// What the rules find when never more than `count` events are at hand.
pub(crate) fn judge_in_parts(
    events: &[Event],
    count: usize,
    known: Known<'_>,
    profile: &Profile,
) -> Judgement {
    let parts = events.chunks(count);
    let kept: Vec<OnceCell<Vec<Event>>> = parts.clone().map(|_| OnceCell::new()).collect();
    let elsewhere = Elsewhere(events.to_vec());
    let mut folding = Folding::new(events.len() as u64);
    for (part, kept) in parts.zip(&kept) {
        // Only what the play says in words of its own outlives a part.
        let part = part.to_vec();
        folding.take(&part, kept);
    }
    judge_folded(&folding.end(Told::Read(&elsewhere)), known, profile)
}
