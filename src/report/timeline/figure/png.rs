//! The figure of a timeline as PNG: its SVG, rasterised.

use std::io::{self, Write};
use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb::Database};

use super::drawing::figure;
use crate::report::about::{Below, SampleReport};

/// So that figures look the same everywhere, and hold text where no font is installed.
const FONT: &[u8] = include_bytes!("dejavu/DejaVuSans-subset.ttf");
const FAMILY: &str = "DejaVu Sans";

/// Writes the figure of a play.
///
/// # Errors
/// When the figure is too large to be drawn, or `out` cannot be written.
pub(crate) fn write_png(out: &mut dyn Write, report: &SampleReport<'_>) -> io::Result<()> {
    out.write_all(&rasterised(&figure(&[report], None)?)?)
}

/// Writes the figure of a play over the one that it is held against.
///
/// # Errors
/// When the figure is too large to be drawn, or `out` cannot be written.
pub(crate) fn write_png_against(
    out: &mut dyn Write,
    report: &SampleReport<'_>,
    below: &Below<'_>,
) -> io::Result<()> {
    out.write_all(&rasterised(&figure(&[report, below.report], below.first)?)?)
}

fn rasterised(svg: &str) -> io::Result<Vec<u8>> {
    let failed = |why: String| io::Error::other(format!("the figure cannot be rasterised: {why}"));
    let options = Options {
        fontdb: Arc::new(fonts(svg)),
        font_family: FAMILY.to_owned(),
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(|it| failed(it.to_string()))?;
    let size = tree.size().to_int_size();
    let mut pixels = Pixmap::new(size.width(), size.height())
        .ok_or_else(|| failed("it is too large".to_owned()))?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    pixels.encode_png().map_err(|it| failed(it.to_string()))
}

/// The font that comes with mpdbg. Those of the system are asked only for what it lacks: other scripts.
fn fonts(svg: &str) -> Database {
    let mut fonts = Database::new();
    fonts.load_font_data(FONT.to_vec());
    fonts.set_sans_serif_family(FAMILY);
    if svg
        .chars()
        .any(|it| it > '\u{24f}' && !"–—…−×".contains(it))
    {
        fonts.load_system_fonts();
    }
    fonts
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::super::drawing::WIDTH;
    use super::*;
    use crate::report::fixture::with_report;

    #[test]
    fn it_has_the_size_of_the_figure_and_its_text() {
        with_report(false, |report| {
            let mut out = Vec::new();
            write_png(&mut out, report).unwrap();
            let picture = Pixmap::decode_png(&out).unwrap();
            assert_eq!(picture.width(), WIDTH as u32);
            let svg = figure(&[report], None).unwrap();
            let height = format!("height=\"{}\"", picture.height());
            assert!(svg.contains(&height), "{height}");
            // Left of the lanes there is nothing but text and the marks of the legend.
            let title = (14..200).flat_map(|x| (10..30).map(move |y| (x, y)));
            let dark = title.filter(|(x, y)| picture.pixel(*x, *y).unwrap().red() < 100);
            assert!(dark.count() > 200);
        });
    }
}
