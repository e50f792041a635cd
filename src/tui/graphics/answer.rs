//! What a terminal is asked about its graphics, and what it answers.

/// What is asked. A terminal answers in order, and every terminal the last one:
/// - whether it takes a picture of one pixel by kitty's protocol
///   (<https://sw.kovidgoyal.net/kitty/graphics-protocol/>);
/// - the size of a cell (XTWINOPS, <https://invisible-island.net/xterm/ctlseqs/ctlseqs.html>);
/// - what it is (DA1); attribute 4 is sixel.
pub(super) const QUERY: &str = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[16t\x1b[c";
/// The same without kitty's protocol: `tmux` and `screen` would take its question for a title.
pub(super) const QUERY_INSIDE: &str = "\x1b[16t\x1b[c";
/// What one with sixel is asked then: how many colours a picture may have (XTSMGRAPHICS), and again what it is.
pub(super) const QUERY_COLOURS: &str = "\x1b[?1;1;0S\x1b[c";
/// Whether it took in what was sent (DSR).
pub(super) const READY: &str = "\x1b[5n";

/// Pixels of a cell each way at most; a larger one is nobody's.
const LARGEST: u32 = 256;

/// An answer of the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Whether it takes pictures by kitty's protocol.
    Kitty(bool),
    /// Width and height of a cell in pixels, at most 256 each.
    Cell(u32, u32),
    /// How many colours a sixel picture may have.
    Colours(usize),
    /// What it is: whether it knows sixel.
    Attributes {
        /// Attribute 4 is among them.
        sixel: bool,
    },
    /// It took in all that was sent.
    Ready,
}

impl Answer {
    /// What a control sequence answers, if it is an answer.
    pub(crate) fn of(sequence: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(sequence).ok()?;
        if let Some(told) = text.strip_prefix("\x1b_G") {
            let told = told.strip_suffix("\x1b\\")?;
            return Some(Self::Kitty(told.ends_with(";OK")));
        }
        let control = text.strip_prefix("\x1b[")?;
        let numbers = |told: &str| -> Option<Vec<u32>> {
            told.split(';').map(|it| it.parse().ok()).collect()
        };
        if control == "0n" {
            return Some(Self::Ready);
        }
        if let Some(told) = control.strip_suffix('t') {
            let told = numbers(told)?;
            return match told[..] {
                [6, height, width] => believed(width, height).map(|it| Self::Cell(it.0, it.1)),
                _ => None,
            };
        }
        let private = control.strip_prefix('?')?;
        if let Some(told) = private.strip_suffix('S') {
            return match numbers(told)?[..] {
                [1, 0, colours] if colours > 1 => Some(Self::Colours(colours as usize)),
                _ => None,
            };
        }
        let told = private.strip_suffix('c')?;
        let sixel = told.split(';').any(|it| it == "4");
        Some(Self::Attributes { sixel })
    }
}

/// Pixels of a cell as (width, height), where they can be those of one.
pub(super) fn believed(width: u32, height: u32) -> Option<(u32, u32)> {
    let can_be = |it| (1..=LARGEST).contains(&it);
    (can_be(width) && can_be(height)).then_some((width, height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_terminals_are_understood() {
        let of = |it: &str| Answer::of(it.as_bytes());
        assert_eq!(of("\x1b_Gi=31;OK\x1b\\"), Some(Answer::Kitty(true)));
        let refused = "\x1b_Gi=31;EINVAL:unsupported\x1b\\";
        assert_eq!(of(refused), Some(Answer::Kitty(false)));
        assert_eq!(of("\x1b[6;20;10t"), Some(Answer::Cell(10, 20)));
        assert_eq!(of("\x1b[6;256;256t"), Some(Answer::Cell(256, 256)));
        assert_eq!(of("\x1b[?1;0;1024S"), Some(Answer::Colours(1024)));
        // xterm as a VT340, foot, kitty, and one whose level is 4.
        for (told, sixel) in [
            ("\x1b[?63;1;2;4;6;9;15;16;22;28c", true),
            ("\x1b[?62;4;22c", true),
            ("\x1b[?62;52c", false),
            ("\x1b[?64;1;2;22c", false),
        ] {
            assert_eq!(of(told), Some(Answer::Attributes { sixel }), "{told}");
        }
        assert_eq!(of("\x1b[0n"), Some(Answer::Ready));
    }

    #[test]
    fn keys_and_odd_answers_are_none() {
        for told in [
            "\x1b[A",
            "\x1b[6;0;0t",
            "\x1b[6;20;0t",
            "\x1b[6;20;257t",
            "\x1b[6;4000000000;10t",
            "\x1b[6;4000000000;4000000000t",
            "\x1b[6;99999999999;10t",
            "\x1b[8;24;80t",
            "\x1b[?1;3;0S",
            "\x1b[3n",
            "c",
            "\x1b[>1;2c",
        ] {
            assert_eq!(Answer::of(told.as_bytes()), None, "{told}");
        }
    }
}
