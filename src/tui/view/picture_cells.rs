//! Pictures as characters.

use mpdbg_media::{Raster, fitted};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;

use crate::tui::Look;

/// From dark to bright, where only ASCII is to be drawn.
const RAMP: [char; 10] = [' ', '.', ':', '-', '=', '+', '*', '#', '%', '@'];
/// From dark to bright, where there is no colour.
const SHADES: [char; 5] = [' ', '░', '▒', '▓', '█'];
/// The upper half of a cell.
const UPPER: char = '▀';

/// How many colours the terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// The 256 of xterm, which nearly every terminal knows.
    Palette,
    /// All of them.
    Full,
}

impl Depth {
    /// What `COLORTERM` says: terminals that have all colours name it so.
    pub(super) fn of(colorterm: Option<&str>) -> Self {
        match colorterm {
            Some("truecolor" | "24bit") => Self::Full,
            _ => Self::Palette,
        }
    }

    /// Of the terminal that this runs in.
    pub(super) fn here() -> Self {
        Self::of(std::env::var("COLORTERM").ok().as_deref())
    }

    fn colour(self, [red, green, blue]: [u8; 3]) -> Color {
        match self {
            Self::Full => Color::Rgb(red, green, blue),
            Self::Palette => Color::Indexed(nearest([red, green, blue])),
        }
    }
}

/// Pixels of a picture in an area, as (width, height): two in each cell, one above the other, so that they
/// are about square.
const fn pixels_of(area: Rect) -> (u32, u32) {
    (area.width as u32, 2 * area.height as u32)
}

/// The size that a picture of this size has in an area, two pixels in each cell.
pub(super) fn size_in(raster: &Raster, area: Rect) -> (u32, u32) {
    let shape = (u64::from(raster.width), u64::from(raster.height));
    fitted(shape, pixels_of(area))
}

/// Draws a picture, whose pixels are those of [`size_in`], into the middle of `area`.
pub(super) fn draw_cells(
    raster: &Raster,
    buffer: &mut Buffer,
    area: Rect,
    look: Look,
    depth: Depth,
) {
    let rows = raster.height.div_ceil(2);
    let left = (u32::from(area.width).saturating_sub(raster.width) / 2) as u16;
    let top = (u32::from(area.height).saturating_sub(rows) / 2) as u16;
    for row in 0..rows.min(area.height.into()) {
        for column in 0..raster.width.min(area.width.into()) {
            let at = (area.x + left + column as u16, area.y + top + row as u16);
            let upper = raster.pixel(column, 2 * row);
            let lower = (2 * row + 1 < raster.height).then(|| raster.pixel(column, 2 * row + 1));
            if let Some(cell) = buffer.cell_mut(at) {
                let (shown, fg, bg) = cell_of(upper, lower, look, depth);
                cell.set_char(shown).set_fg(fg).set_bg(bg);
            }
        }
    }
}

/// What shows two pixels, one above the other; a picture of an odd height has no lower one at its end.
fn cell_of(
    upper: [u8; 3],
    lower: Option<[u8; 3]>,
    look: Look,
    depth: Depth,
) -> (char, Color, Color) {
    let both = lower.map_or(upper, |lower| {
        [0, 1, 2].map(|it| u8::midpoint(upper[it], lower[it]))
    });
    match (look.ascii, look.colour) {
        (false, true) => {
            let bg = lower.map_or(Color::Reset, |it| depth.colour(it));
            (UPPER, depth.colour(upper), bg)
        }
        (false, false) => (step(&SHADES, both), Color::Reset, Color::Reset),
        (true, true) => (step(&RAMP, both), depth.colour(both), Color::Reset),
        (true, false) => (step(&RAMP, both), Color::Reset, Color::Reset),
    }
}

/// The step that is as bright as a colour.
fn step<const N: usize>(steps: &[char; N], colour: [u8; 3]) -> char {
    steps[usize::from(luma(colour)) * N / 256]
}

/// How bright a colour is: ITU-R BT.601, as whole numbers.
fn luma([red, green, blue]: [u8; 3]) -> u8 {
    let sum = 299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue);
    (sum / 1000) as u8
}

/// The nearest of xterm's 256 colours: of its cube of six steps a colour (16 to 231) or of its greys (232
/// to 255). The first 16 are whatever their user chose.
fn nearest(colour: [u8; 3]) -> u8 {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let step_of = |part: u8| (0..6_u8).min_by_key(|it| STEPS[usize::from(*it)].abs_diff(part));
    let steps = colour.map(|part| step_of(part).unwrap_or(0));
    let of_cube = steps.map(|it| STEPS[usize::from(it)]);
    let mean = colour.iter().map(|it| u32::from(*it)).sum::<u32>() / 3;
    let grey = (mean.saturating_sub(3) / 10).min(23) as u8;
    let far = |other: [u8; 3]| -> u32 {
        let parts = colour.iter().zip(other);
        parts
            .map(|(one, other)| u32::from(one.abs_diff(other)).pow(2))
            .sum()
    };
    if far([8 + 10 * grey; 3]) < far(of_cube) {
        232 + grey
    } else {
        16 + 36 * steps[0] + 6 * steps[1] + steps[2]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: [u8; 3] = [255, 0, 0];
    const GREEN: [u8; 3] = [0, 255, 0];
    const WHITE: [u8; 3] = [255; 3];
    const BLACK: [u8; 3] = [0; 3];

    fn four() -> Raster {
        Raster {
            width: 2,
            height: 2,
            rgb: [RED, GREEN, BLACK, WHITE].concat(),
        }
    }

    fn drawn(raster: &Raster, colour: bool, ascii: bool, depth: Depth) -> Buffer {
        let area = Rect::new(0, 0, 4, 1);
        let mut buffer = Buffer::empty(area);
        draw_cells(raster, &mut buffer, area, Look { colour, ascii }, depth);
        buffer
    }

    fn told(buffer: &Buffer) -> Vec<(&str, Color, Color)> {
        let cells = buffer.content().iter();
        cells.map(|it| (it.symbol(), it.fg, it.bg)).collect()
    }

    const EMPTY: (&str, Color, Color) = (" ", Color::Reset, Color::Reset);

    #[test]
    fn two_pixels_share_a_cell_in_the_middle_of_the_area() {
        let buffer = drawn(&four(), true, false, Depth::Full);
        let (red, black) = (Color::Rgb(255, 0, 0), Color::Rgb(0, 0, 0));
        let (green, white) = (Color::Rgb(0, 255, 0), Color::Rgb(255, 255, 255));
        let wanted = vec![EMPTY, ("▀", red, black), ("▀", green, white), EMPTY];
        assert_eq!(told(&buffer), wanted);
        let palette = drawn(&four(), true, false, Depth::Palette);
        let index = |it| Color::Indexed(it);
        let cell = ("▀", index(196), index(16));
        assert_eq!(told(&palette)[1], cell);
    }

    #[test]
    fn without_colour_cells_are_as_bright_as_their_pixels() {
        let bright = |it: char| -> String { it.into() };
        let row = |colour, ascii| -> String {
            let buffer = drawn(&four(), colour, ascii, Depth::Full);
            told(&buffer).into_iter().map(|it| it.0).collect()
        };
        assert_eq!(row(false, false), "  ▓ ");
        assert_eq!(row(false, true), " .# ");
        assert_eq!(row(true, true), " .# ");
        let plain = drawn(&four(), false, true, Depth::Full);
        assert!(
            told(&plain)
                .iter()
                .all(|it| (it.1, it.2) == (Color::Reset, Color::Reset))
        );
        assert_eq!(bright(step(&SHADES, WHITE)), "█");
        assert_eq!(bright(step(&RAMP, WHITE)), "@");
        assert_eq!(step(&RAMP, BLACK), ' ');
    }

    #[test]
    fn an_odd_last_row_is_half_a_cell() {
        let one = Raster {
            width: 1,
            height: 1,
            rgb: RED.to_vec(),
        };
        let buffer = drawn(&one, true, false, Depth::Full);
        assert_eq!(told(&buffer)[1], ("▀", Color::Rgb(255, 0, 0), Color::Reset));
    }

    #[test]
    fn the_palette_has_a_near_colour_for_each() {
        assert_eq!(
            [nearest(BLACK), nearest(WHITE), nearest(GREEN)],
            [16, 231, 46]
        );
        assert_eq!(nearest([128, 128, 128]), 244);
        assert_eq!(nearest([8, 8, 8]), 232);
        assert_eq!(nearest([95, 135, 175]), 67);
    }

    #[test]
    fn terminals_name_their_colours() {
        assert_eq!(Depth::of(Some("truecolor")), Depth::Full);
        assert_eq!(Depth::of(Some("24bit")), Depth::Full);
        assert_eq!(Depth::of(Some("")), Depth::Palette);
        assert_eq!(Depth::of(None), Depth::Palette);
    }

    #[test]
    fn a_picture_keeps_its_shape_in_an_area() {
        let wide = Raster {
            width: 160,
            height: 90,
            rgb: Vec::new(),
        };
        assert_eq!(size_in(&wide, Rect::new(0, 0, 80, 24)), (80, 45));
        assert_eq!(size_in(&wide, Rect::new(0, 0, 200, 24)), (85, 48));
    }
}
