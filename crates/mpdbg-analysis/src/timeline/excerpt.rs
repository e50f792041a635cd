//! A part of an axis that many sections meet.

use super::axis::Columns;
use super::{Axis, Cell, Channel, Point, Window};

/// Places that are held at most, 48 bytes each: 13 MB. Four sections of one point an event are as many.
const MOST: usize = 1 << 18;

/// Every point in a part of an axis, from as many sections as meet it: what is played again and again meets
/// the same content, and a moment in which very much happens fills many sections. The sections are read one
/// after the other, and of each only these points are kept; points of a channel at the same nanosecond are
/// added up, so that a hundred loops need no more room than one.
#[derive(Clone, Debug)]
pub(super) struct Excerpt {
    axis: Axis,
    /// What is held: what was asked for, and half as much again on either side as long as there is room.
    window: Window,
    asked: Window,
    most: usize,
    /// By channel, in order.
    places: Vec<Vec<Place>>,
    /// Sections to be read, the next one at the end.
    unread: Vec<usize>,
    /// There are more places than can be held.
    is_overfull: bool,
}

/// What a channel has at one nanosecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) at: i64,
    pub(super) cell: Cell,
    /// Its last event, and the value of that.
    pub(super) event: u32,
    pub(super) value: i64,
}

impl Place {
    fn with(self, other: Self) -> Self {
        let (event, value) = (self.event, self.value).max((other.event, other.value));
        let cell = self.cell.with(other.cell);
        Self {
            cell,
            event,
            value,
            ..self
        }
    }
}

impl Excerpt {
    /// Of what is around a window; nothing is read yet. [`Excerpt::window`] says of which part of the axis
    /// the sections are to be named.
    pub(super) fn new(axis: Axis, asked: Window) -> Self {
        let beside = asked.length() / 2;
        let window = Window {
            from: asked.from.saturating_sub(beside),
            to: asked.to.saturating_add(beside),
        };
        Self {
            axis,
            window,
            asked,
            most: MOST,
            places: vec![Vec::new(); Channel::COUNT],
            unread: Vec::new(),
            is_overfull: false,
        }
    }

    /// What is held once everything is read.
    pub(super) const fn window(&self) -> Window {
        self.window
    }

    /// These sections are to be read, the last one first: it is the one that grows.
    pub(super) fn read(&mut self, sections: Vec<usize>) {
        self.unread = sections;
    }

    /// True when it is the best that can be had for a window: a narrower one may hold few enough places
    /// where this one does not.
    pub(super) fn suits(&self, axis: Axis, window: Window) -> bool {
        let inside = self.window.from <= window.from && window.to <= self.window.to;
        let in_vain = self.is_overfull && window.length() <= self.window.length() / 2;
        self.axis == axis && inside && !in_vain
    }

    /// The next section to be read.
    pub(super) fn wanted(&self) -> Option<usize> {
        self.unread.last().copied()
    }

    /// True when a section is not read yet.
    pub(super) fn lacks(&self, section: usize) -> bool {
        self.unread.contains(&section)
    }

    /// True when every point of its window is held.
    pub(super) const fn is_whole(&self) -> bool {
        self.unread.is_empty() && !self.is_overfull
    }

    /// Takes in the points of a section, where it is to be read.
    pub(super) fn give(&mut self, section: usize, points: &[Point]) {
        if self.lacks(section) {
            self.give_up(section);
            self.take(points);
        }
    }

    /// A section cannot be read.
    pub(super) fn give_up(&mut self, section: usize) {
        self.unread.retain(|it| *it != section);
    }

    /// Takes in points.
    pub(super) fn take(&mut self, points: &[Point]) {
        if self.is_overfull {
            return;
        }
        let before: Vec<usize> = self.places.iter().map(Vec::len).collect();
        for point in points {
            let Some(at) = point.on(self.axis).filter(|at| self.window.holds(*at)) else {
                continue;
            };
            self.places[point.channel as usize].push(Place {
                at,
                cell: Cell::of(point.value, point.event),
                event: point.event,
                value: point.value,
            });
        }
        for (places, before) in self.places.iter_mut().zip(before) {
            if places.len() > before {
                put_in_order(places);
            }
        }
        if self.held() > self.most {
            self.narrow();
        }
    }

    fn held(&self) -> usize {
        self.places.iter().map(Vec::len).sum()
    }

    /// Holds only what was asked for, or nothing where that is too much as well.
    fn narrow(&mut self) {
        self.window = self.asked;
        for places in &mut self.places {
            places.retain(|it| self.asked.holds(it.at));
        }
        if self.held() > self.most {
            self.is_overfull = true;
            self.unread.clear();
            self.places = vec![Vec::new(); Channel::COUNT];
        }
    }

    /// What lies in each of `columns` equal parts of a window, by channel.
    pub(super) fn columns(&self, window: Window, columns: usize) -> Vec<Vec<Option<Cell>>> {
        let of_channel = |places: &Vec<Place>| {
            let mut view = vec![None; columns];
            let mut column_of = Columns::new(window, columns);
            let begin = places.partition_point(|it| it.at < window.from);
            for place in &places[begin..] {
                let Some(column) = column_of.of(place.at) else {
                    break;
                };
                let there: &mut Option<Cell> = &mut view[column];
                *there = Some(there.map_or(place.cell, |it| it.with(place.cell)));
            }
            view
        };
        self.places.iter().map(of_channel).collect()
    }

    /// The last place of a channel at or before `at`.
    pub(super) fn latest(&self, channel: Channel, at: i64) -> Option<&Place> {
        let places = &self.places[channel as usize];
        let behind = places.partition_point(|it| it.at <= at);
        places.get(behind.checked_sub(1)?)
    }
}

fn put_in_order(places: &mut Vec<Place>) {
    places.sort_by_key(|it| it.at);
    places.dedup_by(|later, earlier| {
        let same = later.at == earlier.at;
        if same {
            *earlier = earlier.with(*later);
        }
        same
    });
}

#[cfg(test)]
mod tests {
    use mpdbg_model::{MediaTime, RunTime};

    use super::*;

    fn points(places: impl IntoIterator<Item = i64>) -> Vec<Point> {
        let point = |(event, at)| Point {
            channel: Channel::Presented,
            run: RunTime::ZERO,
            media: Some(MediaTime::from_nanos(at)),
            value: i64::from(event),
            event,
        };
        (0..).zip(places).map(point).collect()
    }

    #[test]
    fn the_same_place_is_held_once() {
        let window = Window { from: 10, to: 20 };
        let mut excerpt = Excerpt::new(Axis::Media, window);
        assert_eq!(excerpt.window(), Window { from: 5, to: 25 });
        excerpt.read(vec![0, 1]);
        assert_eq!(excerpt.wanted(), Some(1));
        excerpt.give(1, &points([12, 15, 12, 25, 4]));
        assert!(!excerpt.is_whole() && excerpt.wanted() == Some(0));
        excerpt.give(1, &points([12]));
        excerpt.give(0, &points([11, 24]));
        assert!(excerpt.is_whole());
        assert_eq!(excerpt.held(), 4);
        let view = excerpt.columns(window, 10);
        let counts = |view: &[Option<Cell>]| {
            let counts = view.iter().map(|it| it.map_or(0, |it| it.count));
            counts.collect::<Vec<u32>>()
        };
        let presented = &view[Channel::Presented as usize];
        assert_eq!(counts(presented), [0, 1, 2, 0, 0, 1, 0, 0, 0, 0]);
        let last = excerpt.latest(Channel::Presented, 14);
        assert_eq!(last.map(|it| (it.at, it.event, it.value)), Some((12, 2, 2)));
        assert_eq!(excerpt.latest(Channel::Presented, 10), None);
    }

    #[test]
    fn what_is_too_much_is_narrowed_and_then_left() {
        let asked = Window { from: 100, to: 200 };
        let mut excerpt = Excerpt {
            most: 150,
            ..Excerpt::new(Axis::Media, asked)
        };
        excerpt.read(vec![0, 1]);
        excerpt.give(1, &points(0..300));
        assert_eq!((excerpt.window(), excerpt.held()), (asked, 100));
        assert!(excerpt.suits(Axis::Media, asked) && !excerpt.suits(Axis::Run, asked));

        excerpt.most = 50;
        excerpt.give(0, &points([150]));
        assert!(!excerpt.is_whole() && excerpt.wanted().is_none());
        assert!(
            excerpt.suits(Axis::Media, asked),
            "it is not tried again and again"
        );
        let narrow = Window { from: 100, to: 150 };
        assert!(!excerpt.suits(Axis::Media, narrow), "this may succeed");
    }
}
