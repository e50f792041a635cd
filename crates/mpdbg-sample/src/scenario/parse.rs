//! A text into a scenario.

use mpdbg_model::{Scenario, ScenarioName, ScenarioNeeds, ScenarioStep, Span};
use toml::de::{DeTable, DeValue};

use super::amounts::span;
use super::fields::{Field, Fields, Notes, whole};
use super::impossible::impossible;
use super::step::step;
use crate::Mistake;

/// Most steps of a scenario: their numbers have to fit an event.
const MOST_STEPS: usize = 10_000;

/// Reads a scenario; `mpdbg help scenario` describes the format.
///
/// # Errors
/// When the text is no TOML, holds anything that a scenario does not, or a step that can never happen:
/// everything that is wrong, with its line and column.
pub fn parse_scenario(name: &ScenarioName, text: &str) -> Result<Scenario, Vec<Mistake>> {
    let mut notes = Notes::on(text);
    let scenario = match DeTable::parse(text) {
        Ok(document) => read(name, document.get_ref(), &mut notes),
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            notes.note(at, error.message());
            None
        }
    };
    match scenario {
        Some(scenario) if notes.is_empty() => Ok(scenario),
        _ => Err(notes.into_mistakes()),
    }
}

fn read(name: &ScenarioName, table: &DeTable<'_>, notes: &mut Notes<'_>) -> Option<Scenario> {
    let table = Fields::of(table);
    table.deny_others(&["summary", "needs", "step"], notes);
    let summary = table.get("summary").map(|summary| {
        summary.read(notes, "text in one line", |value| {
            let text = value.as_str()?;
            let line = !text.contains(char::is_control);
            line.then(|| text.to_owned())
        })
    });
    let needs = table.get("needs").map(|needs| needs_of(&needs, notes));
    let (steps, places) = steps(table, notes)?;
    let scenario = Scenario {
        name: name.clone(),
        summary: summary.unwrap_or_else(|| Some(String::new()))?,
        needs: needs.unwrap_or_else(|| Some(ScenarioNeeds::default()))?,
        steps,
    };
    if name.is_play()
        && let Some(first) = places.first()
    {
        let words = "`play` has no steps: a scenario that has some needs another name";
        notes.note(*first, words);
    }
    // What is not as it was meant says nothing of what comes after it.
    if notes.is_empty() {
        for (step, why) in impossible(&scenario) {
            notes.note(places[step], format!("this step can never happen: {why}"));
        }
    }
    Some(scenario)
}

fn needs_of(field: &Field<'_>, notes: &mut Notes<'_>) -> Option<ScenarioNeeds> {
    let table = field.read(notes, "a table, `[needs]`", |value| value.as_table())?;
    let table = Fields::of(table);
    table.deny_others(&["seekable", "pictures", "audio_tracks", "length"], notes);
    let mut flag = |name: &str| match table.get(name) {
        None => Some(false),
        Some(flag) => flag.read(notes, "true or false", DeValue::as_bool),
    };
    let (seekable, pictures) = (flag("seekable"), flag("pictures"));
    let audio_tracks = match table.get("audio_tracks") {
        None => Some(0),
        Some(tracks) => tracks.read(notes, "a whole number from 0", |value| {
            whole(value, u64::from(u16::MAX))
        }),
    };
    let length = match table.get("length") {
        None => Some(Span::ZERO),
        Some(length) => length.read(notes, "a time such as \"10s\"", |value| {
            span(value.as_str()?).filter(|span| *span >= Span::ZERO)
        }),
    };
    Some(ScenarioNeeds {
        seekable: seekable?,
        pictures: pictures?,
        audio_tracks: audio_tracks?,
        length: length?,
    })
}

/// The steps, and where each begins in the text.
fn steps(table: Fields<'_>, notes: &mut Notes<'_>) -> Option<(Vec<ScenarioStep>, Vec<usize>)> {
    let Some(field) = table.get("step") else {
        return Some((Vec::new(), Vec::new()));
    };
    let expected = "a list of tables, `[[step]]` before each";
    let list = field.read(notes, expected, |value| {
        let list = value.as_array()?;
        let are_tables = list.iter().all(|step| step.get_ref().is_table());
        are_tables.then_some(list)
    })?;
    if list.iter().count() > MOST_STEPS {
        notes.note(field.at, format!("more than {MOST_STEPS} steps"));
        return None;
    }
    let mut steps = Vec::new();
    let mut places = Vec::new();
    for one in list {
        let at = one.span().start;
        places.push(at);
        let table = one.get_ref().as_table()?;
        steps.push(step(Fields::of(table), at, notes));
    }
    let steps: Option<Vec<ScenarioStep>> = steps.into_iter().collect();
    Some((steps?, places))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use mpdbg_model::{Action, Happening, Place, SeekMode, SeekTarget, When};

    fn parse(text: &str) -> Result<Scenario, Vec<String>> {
        let name = ScenarioName::parse("x").unwrap();
        parse_scenario(&name, text)
            .map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect())
    }

    fn mistakes(text: &str) -> Vec<String> {
        parse(text).unwrap_err()
    }

    #[test]
    fn every_condition_action_and_need_is_read() {
        let text = r#"
            summary = "all of it"
            needs = { seekable = true, pictures = true, audio_tracks = 2, length = "10s" }
            step = [
                { at = "2.5s", do = "pause" },
                { run = "1s", do = "resume" },
                { after = "picture", wait = "200ms", do = "seek", to = "50%" },
                { wait = "5ms", do = "seek", by = "-2s", mode = "key" },
                { do = "rate", rate = 0.25 },
                { do = "rate", rate = 4 },
                { do = "select-audio", track = 2 },
                { do = "volume", percent = 50 },
                { after = "end", do = "loop", times = 2 },
                { at = "100%", do = "restart" },
                { after = "step", do = "stop" },
            ]"#;
        let scenario = parse(text).unwrap();
        assert_eq!(scenario.summary, "all of it");
        assert_eq!(
            scenario.needs,
            ScenarioNeeds {
                seekable: true,
                pictures: true,
                audio_tracks: 2,
                length: Span::from_secs(10),
            }
        );
        let after = |what, millis| When::After {
            what,
            wait: Span::from_millis(millis),
        };
        let steps: Vec<(When, Action)> = scenario
            .steps
            .iter()
            .map(|step| (step.when, step.action))
            .collect();
        let media = When::Media(Place::Time(Span::from_millis(2500)));
        let seek = |to, mode| Action::Seek { to, mode };
        let half = SeekTarget::To(Place::Share(500_000));
        let back = SeekTarget::By(Span::from_secs(-2));
        let at_once = after(Happening::Step, 0);
        assert_eq!(
            steps,
            [
                (media, Action::Pause),
                (When::Run(Span::from_secs(1)), Action::Resume),
                (after(Happening::Picture, 200), seek(half, SeekMode::Exact)),
                (after(Happening::Step, 5), seek(back, SeekMode::Key)),
                (at_once, Action::Rate { thousandths: 250 }),
                (at_once, Action::Rate { thousandths: 4000 }),
                (at_once, Action::SelectAudio { track: 2 }),
                (at_once, Action::Volume { percent: 50 }),
                (after(Happening::End, 0), Action::Loop { times: 2 }),
                (When::Media(Place::Share(1_000_000)), Action::Restart),
                (at_once, Action::Stop),
            ]
        );
    }

    #[test]
    fn an_empty_file_just_plays() {
        assert_eq!(parse("").unwrap().steps, []);
    }

    #[test]
    fn all_mistakes_are_told_with_their_places() {
        let text = "summary = 5\nneds = 1\n\n[needs]\nlength = \"-1s\"\n\n\
            [[step]]\nat = \"2.5\"\ndo = \"sek\"\n\n\
            [[step]]\nafter = \"pictures\"\ndo = \"seek\"\nto = \"50%\"\nby = \"1s\"\n";
        assert_eq!(
            mistakes(text),
            [
                "line 1, column 11: `summary` is text in one line, not 5",
                "line 2, column 1: unknown key `neds`; did you mean `needs`?",
                "line 5, column 10: `length` is a time such as \"10s\", not \"-1s\"",
                "line 8, column 6: `at` is a media time such as \"2.5s\", or a share up to \"100%\", not \"2.5\"",
                "line 9, column 6: unknown action `sek`; did you mean `seek`?",
                "line 12, column 9: `after` is \"step\", \"picture\" or \"end\", not \"pictures\"",
                "line 15, column 1: `seek` takes `to` or `by`, not both",
            ]
        );
    }

    /// The mistakes of a step, without their places.
    fn of_step(fields: &str) -> Vec<String> {
        let told = mistakes(&format!("[[step]]\n{fields}\n"));
        told.iter()
            .map(|mistake| mistake.split_once(": ").unwrap().1.to_owned())
            .collect()
    }

    #[test]
    fn what_a_step_cannot_be_is_named() {
        let cases = [
            ("do = \"pause\"\nto = \"5s\"", "`pause` takes no `to`"),
            (
                "do = \"pause\"\nat = \"1s\"\nrun = \"1s\"",
                "a step has one condition: `at`, `run` or `after`",
            ),
            (
                "do = \"pause\"\nat = \"1s\"\nwait = \"1s\"",
                "`wait` goes with `after`, not with `at`",
            ),
            (
                "at = \"1s\"",
                "the step has no `do`, which is one of pause, resume, seek, rate, select-audio, loop, stop, restart, volume",
            ),
            (
                "do = \"rate\"",
                "`rate` needs `rate`: a number from 0.25 to 4",
            ),
            (
                "do = \"rate\"\nrate = 0.2",
                "`rate` is a number from 0.25 to 4, not 0.2",
            ),
            (
                "do = \"rate\"\nrate = -1",
                "`rate` is a number from 0.25 to 4, not -1",
            ),
            (
                "do = \"rate\"\nrate = nan",
                "`rate` is a number from 0.25 to 4, not nan",
            ),
            (
                "do = \"seek\"",
                "`seek` needs `to` (a place) or `by` (a distance)",
            ),
            (
                "do = \"seek\"\nto = \"-1s\"",
                "`to` is a place such as \"3s\" or \"50%\", not \"-1s\"",
            ),
            (
                "do = \"seek\"\nto = \"1s\"\nmode = \"exactly\"",
                "`mode` is \"exact\" or \"key\", not \"exactly\"",
            ),
            (
                "do = \"select-audio\"\ntrack = 0",
                "`track` is a whole number from 1, the first audio stream, not 0",
            ),
            (
                "do = \"loop\"\ntimes = -2",
                "`times` is how often the sample begins again, a whole number from 0 to 1000, not -2",
            ),
            (
                "do = \"volume\"\npercent = 101",
                "`percent` is a whole number from 0 to 100, not 101",
            ),
            (
                "do = \"stop\"\nwait = \"-1s\"",
                "`wait` is a run time such as \"200ms\", not \"-1s\"",
            ),
            (
                "do = \"stop\"\nrun = 5",
                "`run` is a run time such as \"1s\" or \"200ms\", not 5",
            ),
            (
                "do = \"\\u001b[31m\"",
                "unknown action `\\u{1b}[31m`; known are pause, resume, seek, rate, select-audio, loop, stop, restart, volume",
            ),
        ];
        for (fields, words) in cases {
            assert_eq!(of_step(fields), [words], "{fields}");
        }
        assert_eq!(
            mistakes("step = 5"),
            ["line 1, column 8: `step` is a list of tables, `[[step]]` before each, not 5"]
        );
        assert!(mistakes("[[step]]\ndo = pause\n")[0].starts_with("line 2, column 6: "));
    }

    /// What is told of steps, each in a line: the number of the step from 1, and the reason.
    fn never(steps: &[&str]) -> Vec<String> {
        let text = format!("[[step]]\n{}\n", steps.join("\n[[step]]\n"));
        let Err(told) = parse(&text) else {
            return Vec::new();
        };
        told.iter()
            .map(|mistake| {
                let why = mistake
                    .split_once("this step can never happen: ")
                    .unwrap()
                    .1;
                let line = mistake.split([' ', ',']).nth(1).unwrap();
                let line: usize = line.parse().unwrap();
                let before: String = text.lines().take(line).collect();
                format!("{}: {why}", before.matches("[[step]]").count())
            })
            .collect()
    }

    #[test]
    fn a_step_that_can_never_happen_is_told() {
        const PAUSE: &str = "at=\"1s\"\ndo=\"pause\"";
        const RESUME: &str = "do=\"resume\"";
        const STOP: &str = "do=\"stop\"";
        const AT_END: &str = "after=\"end\"\ndo=\"volume\"\npercent=5";
        const RESTART: &str = "after=\"end\"\ndo=\"restart\"";
        const SEEK: &str = "do=\"seek\"\nto=\"50%\"";
        const PICTURE: &str = "after=\"picture\"\ndo=\"resume\"";
        let stands = "media time stands, since a step before it pauses the play";
        let twice =
            "the end was waited for already; a `seek`, `restart` or `loop` is lacking between";
        let cases: [(&[&str], &[String]); 9] = [
            (
                &[PAUSE, "at=\"2s\"\ndo=\"resume\""],
                &[format!("2: {stands}")],
            ),
            (&[PAUSE, RESUME, "at=\"2s\"\ndo=\"stop\""], &[]),
            (
                &[PAUSE, PICTURE],
                &["2: no picture comes, since a step before it pauses the play".to_owned()],
            ),
            (&[PAUSE, SEEK, PICTURE], &[]),
            (
                &[PAUSE, RESTART],
                &["2: the end does not come, since a step before it pauses the play".to_owned()],
            ),
            (
                &[STOP, RESUME, RESUME],
                &[
                    "2: a `stop` before it ends the play".to_owned(),
                    "3: a `stop` before it ends the play".to_owned(),
                ],
            ),
            (&[AT_END, RESTART], &[format!("2: {twice}")]),
            (&[RESTART, RESTART, AT_END, SEEK], &[]),
            (
                &[AT_END, "wait=\"1s\"\ndo=\"restart\""],
                &["2: the play is over at the end, which a step before it waits for".to_owned()],
            ),
        ];
        for (steps, told) in cases {
            assert_eq!(never(steps), told, "{steps:?}");
        }
        let for_ever = never(&[PAUSE, SEEK]);
        assert_eq!(
            for_ever,
            ["2: the play stays paused for ever; a `resume`, `restart` or `stop` is lacking"]
        );
    }

    #[test]
    fn plain_playing_has_no_steps() {
        let play = ScenarioName::default();
        let told = parse_scenario(&play, "[[step]]\ndo = \"stop\"\n").unwrap_err();
        assert!(
            told[0].to_string().contains("`play` has no steps"),
            "{told:?}"
        );
        assert!(parse_scenario(&play, "summary = \"x\"").is_ok());
    }
}
