//! Both plays of a case over each other, for the page of a comparison.

use maud::{Markup, PreEscaped, html};
use mpdbg_analysis::Divergence;
use mpdbg_model::Case;

use crate::report::about::SampleReport;
use crate::report::divergence::words;
use crate::report::page::session::PlayShown;
use crate::report::page::session::defects;
use crate::report::page::timeline::{First, Runs, TimelineData, data_block, timeline_data};
use crate::report::words::Escaped;

/// Bytes that both plays of a case take at most, roughly.
const ROOM: usize = 160 << 10;

/// Both plays of a case, ready to be put on a page.
#[derive(Clone, Debug)]
pub struct PairShown {
    case: Case,
    id: String,
    data: String,
    /// What parts them first.
    first: Option<String>,
    sides: Vec<(String, PlayShown)>,
}

impl PairShown {
    /// Both plays of a case, `after` over `before`; nothing where neither can be shown.
    pub fn of(
        number: usize,
        before: Option<&SampleReport<'_>>,
        after: Option<&SampleReport<'_>>,
        first: Option<&Divergence>,
    ) -> Option<Self> {
        let reports: Vec<&SampleReport<'_>> = after.into_iter().chain(before).collect();
        let case = reports.first()?.header.case();
        let room = ROOM / reports.len();
        let runs: Vec<TimelineData> = reports.iter().map(|it| timeline_data(it, room)).collect();
        let id = format!("pair-{number}");
        let drawn = Runs {
            first: first.map(First::of),
            runs: runs.iter().collect(),
        };
        let side = |it: &&SampleReport<'_>| {
            let play = PlayShown::of(it.header, it.caution, it.judgement?);
            Some((it.about.session.to_owned(), play))
        };
        Some(Self {
            case,
            data: data_block(&id, &drawn).into_string(),
            id,
            first: first.map(told),
            sides: reports.iter().filter_map(side).collect(),
        })
    }

    /// The case.
    pub fn case(&self) -> &Case {
        &self.case
    }

    /// The timelines, which are drawn when they unfold, and the defects of either side.
    pub(super) fn markup(&self, open: bool) -> Markup {
        html! { details class="pair" open[open] {
            summary { (self.heading()) }
            @if let Some(first) = &self.first { p { "First difference: " (Escaped(first)) } }
            div class="chart" data-of=(self.id) {}
            (PreEscaped(&self.data))
            @for (session, play) in &self.sides { details {
                summary { "Defects in " (Escaped(session)) ": " (play.defects.len() + play.more) }
                (defects(play))
            } }
        } }
    }

    fn heading(&self) -> Markup {
        let names: Vec<&str> = self.sides.iter().map(|it| it.0.as_str()).collect();
        html! { @match names.as_slice() {
            [after, before] => { "Timelines: " (Escaped(after)) " over " (Escaped(before)) },
            [only] => { "Timeline: only " (Escaped(only)) " has a play that can be judged" },
            _ => { "Timelines" },
        } }
    }
}

fn told(first: &Divergence) -> String {
    let place = first
        .media
        .map_or_else(String::new, |it| format!("at {it} of the media, "));
    format!("{place}{} into the run: {}", first.after.at, words(first))
}
