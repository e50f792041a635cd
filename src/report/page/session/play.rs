//! What a row of the page of a session unfolds to: the play, its defects, its timeline.

use maud::{Markup, PreEscaped, html};
use mpdbg_analysis::Row;
use mpdbg_model::{Case, Cause, Defect, EventRange};

use super::about::PlayShown;
use crate::report::about::{counted, to_the_second};
use crate::report::comparison::{aimed, amount, place};
use crate::report::page::comparison::severity;
use crate::report::words::Escaped;
use crate::report::words::quoted;

/// Everything below the row.
pub(super) fn unfolded(row: &Row, play: Option<&PlayShown>, session: &str) -> Markup {
    html! { div class="unfolded" {
        p { (told(row, play)) }
        @if let Some(play) = play {
            @if !play.caution.is_empty() { p class="warning" { "CAUTION: " (Escaped(&play.caution)) } }
            @if let Some(chart) = &play.chart {
                div class="chart" data-of=(chart.id) {}
                (PreEscaped(&chart.data))
            }
            (defects(play))
            (counters(play))
        }
        (unknown(row))
        (expected(row))
        (shown_by(session, &row.case))
    } }
}

/// The commands that show the play.
pub(super) fn shown_by(session: &str, case: &Case) -> Markup {
    html! {
        p class="command" { code { (command(session, "timeline", case)) } }
        p class="command" { code { (command(session, "report", case)) } }
    }
}

/// Which attempt it was, and who played.
fn told(row: &Row, play: Option<&PlayShown>) -> Markup {
    let attempts = counted(row.attempts.into(), "attempt");
    html! {
        (Escaped(&row.ending))
        @if let Some(play) = play {
            @let header = &play.header;
            "; attempt " (header.attempt + 1) " of " (row.attempts)
            @if row.crashes > 0 { ", " (row.crashes) " crashed or hung" }
            ", started " (Escaped(&to_the_second(&header.started)))
            ", player " (Escaped(&header.player)) ", " (header.clock) " clock"
            @if let Some(machine) = &header.machine { ", machine " (Escaped(machine)) }
        } @else {
            "; " (attempts)
        }
    }
}

pub(crate) fn defects(play: &PlayShown) -> Markup {
    html! { @if !play.defects.is_empty() {
        table class="defects" {
            thead { tr {
                th { "defect" } th { "in the media" } th { "at run time" } th class="n" { "how much" }
                th { "what, and why" } th class="n" { "events" }
            } }
            tbody { @for defect in &play.defects { (one(defect)) } }
        }
        @if play.more > 0 {
            p class="quiet" { "and " (play.more) " more, none of them worse" }
        }
    } }
}

fn one(defect: &Defect) -> Markup {
    let ran = defect.run.map(|run| {
        let [from, to] = [run.from, run.to].map(|it| it.to_string());
        if from == to {
            from
        } else {
            format!("{from} to {to}")
        }
    });
    html! { tr {
        td { code class="rule" { (defect.rule.0) } br; (severity(defect.severity)) }
        td class="w" { (place(defect)) }
        td class="w" { (ran.unwrap_or_default()) }
        td class="n" { (amount(defect)) @if defect.count > 1 { br; span class="quiet" { (defect.count) " in all" } } }
        td class="t" { (Escaped(&defect.detail)) (causes(&defect.causes)) }
        td class="n" { (defect.events.map(events).unwrap_or_default()) }
    } }
}

fn causes(causes: &[Cause]) -> Markup {
    html! { @if !causes.is_empty() { ul class="causes" {
        @for cause in causes {
            li { "because " (Escaped(&cause.words)) " " span class="quiet" { "(event " (events(cause.events)) ")" } }
        }
    } } }
}

fn events(range: EventRange) -> String {
    if range.first == range.last {
        range.first.to_string()
    } else {
        format!("{}–{}", range.first, range.last)
    }
}

/// What was counted and is not 0.
fn counters(play: &PlayShown) -> Markup {
    let it = &play.counters;
    let all = [
        ("expected pictures", it.expected),
        ("shown", it.shown),
        ("thrown away", it.discarded),
        ("not returned by the decoder", it.not_returned),
        ("dropped by the decoder without a word", it.undecoded),
        ("before the first key frame", it.undecodable),
        ("missing", it.missing),
        ("behind the end of the play", it.unreached),
        ("not expected", it.extra),
        ("pictures decoded", it.decoded),
        ("presented", it.presented),
        ("pieces of sound written", it.sound_written),
        ("events", it.events),
    ];
    let told = all.iter().filter(|(_, count)| *count > 0);
    html! { dl class="figures" { @for (words, count) in told {
        div { dt { (words) } dd { (count) } }
    } } }
}

fn unknown(row: &Row) -> Markup {
    html! { @if !row.unknown.is_empty() { details {
        summary { (counted(row.unknown.len() as u64, "rule")) " could not answer" }
        ul { @for (rule, reason) in &row.unknown { li { code { (rule.0) } ": " (Escaped(reason)) } } }
    } } }
}

/// Why something is expected, where someone said so.
fn expected(row: &Row) -> Markup {
    let told = row.expected.iter().filter(|it| !it.reason.is_empty());
    html! { @for it in told {
        p class="quiet" {
            code { (Escaped(&it.rule)) } " is expected"
            @if let Some(day) = &it.expires { " until " (Escaped(day)) }
            ": " (Escaped(&it.reason))
            @if let Some(link) = &it.link { ", " (Escaped(link)) }
        }
    } }
}

/// The command that shows the play, fit for a shell.
fn command(session: &str, verb: &str, case: &Case) -> String {
    let (options, sample) = aimed(case);
    let repeat = match case.repeat {
        0 => String::new(),
        repeat => format!(" --repeat {}", repeat + 1),
    };
    format!(
        "mpdbg --session {} {verb}{options}{repeat}{sample}",
        quoted(session)
    )
}
