//! How things look: colours, and the characters that lines and marks are drawn with.

use std::env;

use ratatui::style::{Color, Modifier, Style};

/// The look of the screens. Nothing is told by colour alone: each mark has a character of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// False with `NO_COLOR`.
    pub(crate) colour: bool,
    /// True with `--ascii`, and where the locale has no UTF-8.
    pub(crate) ascii: bool,
}

/// What is drawn, by what it means. The hues are those of Okabe and Ito ("Color Universal Design", 2008),
/// which people who see red and green alike tell apart, as the nearest of the 256 colours that can be read
/// on black and on white.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Ink {
    /// As the terminal writes.
    #[default]
    Text,
    /// Beside the point.
    Quiet,
    /// A heading.
    Title,
    /// A key that can be pressed.
    Key,
    /// As it should be: presented in time, written.
    Good,
    /// A second series beside it.
    Second,
    /// A third one.
    Third,
    /// Something is to be looked at: late, a minor defect, a warning.
    Minor,
    /// Something went wrong: dropped, a major defect, an error.
    Major,
    /// Nothing is right any more.
    Critical,
    /// What was done to the play.
    Done,
}

impl Look {
    /// As the environment asks for it: `NO_COLOR` (<https://no-color.org>) and the character set of the
    /// locale.
    pub(crate) fn of_environment(ascii: bool) -> Self {
        let set = |name: &str| env::var(name).ok().filter(|it| !it.is_empty());
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|it| set(it));
        Self {
            colour: env::var_os("NO_COLOR").is_none_or(|it| it.is_empty()),
            ascii: ascii || !is_utf8(locale.as_deref().unwrap_or_default()),
        }
    }

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

    /// The style of something by what it means.
    pub(crate) fn ink(self, ink: Ink) -> Style {
        let style = Style::new();
        self.style(match ink {
            Ink::Text => style,
            Ink::Quiet => style.fg(Color::Indexed(244)),
            Ink::Title => style.add_modifier(Modifier::BOLD),
            Ink::Key => style.fg(Color::Indexed(74)).add_modifier(Modifier::BOLD),
            Ink::Good => style.fg(Color::Indexed(36)),
            Ink::Second => style.fg(Color::Indexed(74)),
            Ink::Third => style.fg(Color::Indexed(133)),
            Ink::Minor => style.fg(Color::Indexed(172)),
            Ink::Major => style.fg(Color::Indexed(166)).add_modifier(Modifier::BOLD),
            Ink::Critical => style
                .fg(Color::Indexed(166))
                .add_modifier(Modifier::BOLD | Modifier::REVERSED),
            Ink::Done => style.fg(Color::Indexed(32)).add_modifier(Modifier::BOLD),
        })
    }

    /// The first, or the second where only ASCII is to be drawn.
    pub(crate) const fn pick<T: Copy>(self, unicode: T, ascii: T) -> T {
        if self.ascii { ascii } else { unicode }
    }
}

/// True for a locale whose characters are encoded in UTF-8.
fn is_utf8(locale: &str) -> bool {
    let locale = locale.to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Ink; 11] = [
        Ink::Text,
        Ink::Quiet,
        Ink::Title,
        Ink::Key,
        Ink::Good,
        Ink::Second,
        Ink::Third,
        Ink::Minor,
        Ink::Major,
        Ink::Critical,
        Ink::Done,
    ];

    #[test]
    fn without_colour_there_is_none_but_what_is_bold_stays() {
        let look = Look {
            colour: false,
            ascii: false,
        };
        for ink in ALL {
            let style = look.ink(ink);
            assert_eq!((style.fg, style.bg), (None, None), "{ink:?}");
        }
        let bold = look.ink(Ink::Major).add_modifier;
        assert!(bold.contains(Modifier::BOLD));
    }

    #[test]
    fn the_locale_says_whether_there_is_unicode() {
        for locale in ["C.UTF-8", "de_DE.utf8", "en_GB.UTF-8@euro"] {
            assert!(is_utf8(locale), "{locale}");
        }
        for locale in ["", "C", "POSIX", "de_DE.ISO-8859-1"] {
            assert!(!is_utf8(locale), "{locale}");
        }
    }
}
