//! A scenario as the text of its file.

use std::fmt::Write;

use mpdbg_model::{Action, Happening, Scenario, ScenarioNeeds, SeekMode, SeekTarget, Span, When};

use super::amounts::{decimal, place_text, span_text};

/// The text of a scenario's file; [`super::parse_scenario`] reads the same scenario from it.
pub fn scenario_text(scenario: &Scenario) -> String {
    let summary = toml::Value::from(scenario.summary.as_str());
    let mut text = format!("summary = {summary}\n");
    needs(&mut text, scenario.needs);
    for step in &scenario.steps {
        text.push_str("\n[[step]]\n");
        when(&mut text, step.when);
        action(&mut text, step.action);
    }
    text
}

// Writing to a String cannot fail.

fn needs(text: &mut String, needs: ScenarioNeeds) {
    if needs == ScenarioNeeds::default() {
        return;
    }
    text.push_str("\n[needs]\n");
    for (name, needed) in [("seekable", needs.seekable), ("pictures", needs.pictures)] {
        if needed {
            let _ = writeln!(text, "{name} = true");
        }
    }
    if needs.audio_tracks > 0 {
        let _ = writeln!(text, "audio_tracks = {}", needs.audio_tracks);
    }
    if needs.length > Span::ZERO {
        let _ = writeln!(text, "length = \"{}\"", span_text(needs.length));
    }
}

fn when(text: &mut String, when: When) {
    let _ = match when {
        When::Media(place) => writeln!(text, "at = \"{}\"", place_text(place)),
        When::Run(span) => writeln!(text, "run = \"{}\"", span_text(span)),
        When::After { what, wait } => {
            let what = match what {
                Happening::Step => "step",
                Happening::Picture => "picture",
                Happening::End => "end",
            };
            let after = writeln!(text, "after = \"{what}\"");
            if wait == Span::ZERO {
                after
            } else {
                writeln!(text, "wait = \"{}\"", span_text(wait))
            }
        }
    };
}

fn action(text: &mut String, action: Action) {
    let _ = match action {
        Action::Pause => writeln!(text, "do = \"pause\""),
        Action::Resume => writeln!(text, "do = \"resume\""),
        Action::Stop => writeln!(text, "do = \"stop\""),
        Action::Restart => writeln!(text, "do = \"restart\""),
        Action::Seek { to, mode } => {
            let to = match to {
                SeekTarget::To(place) => format!("to = \"{}\"", place_text(place)),
                SeekTarget::By(span) => format!("by = \"{}\"", span_text(span)),
            };
            let mode = match mode {
                SeekMode::Exact => "exact",
                SeekMode::Key => "key",
            };
            writeln!(text, "do = \"seek\"\n{to}\nmode = \"{mode}\"")
        }
        Action::Rate { thousandths } => {
            let rate = decimal(i64::from(thousandths), 1000);
            writeln!(text, "do = \"rate\"\nrate = {rate}")
        }
        Action::SelectAudio { track } => {
            writeln!(text, "do = \"select-audio\"\ntrack = {track}")
        }
        Action::Loop { times } => writeln!(text, "do = \"loop\"\ntimes = {times}"),
        Action::Volume { percent } => writeln!(text, "do = \"volume\"\npercent = {percent}"),
    };
}
