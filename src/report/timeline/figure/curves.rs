//! The lanes of a figure whose values are drawn as curves.

use mpdbg_analysis::{Cell, Channel, ChannelUnit, Lane};
use plotters::coord::ranged1d::{BoldPoints, Ranged};
use plotters::coord::types::RangedCoordf64;
use plotters::element::DashedPathElement;
use plotters::prelude::{Color, PathElement, RGBColor};
use plotters::style::text_anchor::{HPos, VPos};

use super::drawing::{Area, Drawn, FAINT, LEFT, QUIET, RIGHT, Shared, line, style, write};
use super::lanes::{Dash, LEFTMOST, NAMES, RED, ROW, look, name};

/// Draws the curves of a lane between two edges.
pub(super) fn draw_curves(
    area: &Area<'_>,
    shared: &Shared<'_>,
    lane: Lane,
    channels: &[Channel],
    [top, end]: [i32; 2],
) -> Drawn {
    name(area, lane.name(), LEFTMOST, top + ROW / 2, 13)?;
    for (row, channel) in channels.iter().enumerate() {
        let (colour, dash) = look(*channel);
        let y = top + row as i32 * ROW + ROW / 2;
        curve(area, vec![(NAMES - 6, y), (NAMES + 10, y)], colour, dash)?;
        name(area, channel.name(), NAMES + 14, y, 11)?;
    }
    let values = Values::of(shared, channels, [top + 4, end - 4]);
    let nanos = channels.iter().all(|it| it.unit() == ChannelUnit::Nanos);
    values.draw_axis(area, nanos)?;
    if lane == Lane::Offset {
        for limit in shared.offset {
            values.draw_limit(area, limit)?;
        }
    }
    for (number, side) in shared.sides.iter().enumerate().rev() {
        for channel in channels {
            values.draw_channel(area, &side.view[*channel as usize], *channel, number > 0)?;
        }
    }
    Ok(())
}

/// The value axis of a lane.
struct Values {
    low: f64,
    high: f64,
    top: i32,
    end: i32,
}

impl Values {
    fn of(shared: &Shared<'_>, channels: &[Channel], [top, end]: [i32; 2]) -> Self {
        let views = shared.sides.iter().flat_map(|side| {
            let cells = channels.iter().flat_map(|it| &side.view[*it as usize]);
            cells.flatten()
        });
        let (low, high) = views.fold((0, 0), |(low, high), cell| {
            (cell.low.min(low), cell.high.max(high))
        });
        let (low, high) = (low as f64, high as f64);
        let nanos = channels.iter().all(|it| it.unit() == ChannelUnit::Nanos);
        let least = if nanos { 1e6 } else { 1.0 };
        let room = (high - low).max(least) * 0.08;
        Self {
            low: low - room,
            high: high.max(low + least) + room,
            top,
            end,
        }
    }

    fn pixel(&self, value: f64) -> i32 {
        let part = (value - self.low) / (self.high - self.low);
        self.end - (part * f64::from(self.end - self.top)).round() as i32
    }

    fn draw_axis(&self, area: &Area<'_>, nanos: bool) -> Drawn {
        let unit = if nanos { 1e6 } else { 1.0 };
        let range = RangedCoordf64::from(self.low / unit..self.high / unit);
        for tick in range.key_points(BoldPoints(4)) {
            let y = self.pixel(tick * unit);
            let (text, whole) = match (nanos, tick.fract() == 0.0) {
                (true, _) => (format!("{} ms", rounded(tick)), true),
                (false, whole) => (format!("{tick:.0}"), whole),
            };
            if !whole {
                continue;
            }
            line(area, (LEFT, y), (RIGHT, y), FAINT)?;
            let place = (LEFT - 5, y);
            write(
                area,
                &text,
                place,
                style(10, QUIET, (HPos::Right, VPos::Center)),
            )?;
        }
        let zero = self.pixel(0.0);
        line(area, (LEFT, zero), (RIGHT, zero), QUIET)
    }

    fn draw_limit(&self, area: &Area<'_>, limit: i64) -> Drawn {
        let y = self.pixel(limit as f64);
        if (self.top..=self.end).contains(&y) {
            curve(area, vec![(LEFT, y), (RIGHT, y)], RED, (2, 4))?;
        }
        Ok(())
    }

    /// A line through the highest values, and a bar to the lowest one where a column holds several.
    fn draw_channel(
        &self,
        area: &Area<'_>,
        columns: &[Option<Cell>],
        channel: Channel,
        pale: bool,
    ) -> Drawn {
        let (colour, dash) = look(channel);
        let mut points = Vec::new();
        for (column, cell) in (LEFT..).zip(columns) {
            let Some(cell) = cell else { continue };
            let (top, end) = (self.pixel(cell.high as f64), self.pixel(cell.low as f64));
            points.push((column, top));
            if end > top && !pale {
                line(area, (column, top), (column, end), colour)?;
            }
        }
        if pale {
            let style = colour.mix(0.4).stroke_width(4);
            return Ok(area.draw(&PathElement::new(points, style))?);
        }
        curve(area, points, colour, dash)
    }
}

/// A figure without digits that say nothing.
fn rounded(value: f64) -> String {
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.replace('-', "−")
}

fn curve(area: &Area<'_>, points: Vec<(i32, i32)>, colour: RGBColor, dash: Dash) -> Drawn {
    let style = colour.stroke_width(2);
    if dash.1 == 0 {
        return Ok(area.draw(&PathElement::new(points, style))?);
    }
    let dashed = DashedPathElement::new(points, dash.0, dash.1, style);
    Ok(area.draw(&dashed)?)
}
