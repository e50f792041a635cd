//! What `mpdbg shrink` says.

use std::path::PathBuf;

use mpdbg_analysis::Rule;
use mpdbg_model::Defect;
use mpdbg_sample::Shrunk;
use serde_json::json;

use super::stage::Stage;
use crate::cli::exit_code::Exit;
use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;
use crate::report::Escaped;

/// The sample shows a defect under the whole scenario.
pub(super) fn begins(stage: &Stage<'_>, defect: &Defect, found: &[Defect], terminal: Terminal) {
    say(
        terminal,
        &format!("{} shows {}", stage.case(), words(defect)),
    );
    let mut others = rules_of(found);
    others.retain(|rule| *rule != defect.rule.0);
    if !others.is_empty() {
        let others = others.join(", ");
        say(terminal, &format!("it shows {others} too: --rule chooses"));
    }
}

/// So many steps are left.
pub(super) fn left(plays: u32, steps: usize, terminal: Terminal) {
    let (steps, plays) = (steps_words(steps), plays_words(plays));
    say(terminal, &format!("{steps} left after {plays}"));
}

fn words(defect: &Defect) -> String {
    format!("{}, {}", defect.rule, defect.detail)
}

fn steps_words(count: usize) -> String {
    format!("{count} step{}", if count == 1 { "" } else { "s" })
}

fn plays_words(count: u32) -> String {
    format!("{count} play{}", if count == 1 { "" } else { "s" })
}

/// The rules of some defects, each once.
fn rules_of(defects: &[Defect]) -> Vec<&'static str> {
    let mut rules: Vec<&str> = defects.iter().map(|defect| defect.rule.0).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// What goes on is nice to know.
fn say(terminal: Terminal, line: &str) {
    if !terminal.quiet && !terminal.json {
        Terminal::say(&format!("{}\n", Escaped(line)));
    }
}

/// The lines above the scenario in its file.
pub(super) fn head(stage: &Stage<'_>, defect: &Defect) -> Vec<String> {
    let whole = stage.whole();
    vec![
        format!(
            "What is left of the {} of the scenario {}.",
            steps_words(whole.steps.len()),
            whole.name
        ),
        format!("Shows in {}: {}", stage.sample().name, words(defect)),
    ]
}

/// There is no defect to keep.
pub(super) fn nothing(
    stage: &Stage<'_>,
    found: &[Defect],
    wanted: Option<&Rule>,
    terminal: Terminal,
) -> Result<Exit, Failure> {
    let rules = rules_of(found);
    if terminal.json {
        Terminal::show_json(&json!({
            "type": "shrunk",
            "sample": stage.sample().name,
            "scenario": stage.whole().name,
            "rule": null,
            "shown": rules,
            "plays": stage.plays,
            "file": null,
        }))?;
        return Ok(Exit::AsExpected);
    }
    let case = stage.case();
    let line = match wanted {
        Some(rule) if !rules.is_empty() => {
            format!("{case} shows no {}, but {}", rule.id, rules.join(", "))
        }
        _ => format!("{case} shows no defect"),
    };
    Terminal::show(|out| writeln!(out, "{}; nothing to shrink", Escaped(&line)))?;
    Ok(Exit::AsExpected)
}

/// How far it went, and what to do with what is left.
pub(super) fn shrunk(
    stage: &Stage<'_>,
    defect: &Defect,
    shrunk: &Shrunk,
    written: Option<&(PathBuf, Option<String>)>,
    terminal: Terminal,
) -> Result<(), Failure> {
    let (before, left) = (stage.whole().steps.len(), shrunk.scenario.steps.len());
    if terminal.json {
        return Terminal::show_json(&json!({
            "type": "shrunk",
            "sample": stage.sample().name,
            "scenario": stage.whole().name,
            "rule": defect.rule,
            "detail": defect.detail,
            "steps_before": before,
            "steps": left,
            "plays": stage.plays,
            "file": written.map(|(path, _)| path),
        }));
    }
    let line = format!(
        "{} shows with {left} of {} ({})",
        defect.rule,
        steps_words(before),
        plays_words(stage.plays)
    );
    let next = match written {
        None if left == 0 => {
            "it needs no scenario: it shows when the sample is just played".to_owned()
        }
        None => "no shorter scenario was found, so none was written".to_owned(),
        Some((path, Some(name))) => format!(
            "written to {}; next: `mpdbg new NAME --scenario {name}`{}",
            path.display(),
            if stage.has_options {
                " with the same options"
            } else {
                ""
            }
        ),
        Some((path, None)) => format!(
            "written to {}; in the directory {} it has a name for `mpdbg new NAME --scenario`",
            path.display(),
            stage.configuration.samples_dir.join("scenarios").display()
        ),
    };
    Terminal::show(|out| writeln!(out, "{}\n{}", Escaped(&line), Escaped(&next)))
}
