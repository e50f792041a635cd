//! The top of the list of samples: which session, its verdict, its sums.

use mpdbg_analysis::Bucket;
use ratatui::text::{Line, Span};

use super::columns::{cut, fitted, width};
use crate::browse::Totals;
use crate::tui::{Ink, Look};

/// What the top tells.
pub(super) struct Head<'a> {
    pub(super) session: &'a str,
    pub(super) profile: &'a str,
    pub(super) totals: &'a Totals,
    /// What is counted, e.g. `sample`.
    pub(super) noun: &'static str,
    pub(super) recorded: bool,
    /// The cases were listed.
    pub(super) listed: bool,
}

impl Head<'_> {
    /// Its lines.
    pub(super) fn lines(&self, columns: usize, look: Look) -> [Line<'static>; 3] {
        [
            self.title(columns, look),
            self.verdict(columns, look),
            self.sums(columns, look),
        ]
    }

    fn title(&self, columns: usize, look: Look) -> Line<'static> {
        let live = if self.recorded {
            "  being recorded"
        } else {
            ""
        };
        let right = format!("profile {} ", self.profile);
        let right = cut(&right, columns / 3, look);
        let room = columns.saturating_sub(width(&right) + width(live));
        let session = cut(&format!(" session {}", self.session), room, look);
        let free = room.saturating_sub(width(&session));
        Line::from(vec![
            Span::styled(session, look.ink(Ink::Title)),
            Span::styled(live, look.ink(Ink::Done)),
            Span::raw(" ".repeat(free)),
            Span::styled(right, look.ink(Ink::Quiet)),
        ])
    }

    fn verdict(&self, columns: usize, look: Look) -> Line<'static> {
        let (ink, verdict) = self.concluded();
        let mut spans = vec![Span::styled(format!(" {verdict}"), look.ink(ink))];
        for (ink, words) in self.reservations() {
            spans.push(Span::styled(format!("  {words}"), look.ink(ink)));
        }
        let mut room = columns;
        for span in &mut spans {
            let text = cut(&span.content, room, look);
            room -= width(&text);
            span.content = text.into();
        }
        Line::from(spans)
    }

    /// The words of the summary.
    fn concluded(&self) -> (Ink, String) {
        let totals = self.totals;
        let recorded = totals.known() - totals.count(Bucket::NotRecorded);
        if !self.listed {
            (Ink::Quiet, "reading the session".to_owned())
        } else if totals.crashed > 0 {
            let words = format!("CRASHED: {}", self.counted(totals.crashed));
            (Ink::Major, format!("{words} crashed or hung to the last"))
        } else if totals.unexpected > 0 {
            let words = self.counted(totals.unexpected);
            (Ink::Major, format!("NOT AS EXPECTED: {words}"))
        } else if totals.known() == 0 && totals.cases() > 0 {
            (Ink::Quiet, "NOT JUDGED YET".to_owned())
        } else if recorded == 0 && totals.damaged > 0 {
            (Ink::Major, "NOTHING CAN BE JUDGED".to_owned())
        } else if recorded == 0 {
            (Ink::Minor, "NOTHING RECORDED".to_owned())
        } else if recorded == totals.count(Bucket::NotApplicable) {
            let words = "NOTHING PLAYED: no scenario fits its sample";
            (Ink::Minor, words.to_owned())
        } else if totals.unjudged > 0 {
            let words = self.counted(totals.unjudged);
            (Ink::Minor, format!("DEFECTS in {words}"))
        } else {
            (Ink::Good, "AS EXPECTED".to_owned())
        }
    }

    fn reservations(&self) -> Vec<(Ink, String)> {
        let totals = self.totals;
        let lacking = totals.count(Bucket::NotRecorded) - totals.damaged;
        let mut told = Vec::new();
        if totals.damaged > 0 {
            let plural = if totals.damaged == 1 { "" } else { "s" };
            let words = format!("DAMAGED: {} recording{plural}", totals.damaged);
            told.push((Ink::Major, words));
        }
        if lacking > 0 {
            told.push((Ink::Minor, format!("INCOMPLETE: {lacking} not recorded")));
        }
        for (count, words) in [
            (totals.playing, "playing"),
            (totals.waiting, "waiting"),
            (totals.unknown, "to be judged"),
        ] {
            if count > 0 {
                told.push((Ink::Done, format!("{count} {words}")));
            }
        }
        told
    }

    fn sums(&self, columns: usize, look: Look) -> Line<'static> {
        let totals = self.totals;
        let mut parts = vec![self.counted(totals.cases())];
        for (bucket, words) in [
            (Bucket::Perfect, "perfect"),
            (Bucket::Defective, "with defects"),
            (Bucket::RefusedAsExpected, "refused"),
            (Bucket::NotApplicable, "not applicable"),
            (Bucket::AlwaysCrashed, "crashed"),
        ] {
            let count = totals.count(bucket);
            if count > 0 {
                parts.push(format!("{count} {words}"));
            }
        }
        if totals.defects > 0 {
            parts.push(format!("{} defects", totals.defects));
        }
        let text = format!(" {}", parts.join(look.pick(" · ", " | ")));
        let text = if self.listed { text } else { String::new() };
        Line::styled(fitted(&text, columns, look), look.ink(Ink::Quiet))
    }

    fn counted(&self, count: u64) -> String {
        let plural = if count == 1 { "" } else { "s" };
        format!("{count} {}{plural}", self.noun)
    }
}
