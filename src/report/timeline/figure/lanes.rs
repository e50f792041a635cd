//! The lanes of a figure: rows of marks, and spans of defects.

use mpdbg_analysis::{Cell, Channel, ChannelUnit, Lane};
use mpdbg_model::{Defect, Severity};
use plotters::prelude::{Color, RGBColor, Rectangle};
use plotters::style::text_anchor::{HPos, VPos};

use super::curves::draw_curves;
use super::drawing::{
    ALWAYS, Area, Drawn, FAINT, INK, LEFT, QUIET, RIGHT, Shared, Side, fill, line, style, write,
};

pub(super) const ROW: i32 = 17;
const CURVE: i32 = 74;
pub(super) const NAMES: i32 = 76;
pub(super) const LEFTMOST: i32 = 14;
/// Fewer marks than this are drawn wider.
const FEW: usize = 120;

/// Okabe and Ito's colours, which people with any kind of colour vision tell apart.
const ORANGE: RGBColor = RGBColor(0xe6, 0x9f, 0x00);
const SKY: RGBColor = RGBColor(0x56, 0xb4, 0xe9);
const GREEN: RGBColor = RGBColor(0x00, 0x9e, 0x73);
const BLUE: RGBColor = RGBColor(0x00, 0x72, 0xb2);
pub(super) const RED: RGBColor = RGBColor(0xd5, 0x5e, 0x00);
const PURPLE: RGBColor = RGBColor(0xcc, 0x79, 0xa7);

/// Dash and gap of a curve, in pixels; no gap is a whole line.
pub(super) type Dash = (i32, i32);

pub(super) const fn look(channel: Channel) -> (RGBColor, Dash) {
    use Channel as C;
    match channel {
        C::Presented | C::Decoded => (GREEN, (1, 0)),
        C::Late | C::Warnings => (ORANGE, (1, 0)),
        C::Dropped | C::Underrun | C::Errors => (RED, (1, 0)),
        C::Flushed => (QUIET, (1, 0)),
        C::NotReturned | C::Silence | C::Damage | C::Offset => (PURPLE, (1, 0)),
        C::Written | C::Sound => (SKY, (1, 0)),
        C::AudioClock | C::Delay | C::VideoPackets | C::VideoDecode | C::Control => (BLUE, (1, 0)),
        C::VideoClock | C::AudioPackets | C::AudioDecode => (ORANGE, (7, 4)),
        C::Pictures => (GREEN, (2, 3)),
        C::Blocked => (RED, (2, 3)),
    }
}

const fn colour(severity: Severity) -> RGBColor {
    match severity {
        Severity::Critical => RED,
        Severity::Major => ORANGE,
        Severity::Minor => SKY,
    }
}

/// A lane, or a share of one whose values have one unit.
pub(super) enum Part {
    Defects(Vec<Severity>),
    Marks(Lane, Vec<Channel>),
    Curves(Lane, Vec<Channel>),
}

impl Part {
    /// Those that hold something, from top to bottom.
    pub(super) fn all(shared: &Shared<'_>) -> Vec<Self> {
        let parts = Lane::ALL
            .into_iter()
            .flat_map(|lane| Self::of(shared, lane));
        parts.collect()
    }

    fn of(shared: &Shared<'_>, lane: Lane) -> Vec<Self> {
        let told = |channel: &Channel| {
            let mut sides = shared.sides.iter();
            sides.any(|it| it.view[*channel as usize].iter().any(Option::is_some))
        };
        let channels: Vec<Channel> = lane.channels().iter().copied().filter(told).collect();
        if channels.is_empty() && !ALWAYS.contains(&lane) {
            return Vec::new();
        }
        match lane {
            Lane::Defects => vec![Self::Defects(severities(shared))],
            Lane::Video | Lane::Audio | Lane::Log | Lane::Control => {
                vec![Self::Marks(lane, channels)]
            }
            Lane::Clocks | Lane::Offset | Lane::Delay | Lane::Queues | Lane::Work => {
                let nanos = |it: &Channel| it.unit() == ChannelUnit::Nanos;
                let (lengths, counts): (Vec<_>, Vec<_>) = channels.into_iter().partition(nanos);
                let parts = [counts, lengths].into_iter().filter(|it| !it.is_empty());
                parts.map(|it| Self::Curves(lane, it)).collect()
            }
        }
    }

    /// In pixels.
    pub(super) fn height(&self, shared: &Shared<'_>) -> i32 {
        let sides = shared.sides.len() as i32;
        let rows = |count: usize| count.max(1) as i32 * ROW * (sides + 1) / 2;
        match self {
            Self::Defects(severities) => rows(severities.len()),
            Self::Marks(_, channels) => rows(channels.len()),
            Self::Curves(_, channels) => CURVE.max(channels.len() as i32 * ROW + 8),
        }
    }
}

/// The severities that occur, the worst first.
fn severities(shared: &Shared<'_>) -> Vec<Severity> {
    let all = [Severity::Critical, Severity::Major, Severity::Minor];
    let occurs = |it: &Severity| {
        let defects = shared.sides.iter().flat_map(|side| side.defects);
        let placed = defects.filter(|defect| shared.span(defect).is_some());
        placed.into_iter().any(|defect| defect.severity == *it)
    };
    all.into_iter().filter(occurs).collect()
}

/// Draws a part with its upper edge at `top`.
pub(super) fn draw_part(area: &Area<'_>, shared: &Shared<'_>, part: &Part, top: i32) -> Drawn {
    let end = top + part.height(shared);
    line(area, (LEFT, end), (RIGHT, end), FAINT)?;
    match part {
        Part::Defects(severities) => draw_defects(area, shared, severities, top),
        Part::Marks(lane, channels) => draw_marks(area, shared, *lane, channels, top),
        Part::Curves(lane, channels) => draw_curves(area, shared, *lane, channels, [top, end]),
    }
}

pub(super) fn name(area: &Area<'_>, text: &str, x: i32, y: i32, size: i32) -> Drawn {
    write(
        area,
        text,
        (x, y),
        style(size, INK, (HPos::Left, VPos::Center)),
    )
}

/// Upper edge and height of the share of a row that a side has.
fn share(shared: &Shared<'_>, top: i32, row: usize, side: usize) -> [i32; 2] {
    let sides = shared.sides.len() as i32;
    let each = ROW * (sides + 1) / 2;
    let high = (each - 3) / sides;
    let y = top + row as i32 * each + 2 + side as i32 * high;
    [y, y + high - 1]
}

fn middle(shared: &Shared<'_>, top: i32, row: usize) -> i32 {
    let each = ROW * (shared.sides.len() as i32 + 1) / 2;
    top + row as i32 * each + each / 2
}

fn draw_marks(
    area: &Area<'_>,
    shared: &Shared<'_>,
    lane: Lane,
    channels: &[Channel],
    top: i32,
) -> Drawn {
    name(area, lane.name(), LEFTMOST, middle(shared, top, 0), 13)?;
    for (row, channel) in channels.iter().enumerate() {
        let (colour, _) = look(*channel);
        let y = middle(shared, top, row);
        fill(area, [(NAMES, y - 4), (NAMES + 8, y + 4)], colour, 1.0)?;
        name(area, channel.name(), NAMES + 14, y, 11)?;
        for (number, side) in shared.sides.iter().enumerate() {
            let [from, to] = share(shared, top, row, number);
            let alpha = if number == 0 { 1.0 } else { 0.55 };
            let runs = runs(&side.view[*channel as usize]);
            let least = if runs.len() < FEW { 3 } else { 1 };
            for (begin, end) in runs {
                let corners = [(LEFT + begin, from), (LEFT + end.max(begin + least), to)];
                fill(area, corners, colour, alpha)?;
            }
        }
    }
    Ok(())
}

/// Columns that hold something, those next to each other together: first one, and the one behind the last.
fn runs(columns: &[Option<Cell>]) -> Vec<(i32, i32)> {
    let mut runs: Vec<(i32, i32)> = Vec::new();
    for (column, _) in columns.iter().enumerate().filter(|it| it.1.is_some()) {
        let column = column as i32;
        match runs.last_mut() {
            Some((_, end)) if *end == column => *end += 1,
            _ => runs.push((column, column + 1)),
        }
    }
    runs
}

fn draw_defects(area: &Area<'_>, shared: &Shared<'_>, severities: &[Severity], top: i32) -> Drawn {
    let first = middle(shared, top, 0);
    name(area, Lane::Defects.name(), LEFTMOST, first, 13)?;
    if severities.is_empty() {
        name(area, "none", NAMES + 14, first, 11)?;
    }
    for (row, severity) in severities.iter().enumerate() {
        let y = middle(shared, top, row);
        span(area, *severity, [(NAMES - 2, y - 5), (NAMES + 10, y + 5)])?;
        name(area, &severity.to_string(), NAMES + 14, y, 11)?;
        for (number, side) in shared.sides.iter().enumerate() {
            let edges = share(shared, top, row, number);
            draw_spans(area, shared, side, *severity, edges)?;
        }
    }
    Ok(())
}

/// The defects of a severity: long ones below short ones, and names where there is room.
fn draw_spans(
    area: &Area<'_>,
    shared: &Shared<'_>,
    side: &Side<'_>,
    severity: Severity,
    [from, to]: [i32; 2],
) -> Drawn {
    let defects = side.defects.iter().filter(|it| it.severity == severity);
    let place = |defect| {
        let (begin, end) = shared.span(defect)?;
        let begin = shared.pixel(begin);
        Some((begin, shared.pixel(end).max(begin + 3), defect))
    };
    let mut spans: Vec<(i32, i32, &Defect)> = defects.filter_map(place).collect();
    spans.sort_by_key(|(begin, end, _)| begin - end);
    for (begin, end, _) in &spans {
        span(area, severity, [(*begin, from), (*end, to)])?;
    }
    spans.sort_by_key(|(begin, ..)| *begin);
    let begins: Vec<i32> = spans.iter().map(|it| it.0).collect();
    let mut free = LEFT;
    for (number, (_, end, defect)) in spans.iter().enumerate() {
        let next = begins.get(number + 1).copied().unwrap_or(RIGHT);
        let wide = defect.rule.0.len() as i32 * 6 + 6;
        let at = (*end).max(free) + 3;
        if at == end + 3 && at + wide <= next.min(RIGHT) && to - from > 6 {
            name(area, defect.rule.0, at, i32::midpoint(from, to), 10)?;
            free = at + wide;
        }
        free = free.max(*end);
    }
    Ok(())
}

/// A span: filled where it is critical, hatched where it is major, outlined where it is minor.
fn span(area: &Area<'_>, severity: Severity, corners: [(i32, i32); 2]) -> Drawn {
    let colour = colour(severity);
    let alpha = match severity {
        Severity::Critical => 1.0,
        Severity::Major | Severity::Minor => 0.25,
    };
    fill(area, corners, colour, alpha)?;
    let outline = Rectangle::new(corners, colour.stroke_width(1));
    area.draw(&outline)?;
    if severity == Severity::Major {
        let [(left, top), (right, end)] = corners;
        let high = end - top;
        for x in (left - high..right).step_by(6) {
            let begin = x.max(left);
            let stop = (x + high).min(right);
            line(
                area,
                (begin, end - (begin - x)),
                (stop, end - (stop - x)),
                colour,
            )?;
        }
    }
    Ok(())
}
