//! An overview with closer looks at a few of its sections.

use std::collections::VecDeque;

use mpdbg_model::Event;

use super::excerpt::{Excerpt, Place};
use super::{Axis, Cell, Channel, Closeup, Overview, Point, Window};

/// Sections that are held event by event at once; about 8 MB each.
const HELD: usize = 5;
/// A window that meets more sections than this is shown from an excerpt, or from the overview.
const CLOSE: usize = 3;
/// A window of so many cells of the overview is shown from there: a wide screen has about as many columns, and
/// four sections of the longest recordings have as many cells.
const FINE: i64 = 200;

/// The timeline of a play, sans I/O: [`Timeline::wanted`] says which section would make a window sharp,
/// whoever reads the recording gives it in with [`Timeline::give`]. Until then the overview is shown, so
/// that nobody waits.
///
/// A window that meets few sections is sharp once they are held. One that meets many, and is too narrow for
/// the cells of the overview, is sharp once each of them has passed by: [`Timeline::aim`] says of which
/// window that is wanted. Only where such a window has more than 262,144 places of points is it
/// shown by the cells of the overview, until a narrower one is looked at.
#[derive(Clone, Debug)]
pub struct Timeline {
    overview: Overview,
    /// By the number of the section, the one used last at the end.
    held: VecDeque<(usize, Closeup)>,
    /// What is aimed at, where it meets many sections.
    excerpt: Option<Excerpt>,
    /// Sections that cannot be read.
    lost: Vec<usize>,
}

/// What a window is shown from.
enum ShownFrom {
    /// The overview: there is nothing closer, or no need of it.
    Overview,
    /// These sections.
    Closeups(Vec<usize>),
    /// Points out of many sections.
    Excerpt,
}

impl Timeline {
    /// With no closer look at anything yet.
    pub const fn new(overview: Overview) -> Self {
        Self {
            overview,
            held: VecDeque::new(),
            excerpt: None,
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
        // What of the last section was not read yet would be taken in twice.
        self.excerpt.take_if(|it| it.lacks(last));
        let mut points = Vec::new();
        let keep = self.excerpt.is_some();
        self.overview.extend_and_tell(events, &mut |point| {
            if keep {
                points.push(point);
            }
        });
        self.overview.settle();
        if let Some(excerpt) = &mut self.excerpt {
            excerpt.take(&points);
        }
    }

    /// The sections that share a part with a window and can be read.
    fn sections_in(&self, axis: Axis, window: Window) -> impl Iterator<Item = usize> {
        let sections = self.overview.sections().iter().enumerate();
        let meets = sections.filter(move |(_, it)| it.on(axis).is_some_and(|it| it.meets(window)));
        meets.map(|it| it.0).filter(|it| !self.lost.contains(it))
    }

    /// What a window is shown from, once that is there.
    fn source(&self, axis: Axis, window: Window) -> ShownFrom {
        let few: Vec<usize> = self.sections_in(axis, window).take(CLOSE + 1).collect();
        if few.is_empty() {
            ShownFrom::Overview
        } else if few.len() <= CLOSE {
            ShownFrom::Closeups(few)
        } else if self.is_fine(axis, window) {
            ShownFrom::Overview
        } else {
            ShownFrom::Excerpt
        }
    }

    /// True when the overview shows a window about as finely as a screen can.
    fn is_fine(&self, axis: Axis, window: Window) -> bool {
        let mut widths = Channel::ALL.into_iter().filter_map(|it| {
            let levels = self.overview.channel(it, axis);
            (!levels.is_empty()).then_some(levels.width())
        });
        widths.all(|it| it.saturating_mul(FINE) <= window.length())
    }

    /// The excerpt that a window is shown from, read or not.
    fn excerpt(&self, axis: Axis, window: Window) -> Option<&Excerpt> {
        self.excerpt.as_ref().filter(|it| it.suits(axis, window))
    }

    /// The window that is looked at. Only one is made sharp at a time where that takes many sections; to be
    /// called before [`Timeline::wanted`].
    pub fn aim(&mut self, axis: Axis, window: Window) {
        let needed = matches!(self.source(axis, window), ShownFrom::Excerpt);
        if !needed || self.excerpt(axis, window).is_some() {
            return;
        }
        let mut excerpt = Excerpt::new(axis, window);
        excerpt.read(self.sections_in(axis, excerpt.window()).collect());
        for (section, closeup) in &self.held {
            excerpt.give(*section, closeup.points());
        }
        self.excerpt = Some(excerpt);
    }

    /// The next section to be read, so that this window can be shown sharply; none when it is as sharp as
    /// it can be, or meets many sections and is not what was aimed at.
    pub fn wanted(&self, axis: Axis, window: Window) -> Option<usize> {
        match self.source(axis, window) {
            ShownFrom::Overview => None,
            ShownFrom::Closeups(few) => few.into_iter().find(|it| self.closeup(*it).is_none()),
            ShownFrom::Excerpt => self.excerpt(axis, window)?.wanted(),
        }
    }

    /// True when every point of this window is held.
    pub(super) fn is_sharp(&self, axis: Axis, window: Window) -> bool {
        match self.source(axis, window) {
            ShownFrom::Overview => self.sections_in(axis, window).next().is_none(),
            ShownFrom::Closeups(few) => few.into_iter().all(|it| self.closeup(it).is_some()),
            ShownFrom::Excerpt => self.excerpt(axis, window).is_some_and(Excerpt::is_whole),
        }
    }

    /// A section cannot be read: it is shown as the overview has it, and not wanted again.
    pub fn give_up(&mut self, section: usize) {
        if !self.lost.contains(&section) {
            self.lost.push(section);
        }
        if let Some(excerpt) = &mut self.excerpt {
            excerpt.give_up(section);
        }
    }

    /// Takes in all events of a section.
    pub fn give(&mut self, section: usize, events: Vec<Event>) {
        let Some(told) = self.overview.sections().get(section) else {
            return;
        };
        let closeup = Closeup::new(told.first, events, told.tracer.clone());
        if let Some(excerpt) = &mut self.excerpt {
            excerpt.give(section, closeup.points());
        }
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
        let closely = match self.source(axis, window) {
            ShownFrom::Overview => None,
            ShownFrom::Closeups(few) => self.close_columns(&few, axis, window, columns),
            ShownFrom::Excerpt => {
                let excerpt = self.excerpt(axis, window).filter(|it| it.is_whole());
                excerpt.map(|it| it.columns(window, columns))
            }
        };
        closely.unwrap_or_else(|| {
            let all = Channel::ALL.into_iter();
            let levels = all.map(|it| self.overview.channel(it, axis));
            levels.map(|it| it.columns(window, columns)).collect()
        })
    }

    /// Nothing as long as one of them is not held.
    fn close_columns(
        &self,
        sections: &[usize],
        axis: Axis,
        window: Window,
        columns: usize,
    ) -> Option<Vec<Vec<Option<Cell>>>> {
        let close = sections.iter().map(|it| self.closeup(*it));
        let close: Vec<&Closeup> = close.collect::<Option<_>>()?;
        let mut view = vec![vec![None; columns]; Channel::COUNT];
        for closeup in close {
            closeup.add(axis, window, &mut view);
        }
        Some(view)
    }

    /// The last place of a channel at or before `at`, where all around it is known of an excerpt.
    pub(super) fn excerpted(&self, channel: Channel, axis: Axis, at: i64) -> Option<&Place> {
        let here = Window {
            from: at,
            to: at.saturating_add(1),
        };
        let whole = self.excerpt(axis, here).filter(|it| it.is_whole());
        whole?.latest(channel, at)
    }

    /// The section that an event lies in.
    pub fn section_of(&self, event: u32) -> Option<usize> {
        let sections = self.overview.sections();
        let behind = sections.partition_point(|it| it.first <= event);
        behind.checked_sub(1)
    }

    /// The section to be read so that an event is known; none where it is known, or cannot be read.
    pub fn lacking(&self, event: u32) -> Option<usize> {
        let section = self.section_of(event)?;
        let known = self.closeup(section).is_some() || self.lost.contains(&section);
        (!known).then_some(section)
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
mod tests;
