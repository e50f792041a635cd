//! The lanes: name, what happened, value at the cursor.

use mpdbg_analysis::{Cell, Channel, ChannelUnit, Lane, Readouts};
use mpdbg_model::Defect;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::against::{Against, differences};
use super::bars::{bars, held};
use super::glyph::{BLANK, Row, draw};
use super::layout::{Drawn, Strip};
use super::line::Canvas;
use super::marks::{Frame, audio, control, log, video};
use super::nice;
use super::side::Side;
use super::spans::defects;
use super::values::{Here, words};
use crate::tui::Ink;
use crate::tui::view::columns::cut;

/// Columns of the names, and of the names and letters of two plays.
const NAMES: [u16; 2] = [9, 11];
/// The graphs of lengths reach at least so far, so that what nobody notices looks small: 50 ms.
const LEAST_LENGTH: i64 = 50_000_000;
/// The graphs of counts likewise.
const LEAST_COUNT: i64 = 4;
/// Pictures are late from so many nanoseconds on, where they are drawn: a millisecond.
const VISIBLE: i64 = 1_000_000;
/// The letters of two plays.
pub(super) const LETTERS: [char; 2] = ['B', 'A'];

/// Everything that the lanes are drawn from.
pub(super) struct Lanes<'a> {
    pub(super) sides: &'a [Side],
    pub(super) readouts: &'a [Readouts],
    pub(super) frame: Frame,
    pub(super) cursor: usize,
    pub(super) at: i64,
    pub(super) under: mpdbg_analysis::Window,
    /// Where two plays part.
    pub(super) against: Option<&'a Against>,
    /// Only what differs is shown.
    pub(super) only: bool,
    /// Columns of the values.
    pub(super) values: u16,
    /// The play with the defect under the cursor, the defect, which of how many.
    pub(super) defect: Option<(usize, &'a Defect, (usize, usize))>,
}

/// Columns in front of the time lines of so many plays.
pub(super) const fn margin(plays: usize) -> u16 {
    NAMES[(plays > 1) as usize]
}

impl Lanes<'_> {
    fn names(&self) -> u16 {
        margin(self.sides.len())
    }

    /// Draws the strips from the top of `area` on.
    pub(super) fn draw(&self, buffer: &mut Buffer, area: Rect, strips: &[Strip]) {
        let mut rows = area.rows();
        for strip in strips {
            let drawn = self.rows(strip);
            for (play, lines) in drawn.iter().enumerate() {
                for (number, line) in lines.iter().enumerate() {
                    let Some(place) = rows.next() else { return };
                    self.margin(buffer, place, strip, (play, number));
                    let graph = self.graph(place);
                    draw(buffer, graph, line, Some(self.cursor), self.frame.look);
                    if number == 0 && !strip.is_common() {
                        self.value(buffer, place, strip, play);
                    } else if number == 1 {
                        self.scale(buffer, place, strip);
                    }
                }
            }
        }
    }

    /// The part of a row that is the time line.
    pub(super) fn graph(&self, row: Rect) -> Rect {
        Rect {
            x: row.x + self.names(),
            width: self.frame.columns as u16,
            ..row
        }
    }

    /// By play, the rows of a strip.
    fn rows(&self, strip: &Strip) -> Vec<Vec<Row>> {
        if let (true, Some(against)) = (strip.is_common(), self.against) {
            return vec![vec![differences(against, &self.frame)]];
        }
        let top = self.top(strip);
        let sides = self.sides.iter();
        let mut drawn: Vec<Vec<Row>> = sides.map(|it| self.rows_of(strip, it, top)).collect();
        if self.only {
            self.leave_out(strip, &mut drawn);
        }
        drawn
    }

    fn rows_of(&self, strip: &Strip, side: &Side, top: i64) -> Vec<Row> {
        let (frame, rows) = (&self.frame, usize::from(strip.rows));
        match strip.drawn {
            Drawn::Differences => Vec::new(),
            Drawn::Spans => defects(side, frame, rows),
            Drawn::Video => vec![video(side, frame)],
            Drawn::Audio => vec![audio(side, frame)],
            Drawn::Log => vec![log(side, frame)],
            Drawn::Control => vec![control(side, frame)],
            Drawn::Bars(channels) => {
                let cells = match channels {
                    [channel] if stays(*channel) => lasting(side, *channel, side.cells(*channel)),
                    _ => merged(channels.iter().map(|it| side.cells(*it))),
                };
                let cells = if strip.lane == Lane::Video {
                    late_only(cells)
                } else {
                    cells
                };
                bars(&cells, top, rows, ink(channels), frame.look)
            }
            Drawn::Lines(channels) => {
                let mut canvas = Canvas::new(rows, frame.columns);
                for channel in channels {
                    canvas.line(&lasting(side, *channel, side.fine(*channel)), top);
                }
                canvas.rows(ink(channels), frame.look)
            }
        }
    }

    /// The value at the upper edge of a graph, the same for both plays.
    fn top(&self, strip: &Strip) -> i64 {
        let (Drawn::Bars(channels) | Drawn::Lines(channels)) = strip.drawn else {
            return 0;
        };
        let all = self.sides.iter();
        let all = all.flat_map(|side| channels.iter().flat_map(|it| side.cells(*it)).flatten());
        let lines = matches!(strip.drawn, Drawn::Lines(_));
        let reach = all.map(|it| {
            if lines {
                it.high.max(it.low.saturating_neg())
            } else {
                it.high
            }
        });
        let least = match channels.first().map(|it| it.unit()) {
            Some(ChannelUnit::Nanos) => LEAST_LENGTH,
            _ => LEAST_COUNT,
        };
        nice::round_up(reach.max().unwrap_or(0).max(least))
    }

    /// Leaves out the columns in which both plays are alike.
    fn leave_out(&self, strip: &Strip, drawn: &mut [Vec<Row>]) {
        let [before, after] = drawn else { return };
        let [one, other] = self.sides else { return };
        let channels = match strip.drawn {
            Drawn::Bars(channels) | Drawn::Lines(channels) => channels,
            _ => strip.lane.channels(),
        };
        let exact = self.against.is_some_and(Against::is_exact);
        for column in 0..self.frame.columns {
            let cell = |side: &Side, channel: Channel| side.cells(channel).get(column).copied();
            let same = |channel: &Channel| {
                let (one, other) = (cell(one, *channel), cell(other, *channel));
                alike(one.flatten(), other.flatten())
            };
            let mut rows = before.iter().zip(after.iter());
            let seem = rows.all(|(one, other)| one.get(column) == other.get(column));
            if seem && (!exact || channels.iter().all(same)) {
                for row in before.iter_mut().chain(after.iter_mut()) {
                    row[column] = BLANK;
                }
            }
        }
    }

    fn margin(
        &self,
        buffer: &mut Buffer,
        row: Rect,
        strip: &Strip,
        (play, number): (usize, usize),
    ) {
        let look = self.frame.look;
        if play == 0 && number == 0 {
            buffer.set_string(row.x, row.y, strip.name, look.ink(Ink::Title));
        }
        if self.sides.len() > 1 && number == 0 && !strip.is_common() {
            let ink = [Ink::Second, Ink::Third][play.min(1)];
            let letter = LETTERS[play.min(1)].to_string();
            buffer.set_string(row.x + self.names() - 2, row.y, letter, look.ink(ink));
        }
    }

    fn value(&self, buffer: &mut Buffer, row: Rect, strip: &Strip, play: usize) {
        let (Some(side), Some(readouts)) = (self.sides.get(play), self.readouts.get(play)) else {
            return;
        };
        let here = Here {
            axis: self.frame.axis,
            at: self.at,
            under: self.under,
            column: self.cursor,
            readouts,
            chosen: self.defect.filter(|it| it.0 == play).map(|it| it.1),
            room: self.room(),
            look: self.frame.look,
        };
        let (words, ink) = words(strip, side, &here);
        self.write(buffer, row, &words, ink);
    }

    /// What the height of a graph stands for.
    fn scale(&self, buffer: &mut Buffer, row: Rect, strip: &Strip) {
        let top = self.top(strip);
        let words = match strip.drawn {
            Drawn::Lines(_) => {
                let sign = self.frame.look.pick("±", "+-");
                format!("{sign}{}", nice::whole(top))
            }
            Drawn::Bars(channels)
                if channels
                    .first()
                    .is_some_and(|it| it.unit() == ChannelUnit::Nanos) =>
            {
                format!("0 to {}", nice::whole(top))
            }
            Drawn::Bars(_) => format!("0 to {top}"),
            _ => return,
        };
        self.write(buffer, row, &words, Ink::Quiet);
    }

    fn write(&self, buffer: &mut Buffer, row: Rect, words: &str, ink: Ink) {
        let x = row.x + self.names() + self.frame.columns as u16 + 1;
        let words = cut(words, self.room(), self.frame.look);
        buffer.set_stringn(x, row.y, words, self.room(), self.frame.look.ink(ink));
    }

    /// Columns of a value, behind the blank that parts it from the time line.
    fn room(&self) -> usize {
        usize::from(self.values.saturating_sub(1))
    }
}

/// The cells of several channels together.
fn merged<'a>(channels: impl Iterator<Item = &'a [Option<Cell>]>) -> Vec<Option<Cell>> {
    let add = |mut sum: Vec<Option<Cell>>, cells: &[Option<Cell>]| {
        for (there, cell) in sum.iter_mut().zip(cells) {
            *there = match (*there, *cell) {
                (Some(one), Some(other)) => Some(one.with(other)),
                (one, other) => one.or(other),
            };
        }
        sum
    };
    let mut channels = channels;
    let first = channels.next().map_or_else(Vec::new, <[_]>::to_vec);
    channels.fold(first, add)
}

/// The cells of a channel that stays as it was told, from what was told before them.
fn lasting(side: &Side, channel: Channel, cells: &[Option<Cell>]) -> Vec<Option<Cell>> {
    let before = side.before(channel).map(|it| Cell {
        count: 1,
        event: it.event,
        low: it.low,
        high: it.high,
    });
    held(cells, before, side.goes_on(channel))
}

/// What was not late at all leaves no mark.
fn late_only(cells: Vec<Option<Cell>>) -> Vec<Option<Cell>> {
    let late = |cell: Option<Cell>| cell.filter(|it| it.high >= VISIBLE);
    cells.into_iter().map(late).collect()
}

/// True for what stays as it was told until it is told again.
const fn stays(channel: Channel) -> bool {
    matches!(
        channel,
        Channel::VideoPackets | Channel::AudioPackets | Channel::Pictures | Channel::Sound
    )
}

const fn ink(channels: &[Channel]) -> Ink {
    match channels {
        [
            Channel::VideoClock | Channel::VideoPackets | Channel::Pictures | Channel::VideoDecode,
        ] => Ink::Good,
        [Channel::AudioClock | Channel::AudioPackets | Channel::Sound | Channel::AudioDecode] => {
            Ink::Second
        }
        [Channel::Presented, Channel::Late] | [Channel::Blocked] => Ink::Minor,
        _ => Ink::Third,
    }
}

/// True when the same was told, whatever the numbers of the events are.
fn alike(one: Option<Cell>, other: Option<Cell>) -> bool {
    let told = |it: Cell| (it.count, it.low, it.high);
    one.map(told) == other.map(told)
}
