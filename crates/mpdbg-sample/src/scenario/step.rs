//! One `[[step]]` of a scenario.

use mpdbg_model::{Action, Happening, Place, ScenarioStep, SeekMode, SeekTarget, Span, When};

use super::amounts::{place, span};
use super::fields::{Fields, Notes, number, unknown, whole};

/// Every action with the fields that it takes.
const ACTIONS: [(&str, &[&str]); 9] = [
    ("pause", &[]),
    ("resume", &[]),
    ("seek", &["to", "by", "mode"]),
    ("rate", &["rate"]),
    ("select-audio", &["track"]),
    ("loop", &["times"]),
    ("stop", &[]),
    ("restart", &[]),
    ("volume", &["percent"]),
];
/// The fields that every step may have.
const OF_EVERY_STEP: [&str; 5] = ["do", "at", "run", "after", "wait"];
/// The whole sample, in millionths.
const WHOLE: u32 = 1_000_000;

/// Reads a step that begins at this byte of the text.
pub(super) fn step(table: Fields<'_>, at: usize, notes: &mut Notes<'_>) -> Option<ScenarioStep> {
    let of_actions = ACTIONS.iter().flat_map(|(_, fields)| *fields).copied();
    let known: Vec<&str> = OF_EVERY_STEP.into_iter().chain(of_actions).collect();
    table.deny_others(&known, notes);
    let when = when(table, notes);
    let action = action(table, at, notes);
    Some(ScenarioStep {
        when: when?,
        action: action?,
    })
}

fn when(table: Fields<'_>, notes: &mut Notes<'_>) -> Option<When> {
    let conditions = ["at", "run", "after"].map(|name| table.get(name));
    let mut given = conditions.iter().flatten();
    let (condition, wait) = (given.next(), table.get("wait"));
    if let Some(second) = given.next() {
        let words = "a step has one condition: `at`, `run` or `after`";
        notes.note(second.at, words);
        return None;
    }
    let Some(condition) = condition else {
        return Some(after(Happening::Step, wait_of(table, notes)?));
    };
    if let Some(wait) = wait.filter(|_| condition.name != "after") {
        let name = condition.name;
        notes.note(
            wait.at,
            format!("`wait` goes with `after`, not with `{name}`"),
        );
        return None;
    }
    match condition.name {
        "at" => condition
            .read(
                notes,
                "a media time such as \"2.5s\", or a share up to \"100%\"",
                |value| {
                    place(value.as_str()?).filter(|place| match place {
                        Place::Time(_) => true,
                        Place::Share(share) => *share <= WHOLE,
                    })
                },
            )
            .map(When::Media),
        "run" => condition
            .read(notes, "a run time such as \"1s\" or \"200ms\"", |value| {
                time(value.as_str()?)
            })
            .map(When::Run),
        _ => {
            let what = condition.read(
                notes,
                "\"step\", \"picture\" or \"end\"",
                |value| match value.as_str()? {
                    "step" => Some(Happening::Step),
                    "picture" => Some(Happening::Picture),
                    "end" => Some(Happening::End),
                    _ => None,
                },
            );
            let wait = wait_of(table, notes);
            Some(after(what?, wait?))
        }
    }
}

const fn after(what: Happening, wait: Span) -> When {
    When::After { what, wait }
}

fn wait_of(table: Fields<'_>, notes: &mut Notes<'_>) -> Option<Span> {
    match table.get("wait") {
        None => Some(Span::ZERO),
        Some(wait) => wait.read(notes, "a run time such as \"200ms\"", |value| {
            time(value.as_str()?)
        }),
    }
}

/// A time that is not negative.
fn time(text: &str) -> Option<Span> {
    span(text).filter(|span| *span >= Span::ZERO)
}

fn action(table: Fields<'_>, at: usize, notes: &mut Notes<'_>) -> Option<Action> {
    let names = ACTIONS.map(|(name, _)| name);
    let Some(field) = table.get("do") else {
        let actions = names.join(", ");
        notes.note(
            at,
            format!("the step has no `do`, which is one of {actions}"),
        );
        return None;
    };
    let name = field.read(notes, "the name of an action", |value| value.as_str())?;
    let Some((name, taken)) = ACTIONS.into_iter().find(|(action, _)| *action == name) else {
        notes.note(field.span.start, unknown("action", name, &names));
        return None;
    };
    let foreign = |name: &str| !OF_EVERY_STEP.contains(&name) && !taken.contains(&name);
    let of_another = ACTIONS.iter().flat_map(|(_, fields)| *fields);
    for other in of_another.filter(|other| foreign(other)) {
        if let Some(field) = table.get(other) {
            notes.note(field.at, format!("`{name}` takes no `{other}`"));
        }
    }
    let reader = Reader { table, name, at };
    match name {
        "pause" => Some(Action::Pause),
        "resume" => Some(Action::Resume),
        "stop" => Some(Action::Stop),
        "restart" => Some(Action::Restart),
        "seek" => reader.seek(notes),
        "rate" => reader.rate(notes),
        "select-audio" => reader.select_audio(notes),
        "loop" => reader.looping(notes),
        _ => reader.volume(notes),
    }
}

/// Reads the fields of one action.
#[derive(Clone, Copy)]
struct Reader<'t> {
    table: Fields<'t>,
    name: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn needed<T>(
        self,
        field: &str,
        expected: &str,
        notes: &mut Notes<'_>,
        read: impl FnOnce(&'t toml::de::DeValue<'t>) -> Option<T>,
    ) -> Option<T> {
        let Some(found) = self.table.get(field) else {
            let name = self.name;
            notes.note(self.at, format!("`{name}` needs `{field}`: {expected}"));
            return None;
        };
        found.read(notes, expected, read)
    }

    fn seek(self, notes: &mut Notes<'_>) -> Option<Action> {
        let (to, by) = (self.table.get("to"), self.table.get("by"));
        let target = match (to, by) {
            (Some(to), None) => to
                .read(notes, "a place such as \"3s\" or \"50%\"", |value| {
                    place(value.as_str()?)
                })
                .map(SeekTarget::To),
            (None, Some(by)) => by
                .read(notes, "a distance such as \"2s\" or \"-500ms\"", |value| {
                    span(value.as_str()?)
                })
                .map(SeekTarget::By),
            (Some(_), Some(by)) => {
                notes.note(by.at, "`seek` takes `to` or `by`, not both");
                None
            }
            (None, None) => {
                notes.note(self.at, "`seek` needs `to` (a place) or `by` (a distance)");
                None
            }
        };
        let mode = match self.table.get("mode") {
            None => Some(SeekMode::Exact),
            Some(mode) => mode.read(notes, "\"exact\" or \"key\"", |value| {
                match value.as_str()? {
                    "exact" => Some(SeekMode::Exact),
                    "key" => Some(SeekMode::Key),
                    _ => None,
                }
            }),
        };
        Some(Action::Seek {
            to: target?,
            mode: mode?,
        })
    }

    fn rate(self, notes: &mut Notes<'_>) -> Option<Action> {
        let expected = "a number from 0.25 to 4";
        let rate = self.needed("rate", expected, notes, |value| {
            number(value).filter(|rate| (0.25..=4.0).contains(rate))
        });
        rate.map(|rate| Action::Rate {
            thousandths: (rate * 1000.0).round() as u32,
        })
    }

    fn select_audio(self, notes: &mut Notes<'_>) -> Option<Action> {
        let expected = "a whole number from 1, the first audio stream";
        let track = self.needed("track", expected, notes, |value| {
            whole(value, u64::from(u16::MAX)).filter(|track| *track > 0)
        });
        track.map(|track| Action::SelectAudio { track })
    }

    fn looping(self, notes: &mut Notes<'_>) -> Option<Action> {
        let expected = "how often the sample begins again, a whole number from 0 to 1000";
        let times = self.needed("times", expected, notes, |value| whole(value, 1000));
        times.map(|times| Action::Loop { times })
    }

    fn volume(self, notes: &mut Notes<'_>) -> Option<Action> {
        let expected = "a whole number from 0 to 100";
        let percent = self.needed("percent", expected, notes, |value| whole(value, 100));
        percent.map(|percent| Action::Volume { percent })
    }
}
