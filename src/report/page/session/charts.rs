//! Which plays have their timeline on the page of a session, so that the page stays one that can be sent.

use super::about::{Chart, PlayShown};
use crate::report::about::SampleReport;

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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::report::fixture::with_report;

    /// Which of so many plays have a timeline, where there is room for `room` of them; every third matters.
    fn drawn(count: usize, room: usize) -> Vec<usize> {
        with_report(false, |report| {
            let play = || PlayShown::of(report.header, "", report.judgement.unwrap());
            let mut charts = Charts::new(count);
            let bytes = Chart::of(0, report, charts.one).bytes();
            // The number of the play makes some a byte longer.
            charts.all = charts.one + (bytes + 2) * (room - 1);
            let mut plays = Vec::new();
            for number in 0..count {
                plays.push(Some(play()));
                charts.draw(&mut plays, report, number % 3 == 2);
            }
            let has = |it: &Option<PlayShown>| it.as_ref().is_some_and(|it| it.chart.is_some());
            (0..count).filter(|at| has(&plays[*at])).collect()
        })
    }

    #[test]
    fn what_is_not_as_expected_has_its_timeline_before_others() {
        assert_eq!(drawn(6, 100), [0, 1, 2, 3, 4, 5]);
        assert_eq!(drawn(9, 4), [0, 2, 5, 8]);
        assert_eq!(drawn(12, 3), [2, 5, 8]);
    }

    #[test]
    fn a_hundred_plays_fit() {
        assert!(Charts::new(100).one * 100 <= ALL);
        assert_eq!(Charts::new(0).one, *ONE.end());
        assert_eq!(Charts::new(100_000).one, *ONE.start());
    }
}
