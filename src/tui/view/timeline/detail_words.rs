//! What the detail pane says.

use mpdbg_analysis::{Divergence, rule};
use mpdbg_model::{Cause, Defect, Event, Measure, Unit};
use ratatui::text::{Line, Span};

use super::side::Side;
use super::spans::severity_glyph;
use crate::report::{divergence_words, event_kind, event_words, wrapped_at};
use crate::tui::view::columns::drawable;
use crate::tui::{Ink, Look};

/// Columns in front of what continues a line.
const INDENT: usize = 6;

/// A defect in lines of so many columns; `whole` also says what its rule means and where to look.
pub(super) fn defect(
    it: &Defect,
    place: (usize, usize),
    columns: usize,
    whole: bool,
    look: Look,
) -> Vec<Line<'static>> {
    let sign = severity_glyph(it.severity, look);
    let (number, of) = place;
    let here = if of > 1 {
        format!("  {number} of {of} here")
    } else {
        String::new()
    };
    let mut lines = vec![Line::from(vec![
        Span::styled(format!("{0}{0} ", sign.sign), look.ink(sign.ink)),
        Span::styled(it.rule.to_string(), look.ink(Ink::Title)),
        Span::raw(format!("  {}", it.severity)),
        Span::styled(format!("{}{here}", measure(it)), look.ink(Ink::Quiet)),
    ])];
    let mut say = |title: &str, words: &str| told(&mut lines, title, words, columns, look);
    say("what", &it.detail);
    for cause in &it.causes {
        say("why", &because(cause));
    }
    let rule = rule(it.rule.0);
    if let Some(rule) = rule {
        say("", rule.summary);
    }
    say("when", &when(it));
    if let Some(rule) = rule.filter(|_| whole) {
        say("means", rule.meaning);
        say("limit", rule.threshold);
        say("look", rule.look_at);
    }
    lines
}

/// Where two plays part.
pub(super) fn divergence(
    it: &Divergence,
    first: bool,
    columns: usize,
    look: Look,
) -> Vec<Line<'static>> {
    let mark = look.pick('≠', '!');
    let head = if first {
        "the first difference"
    } else {
        "a difference"
    };
    let mut lines = vec![Line::from(vec![
        Span::styled(format!("{mark}{mark} "), look.ink(Ink::Major)),
        Span::styled(it.kind.name(), look.ink(Ink::Title)),
        Span::styled(format!("  {head}"), look.ink(Ink::Quiet)),
    ])];
    told(&mut lines, "what", &divergence_words(it), columns, look);
    if it.explains > 0 {
        let words = format!("explains {} more", it.explains);
        told(&mut lines, "", &words, columns, look);
    }
    let spot = |spot: mpdbg_analysis::Spot| {
        let near = if spot.there { "" } else { "near " };
        format!("{near}event {} at {}", spot.event, spot.at)
    };
    let words = format!("before {}, after {}", spot(it.before), spot(it.after));
    told(&mut lines, "where", &words, columns, look);
    lines
}

/// A line with a title, and what goes on below it.
fn told(lines: &mut Vec<Line<'static>>, title: &str, words: &str, columns: usize, look: Look) {
    let words = drawable(words, look);
    let mut title = title;
    for line in wrapped_at(&words, columns.saturating_sub(INDENT)) {
        lines.push(Line::from(vec![
            Span::styled(format!("{title:<INDENT$}"), look.ink(Ink::Quiet)),
            Span::raw(line),
        ]));
        title = "";
    }
}

/// How much of it there is; a count that the words name already is left out.
fn measure(it: &Defect) -> String {
    let times = |count: f64| {
        if count > 1.0 {
            format!("  {count:.0} times")
        } else {
            String::new()
        }
    };
    match it.measure {
        Some(Measure {
            value,
            unit: Unit::Ms,
        }) => format!("  {value:.1} ms"),
        Some(Measure {
            value,
            unit: Unit::Frames,
        }) if value > 1.0 => format!("  {value:.0} pictures"),
        Some(Measure {
            unit: Unit::Frames, ..
        }) => "  1 picture".to_owned(),
        Some(Measure {
            value,
            unit: Unit::Count,
        }) => times(value),
        None => times(it.count as f64),
    }
}

fn because(cause: &Cause) -> String {
    let (first, last) = (cause.events.first, cause.events.last);
    if first == last {
        format!("{} (event {first})", cause.words)
    } else {
        format!("{} (events {first} to {last})", cause.words)
    }
}

fn when(it: &Defect) -> String {
    let media = it
        .media
        .map(|media| format!("media {} to {}", media.from, media.to));
    let run = it.run.map(|run| format!("run {} to {}", run.from, run.to));
    let events = it.events.map(|events| {
        if events.first == events.last {
            format!("event {}", events.first)
        } else {
            format!("events {} to {}", events.first, events.last)
        }
    });
    let parts = [media, run, events];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The events around one of them, which stands out: those that are at hand, in so many lines.
pub(super) fn events(
    side: &Side,
    around: Option<u32>,
    rows: usize,
    shown: Option<&Defect>,
    look: Look,
) -> Vec<Line<'static>> {
    let Some(around) = around else {
        let words = "no event yet at the cursor";
        return vec![Line::styled(words, look.ink(Ink::Quiet))];
    };
    let count = side.play.timeline.overview().events();
    let rows = rows as u32;
    let last = count.saturating_sub(rows);
    let first = around.saturating_sub(rows / 2).min(last);
    let numbers = first..first.saturating_add(rows).min(count);
    let lines = numbers.filter_map(|number| {
        let event = side.play.event(number)?;
        Some(event_line(number, event, number == around, shown, look))
    });
    lines.collect()
}

/// Number, time, kind and words of an event; `>` stands before those that show the defect.
fn event_line(
    number: u32,
    event: &Event,
    here: bool,
    shown: Option<&Defect>,
    look: Look,
) -> Line<'static> {
    let evidence = shown.and_then(|it| it.events).is_some_and(|range| {
        let number = u64::from(number);
        range.first <= number && number <= range.last
    });
    let mark = if evidence { '>' } else { ' ' };
    let words = event_words(&event.what);
    let text = format!(
        "{mark}{number:>6} {:>11.6}  {:<18} {}",
        event.at.as_secs_f64(),
        event_kind(&event.what),
        drawable(&words, look)
    );
    let style = if here {
        look.ink(Ink::Title)
            .add_modifier(ratatui::style::Modifier::REVERSED)
    } else if evidence {
        look.ink(Ink::Title)
    } else {
        look.ink(Ink::Text)
    };
    Line::styled(text, style)
}
