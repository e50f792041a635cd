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
}

impl Closeup {
    /// The events from number `first` on; `tracer` stands before the first of them.
    pub fn new(first: u32, events: Vec<Event>, mut tracer: Tracer) -> Self {
        let mut points = Vec::with_capacity(events.len());
        for (number, event) in (first..).zip(&events) {
            tracer.trace(number, event, &mut |point| points.push(point));
        }
        Self {
            first,
            events,
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
        let inside = match axis {
            Axis::Run => {
                let before = |at: i64| {
                    let earlier = |point: &Point| point.on(Axis::Run).is_some_and(|it| it < at);
                    self.points.partition_point(earlier)
                };
                before(window.from)..before(window.to)
            }
            Axis::Media => 0..self.points.len(),
        };
        let mut place_of = Columns::new(window, view.first().map_or(0, Vec::len));
        for point in &self.points[inside] {
            let Some(columns) = view.get_mut(point.channel as usize) else {
                continue;
            };
            let at = point.on(axis).and_then(|at| place_of.of(at));
            if let Some(there) = at.and_then(|at| columns.get_mut(at)) {
                let cell = Cell::of(point.value, point.event);
                *there = Some(there.map_or(cell, |it: Cell| it.with(cell)));
            }
        }
    }

    /// The last point of a channel at or before a place on an axis.
    pub fn latest(&self, channel: Channel, axis: Axis, at: i64) -> Option<&Point> {
        let of_it = self.points.iter().filter(|it| it.channel == channel);
        let placed = of_it.filter_map(|point| Some((point.on(axis)?, point)));
        let before = placed.filter(|(place, _)| *place <= at);
        before
            .max_by_key(|(place, point)| (*place, point.event))
            .map(|it| it.1)
    }
}
