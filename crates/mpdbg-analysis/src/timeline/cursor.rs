//! What a timeline says of a single place.

use mpdbg_model::{MediaTime, RunTime};

use super::excerpt::Place;
use super::{Axis, Channel, Closeup, Levels, Point, Timeline, Window};

/// What a channel shows at a place: its last points at or before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Readout {
    /// Where on the axis, in nanoseconds.
    pub place: i64,
    /// The lowest value; the value itself where it is exact.
    pub low: i64,
    /// The highest value.
    pub high: i64,
    /// Number of the event.
    pub event: u32,
    /// True for a single point; false where only the overview knows, and several lie together.
    pub exact: bool,
}

impl Readout {
    fn of(point: &Point, axis: Axis) -> Option<Self> {
        Some(Self {
            place: point.on(axis)?,
            low: point.value,
            high: point.value,
            event: point.event,
            exact: true,
        })
    }

    const fn of_place(place: &Place) -> Self {
        Self {
            place: place.at,
            low: place.value,
            high: place.value,
            event: place.event,
            exact: true,
        }
    }
}

/// The readings of all channels: `[channel as usize]`.
pub type Readouts = [Option<Readout>; Channel::COUNT];

impl Timeline {
    /// What every channel shows at a place: exactly where the sections around it are held, else as the
    /// overview has it.
    pub fn readouts(&self, axis: Axis, at: i64) -> Readouts {
        let mut readings = [None; Channel::COUNT];
        for closeup in self.closeups() {
            closeup.read(axis, at, &mut readings);
        }
        let here = Window {
            from: at,
            to: at.saturating_add(1),
        };
        let is_held = self.is_sharp(axis, here);
        for (channel, reading) in Channel::ALL.into_iter().zip(&mut readings) {
            let place = self.excerpted(channel, axis, at).map(Readout::of_place);
            let later = |it: &Readout| {
                reading.is_none_or(|known| (known.place, known.event) < (it.place, it.event))
            };
            *reading = place.filter(later).or(*reading);
            let levels = self.overview().channel(channel, axis);
            let told = about(levels, at, is_held);
            let newer = told.filter(|it| reading.is_none_or(|known| known.place < it.place));
            *reading = newer.or(*reading);
        }
        readings
    }

    /// The last event at or before a run time, where its section is held.
    pub fn event_at(&self, run: RunTime) -> Option<u32> {
        let at = i64::try_from(run.nanos()).unwrap_or(i64::MAX);
        let sections = self.overview().sections();
        let behind = sections.partition_point(|it| it.run.from <= at);
        let closeup = self.closeup(behind.checked_sub(1)?)?;
        let before = closeup.events().partition_point(|it| it.at <= run);
        let before = u32::try_from(before.checked_sub(1)?).ok()?;
        Some(closeup.first() + before)
    }

    /// Which content an event is about, or the last one before it in its section that is about any.
    pub fn media_of(&self, event: u32) -> Option<MediaTime> {
        let points = self.closeup(self.section_of(event)?)?.points();
        let behind = points.partition_point(|it| it.event <= event);
        points[..behind].iter().rev().find_map(|it| it.media)
    }
}

/// The last cell that begins at or before a place. Where everything around it is known exactly, a cell that
/// reaches beyond it says nothing more.
fn about(levels: &Levels, at: i64, is_held: bool) -> Option<Readout> {
    let at = if is_held {
        at.saturating_sub(levels.width() - 1)
    } else {
        at
    };
    let (place, cell) = levels.latest(at)?;
    Some(Readout {
        place,
        low: cell.low,
        high: cell.high,
        event: cell.event,
        exact: false,
    })
}

impl Closeup {
    /// Puts the last points at or before a place into `readings`, where they are behind what is there.
    fn read(&self, axis: Axis, at: i64, readings: &mut Readouts) {
        for (channel, known) in Channel::ALL.into_iter().zip(readings) {
            let last = self.latest(channel, axis, at);
            let Some(told) = last.and_then(|point| Readout::of(point, axis)) else {
                continue;
            };
            let newer = |known: Readout| (known.place, known.event) <= (told.place, told.event);
            if known.is_none_or(newer) {
                *known = Some(told);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use mpdbg_model::{Event, Span, What};

    use super::super::{Limits, Overview};
    use super::*;

    /// A read that blocked for 1 ms, one for 2 ms, ... every 20 ms.
    fn events() -> Vec<Event> {
        let event = |number: i64| Event {
            at: RunTime::from_nanos(number as u64 * 20_000_000),
            what: What::ReadBlocked {
                took: Span::from_millis(number),
            },
        };
        (0..70_000).map(event).collect()
    }

    #[test]
    fn a_place_is_read_exactly_once_its_section_is_held() {
        let events = events();
        let late = Span::from_millis(20);
        let mut timeline = Timeline::new(Overview::of(&events, Limits { late }));
        let at = 67_000 * 20_000_000 + 5;
        let read = |timeline: &Timeline| {
            let reading = timeline.readouts(Axis::Run, at)[Channel::Blocked as usize];
            reading.map(|it| (it.exact, it.place <= at, it.low <= 67_000 * 1_000_000))
        };
        assert_eq!(read(&timeline), Some((false, true, true)));
        let run = RunTime::from_nanos(at as u64);
        assert_eq!(timeline.event_at(run), None);

        timeline.give(1, events[65_536..].to_vec());
        let reading = timeline.readouts(Axis::Run, at)[Channel::Blocked as usize];
        let exactly = Readout {
            place: 67_000 * 20_000_000,
            low: 67_000 * 1_000_000,
            high: 67_000 * 1_000_000,
            event: 67_000,
            exact: true,
        };
        assert_eq!(reading, Some(exactly));
        assert_eq!(timeline.event_at(run), Some(67_000));
        assert_eq!(timeline.media_of(67_000), None);
    }

    #[test]
    fn what_comes_later_is_not_read() {
        let events = &events()[..10];
        let late = Span::from_millis(20);
        let mut timeline = Timeline::new(Overview::of(events, Limits { late }));
        timeline.give(0, events.to_vec());
        let blocked = |at| timeline.readouts(Axis::Run, at)[Channel::Blocked as usize];
        assert_eq!(blocked(-1), None);
        assert_eq!(blocked(59_999_999).map(|it| it.event), Some(2));
        assert_eq!(blocked(60_000_000).map(|it| it.event), Some(3));
        assert_eq!(blocked(i64::MAX).map(|it| it.event), Some(9));
    }
}
