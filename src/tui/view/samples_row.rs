//! A row of the list of samples.

use mpdbg_analysis::Conclusion;
use mpdbg_model::Span as Length;
use ratatui::text::{Line, Span};

use super::columns::{fitted, fitted_name};
use super::samples_marks::Mark;
use crate::browse::{Found, Lateness, Order, Row};
use crate::tui::{Ink, Look};

/// Columns of the parts of a row behind the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Widths {
    name: usize,
    rules: usize,
    late: usize,
}

/// With the arrow of the order.
const DEFECTS: usize = 8;
const LENGTH: usize = 9;

impl Widths {
    /// For rows of so many columns.
    pub(super) fn of(columns: usize) -> Self {
        let late = (columns / 8).clamp(8, 32);
        // The mark, and blanks between the parts.
        let rest = columns.saturating_sub(2 + DEFECTS + LENGTH + late + 4);
        let rules = (rest / 2).min(60);
        Self {
            name: rest - rules,
            rules,
            late,
        }
    }

    /// The heading over the rows; what they are sorted by is marked.
    pub(super) fn heading(self, order: (Order, bool), look: Look) -> Line<'static> {
        let down = look.pick("▼", "v");
        let up = look.pick("▲", "^");
        let arrow = if order.1 { up } else { down };
        let cell = |words: &str, of: Order| {
            if order.0 == of {
                format!("{words}{arrow}")
            } else {
                words.to_owned()
            }
        };
        let mark = if order.0 == Order::Verdict {
            arrow
        } else {
            " "
        };
        let text = format!(
            "{mark} {} {:>DEFECTS$} {} {} {:>LENGTH$}",
            fitted(&cell("sample", Order::Name), self.name, look),
            cell("defects", Order::Defects),
            fitted("rules", self.rules, look),
            fitted(&cell("late", Order::Late), self.late, look),
            "length",
        );
        Line::styled(text, look.ink(Ink::Title))
    }

    /// The row of a case.
    pub(super) fn row(
        self,
        row: &Row,
        conclusion: Option<Conclusion>,
        look: Look,
    ) -> Line<'static> {
        let mark = Mark::of(&row.progress, conclusion);
        let found = row.progress.found();
        let details = found.and_then(|it| it.details.as_ref());
        let defects = found.map_or(0, Found::defects);
        let defects = match found {
            Some(_) if defects > 0 => defects.to_string(),
            _ => String::new(),
        };
        let rules = match found {
            Some(found) if !found.rules.is_empty() => rules(found, self.rules, look),
            _ => mark.words.to_owned(),
        };
        let quiet = found.is_none_or(|it| it.rules.is_empty());
        let length = details
            .and_then(|it| it.length)
            .map(clock)
            .unwrap_or_default();
        let late = details.map(|it| spark(&it.late, self.late, look));
        let late = late.unwrap_or_else(|| " ".repeat(self.late));
        let name = fitted_name(&row.case.to_string(), self.name, look);
        Line::from(vec![
            Span::styled(mark.shown(look), look.ink(mark.ink)),
            Span::raw(format!(" {name} {defects:>DEFECTS$} ")),
            Span::styled(
                fitted(&rules, self.rules, look),
                look.ink(if quiet { Ink::Quiet } else { Ink::Text }),
            ),
            Span::raw(" "),
            Span::styled(late, look.ink(Ink::Minor)),
            Span::styled(format!(" {length:>LENGTH$}"), look.ink(Ink::Quiet)),
        ])
    }
}

/// The worst rules, as many as there is room for; how many more.
fn rules(found: &Found, columns: usize, look: Look) -> String {
    let mut text = String::new();
    for (number, (rule, _)) in found.rules.iter().enumerate() {
        let more = found.rules.len() - number - 1;
        let comma = if number == 0 { "" } else { ", " };
        let tail = if more > 0 { 4 } else { 0 };
        let needed = text.chars().count() + comma.len() + rule.chars().count() + tail;
        if number > 0 && needed > columns {
            let room = columns.saturating_sub(4);
            let text = super::columns::cut(&text, room, look);
            return format!("{text} +{}", more + 1);
        }
        text.push_str(comma);
        text.push_str(rule);
    }
    text
}

/// Where along the play pictures came late: a column's height is their share there. A dot is a part in which all
/// were in time, a blank one without pictures.
fn spark(late: &Lateness, columns: usize, look: Look) -> String {
    const UNICODE: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
    const ASCII: [&str; 4] = ["_", "-", "=", "#"];
    let level = |share: f64| {
        if look.ascii {
            ASCII[((share * 4.0) as usize).min(3)]
        } else {
            UNICODE[((share * 8.0) as usize).min(7)]
        }
    };
    let shares = late.shares(columns).into_iter();
    let column = |share: Option<f64>| match share {
        None => " ",
        Some(share) if share > 0.0 => level(share),
        Some(_) => look.pick("·", "."),
    };
    let mut text: String = shares.map(column).collect();
    let drawn = text.chars().count();
    text.extend(std::iter::repeat_n(' ', columns.saturating_sub(drawn)));
    text
}

/// A length as people write it: `0:04.0`, `1:02:03`.
fn clock(length: Length) -> String {
    let tenths = length.nanos().max(0) / 100_000_000;
    let (hours, minutes) = (tenths / 36_000, tenths / 600 % 60);
    let (seconds, tenth) = (tenths / 10 % 60, tenths % 10);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}.{tenth}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_written_as_people_do() {
        for (nanos, text) in [
            (0, "0:00.0"),
            (4_040_000_000, "0:04.0"),
            (61_500_000_000, "1:01.5"),
            (3_723_000_000_000, "1:02:03"),
        ] {
            assert_eq!(clock(Length::from_nanos(nanos)), text);
        }
    }

    #[test]
    fn a_row_is_as_wide_as_the_screen() {
        for columns in [60, 80, 120, 200] {
            let Widths { name, rules, late } = Widths::of(columns);
            let all = 2 + name + 1 + DEFECTS + 1 + rules + 1 + late + 1 + LENGTH;
            assert_eq!(all, columns);
        }
    }
}
