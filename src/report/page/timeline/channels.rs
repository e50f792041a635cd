//! The points of a timeline, as exactly as there is room for.

use mpdbg_analysis::{Axis, Cell, Channel, Lane, Levels, Limits, Overview, Point, Tracer};
use mpdbg_model::Event;
use serde::Serialize;

use super::packed::{Packed, Running};

/// What a page holds of a channel: its points, or cells along both axes.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ChannelData {
    /// Number of the channel.
    pub(super) channel: u8,
    /// Every point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) points: Option<Rows>,
    /// Cells along the run and along the media.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cells: Option<[Cells; 2]>,
}

/// Rows of numbers. Of points, in the order of the events: run time and media time (absent is 0, others
/// are one more than folded) behind the origins, value, number of the event; each as its difference from
/// the row before.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Rows {
    /// How many.
    pub(super) count: usize,
    /// Their numbers: LEB128, signs folded in, base 64.
    pub(super) data: String,
}

/// Cells of one width in order, none of them empty. Their rows: number of the cell, lowest value and
/// first event as differences from the row before; count of points; highest value as a difference from
/// the lowest.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Cells {
    /// Where the cell with the number 0 begins, in nanoseconds behind the origin.
    pub(super) start: i64,
    /// Width of a cell, in nanoseconds.
    pub(super) width: i64,
    /// The cells.
    #[serde(flatten)]
    pub(super) rows: Rows,
}

/// The channels of a recording in at most `room` bytes: every point where there is room for them, and
/// otherwise the cells of the overview, those of the fullest channels merged two by two until all fit.
/// `origin` is where both axes begin.
pub(super) fn channels(
    events: &[Event],
    overview: &Overview,
    limits: Limits,
    origin: [i64; 2],
    room: usize,
) -> Vec<ChannelData> {
    let shown = Lane::ALL.iter().flat_map(|it| it.channels());
    let mut forms: Vec<Form> = shown.map(|it| Form::new(*it)).collect();
    let mut tracer = Tracer::new(limits);
    for (number, event) in (0..).zip(events) {
        tracer.trace(number, event, &mut |point| {
            if let Some(form) = forms.iter_mut().find(|it| it.channel == point.channel) {
                form.take(&point, origin);
            }
        });
    }
    forms.retain(|it| it.count > 0);
    while forms.iter().map(Form::length).sum::<usize>() > room {
        let widest = forms.iter_mut().max_by_key(|it| it.length());
        if !widest.is_some_and(|it| it.coarsen(overview, origin)) {
            break;
        }
    }
    forms.iter().map(Form::data).collect()
}

/// A channel while it is made to fit.
struct Form {
    channel: Channel,
    count: usize,
    points: Packed,
    running: [Running; 4],
    /// Instead of the points.
    coarse: Option<[Coarse; 2]>,
}

impl Form {
    fn new(channel: Channel) -> Self {
        Self {
            channel,
            count: 0,
            points: Packed::default(),
            running: Default::default(),
            coarse: None,
        }
    }

    fn take(&mut self, point: &Point, origin: [i64; 2]) {
        let [run, media, value, event] = &mut self.running;
        let place = |axis| Some(point.on(axis)?.saturating_sub(origin[axis as usize]));
        self.count += 1;
        self.points
            .put_signed(run.step(place(Axis::Run).unwrap_or_default()));
        self.points
            .put_maybe(place(Axis::Media).map(|it| media.step(it)));
        self.points.put_signed(value.step(point.value));
        self.points.put_signed(event.step(i64::from(point.event)));
    }

    fn length(&self) -> usize {
        match &self.coarse {
            Some(both) => both.iter().map(|it| it.packed.text_length()).sum(),
            None => self.points.text_length(),
        }
    }

    /// Takes up less room; false when it cannot.
    fn coarsen(&mut self, overview: &Overview, origin: [i64; 2]) -> bool {
        if let Some(both) = &mut self.coarse {
            let fuller = both.iter_mut().max_by_key(|it| it.cells.len());
            return fuller.is_some_and(Coarse::double);
        }
        self.points = Packed::default();
        self.coarse = Some([Axis::Run, Axis::Media].map(|axis| {
            let levels = overview.channel(self.channel, axis);
            Coarse::new(levels, origin[axis as usize])
        }));
        true
    }

    fn data(&self) -> ChannelData {
        let points = || Rows {
            count: self.count,
            data: self.points.text(),
        };
        ChannelData {
            channel: self.channel as u8,
            points: self.coarse.is_none().then(points),
            cells: self.coarse.as_ref().map(|both| {
                let [run, media] = both;
                [run.data(), media.data()]
            }),
        }
    }
}

/// The cells of a channel along an axis.
struct Coarse {
    origin: i64,
    width: i64,
    cells: Vec<(i64, Cell)>,
    packed: Packed,
}

impl Coarse {
    fn new(levels: &Levels, origin: i64) -> Self {
        let mut coarse = Self {
            origin,
            width: levels.width(),
            cells: levels.cells().to_vec(),
            packed: Packed::default(),
        };
        coarse.pack();
        coarse
    }

    /// Merges its cells two by two; false when there is but one.
    fn double(&mut self) -> bool {
        if self.cells.len() < 2 {
            return false;
        }
        self.width = self.width.saturating_mul(2);
        for (place, _) in &mut self.cells {
            *place = place.div_euclid(2);
        }
        self.cells.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                earlier.1 = earlier.1.with(later.1);
            }
            same
        });
        self.pack();
        true
    }

    fn first(&self) -> i64 {
        self.cells.first().map_or(0, |it| it.0)
    }

    fn pack(&mut self) {
        let mut packed = Packed::default();
        let [mut number, mut low, mut event] = [Running::default(); 3];
        for (place, cell) in &self.cells {
            packed.put_signed(number.step(place - self.first()));
            packed.put_signed(low.step(cell.low));
            packed.put_signed(event.step(i64::from(cell.event)));
            packed.put(u64::from(cell.count));
            packed.put_signed(Running::from(cell.low).step(cell.high));
        }
        self.packed = packed;
    }

    fn data(&self) -> Cells {
        let start = self.first().saturating_mul(self.width);
        Cells {
            start: start.saturating_sub(self.origin),
            width: self.width,
            rows: Rows {
                count: self.cells.len(),
                data: self.packed.text(),
            },
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use mpdbg_model::{ContentHash, MediaTime, RunTime, Span, What};

    use super::*;

    const ORIGIN: [i64; 2] = [1_000, -5_000];

    /// Reads what [`Packed`] wrote.
    fn numbers(text: &str) -> Vec<i64> {
        const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let digits = text.chars().filter_map(|it| DIGITS.find(it));
        let bits: Vec<bool> = digits
            .flat_map(|digit| (0..6).rev().map(move |bit| digit >> bit & 1 == 1))
            .collect();
        let byte = |bits: &[bool]| bits.iter().fold(0, |sum, bit| sum << 1 | i64::from(*bit));
        let mut numbers = Vec::new();
        let mut open: Option<(i64, u32)> = None;
        for byte in bits.chunks_exact(8).map(byte) {
            let (value, shift) = open.take().unwrap_or_default();
            let value = value | (byte & 127) << shift;
            if byte < 128 {
                numbers.push(value);
            } else {
                open = Some((value, shift + 7));
            }
        }
        numbers
    }

    fn signed(folded: i64) -> i64 {
        if folded % 2 == 0 {
            folded / 2
        } else {
            -(folded + 1) / 2
        }
    }

    /// Sound every 20 ms, which is played again from its middle on, and pictures that are late by turns.
    fn events(count: u32) -> Vec<Event> {
        let event = |number: u32| {
            let place = i64::from(number % (count / 2)) * 20_000_000;
            let at = RunTime::from_nanos(u64::from(number) * 20_000_000);
            let pts = MediaTime::from_nanos(place);
            let hash = ContentHash::None;
            let what = if number.is_multiple_of(3) {
                What::FramePresented {
                    pts,
                    due: RunTime::from_nanos(
                        at.nanos()
                            .saturating_sub(u64::from(number % 50) * 1_000_000),
                    ),
                    hash,
                }
            } else {
                What::AudioWritten {
                    pts,
                    samples: 960,
                    duration: Span::from_nanos(20_000_000 + i64::from(number % 7)),
                    hash,
                }
            };
            Event { at, what }
        };
        (0..count).map(event).collect()
    }

    fn limits() -> Limits {
        Limits {
            late: Span::from_millis(20),
        }
    }

    #[test]
    fn with_room_every_point_is_there() {
        let events = events(3_000);
        let overview = Overview::of(&events, limits());
        let data = channels(&events, &overview, limits(), ORIGIN, 1 << 20);
        let mut points = Vec::new();
        let mut tracer = Tracer::new(limits());
        for (number, event) in (0..).zip(&events) {
            tracer.trace(number, event, &mut |it| points.push(it));
        }
        for channel in &data {
            let rows = channel.points.as_ref().unwrap();
            let mut at = [0; 4];
            let read = numbers(&rows.data);
            let read: Vec<[i64; 4]> = read
                .chunks_exact(4)
                .map(|row| {
                    let media = signed(row[1] - 1);
                    for (sum, step) in
                        at.iter_mut()
                            .zip([signed(row[0]), media, signed(row[2]), signed(row[3])])
                    {
                        *sum += step;
                    }
                    at
                })
                .collect();
            let told = points
                .iter()
                .filter(|it| it.channel as u8 == channel.channel);
            let told: Vec<[i64; 4]> = told
                .map(|it| {
                    let run = it.on(Axis::Run).unwrap() - ORIGIN[0];
                    let media = it.on(Axis::Media).unwrap() - ORIGIN[1];
                    [run, media, it.value, i64::from(it.event)]
                })
                .collect();
            assert_eq!(read, told);
            assert_eq!(rows.count, told.len());
        }
        assert_eq!(data.len(), 3, "presented, late, written");
    }

    #[test]
    fn without_room_the_cells_are_those_of_the_overview() {
        let events = events(60_000);
        let overview = Overview::of(&events, limits());
        let room = 200_000;
        let data = channels(&events, &overview, limits(), ORIGIN, room);
        let all = data.iter().filter_map(|it| it.cells.as_ref()).flatten();
        assert!(all.map(|it| it.rows.data.len()).sum::<usize>() <= room);
        let mut compared = 0;
        for channel in data.iter().filter(|it| it.cells.is_some()) {
            for axis in [Axis::Run, Axis::Media] {
                let cells = &channel.cells.as_ref().unwrap()[axis as usize];
                let levels = overview.channel(Channel::ALL[usize::from(channel.channel)], axis);
                let [mut number, mut low, mut event] = [0; 3];
                for row in numbers(&cells.rows.data).chunks_exact(5) {
                    number += signed(row[0]);
                    low += signed(row[1]);
                    event += signed(row[2]);
                    let from = ORIGIN[axis as usize] + cells.start + number * cells.width;
                    let window = mpdbg_analysis::Window {
                        from,
                        to: from + cells.width,
                    };
                    let told = levels.columns(window, 1)[0].unwrap();
                    let high = low + signed(row[4]);
                    assert_eq!((told.low, told.high), (low, high));
                    assert_eq!(
                        (i64::from(told.count), i64::from(told.event)),
                        (row[3], event)
                    );
                    compared += 1;
                }
            }
        }
        assert!(compared > 1_000, "{compared}");
    }
}
