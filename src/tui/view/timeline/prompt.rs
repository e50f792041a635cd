//! The last line, where a time or the number of an event is asked for.

use ratatui::crossterm::event::{KeyCode, KeyEvent};

/// Longer answers are not taken.
const MOST: usize = 24;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// A time on the axis.
    Time,
    /// The number of an event.
    Event,
}

/// A question and what was typed so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Prompt {
    question: Question,
    typed: String,
}

/// What a key makes of a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// It is not finished.
    More,
    /// It is given up.
    Nothing,
    /// To this time, in nanoseconds.
    Time(i64),
    /// To this event.
    Event(u32),
    /// The answer is none, and why.
    Wrong(String),
}

impl Prompt {
    pub(super) const fn new(question: Question) -> Self {
        Self {
            question,
            typed: String::new(),
        }
    }

    /// As it stands in the last line.
    pub(super) fn shown(&self) -> String {
        let question = match self.question {
            Question::Time => "to time (12.5, 350ms, 1:02.5): ",
            Question::Event => "to event number: ",
        };
        format!("{question}{}", self.typed)
    }

    /// Takes a key.
    pub(super) fn key(&mut self, key: KeyEvent) -> Typed {
        match key.code {
            KeyCode::Esc => return Typed::Nothing,
            KeyCode::Enter => return self.answer(),
            KeyCode::Backspace if self.typed.pop().is_none() => return Typed::Nothing,
            KeyCode::Char(c) if c.is_ascii_graphic() && self.typed.len() < MOST => {
                self.typed.push(c);
            }
            _ => {}
        }
        Typed::More
    }

    fn answer(&self) -> Typed {
        if self.typed.is_empty() {
            return Typed::Nothing;
        }
        let typed = &self.typed;
        let told = match self.question {
            Question::Time => time(typed).map(Typed::Time),
            Question::Event => typed.parse().ok().map(Typed::Event),
        };
        told.unwrap_or_else(|| {
            Typed::Wrong(match self.question {
                Question::Time => format!("`{typed}` is no time: try 12.5, 350ms or 1:02.5"),
                Question::Event => format!("`{typed}` is no number of an event"),
            })
        })
    }
}

/// Nanoseconds of `[-][[H:]M:]S[.fraction][s]` or `N ms`.
fn time(text: &str) -> Option<i64> {
    let (minus, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    if let Some(millis) = text.strip_suffix("ms") {
        return Some(minus * decimal(millis, 1_000_000)?);
    }
    let text = text.strip_suffix('s').unwrap_or(text);
    let mut parts = text.rsplit(':');
    let mut nanos = decimal(parts.next()?, 1_000_000_000)?;
    let mut unit: i64 = 60;
    for part in parts {
        if unit > 3600 {
            return None;
        }
        let whole: i64 = part.parse().ok().filter(|it| *it >= 0)?;
        nanos = nanos.checked_add(whole.checked_mul(unit)?.checked_mul(1_000_000_000)?)?;
        unit *= 60;
    }
    Some(minus * nanos)
}

/// A decimal number times `unit`, a power of ten.
fn decimal(text: &str, unit: i64) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let digits = |text: &str| text.bytes().all(|it| it.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let whole: i64 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    let mut nanos = whole.checked_mul(unit)?;
    let mut unit = unit / 10;
    for digit in fraction.bytes() {
        nanos = nanos.checked_add(i64::from(digit - b'0') * unit)?;
        unit /= 10;
    }
    Some(nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let second = 1_000_000_000;
        for (text, nanos) in [
            ("12.5", 12 * second + second / 2),
            ("0", 0),
            (".25s", second / 4),
            ("350ms", 350_000_000),
            ("0.5ms", 500_000),
            ("1:02.5", 62 * second + second / 2),
            ("1:00:02", 3602 * second),
            ("-0.04", -40_000_000),
            ("1.0000000019", second + 1),
        ] {
            assert_eq!(time(text), Some(nanos), "{text}");
        }
        for text in [
            "",
            ".",
            "x",
            "1:x",
            "1:2:3:4",
            "1e9",
            "99999999999",
            "--1",
            "1..2",
        ] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    fn typed(question: Question, keys: &str) -> Typed {
        let mut prompt = Prompt::new(question);
        for key in keys.chars() {
            prompt.key(KeyCode::Char(key).into());
        }
        prompt.key(KeyCode::Enter.into())
    }

    #[test]
    fn what_is_typed_becomes_an_answer() {
        assert_eq!(typed(Question::Event, "42"), Typed::Event(42));
        assert_eq!(typed(Question::Time, "1.5"), Typed::Time(1_500_000_000));
        assert_eq!(typed(Question::Time, ""), Typed::Nothing);
        assert!(matches!(typed(Question::Event, "x"), Typed::Wrong(_)));
        let mut prompt = Prompt::new(Question::Event);
        prompt.key(KeyCode::Char('4').into());
        prompt.key(KeyCode::Char('2').into());
        prompt.key(KeyCode::Backspace.into());
        assert_eq!(prompt.shown(), "to event number: 4");
        assert_eq!(prompt.key(KeyCode::Enter.into()), Typed::Event(4));
        assert_eq!(prompt.key(KeyCode::Esc.into()), Typed::Nothing);
    }
}
