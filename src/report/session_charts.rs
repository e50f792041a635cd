//! Which plays have their timeline on the page of a session, so that the page stays one that can be sent.

use super::about::SampleReport;
use super::session_about::{Chart, PlayShown};

/// Bytes of all timelines together.
const ALL: usize = 6 << 20;
/// Bytes of one, where there are many or few.
const ONE: std::ops::RangeInclusive<usize> = (40 << 10)..=(200 << 10);

/// The timelines of a page, as far as there is room: those of plays that are not as expected go before
/// others, and what comes first before what comes later.
#[derive(Debug)]
pub struct Charts {
    all: usize,
    /// Bytes that one may take, roughly.
    one: usize,
    taken: usize,
    /// Plays whose timeline makes room for one that matters more.
    spare: Vec<usize>,
}

impl Charts {
    /// Of a session with so many plays.
    pub fn new(plays: usize) -> Self {
        Self {
            all: ALL,
            one: (ALL / plays.max(1)).clamp(*ONE.start(), *ONE.end()),
            taken: 0,
            spare: Vec::new(),
        }
    }

    /// Draws the timeline of the last of `plays`, if there is room for it; `matters` where the play is not
    /// as expected.
    pub fn draw(
        &mut self,
        plays: &mut [Option<PlayShown>],
        report: &SampleReport<'_>,
        matters: bool,
    ) {
        let Some(number) = plays.len().checked_sub(1) else {
            return;
        };
        let full = self.taken + self.one > self.all;
        if full && !(matters && self.make_room(plays)) {
            return;
        }
        let chart = Chart::of(number, report, self.one);
        self.taken += chart.bytes();
        if !matters {
            self.spare.push(number);
        }
        if let Some(Some(play)) = plays.get_mut(number) {
            play.chart = Some(chart);
        }
    }

    /// Takes a timeline away again; false where all of them matter.
    fn make_room(&mut self, plays: &mut [Option<PlayShown>]) -> bool {
        let Some(spare) = self.spare.pop() else {
            return false;
        };
        let play = plays.get_mut(spare).and_then(Option::as_mut);
        if let Some(chart) = play.and_then(|it| it.chart.take()) {
            self.taken = self.taken.saturating_sub(chart.bytes());
        }
        true
    }
}
