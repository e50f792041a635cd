//! The colours of a summary.

use anstyle::{AnsiColor, Style};

/// Styles by what they mean.
#[derive(Clone, Copy, Debug, Default)]
pub struct Palette {
    /// Headings.
    pub heading: Style,
    /// Nothing is wrong.
    pub good: Style,
    /// Something is to be looked at.
    pub warning: Style,
    /// Something went wrong.
    pub bad: Style,
    /// Beside the point.
    pub quiet: Style,
}

impl Palette {
    /// No colour at all: for files, and for terminals that want none.
    pub const PLAIN: Self = Self {
        heading: Style::new(),
        good: Style::new(),
        warning: Style::new(),
        bad: Style::new(),
        quiet: Style::new(),
    };

    /// The 16 colours that every terminal has and every person has set to their liking.
    pub const COLOUR: Self = Self {
        heading: Style::new().bold(),
        good: AnsiColor::Green.on_default().bold(),
        warning: AnsiColor::Yellow.on_default(),
        bad: AnsiColor::Red.on_default().bold(),
        quiet: Style::new().dimmed(),
    };
}
