//! The table of plays on the page of a session: a row each, which unfolds to its defects.

use maud::{Markup, html};
use mpdbg_analysis::{Bucket, Row, Summary, Unexpected};
use mpdbg_model::{Severity, Unit};

use super::about::{PlayShown, SessionPage};
use super::play::{shown_by, unfolded};
use super::room::Room;
use crate::report::about::counted;
use crate::report::comparison::amount;
use crate::report::session::summary_words as words;
use crate::report::words::Escaped;

/// Columns that there are in any case.
const COLUMNS: usize = 8;

/// Which columns there are, besides those that always are.
#[derive(Clone, Copy)]
struct Columns {
    scenario: bool,
    repeat: bool,
}

impl Columns {
    fn of(summary: &Summary) -> Self {
        Self {
            scenario: summary.rows.iter().any(|row| !row.case.scenario.is_play()),
            repeat: summary.repeats() > 1,
        }
    }

    fn count(self) -> usize {
        COLUMNS + usize::from(self.scenario) + usize::from(self.repeat)
    }
}

/// The table with what filters it.
pub(super) fn table(page: &SessionPage<'_>) -> Markup {
    let summary = page.report.summary;
    let columns = Columns::of(summary);
    let room = Room::of(summary);
    let noun = summary.noun();
    let play = |number: usize| page.plays.get(number).and_then(Option::as_ref);
    html! {
        h2 { (noun[..1].to_uppercase()) (noun[1..]) "s" }
        (filters(summary))
        (left_out(page))
        (no_room(&room, noun))
        div class="wide" { table id="plays" {
            thead { tr {
                (column("sample", "t"))
                @if columns.scenario { (column("scenario", "t")) }
                @if columns.repeat { (column("play", "n")) }
                (column("verdict", "t"))
                (column("defects", "n"))
                (column("worst", "v"))
                (column("by rule", "t"))
                (column("pictures", "n"))
                (column("events", "n"))
                (column("ended", "t"))
            } }
            @for (number, has_details) in room.rows() {
                @let row = &summary.rows[number];
                (one(number, row, play(number), columns, &html! {
                    @if has_details { (unfolded(row, play(number), page.report.about.session)) }
                    @else { div class="unfolded" { (shown_by(page.report.about.session, &row.case)) } }
                }))
            }
        } }
        p id="none" class="quiet" hidden { "Nothing is left by these filters." }
    }
}

/// A heading that sorts: `t` by text, `n` by figures, which stand on the right, `v` by a value beside the text.
fn column(words: &str, kind: &str) -> Markup {
    html! { th class=[(kind == "n").then_some("n")] scope="col" aria-sort="none" {
        button type="button" data-sort=(kind) { (words) }
    } }
}

fn filters(summary: &Summary) -> Markup {
    let rules = words::rules(summary);
    html! {
        div class="filters" {
            label { "filter " input id="text" type="search" placeholder="name, rule, ending"; }
            label { "verdict " select id="bucket" {
                option value="" { "all" }
                option value="unexpected" { "✗ not as expected (" (summary.unexpected) ")" }
                @for bucket in Bucket::ALL {
                    @let count = summary.tally.in_bucket(bucket);
                    @if count > 0 { option value=(name(bucket)) { (bucket.words()) " (" (count) ")" } }
                }
            } }
            label { "rule " select id="rule" {
                option value="" { "all" }
                @for rule in rules { option value=(rule) { (rule) } }
            } }
            span id="shown" class="quiet" role="status" { (counted(summary.rows.len() as u64, summary.noun())) }
        }
        p class="quiet keys" {
            kbd { "/" } " filter  " kbd { "j" } " " kbd { "k" } " next, previous  "
            kbd { "Enter" } " unfold  " kbd { "n" } " next ✗, not as expected  " kbd { "Esc" } " all again"
        }
    }
}

/// Says which timelines are not on the page.
fn left_out(page: &SessionPage<'_>) -> Markup {
    let judged = page.plays.iter().flatten();
    let (with, without) = judged.fold((0, 0), |(with, without), play| match play.chart {
        Some(_) => (with + 1, without),
        None => (with, without + 1),
    });
    html! { @if without > 0 {
        p class="quiet" {
            (with) " with their timeline here, " (without) " without: " code { "mpdbg timeline SAMPLE" } " shows it"
        }
    } }
}

/// Says what a large session does not have on its page.
fn no_room(room: &Room, noun: &str) -> Markup {
    let (rows, details) = (room.rows_left_out(), room.details_left_out());
    html! {
        @if rows > 0 {
            p class="quiet" {
                (counted(rows as u64, noun)) " more without a row: those that are not as expected have theirs first"
            }
        }
        @if details > 0 {
            p class="quiet" { (details) " unfold to no more than the commands that show them, the best ones" }
        }
    }
}

fn one(
    number: usize,
    row: &Row,
    play: Option<&PlayShown>,
    columns: Columns,
    below: &Markup,
) -> Markup {
    let rules: Vec<&str> = row.counts.iter().map(|it| it.rule.0).collect();
    let unexpected = !row.unexpected.is_empty() || row.crashed_to_the_last;
    html! { tbody id={ "p" (number) } data-bucket=(name(row.bucket)) data-rules=(rules.join(" "))
        data-unexpected[unexpected] {
        tr class="row" {
            td class="t" { button type="button" class="fold" aria-expanded="false" {
                (Escaped(row.case.sample.as_str()))
            } }
            @if columns.scenario { td { (row.case.scenario) } }
            @if columns.repeat { td class="n" { (row.case.repeat + 1) } }
            td class="w" { (verdict(row, unexpected)) }
            td class="n" { (row.defects()) }
            (worst(play))
            td class="t" { (by_rule(row)) }
            (pictures(play))
            td class="n" { @if let Some(play) = play { (play.counters.events) } @else { "–" } }
            td class="t" { (Escaped(&row.ending)) }
        }
        tr class="more" { td colspan=(columns.count()) { (below) } }
    } }
}

/// What the script calls a bucket.
const fn name(bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::Perfect => "perfect",
        Bucket::Defective => "defective",
        Bucket::RefusedAsExpected => "refused",
        Bucket::NotApplicable => "unfit",
        Bucket::AlwaysCrashed => "crashed",
        Bucket::NotRecorded => "unrecorded",
    }
}

/// The bucket in a word, and whether that is as it should be.
fn verdict(row: &Row, unexpected: bool) -> Markup {
    let class = match row.bucket {
        _ if unexpected => "bad",
        Bucket::Perfect | Bucket::RefusedAsExpected => "good",
        Bucket::NotApplicable | Bucket::Defective => "quiet",
        Bucket::AlwaysCrashed | Bucket::NotRecorded => "warning",
    };
    let words = match row.bucket {
        Bucket::Perfect => "perfect",
        Bucket::Defective => "defects",
        Bucket::RefusedAsExpected => "refused",
        Bucket::NotApplicable => "not applicable",
        Bucket::AlwaysCrashed => "always crashed",
        Bucket::NotRecorded => "no recording",
    };
    html! { span class=(class) {
        (words) @if unexpected { span title="not as expected" { " ✗" } }
    } }
}

/// The worst defect, sorted by how bad it is and how much of it there is.
fn worst(play: Option<&PlayShown>) -> Markup {
    let Some(worst) = play.and_then(PlayShown::worst) else {
        return html! { td data-v="-1" {} };
    };
    let severity = match worst.severity {
        Severity::Minor => 0.0,
        Severity::Major => 1.0,
        Severity::Critical => 2.0,
    };
    // However much there is of it, a worse one is behind.
    let much = worst
        .measure
        .map_or(worst.count as f64, |it| it.value.abs());
    let place = severity + much / (much + 1000.0);
    html! { td class="w" data-v=(format!("{place:.4}")) {
        (worst.severity)
        @match worst.measure.map(|it| it.unit) {
            Some(Unit::Ms | Unit::Frames) => { ", " (amount(worst)) },
            Some(Unit::Count) | None => { " ×" (amount(worst)) },
        }
    } }
}

fn by_rule(row: &Row) -> Markup {
    let unexpected = |rule: &str| {
        let of_it = |it: &Unexpected| matches!(it, Unexpected::Defect(it) if it.rule.0 == rule);
        row.unexpected.iter().any(of_it)
    };
    html! {
        @for count in &row.counts {
            span class=(if unexpected(count.rule.0) { "chip bad" } else { "chip" }) {
                (count.rule.0) " " b { (count.defects) }
            }
        }
        @for it in &row.unexpected {
            @match it {
                Unexpected::Defect(_) => {}
                Unexpected::StayedAway(rule) => span class="chip bad" { (Escaped(rule)) " stayed away" },
                Unexpected::Expired(it) => span class="chip bad" { (Escaped(&it.rule)) " no longer expected" },
                Unexpected::Opened => span class="chip bad" { "opened, though it should not" },
            }
        }
    }
}

/// Expected pictures that were shown; without a promise those that were presented.
fn pictures(play: Option<&PlayShown>) -> Markup {
    let Some(counters) = play.map(|it| it.counters) else {
        return html! { td class="n" data-v="-1" { "–" } };
    };
    let told = match (counters.expected, counters.presented) {
        (0, 0) => "–".to_owned(),
        (0, presented) => presented.to_string(),
        (expected, _) => format!("{} of {expected}", counters.shown),
    };
    html! { td class="n" data-v=(counters.presented) { (told) } }
}
