//! A play as a picture.

mod curves;
mod drawing;
mod lanes;
#[cfg(feature = "png")]
mod png;
mod svg;

#[cfg(feature = "png")]
pub(crate) use png::{write_png, write_png_against};
pub(crate) use svg::{write_svg, write_svg_against};
