//! A screen as a picture, for the documentation.

use std::fmt::Write;

use vt100::{Cell, Color, Screen};

/// Width and height of a cell in pixels.
const CELL: (u32, u32) = (8, 17);
/// Around the screen.
const MARGIN: u32 = 12;
const GROUND: &str = "#16181d";
const TEXT: &str = "#d8dade";

/// The screen as an SVG: a text a run of cells that look the same.
pub(crate) fn svg(screen: &Screen) -> String {
    let (lines, columns) = screen.size();
    let (lines, columns) = (u32::from(lines.get()), u32::from(columns.get()));
    let (width, height) = (columns * CELL.0 + 2 * MARGIN, lines * CELL.1 + 2 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"13\">\n\
         <title>mpdbg timeline</title>\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{GROUND}\"/>\n"
    );
    for line in 0..lines {
        write_line(&mut svg, screen, line, columns);
    }
    svg += "</svg>\n";
    svg
}

fn write_line(svg: &mut String, screen: &Screen, line: u32, columns: u32) {
    let cell = |column: u32| screen.cell(line as u16, column as u16);
    let mut begin = 0;
    while begin < columns {
        let look = cell(begin).map(look).unwrap_or_default();
        let mut end = begin;
        let mut text = String::new();
        while end < columns && cell(end).map(self::look).unwrap_or_default() == look {
            let shown = cell(end).map_or("", Cell::contents);
            text += if shown.is_empty() { " " } else { shown };
            end += 1;
        }
        write_run(svg, (begin, line), end - begin, &text, &look);
        begin = end;
    }
}

fn write_run(svg: &mut String, at: (u32, u32), cells: u32, text: &str, look: &Look) {
    let (x, y) = (MARGIN + at.0 * CELL.0, MARGIN + at.1 * CELL.1);
    let width = cells * CELL.0;
    if look.ground != GROUND {
        let (ground, height) = (&look.ground, CELL.1);
        // Writing to a String cannot fail.
        let _ = writeln!(
            svg,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{ground}\"/>"
        );
    }
    let cut = text.trim_end();
    let shown = cut.trim_start();
    if shown.is_empty() {
        return;
    }
    let indent = (cut.chars().count() - shown.chars().count()) as u32;
    let (x, width) = (x + indent * CELL.0, shown.chars().count() as u32 * CELL.0);
    // Blanks that no reader takes for one.
    let text = shown
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace(' ', "\u{a0}");
    let weight = if look.bold {
        " font-weight=\"bold\""
    } else {
        ""
    };
    let (fill, base) = (&look.text, y + 13);
    let _ = writeln!(
        svg,
        "<text x=\"{x}\" y=\"{base}\" textLength=\"{width}\" fill=\"{fill}\"{weight}>{text}</text>"
    );
}

/// How a cell looks.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Look {
    text: String,
    ground: String,
    bold: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            text: TEXT.to_owned(),
            ground: GROUND.to_owned(),
            bold: false,
        }
    }
}

fn look(cell: &Cell) -> Look {
    let (mut text, mut ground) = (hex(cell.fgcolor(), TEXT), hex(cell.bgcolor(), GROUND));
    if cell.inverse() {
        std::mem::swap(&mut text, &mut ground);
    }
    let bold = cell.bold();
    Look { text, ground, bold }
}

/// A colour of xterm's 256: 16 names, a cube of 6×6×6, 24 greys.
fn hex(color: Color, default: &str) -> String {
    const NAMED: [&str; 16] = [
        "#000000", "#cd3131", "#0dbc79", "#e5e510", "#2472c8", "#bc3fbc", "#11a8cd", "#e5e5e5",
        "#666666", "#f14c4c", "#23d18b", "#f5f543", "#3b8eea", "#d670d6", "#29b8db", "#ffffff",
    ];
    let of = |red: u8, green: u8, blue: u8| format!("#{red:02x}{green:02x}{blue:02x}");
    match color {
        Color::Default => default.to_owned(),
        Color::Rgb(red, green, blue) => of(red, green, blue),
        Color::Idx(index @ 0..16) => NAMED[usize::from(index)].to_owned(),
        Color::Idx(index @ 16..232) => {
            let level = |it: u8| if it == 0 { 0 } else { 55 + 40 * it };
            let cube = index - 16;
            of(level(cube / 36), level(cube / 6 % 6), level(cube % 6))
        }
        Color::Idx(index @ 232..) => {
            let grey = 8 + 10 * (index - 232);
            of(grey, grey, grey)
        }
    }
}

#[test]
fn cells_are_drawn_as_they_look() {
    let size = |it| std::num::NonZeroU16::new(it).unwrap();
    let mut parser = vt100::Parser::new(size(2), size(10), 0);
    parser.process(b"ab\x1b[1;38;5;196m<c\x1b[0m\x1b[7md\x1b[0m");
    let drawn = svg(parser.screen());
    assert!(drawn.contains(r##"fill="#ff0000" font-weight="bold">&lt;c</text>"##));
    assert!(drawn.contains(&format!(r#"textLength="16" fill="{TEXT}">ab</text>"#)));
    assert!(drawn.contains(&format!(r#"width="8" height="17" fill="{TEXT}"/>"#)));
    assert_eq!(drawn.matches("<text").count(), 3);
}
