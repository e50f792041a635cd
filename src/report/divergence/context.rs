//! The events of both recordings around a divergence.

use std::io::{self, Write};
use std::ops::Range;

use anstyle::Style;
use mpdbg_analysis::{Divergence, Spot};
use mpdbg_model::Event;

use super::text::{DivergenceReport, RecordedSide};
use crate::report::event::{event_words, kind};
use crate::report::words::Escaped;
use crate::report::words::Palette;

/// From this width on the recordings stand side by side.
const WIDE: usize = 120;
/// So many events before and behind those that are shown may be the counterpart of one of these.
const NEAR: usize = 200;
/// Between the columns.
const BETWEEN: &str = " │ ";

/// A line of the context, and whether the other side has the same event there.
struct Line {
    text: String,
    words: String,
    is_it: bool,
    alone: bool,
}

/// Writes the events of both sides around a divergence: side by side where there is room, else one below
/// the other. `>` marks the divergence, `-` and `+` what only the first or only the second side shows.
pub(super) fn write_context(
    out: &mut dyn Write,
    report: &DivergenceReport<'_>,
    it: &Divergence,
    palette: &Palette,
) -> io::Result<()> {
    let mut before = lines(&report.before, it.before, report.context);
    let mut after = lines(&report.after, it.after, report.context);
    let rows = all_rows(&mut before, &mut after);
    let near = |side, spot| lines(side, spot, report.context + NEAR);
    let (one, other) = (
        near(&report.before, it.before),
        near(&report.after, it.after),
    );
    forgive(&mut before, &one, &other);
    forgive(&mut after, &other, &one);
    if let Some(width) = report.width.filter(|width| *width >= WIDE) {
        return side_by_side(out, report, (&before, &after), &rows, width, palette);
    }
    let width = report.width;
    write_stack(out, ("before", &report.before), &before, width, palette)?;
    write_stack(out, ("after", &report.after), &after, width, palette)
}

fn around(events: &[Event], spot: Spot, context: usize) -> Range<usize> {
    let at = spot.event as usize;
    let behind = if spot.there { at + 1 } else { at };
    at.saturating_sub(context)..behind.saturating_add(context).min(events.len())
}

/// What the other side has as often, only further away, is not marked.
fn forgive(lines: &mut [Line], own: &[Line], other: &[Line]) {
    let often = |near: &[Line], words: &str| near.iter().filter(|it| it.words == words).count();
    for line in lines.iter_mut().filter(|line| line.alone) {
        line.alone = often(own, &line.words) > often(other, &line.words);
    }
}

fn lines(side: &RecordedSide<'_>, spot: Spot, context: usize) -> Vec<Line> {
    let range = around(side.events, spot, context);
    let numbers = range.start as u64..;
    let line = |(number, event): (u64, &Event)| {
        let words = event_words(&event.what);
        let words = format!("{:<17}  {}", kind(&event.what), Escaped(&words));
        Line {
            text: format!("{number:>7}  {:>10.6}  {words}", event.at.as_secs_f64()),
            words,
            is_it: spot.there && number == spot.event,
            alone: true,
        }
    };
    numbers.zip(&side.events[range]).map(line).collect()
}

/// Which lines stand beside each other. The divergence itself stands beside its counterpart.
fn all_rows(before: &mut [Line], after: &mut [Line]) -> Vec<(Option<usize>, Option<usize>)> {
    let it = |lines: &[Line]| lines.iter().position(|line| line.is_it);
    let Some((i, j)) = it(before).zip(it(after)) else {
        return rows(before, after);
    };
    let mut all = rows(&mut before[..i], &mut after[..j]);
    all.push((Some(i), Some(j)));
    let behind = rows(&mut before[i + 1..], &mut after[j + 1..]);
    let moved = |at: Option<usize>, by: usize| at.map(|at| at + by);
    all.extend(
        behind
            .into_iter()
            .map(|(one, other)| (moved(one, i + 1), moved(other, j + 1))),
    );
    all
}

/// The longest row of events that both sides show alike, and what lies between.
fn rows(before: &mut [Line], after: &mut [Line]) -> Vec<(Option<usize>, Option<usize>)> {
    let alike = |one: &Line, other: &Line| one.words == other.words;
    let (m, n) = (before.len(), after.len());
    let mut longest = vec![vec![0_usize; n + 1]; m + 1];
    for i in (0..m).rev() {
        for j in (0..n).rev() {
            longest[i][j] = if alike(&before[i], &after[j]) {
                longest[i + 1][j + 1] + 1
            } else {
                longest[i + 1][j].max(longest[i][j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut rows = Vec::with_capacity(m + n);
    while i < m || j < n {
        if i < m && j < n && alike(&before[i], &after[j]) {
            (before[i].alone, after[j].alone) = (false, false);
            rows.push((Some(i), Some(j)));
            (i, j) = (i + 1, j + 1);
        } else if i < m && (j == n || longest[i + 1][j] >= longest[i][j + 1]) {
            rows.push((Some(i), None));
            i += 1;
        } else {
            rows.push((None, Some(j)));
            j += 1;
        }
    }
    rows
}

fn side_by_side(
    out: &mut dyn Write,
    report: &DivergenceReport<'_>,
    (before, after): (&[Line], &[Line]),
    rows: &[(Option<usize>, Option<usize>)],
    width: usize,
    palette: &Palette,
) -> io::Result<()> {
    let column = (width - BETWEEN.chars().count()) / 2;
    let title = |name: &str, session: &str| {
        let title = format!("  {name}, session {}", Escaped(session));
        format!("{:<column$}", cut(&title, Some(column)))
    };
    let one = title("before", report.before.session);
    let other = title("after", report.after.session);
    let heading = palette.heading;
    writeln!(
        out,
        "{heading}{one}{BETWEEN}{}{heading:#}",
        other.trim_end()
    )?;
    for (one, other) in rows {
        let cell = |lines: &[Line], at: Option<usize>, sign: char| match at {
            Some(at) => styled(&lines[at], sign, Some(column), palette),
            None => (Style::new(), String::new()),
        };
        let (style, text) = cell(before, *one, '-');
        write!(out, "{style}{text:<column$}{style:#}{BETWEEN}")?;
        let (style, text) = cell(after, *other, '+');
        writeln!(out, "{style}{text}{style:#}")?;
    }
    Ok(())
}

fn write_stack(
    out: &mut dyn Write,
    (name, side): (&str, &RecordedSide<'_>),
    lines: &[Line],
    width: Option<usize>,
    palette: &Palette,
) -> io::Result<()> {
    let heading = palette.heading;
    writeln!(
        out,
        "{heading}{name}, session {}{heading:#}",
        Escaped(side.session)
    )?;
    let sign = if name == "before" { '-' } else { '+' };
    for line in lines {
        let (style, text) = styled(line, sign, width, palette);
        writeln!(out, "{style}{text}{style:#}")?;
    }
    Ok(())
}

fn styled(line: &Line, sign: char, width: Option<usize>, palette: &Palette) -> (Style, String) {
    let (mark, style) = match (line.is_it, line.alone) {
        (true, _) => ('>', palette.bad),
        (false, true) => (sign, palette.warning),
        (false, false) => (' ', Style::new()),
    };
    let text = cut(&format!("{mark} {}", line.text), width);
    (style, text.trim_end().to_owned())
}

/// The text within so many columns.
fn cut(text: &str, width: Option<usize>) -> String {
    match width {
        Some(width) if text.chars().count() > width => {
            let kept: String = text.chars().take(width.saturating_sub(1)).collect();
            format!("{kept}…")
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(words: &[&str]) -> Vec<Line> {
        let line = |words: &&str| Line {
            text: String::new(),
            words: (*words).to_owned(),
            is_it: false,
            alone: true,
        };
        words.iter().map(line).collect()
    }

    /// The words that are marked of those that are shown, with all that is near on either side.
    fn marked<'w>(words: &[&'w str], own: &[&str], other: &[&str]) -> Vec<&'w str> {
        let mut lines = shown(words);
        forgive(&mut lines, &shown(own), &shown(other));
        let both = words.iter().zip(&lines);
        both.filter(|(_, line)| line.alone)
            .map(|(words, _)| *words)
            .collect()
    }

    #[test]
    fn only_what_the_other_side_has_less_often_is_marked() {
        let own = ["decoded 1", "presented 1", "presented 1", "presented 2"];
        let further = ["presented 1", "log", "log", "log", "decoded 1"];
        assert_eq!(
            marked(&own, &own, &further),
            ["presented 1", "presented 1", "presented 2"]
        );
        assert_eq!(marked(&own, &own, &own), Vec::<&str>::new());
        assert_eq!(marked(&further[..1], &further, &own), Vec::<&str>::new());
    }

    #[test]
    fn what_has_its_counterpart_beside_it_is_not_marked() {
        let mut before = shown(&["presented 1", "presented 1", "presented 2"]);
        let mut after = shown(&["presented 1", "presented 2"]);
        let (one, other) = (
            shown(&["presented 1", "presented 1", "presented 2"]),
            shown(&["presented 1", "presented 2"]),
        );
        assert_eq!(rows(&mut before, &mut after).len(), 3);
        forgive(&mut before, &one, &other);
        forgive(&mut after, &other, &one);
        let alone = |lines: &[Line]| lines.iter().filter(|line| line.alone).count();
        assert_eq!((alone(&before), alone(&after)), (1, 0));
    }
}
