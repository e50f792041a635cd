//! A section of a recording, event by event.

use mpdbg_model::Event;

use super::axis::Columns;
use super::{Axis, Cell, Channel, Point, Tracer, Window};

/// The events of a section and the points that they are.
#[derive(Clone, Debug)]
pub struct Closeup {
    first: u32,
    events: Vec<Event>,
    /// In the order of the events.
    points: Vec<Point>,
    /// By axis, then by channel: indices of its points that have a place there, in the order of these.
    placed: [Vec<Vec<u32>>; 2],
}

impl Closeup {
    /// The events from number `first` on; `tracer` stands before the first of them.
    pub fn new(first: u32, events: Vec<Event>, mut tracer: Tracer) -> Self {
        let mut points = Vec::with_capacity(events.len());
        for (number, event) in (first..).zip(&events) {
            tracer.trace(number, event, &mut |point| points.push(point));
        }
        points.shrink_to_fit();
        Self {
            first,
            events,
            placed: [Axis::Run, Axis::Media].map(|axis| placed(&points, axis)),
            points,
        }
    }

    /// The event with this number, where it lies in this section.
    pub fn event(&self, number: u32) -> Option<&Event> {
        let behind = number.checked_sub(self.first)?;
        self.events.get(behind as usize)
    }

    /// Number of its first event.
    pub const fn first(&self) -> u32 {
        self.first
    }

    /// Its events.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Its points, in the order of the events.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// Adds what lies in each of the equal parts of `window` to `view`, for all channels at once:
    /// `view[channel as usize]` holds the parts of a channel.
    pub fn add(&self, axis: Axis, window: Window, view: &mut [Vec<Option<Cell>>]) {
        for (channel, columns) in Channel::ALL.into_iter().zip(view) {
            let mut column_of = Columns::new(window, columns.len());
            for point in &self.of(axis, channel)[self.before(axis, channel, window.from)..] {
                let point = &self.points[*point as usize];
                let column = point.on(axis).and_then(|at| column_of.of(at));
                let Some(there) = column.and_then(|it| columns.get_mut(it)) else {
                    break;
                };
                let cell = Cell::of(point.value, point.event);
                *there = Some(there.map_or(cell, |it: Cell| it.with(cell)));
            }
        }
    }

    /// The last point of a channel at or before a place on an axis.
    pub fn latest(&self, channel: Channel, axis: Axis, at: i64) -> Option<&Point> {
        let behind = match at.checked_add(1) {
            Some(next) => self.before(axis, channel, next),
            None => self.of(axis, channel).len(),
        };
        let last = self.of(axis, channel).get(behind.checked_sub(1)?)?;
        self.points.get(*last as usize)
    }

    fn of(&self, axis: Axis, channel: Channel) -> &[u32] {
        &self.placed[axis as usize][channel as usize]
    }

    /// How many points of a channel lie before a place.
    fn before(&self, axis: Axis, channel: Channel, at: i64) -> usize {
        let earlier = |it: &u32| self.points[*it as usize].on(axis).is_some_and(|it| it < at);
        self.of(axis, channel).partition_point(earlier)
    }
}

/// By channel, the indices of the points with a place on an axis, in the order of these; what lies at one
/// place stays in the order of the events.
fn placed(points: &[Point], axis: Axis) -> Vec<Vec<u32>> {
    let mut placed = vec![Vec::new(); Channel::COUNT];
    for (index, point) in (0..).zip(points) {
        if point.on(axis).is_some() {
            placed[point.channel as usize].push(index);
        }
    }
    for of_channel in &mut placed {
        of_channel.sort_by_key(|it: &u32| points[*it as usize].on(axis));
        of_channel.shrink_to_fit();
    }
    placed
}
