//! JSON lines: an object a case, then the totals.

use mpdbg_model::Case;
use mpdbg_runner::Totals;
use serde_json::{Value, json};

use super::Show;
use super::done::{Done, SoFar};
use super::show::{Phase, interrupt_words};
use crate::cli::terminal::Terminal;

/// JSON lines on standard output.
pub(super) struct Json;

/// A reader that is gone, or a full disk behind standard output, is no reason to stop recording.
fn line(value: &Value) {
    let _ = Terminal::show_json(value);
}

impl Show for Json {
    fn planned(&self, _cases: usize) {}

    fn started(&self, _case: &Case, _attempt: u32) {}

    fn done(&self, done: &Done, _so_far: SoFar) {
        line(&object(done));
    }

    fn interrupted(&self, urgent: bool) {
        Terminal::say(&format!("{}\n", interrupt_words(urgent)));
    }

    fn over(&self) {}

    fn totals(&self, phase: Phase, totals: &Totals) {
        let not_played: Vec<Value> = totals
            .not_recorded
            .iter()
            .map(|it| {
                json!({
                    "sample": it.case.sample,
                    "scenario": it.case.scenario,
                    "repeat": it.case.repeat,
                    "reason": it.reason,
                })
            })
            .collect();
        line(&json!({
            "type": "totals",
            "phase": match phase {
                Phase::Play => "play",
                Phase::Retry => "retry",
            },
            "cases": totals.all(),
            "finished": totals.finished,
            "open_failed": totals.open_failed,
            "not_applicable": totals.not_applicable,
            "crashed": totals.crashed,
            "timed_out": totals.timed_out,
            "interrupted": totals.interrupted,
            "recording_failed": totals.recording_failed,
            "not_played": not_played,
            "not_begun": totals.not_started,
            "failure": totals.failure,
        }));
    }
}

fn object(done: &Done) -> Value {
    match done {
        Done::NotPlayed { case, reason } => json!({
            "type": "case",
            "sample": case.sample,
            "scenario": case.scenario,
            "repeat": case.repeat,
            "not_played": reason,
        }),
        Done::Played { report, found } => json!({
            "type": "case",
            "sample": report.case.sample,
            "scenario": report.case.scenario,
            "repeat": report.case.repeat,
            "attempt": report.attempt,
            "outcome": report.outcome.to_string(),
            "crashed": report.outcome.is_crash(),
            "took_ms": report.took.as_millis() as u64,
            "events": report.seal.map(|seal| seal.events),
            "defects": found.as_ref().map(|found| &found.counts),
            "unexpected": found.as_ref().map(|found| &found.unexpected),
        }),
    }
}
