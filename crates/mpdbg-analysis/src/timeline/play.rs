//! An overview with closer looks at a few of its sections.

use std::collections::VecDeque;

use mpdbg_model::Event;

use super::{Axis, Cell, Channel, Closeup, Overview, Point, Window};

/// Sections that are held event by event at once; about 7 MB each.
const HELD: usize = 6;
/// A window that meets more sections than this is shown from the overview.
const CLOSE: usize = 3;

/// The timeline of a play, sans I/O: [`Timeline::wanted`] says which section would make a window sharp,
/// whoever reads the recording gives it in with [`Timeline::give`]. Until then the overview is shown, so
/// that nobody waits.
#[derive(Clone, Debug)]
pub struct Timeline {
    overview: Overview,
    /// By the number of the section, the one used last at the end.
    held: VecDeque<(usize, Closeup)>,
    /// Sections that cannot be read.
    lost: Vec<usize>,
}

impl Timeline {
    /// With no closer look at anything yet.
    pub const fn new(overview: Overview) -> Self {
        Self {
            overview,
            held: VecDeque::new(),
            lost: Vec::new(),
        }
    }

    /// The overview.
    pub const fn overview(&self) -> &Overview {
        &self.overview
    }

    /// Takes in events that were recorded since; a section that grew is read again.
    pub fn extend(&mut self, events: &[Event]) {
        let last = self.overview.sections().len().saturating_sub(1);
        self.held.retain(|(section, _)| *section != last);
        self.overview.extend(events);
        self.overview.settle();
    }

    /// The sections that a window needs, if it is close enough to be shown event by event.
    fn needed(&self, axis: Axis, window: Window) -> Option<Vec<usize>> {
        let sections = self.overview.sections().iter().enumerate();
        let meets = sections.filter(|(_, it)| it.on(axis).is_some_and(|it| it.meets(window)));
        let meets = meets.map(|it| it.0).filter(|it| !self.lost.contains(it));
        let needed: Vec<usize> = meets.take(CLOSE + 1).collect();
        (needed.len() <= CLOSE).then_some(needed)
    }

    /// The next section to be read, so that this window can be shown sharply; none when it is as sharp as
    /// it can be.
    pub fn wanted(&self, axis: Axis, window: Window) -> Option<usize> {
        let needed = self.needed(axis, window)?;
        needed.into_iter().find(|it| self.closeup(*it).is_none())
    }

    /// True when every section that this window needs is held; false where it needs more than can be.
    pub(super) fn is_sharp(&self, axis: Axis, window: Window) -> bool {
        let needed = self.needed(axis, window);
        needed.is_some_and(|it| it.iter().all(|it| self.closeup(*it).is_some()))
    }

    /// A section cannot be read: it is shown as the overview has it, and not wanted again.
    pub fn give_up(&mut self, section: usize) {
        if !self.lost.contains(&section) {
            self.lost.push(section);
        }
    }

    /// Takes in all events of a section.
    pub fn give(&mut self, section: usize, events: Vec<Event>) {
        let Some(told) = self.overview.sections().get(section) else {
            return;
        };
        let closeup = Closeup::new(told.first, events, told.tracer.clone());
        self.held.retain(|(number, _)| *number != section);
        if self.held.len() >= HELD {
            self.held.pop_front();
        }
        self.held.push_back((section, closeup));
    }

    /// A section event by event, where it is held.
    pub fn closeup(&self, section: usize) -> Option<&Closeup> {
        let held = self.held.iter().find(|(number, _)| *number == section);
        held.map(|it| &it.1)
    }

    /// The sections that are held.
    pub(super) fn closeups(&self) -> impl Iterator<Item = &Closeup> {
        self.held.iter().map(|it| &it.1)
    }

    /// What lies in each of `columns` equal parts of `window`, by channel: `[channel as usize][column]`.
    pub fn columns(&self, axis: Axis, window: Window, columns: usize) -> Vec<Vec<Option<Cell>>> {
        let needed = self.needed(axis, window).unwrap_or_default();
        let close: Option<Vec<&Closeup>> = needed.iter().map(|it| self.closeup(*it)).collect();
        match close {
            Some(close) if !close.is_empty() => {
                let mut view = vec![vec![None; columns]; Channel::COUNT];
                for closeup in close {
                    closeup.add(axis, window, &mut view);
                }
                view
            }
            _ => {
                let all = Channel::ALL.into_iter();
                let levels = all.map(|it| self.overview.channel(it, axis));
                levels.map(|it| it.columns(window, columns)).collect()
            }
        }
    }

    /// The section that an event lies in.
    pub fn section_of(&self, event: u32) -> Option<usize> {
        let sections = self.overview.sections();
        let behind = sections.partition_point(|it| it.first <= event);
        behind.checked_sub(1)
    }

    /// An event, where its section is held.
    pub fn event(&self, number: u32) -> Option<&Event> {
        self.closeup(self.section_of(number)?)?.event(number)
    }

    /// The last point of a channel at or before a place, among what is held.
    pub fn latest(&self, channel: Channel, axis: Axis, at: i64) -> Option<Point> {
        let points = self.held.iter();
        let points = points.filter_map(|(_, it)| it.latest(channel, axis, at));
        points.max_by_key(|it| (it.on(axis), it.event)).copied()
    }
}

#[cfg(test)]
mod tests {
    use mpdbg_model::{MediaTime, RunTime, Span, What};

    use super::super::Limits;
    use super::*;

    /// A sound of 20 ms every 20 ms, the media time running backwards in the second half.
    fn events(count: u32) -> Vec<Event> {
        let event = |number: u32| Event {
            at: RunTime::from_nanos(u64::from(number) * 20_000_000),
            what: What::AudioWritten {
                pts: MediaTime::from_nanos(i64::from(number.min(count - number)) * 20_000_000),
                samples: 960,
                duration: Span::from_millis(20),
                hash: mpdbg_model::ContentHash::None,
            },
        };
        (0..count).map(event).collect()
    }

    fn counted(view: &[Vec<Option<Cell>>]) -> u32 {
        let cells = view.iter().flatten().flatten();
        cells.map(|it| it.count).sum()
    }

    #[test]
    fn overview_and_closeup_show_the_same_points() {
        let late = Span::from_millis(20);
        let events = events(200_000);
        let mut timeline = Timeline::new(Overview::of(&events, Limits { late }));
        assert_eq!(timeline.overview().sections().len(), 4);
        for axis in [Axis::Run, Axis::Media] {
            let all = timeline.overview().range(axis).inspect(|all| {
                let view = timeline.columns(axis, *all, 200);
                assert_eq!(counted(&view), 200_000);
            });
            let from = all.map_or(0, |all| all.from);
            let window = Window {
                from,
                to: from + 200 * 20_000_000,
            };
            let coarse = counted(&timeline.columns(axis, window, 200));
            let mut reads = 0;
            while let Some(section) = timeline.wanted(axis, window) {
                let told = &timeline.overview().sections()[section];
                let (first, count) = (told.first as usize, told.count as usize);
                timeline.give(section, events[first..first + count].to_vec());
                reads += 1;
            }
            assert!(reads <= CLOSE);
            let sharp = counted(&timeline.columns(axis, window, 200));
            let exactly = match axis {
                Axis::Run => 200,
                Axis::Media => 399,
            };
            assert_eq!(sharp, exactly);
            assert!(coarse.abs_diff(sharp) <= 64, "{coarse} {sharp}");
        }
        let point = timeline.latest(Channel::Written, Axis::Run, 70_000_000);
        assert_eq!(point.map(|it| it.event), Some(3));
        assert!(timeline.event(5).is_some());
    }

    #[test]
    fn a_section_that_cannot_be_read_is_not_wanted_again() {
        let late = Span::from_millis(20);
        let mut timeline = Timeline::new(Overview::of(&events(100_000), Limits { late }));
        let all = Window { from: 0, to: 1 };
        assert_eq!(timeline.wanted(Axis::Run, all), Some(0));
        timeline.give_up(0);
        assert_eq!(timeline.wanted(Axis::Run, all), None);
        let shown = counted(&timeline.columns(Axis::Run, all, 10));
        assert!(shown > 0, "the overview shows it");
    }

    #[test]
    fn places_at_the_ends_of_time_can_be_reckoned_with() {
        let late = Span::from_millis(20);
        let mut events = events(3);
        for (event, pts) in events.iter_mut().zip([i64::MIN, 0, i64::MAX]) {
            event.what = What::SilenceWritten {
                pts: MediaTime::from_nanos(pts),
                duration: Span::from_millis(20),
            };
        }
        let timeline = Timeline::new(Overview::of(&events, Limits { late }));
        let range = timeline.overview().range(Axis::Media);
        let (from, to) = (-super::super::FARTHEST, super::super::FARTHEST + 1);
        assert_eq!(range, Some(Window { from, to }));
        let view = timeline.columns(Axis::Media, Window { from, to }, 200);
        assert_eq!(counted(&view), 3);
    }
}
