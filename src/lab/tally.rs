//! The counting: injections and clean plays into rows and totals.

use serde::Serialize;

use super::found::Found;
use super::injection::{Fate, Injection};

/// All that a lab did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Results {
    /// What was injected.
    pub(crate) injections: Vec<Injection>,
    /// What could not be injected.
    pub(crate) unmade: Vec<Unmade>,
    /// Plays into which nothing was injected.
    pub(crate) clean: Vec<CleanPlay>,
}

/// What could not be injected, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Unmade {
    /// Kind of damage, or the player's fault.
    pub(crate) kind: &'static str,
    /// What would have been played.
    pub(crate) case: String,
    /// Why not.
    pub(crate) reason: String,
}

/// A play into which nothing was injected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CleanPlay {
    /// What was played.
    pub(crate) case: String,
    /// False where the sample lacks what the scenario needs.
    pub(crate) applies: bool,
    /// What was found all the same.
    pub(crate) found: Found,
}

impl Results {
    /// Puts another lab's result behind this one.
    pub(crate) fn append(&mut self, mut other: Self) {
        self.injections.append(&mut other.injections);
        self.unmade.append(&mut other.unmade);
        self.clean.append(&mut other.clean);
    }
}

/// What a lab comes to. As JSON it is the object that `--json` prints.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Tally {
    /// Always `lab`.
    pub(crate) r#type: &'static str,
    /// A row for each kind, in the order in which they were injected.
    pub(crate) kinds: Vec<Row>,
    /// Clean plays, and how many of them raised an alarm.
    pub(crate) clean: CleanCount,
    /// Every defect that nothing was found of.
    pub(crate) missed: Vec<Listed>,
    /// Every defect that other rules found than those that are right for it.
    pub(crate) found_by_others: Vec<Listed>,
    /// Every alarm where there is no defect.
    pub(crate) false_alarms: Vec<Listed>,
    /// What could not be injected.
    pub(crate) not_made: Vec<Unmade>,
    /// The sums.
    pub(crate) totals: Totals,
}

/// The injections of one kind. `injected = right + other + missed`; harmless ones count apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Row {
    /// The kind.
    pub(crate) kind: &'static str,
    /// Injections that are defects.
    pub(crate) injected: u64,
    /// Found by a rule that is right for them.
    pub(crate) right: u64,
    /// Found by other rules only.
    pub(crate) other: u64,
    /// Not found.
    pub(crate) missed: u64,
    /// Of the injected, found without knowing the truth.
    pub(crate) alone: u64,
    /// Injections that change nothing.
    pub(crate) harmless: u64,
    /// Of the harmless, those that raised an alarm.
    pub(crate) false_alarms: u64,
}

/// Clean plays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct CleanCount {
    /// How many there were.
    pub(crate) plays: u64,
    /// Scenarios that a sample lacks something for; not among the plays.
    pub(crate) not_applicable: u64,
    /// How many raised an alarm.
    pub(crate) false_alarms: u64,
}

/// A play that is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Listed {
    /// Kind of damage or fault; `clean` where nothing was injected.
    pub(crate) kind: &'static str,
    /// What was played.
    pub(crate) case: String,
    /// What was done to it; empty where nothing was.
    pub(crate) done: String,
    /// What it changed, or what was found: in words.
    pub(crate) shows: String,
}

/// The sums. `injected` counts defects only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Totals {
    /// Injections that are defects.
    pub(crate) injected: u64,
    /// Of these, found by any rule.
    pub(crate) detected: u64,
    /// Plays without a defect that raised an alarm, harmless injections included.
    pub(crate) false_alarms: u64,
}

/// The least recall that the lab is content with.
const LEAST_RECALL: f64 = 0.99;

impl Totals {
    /// Share of the injected defects that were found; 1 where there were none.
    pub(crate) fn recall(&self) -> f64 {
        share(self.detected, self.injected)
    }

    /// True when enough was found and nothing that is not there.
    pub(crate) fn is_good(&self) -> bool {
        self.recall() >= LEAST_RECALL && self.false_alarms == 0
    }
}

/// `part` of `whole`; 1 where there is no whole.
pub(super) fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

impl Tally {
    /// Counts.
    pub(crate) fn of(results: &Results) -> Self {
        let mut tally = Self {
            r#type: "lab",
            kinds: Vec::new(),
            clean: CleanCount::default(),
            missed: Vec::new(),
            found_by_others: Vec::new(),
            false_alarms: Vec::new(),
            not_made: results.unmade.clone(),
            totals: Totals::default(),
        };
        for injection in &results.injections {
            tally.count(injection);
        }
        for play in &results.clean {
            tally.count_clean(play);
        }
        tally.totals = tally.sums();
        tally
    }

    /// Of the injected defects, how many were found without knowing the truth.
    pub(crate) fn alone(&self) -> u64 {
        self.kinds.iter().map(|row| row.alone).sum()
    }

    fn count(&mut self, injection: &Injection) {
        let fate = injection.fate();
        self.row(injection.kind).count(injection, fate);
        match (fate, &injection.changed) {
            (Fate::Missed, Some(changed)) => self.missed.push(listed(injection, changed)),
            (Fate::Other, _) => {
                let words = words(&injection.found);
                self.found_by_others.push(listed(injection, &words));
            }
            (Fate::FalseAlarm, _) => {
                let words = words(&injection.found);
                self.false_alarms.push(listed(injection, &words));
            }
            _ => {}
        }
    }

    fn count_clean(&mut self, play: &CleanPlay) {
        if !play.applies {
            self.clean.not_applicable += 1;
            return;
        }
        self.clean.plays += 1;
        if play.found.is_empty() {
            return;
        }
        self.clean.false_alarms += 1;
        self.false_alarms.push(Listed {
            kind: "clean",
            case: play.case.clone(),
            done: String::new(),
            shows: words(&play.found),
        });
    }

    fn row(&mut self, kind: &'static str) -> &mut Row {
        let found = self.kinds.iter().position(|row| row.kind == kind);
        let at = found.unwrap_or_else(|| {
            self.kinds.push(Row {
                kind,
                ..Row::default()
            });
            self.kinds.len() - 1
        });
        &mut self.kinds[at]
    }

    fn sums(&self) -> Totals {
        let rows = self.kinds.iter();
        rows.fold(
            Totals {
                false_alarms: self.clean.false_alarms,
                ..Totals::default()
            },
            |sum, row| Totals {
                injected: sum.injected + row.injected,
                detected: sum.detected + row.right + row.other,
                false_alarms: sum.false_alarms + row.false_alarms,
            },
        )
    }
}

impl Row {
    fn count(&mut self, injection: &Injection, fate: Fate) {
        let bucket = match fate {
            Fate::Right => &mut self.right,
            Fate::Other => &mut self.other,
            Fate::Missed => &mut self.missed,
            Fate::Harmless | Fate::FalseAlarm => {
                self.harmless += 1;
                self.false_alarms += u64::from(fate == Fate::FalseAlarm);
                return;
            }
        };
        *bucket += 1;
        self.injected += 1;
        self.alone += u64::from(!injection.alone.is_empty());
    }
}

fn listed(injection: &Injection, shows: &str) -> Listed {
    Listed {
        kind: injection.kind,
        case: injection.case.clone(),
        done: injection.done.clone(),
        shows: shows.to_owned(),
    }
}

/// The rules that found something, and the words of the first.
fn words(found: &Found) -> String {
    let rules = found.rules().join(", ");
    match found.0.first() {
        Some((_, detail)) => format!("{rules}: {detail}"),
        None => rules,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use mpdbg_model::RuleId;

    use super::*;

    fn found(rule: &'static str) -> Found {
        Found(vec![(RuleId(rule), "words".to_owned())])
    }

    fn injection(changed: bool, by: Found, alone: Found) -> Injection {
        Injection {
            kind: "picture-packet-lost",
            case: "clip/picture-packet-lost-0.mp4".to_owned(),
            done: "packet 3 is lacking".to_owned(),
            changed: changed.then(|| "picture 3".to_owned()),
            found: by,
            alone,
            right: &["picture::missing"],
        }
    }

    /// One injection of every fate, and a clean play of every kind.
    pub(in crate::lab) fn results() -> Results {
        let none = Found::default;
        let clean = |case: &str, applies, found| CleanPlay {
            case: case.to_owned(),
            applies,
            found,
        };
        Results {
            injections: vec![
                injection(true, found("picture::missing"), found("picture::missing")),
                injection(true, found("picture::freeze"), none()),
                injection(true, none(), none()),
                injection(false, none(), none()),
                injection(false, found("picture::late"), none()),
            ],
            unmade: vec![Unmade {
                kind: "turned",
                case: "clip/turned-0.ts".to_owned(),
                reason: "the clip has nothing of that kind".to_owned(),
            }],
            clean: vec![
                clean("a.mp4", true, none()),
                clean("b.mp4", true, found("sync::offset")),
                clean("c.mp4 [track-switch]", false, none()),
            ],
        }
    }

    #[test]
    fn every_injection_is_in_one_bucket() {
        let tally = Tally::of(&results());
        let row = &tally.kinds[0];
        assert_eq!(
            (row.injected, row.right, row.other, row.missed),
            (3, 1, 1, 1)
        );
        assert_eq!((row.harmless, row.false_alarms, row.alone), (2, 1, 1));
        assert_eq!(row.injected, row.right + row.other + row.missed);
        assert_eq!(tally.clean.plays + tally.clean.not_applicable, 3);
    }

    #[test]
    fn totals_add_up_and_only_a_good_lab_is_good() {
        let tally = Tally::of(&results());
        let totals = tally.totals;
        assert_eq!(
            (totals.injected, totals.detected, totals.false_alarms),
            (3, 2, 2)
        );
        assert!(!totals.is_good());
        assert!(Tally::of(&Results::default()).totals.is_good());
        let least = Totals {
            injected: 100,
            detected: 99,
            false_alarms: 0,
        };
        assert!(least.is_good());
        assert!(
            !Totals {
                detected: 98,
                ..least
            }
            .is_good()
        );
        assert!(
            !Totals {
                false_alarms: 1,
                ..least
            }
            .is_good()
        );
    }

    #[test]
    fn what_went_wrong_is_named() {
        let tally = Tally::of(&results());
        assert_eq!(tally.missed[0].shows, "picture 3");
        assert_eq!(tally.found_by_others[0].shows, "picture::freeze: words");
        let alarms: Vec<&str> = tally.false_alarms.iter().map(|it| it.kind).collect();
        assert_eq!(alarms, ["picture-packet-lost", "clean"]);
    }

    #[test]
    fn the_json_ends_in_the_totals() -> std::result::Result<(), serde_json::Error> {
        let json = serde_json::to_string(&Tally::of(&results()))?;
        let end = r#""totals":{"injected":3,"detected":2,"false_alarms":2}}"#;
        assert!(json.ends_with(end), "{json}");
        Ok(())
    }
}
