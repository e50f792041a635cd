//! A whole recording at every zoom but the closest.

use mpdbg_model::{Event, MediaTime};
use serde::{Deserialize, Serialize};

use super::{Axis, Channel, FARTHEST, Levels, Limits, Point, Tracer, Window};

/// Events of a section, as many as a sealed recording keeps together at most.
const SECTION: u32 = 1 << 16;

/// A part of a recording that can be traced by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Number of its first event.
    pub first: u32,
    /// How many events it holds.
    pub count: u32,
    /// Run times of its events; the end is just behind the last one.
    pub run: Window,
    /// Media times of its points; absent where none has one.
    pub media: Option<Window>,
    /// The fold as it stands before its first event.
    pub tracer: Tracer,
}

impl Section {
    /// Where it lies on an axis.
    pub const fn on(&self, axis: Axis) -> Option<Window> {
        match axis {
            Axis::Run => Some(self.run),
            Axis::Media => self.media,
        }
    }
}

/// Every channel of a recording along both axes, and the sections that a closer look is taken at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// By axis, then by channel.
    levels: [Vec<Levels>; 2],
    sections: Vec<Section>,
    events: u32,
    /// The fold behind the last event.
    tracer: Tracer,
}

impl Overview {
    /// Of no events yet.
    pub fn new(limits: Limits) -> Self {
        let levels = || vec![Levels::default(); Channel::COUNT];
        Self {
            levels: [levels(), levels()],
            sections: Vec::new(),
            events: 0,
            tracer: Tracer::new(limits),
        }
    }

    /// Of all of `events`.
    pub fn of(events: &[Event], limits: Limits) -> Self {
        let mut overview = Self::new(limits);
        overview.extend(events);
        overview.settle();
        overview
    }

    /// Takes in what follows; to be settled before anything is read.
    pub fn extend(&mut self, events: &[Event]) {
        self.extend_and_tell(events, &mut |_| {});
    }

    /// Takes in what follows, and hands on its points.
    pub(super) fn extend_and_tell(&mut self, events: &[Event], tell: &mut impl FnMut(Point)) {
        for event in events {
            self.push(event, tell);
        }
    }

    fn push(&mut self, event: &Event, tell: &mut impl FnMut(Point)) {
        let number = self.events;
        let at = i64::try_from(event.at.nanos()).map_or(FARTHEST, |at| at.min(FARTHEST));
        let full = |section: &Section| section.count == SECTION;
        if self.sections.last().is_none_or(full) {
            let run = Window { from: at, to: at };
            self.sections.push(Section {
                first: number,
                count: 0,
                run,
                media: None,
                tracer: self.tracer.clone(),
            });
        }
        self.events += 1;
        let Some(section) = self.sections.last_mut() else {
            return;
        };
        section.count += 1;
        section.run.to = at.saturating_add(1);
        let [run, media] = &mut self.levels;
        self.tracer.trace(number, event, &mut |point| {
            tell(point);
            let channel = point.channel as usize;
            run[channel].push(at, point.value, number);
            if let Some(place) = point.media.map(MediaTime::nanos) {
                media[channel].push(place, point.value, number);
                let here = Window {
                    from: place,
                    to: place.saturating_add(1),
                };
                section.media = Some(section.media.map_or(here, |it| it.with(here)));
            }
        });
    }

    /// Puts in order what came out of order, so that it can be read.
    pub fn settle(&mut self) {
        for levels in self.levels.iter_mut().flatten() {
            levels.put_in_order();
        }
    }

    /// True when it can be read without harm; one that comes from a file may be anything.
    pub fn holds_together(&self) -> bool {
        let mut next = 0_u32;
        let follow = self.sections.iter().all(|it| {
            let fits = it.first == next && (1..=SECTION).contains(&it.count);
            next = next.saturating_add(it.count);
            fits
        });
        let levels =
            |it: &Vec<Levels>| it.len() == Channel::COUNT && it.iter().all(Levels::holds_together);
        follow && next == self.events && self.levels.iter().all(levels)
    }

    /// Number of events.
    pub const fn events(&self) -> u32 {
        self.events
    }

    /// The sections in order.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// A channel along an axis.
    pub fn channel(&self, channel: Channel, axis: Axis) -> &Levels {
        &self.levels[axis as usize][channel as usize]
    }

    /// Everything that lies on an axis; absent where nothing does.
    pub fn range(&self, axis: Axis) -> Option<Window> {
        let places = self.sections.iter().filter_map(|it| it.on(axis));
        places.reduce(Window::with)
    }
}
