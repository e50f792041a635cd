//! How things look: colours, and the characters that lines and marks are drawn with.

use ratatui::style::Style;

/// The look of the screens. Nothing is told by colour alone: each mark has a character of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// False with `NO_COLOR`.
    pub(crate) colour: bool,
    /// True with `--ascii`, and where the locale has no UTF-8.
    pub(crate) ascii: bool,
}

impl Look {
    /// A style, or none where there is to be no colour; reversed, bold and underlined are kept.
    pub(crate) fn style(self, style: Style) -> Style {
        if self.colour {
            return style;
        }
        Style {
            fg: None,
            bg: None,
            underline_color: None,
            ..style
        }
    }

    /// The first, or the second where only ASCII is to be drawn.
    pub(crate) const fn pick<T: Copy>(self, unicode: T, ascii: T) -> T {
        if self.ascii { ascii } else { unicode }
    }
}
