//! The first line, the line between lanes and details, and the last one.

use mpdbg_analysis::{Axis, Window};
use mpdbg_model::{MediaTime, RunTime, Severity};
use ratatui::text::{Line, Span};

use super::against::Against;
use super::lanes::LETTERS;
use super::nice;
use super::scope::Scope;
use super::side::Side;
use crate::tui::view::columns::{cut_line, drawable, fitted_name, width};
use crate::tui::{Ink, Look};

/// A name keeps at least so many columns.
const LEAST_NAME: usize = 8;

/// What is looked at and how it went, in so many columns: where they are few the defects are only counted, then
/// the name is shortened, then the length is left out.
pub(super) fn title(
    sides: &[Side],
    against: Option<&Against>,
    scope: &Scope,
    columns: usize,
    look: Look,
) -> Line<'static> {
    let case = sides.last().map(|it| it.play.header.case().to_string());
    let case = case.unwrap_or_default();
    let wide = width(&drawable(&case, look));
    let length = Span::styled(format!("  {}", shown(scope)), look.ink(Ink::Quiet));
    let mut rest = told(sides, against, scope, false, look);
    if wide + 3 + rest.width() + length.width() > columns {
        rest = told(sides, against, scope, true, look);
    }
    let room = |length: &Span<'_>| columns.saturating_sub(rest.width() + length.width() + 3);
    let length = if room(&length) < wide.min(LEAST_NAME) {
        Span::default()
    } else {
        length
    };
    let name = fitted_name(&case, room(&length).max(LEAST_NAME).min(wide), look);
    let head = Span::styled(format!(" {name}  "), look.ink(Ink::Title));
    rest.spans.insert(0, head);
    rest.push_span(length);
    cut_line(rest, columns, look)
}

/// The plays and their verdicts, the comparison, the axis.
fn told(
    sides: &[Side],
    against: Option<&Against>,
    scope: &Scope,
    brief: bool,
    look: Look,
) -> Line<'static> {
    let mut spans = Vec::new();
    for (side, letter) in sides.iter().zip(LETTERS) {
        let session = drawable(&side.play.session, look);
        let told = if sides.len() > 1 {
            format!("{letter} {session}: ")
        } else {
            format!("{session}: ")
        };
        spans.push(Span::styled(told, look.ink(Ink::Quiet)));
        let (words, ink) = verdict(side, brief);
        spans.push(Span::styled(format!("{words}  "), look.ink(ink)));
    }
    if let Some(against) = against {
        let words = drawable(&against.words(brief), look);
        spans.push(Span::styled(format!("{words}  "), look.ink(Ink::Title)));
    }
    let axis = match (scope.axis(), sides.len()) {
        (Axis::Run, 1) => "run time",
        (Axis::Media, 1) => "media time",
        (Axis::Run, _) => "by run time",
        (Axis::Media, _) => "by media time",
    };
    spans.push(Span::styled(axis, look.ink(Ink::Key)));
    Line::from(spans)
}

/// How much of it is shown.
fn shown(scope: &Scope) -> String {
    let whole = nice::length(scope.whole().length());
    if scope.is_whole() {
        format!("all {whole}")
    } else {
        format!("{} of {whole}", nice::length(scope.window().length()))
    }
}

/// The defects by severity, the worst first; only counted where it has to be brief.
fn verdict(side: &Side, brief: bool) -> (String, Ink) {
    if side.play.judgement.is_none() {
        return ("not judged".to_owned(), Ink::Minor);
    }
    let defects = side.play.defects();
    let counted = [Severity::Critical, Severity::Major, Severity::Minor].map(|severity| {
        let count = defects.iter().filter(|it| it.severity == severity).count();
        (count > 0).then(|| format!("{count} {severity}"))
    });
    let ink = match &counted {
        [None, None, None] => return ("no defects".to_owned(), Ink::Good),
        [None, None, Some(_)] => Ink::Minor,
        _ => Ink::Major,
    };
    if brief {
        let several = if defects.len() == 1 { "" } else { "s" };
        return (format!("{} defect{several}", defects.len()), ink);
    }
    let words: Vec<String> = counted.into_iter().flatten().collect();
    (words.join(", "), ink)
}

/// What a reader has to know before believing anything.
pub(super) fn cautions(sides: &[Side]) -> Vec<String> {
    let mut cautions = Vec::new();
    for side in sides {
        if side.play.dev_debug {
            let what = "DEV DEBUG: recordings of this session may have been written over";
            cautions.push(what.to_owned());
        }
        if !side.play.caution.is_empty() {
            cautions.push(format!("CAUTION: {}", side.play.caution));
        }
    }
    cautions.dedup();
    cautions
}

/// Where the cursor is: on both axes, and on which event.
pub(super) fn cursor(
    scope: &Scope,
    side: &Side,
    event: Option<u32>,
    columns: usize,
    look: Look,
) -> Line<'static> {
    let timeline = &side.play.timeline;
    let at = scope.at();
    let run = |at: RunTime| format!("run {at}");
    let media = |at: MediaTime| format!("media {at}");
    let (here, there) = match scope.axis() {
        Axis::Run => (
            run(RunTime::from_nanos(u64::try_from(at).unwrap_or(0))),
            event.and_then(|it| timeline.media_of(it)).map(media),
        ),
        Axis::Media => (
            media(MediaTime::from_nanos(at)),
            event.and_then(|it| timeline.event(it)).map(|it| run(it.at)),
        ),
    };
    let line = look.pick("─", "-");
    let count = timeline.overview().events();
    let mut words = vec![here];
    words.extend(there);
    words.extend(event.map(|it| format!("event {it} of {count}")));
    let words = words.join("  ");
    let rest = columns.saturating_sub(words.chars().count() + 4);
    let line = Line::from(vec![
        Span::styled(line.repeat(2), look.ink(Ink::Quiet)),
        Span::styled(format!(" {words} "), look.ink(Ink::Title)),
        Span::styled(line.repeat(rest), look.ink(Ink::Quiet)),
    ]);
    cut_line(line, columns, look)
}

/// A moment of one axis on the other one: where the event is that is nearest before it.
pub(super) fn on_the_other_axis(side: &Side, scope: &Scope, event: Option<u32>) -> Option<i64> {
    let timeline = &side.play.timeline;
    match scope.axis() {
        Axis::Run => timeline.media_of(event?).map(MediaTime::nanos),
        Axis::Media => i64::try_from(timeline.event(event?)?.at.nanos()).ok(),
    }
}

/// Both ranges together.
pub(super) fn whole(sides: &[Side], axis: Axis) -> Window {
    let ranges = sides.iter().filter_map(|it| it.range(axis));
    ranges
        .reduce(Window::with)
        .unwrap_or(Window { from: 0, to: 0 })
}
