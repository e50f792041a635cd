//! What the figures of a session stand on, and how far they can be held against those of an earlier one.

use std::collections::BTreeMap;

use mpdbg_analysis::CaseSide;
use mpdbg_model::{Clock, Configuration, Machine};
use serde::Serialize;

use super::Defects;

/// What the figures of a session stand on.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Ground {
    clock: Clock,
    /// Absent where it costs nothing.
    machine: Option<Machine>,
    /// The libraries that decode, in a line.
    ffmpeg: String,
    /// What was found in each case that was judged.
    cases: BTreeMap<Key, Defects>,
}

/// A case by what is played: as long as it is the same, its figures can be compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    /// The sample with its scenario, as they are called.
    name: String,
    blake3: String,
    /// The steps of the scenario.
    steps: String,
}

/// A measure that is not what it was.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Change {
    /// The last session before that is comparable.
    pub(crate) since: String,
    /// There, in the cases that both have.
    pub(crate) before: Defects,
    /// Here, in the same cases.
    pub(crate) after: Defects,
}

impl Key {
    pub(crate) fn of(side: &CaseSide) -> Self {
        Self {
            name: side.case.to_string(),
            blake3: side.sample.blake3.clone(),
            steps: format!("{:?}", side.scenario.steps),
        }
    }
}

impl Ground {
    pub(crate) fn of(
        configuration: &Configuration,
        ffmpeg: String,
        cases: BTreeMap<Key, Defects>,
    ) -> Self {
        let machine = configuration.machine.as_ref();
        Self {
            clock: configuration.clock,
            machine: machine.filter(|it| !it.is_ideal()).cloned(),
            ffmpeg,
            cases,
        }
    }

    /// The figures of `earlier` and of this one in the cases that both have; none where they have none, or
    /// the clock or the machine is another one.
    pub(crate) fn common(&self, earlier: &Self) -> Option<(Defects, Defects)> {
        if self.clock != earlier.clock || self.machine != earlier.machine {
            return None;
        }
        let mut common: Option<(Defects, Defects)> = None;
        for (key, now) in &self.cases {
            let Some(before) = earlier.cases.get(key) else {
                continue;
            };
            let (sum_before, sum_now) = common.get_or_insert_default();
            sum_before.add(before.clone());
            sum_now.add(now.clone());
        }
        common
    }

    /// What is not as it was in `last`, in words.
    pub(crate) fn apart(&self, last: &Self) -> Option<String> {
        let mut words = Vec::new();
        if self.clock != last.clock {
            words.push(format!("{} clock", self.clock));
        }
        words.extend(self.machine_apart(last));
        if self.ffmpeg != last.ffmpeg {
            words.push("other FFmpeg".to_owned());
        }
        words.extend(self.cases_apart(last));
        (!words.is_empty()).then(|| words.join(", "))
    }

    fn machine_apart(&self, last: &Self) -> Option<String> {
        match (&last.machine, &self.machine) {
            (last, now) if last == now => None,
            (_, None) => Some("no machine".to_owned()),
            (Some(last), Some(now)) if last.name == now.name => {
                Some(format!("another machine {}", now.name))
            }
            (_, Some(now)) => Some(format!("machine {}", now.name)),
        }
    }

    fn cases_apart(&self, last: &Self) -> Vec<String> {
        let named = |ground: &Self| {
            let keys = ground.cases.keys();
            keys.map(|it| (it.name.clone(), it.clone()))
                .collect::<BTreeMap<String, Key>>()
        };
        let (then, now) = (named(last), named(self));
        let both = now
            .iter()
            .filter_map(|(name, key)| Some((key, then.get(name)?)));
        let (mut files, mut steps) = (0, 0);
        for (now, then) in both {
            if now.blake3 != then.blake3 {
                files += 1;
            } else if now.steps != then.steps {
                steps += 1;
            }
        }
        let more = now.keys().filter(|it| !then.contains_key(*it)).count();
        let fewer = then.keys().filter(|it| !now.contains_key(*it)).count();
        if more == now.len() && fewer == then.len() {
            return vec!["other cases".to_owned()];
        }
        let told = |count: usize, one: &str, many: &str| match count {
            0 => None,
            1 => Some(one.to_owned()),
            _ => Some(format!("{count} {many}")),
        };
        [
            told(files, "other file", "other files"),
            told(steps, "other steps", "cases with other steps"),
            told(more, "one case more", "cases more"),
            told(fewer, "one case less", "cases less"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

#[cfg(test)]
pub(crate) fn ground_of(name: &str, blake3: &str, defects: Defects) -> Ground {
    let key = Key {
        name: name.to_owned(),
        blake3: blake3.to_owned(),
        steps: String::new(),
    };
    Ground {
        cases: BTreeMap::from([(key, defects)]),
        ..Ground::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(mean: f64) -> Defects {
        Defects {
            mean,
            fewest: mean,
            most: mean,
            cases: 1,
            ..Defects::default()
        }
    }

    #[test]
    fn another_file_clock_or_machine_is_told_and_not_compared() {
        let first = ground_of("clip.mp4", "aa", found(29.0));
        assert_eq!(
            (first.apart(&first), first.common(&first).is_some()),
            (None, true)
        );
        let file = ground_of("clip.mp4", "bb", found(0.0));
        let clock = Ground {
            clock: Clock::Real,
            ..first.clone()
        };
        let machine = Ground {
            machine: Some(Machine {
                name: "slow".to_owned(),
                ..Machine::default()
            }),
            ..first.clone()
        };
        for (other, words) in [
            (file, "other file"),
            (clock, "real clock"),
            (machine, "machine slow"),
        ] {
            assert_eq!(other.apart(&first).as_deref(), Some(words));
            assert_eq!(other.common(&first), None);
        }
    }

    #[test]
    fn another_scenario_is_another_case() {
        let plain = ground_of("clip.mp4", "aa", found(1.0));
        let seeking = ground_of("clip.mp4 [seek-back]", "aa", found(2.0));
        assert_eq!(seeking.apart(&plain).as_deref(), Some("other cases"));
        assert_eq!(seeking.common(&plain), None);
    }

    #[test]
    fn what_both_have_is_compared() {
        let mut before = ground_of("a.mp4", "aa", found(1.0));
        before
            .cases
            .extend(ground_of("b.mp4", "bb", found(5.0)).cases);
        let mut after = ground_of("a.mp4", "aa", found(3.0));
        after
            .cases
            .extend(ground_of("c.mp4", "cc", found(7.0)).cases);
        let both = after
            .common(&before)
            .map(|(one, other)| (one.mean, other.mean));
        assert_eq!(both, Some((1.0, 3.0)));
        assert_eq!(
            after.apart(&before).as_deref(),
            Some("one case more, one case less")
        );
    }
}
