//! What a session came to, kept so that a later judgement can be held against it.

use std::collections::{BTreeMap, BTreeSet};

use mpdbg_model::{Case, Profile};
use serde::{Deserialize, Serialize};

use super::tally::Summary;

/// What a session came to when it was summarized: `reports/_verdict.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// Version of this layout; 1.
    pub format: u32,
    /// True when the session's protection is lifted.
    pub dev_debug: bool,
    /// The mpdbg that judged, e.g. `mpdbg 0.1.0`.
    pub judged_by: String,
    /// The thresholds.
    pub profile: Profile,
    /// What each case came to, in the order of the session.
    pub cases: Vec<KeptCase>,
}

/// What a case came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptCase {
    /// The case.
    pub case: Case,
    /// The words of its bucket.
    pub bucket: String,
    /// Defects of each rule that found any.
    pub defects: BTreeMap<String, u64>,
}

/// A case of which another judgement says something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The case.
    pub case: Case,
    /// Its bucket before and now, where they differ.
    pub bucket: Option<(String, String)>,
    /// The rules that found more or less, by their id.
    pub rules: Vec<RuleChange>,
}

/// How often a rule finds something, before and now; the two differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleChange {
    /// Id of the rule.
    pub rule: String,
    /// Defects before.
    pub before: u64,
    /// Defects now.
    pub now: u64,
}

impl Kept {
    /// What is kept of `summary`, by the mpdbg that judged; of a session that is protected as usual.
    pub fn of(summary: &Summary, profile: &Profile, judged_by: &str) -> Self {
        let cases = summary.rows.iter().map(|row| KeptCase {
            case: row.case.clone(),
            bucket: row.bucket.words().to_owned(),
            defects: row
                .counts
                .iter()
                .map(|count| (count.rule.0.to_owned(), count.defects))
                .collect(),
        });
        Self {
            format: 1,
            dev_debug: false,
            judged_by: judged_by.to_owned(),
            profile: profile.clone(),
            cases: cases.collect(),
        }
    }

    /// What `now` says otherwise, in the order of `now`. A case that only one of the two has came to
    /// nothing in the other.
    pub fn changes(&self, now: &Self) -> Vec<Change> {
        let before: BTreeMap<&Case, &KeptCase> =
            self.cases.iter().map(|kept| (&kept.case, kept)).collect();
        let known: BTreeSet<&Case> = now.cases.iter().map(|kept| &kept.case).collect();
        let gone = self.cases.iter().filter(|kept| !known.contains(&kept.case));
        let nothing = |kept: &KeptCase| KeptCase::nothing(&kept.case);
        now.cases
            .iter()
            .map(|now| match before.get(&now.case) {
                Some(before) => before.change(now),
                None => nothing(now).change(now),
            })
            .chain(gone.map(|kept| kept.change(&nothing(kept))))
            .flatten()
            .collect()
    }
}

impl KeptCase {
    fn nothing(case: &Case) -> Self {
        Self {
            case: case.clone(),
            bucket: "not in the session".to_owned(),
            defects: BTreeMap::new(),
        }
    }

    fn change(&self, now: &Self) -> Option<Change> {
        let rules: BTreeSet<&String> = self.defects.keys().chain(now.defects.keys()).collect();
        let count = |of: &Self, rule| of.defects.get(rule).copied().unwrap_or(0);
        let rules: Vec<RuleChange> = rules
            .into_iter()
            .map(|rule| RuleChange {
                rule: rule.clone(),
                before: count(self, rule),
                now: count(now, rule),
            })
            .filter(|change| change.before != change.now)
            .collect();
        let differs = self.bucket != now.bucket;
        let bucket = differs.then(|| (self.bucket.clone(), now.bucket.clone()));
        let changed = bucket.is_some() || !rules.is_empty();
        changed.then(|| Change {
            case: self.case.clone(),
            bucket,
            rules,
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use mpdbg_model::SampleName;

    use super::*;

    /// Name, bucket, and defects by rule.
    type Stated<'s> = (&'s str, &'s str, &'s [(&'s str, u64)]);

    fn kept(cases: &[Stated<'_>]) -> Kept {
        let case = |(name, bucket, defects): &Stated<'_>| KeptCase {
            case: Case::plain(SampleName::parse(name).unwrap()),
            bucket: (*bucket).to_owned(),
            defects: defects
                .iter()
                .map(|(rule, count)| ((*rule).to_owned(), *count))
                .collect(),
        };
        Kept {
            format: 1,
            dev_debug: false,
            judged_by: "mpdbg 0.1.0".to_owned(),
            profile: Profile::default(),
            cases: cases.iter().map(case).collect(),
        }
    }

    #[test]
    fn only_what_differs_is_a_change() {
        let then = kept(&[
            ("a", "perfect", &[]),
            ("b", "defects", &[("x::y", 2), ("x::z", 1)]),
            ("c", "perfect", &[]),
        ]);
        assert_eq!(then.changes(&then), []);
        let now = kept(&[
            ("b", "defects", &[("x::y", 3)]),
            ("a", "perfect", &[]),
            ("d", "perfect", &[]),
        ]);
        let changes = then.changes(&now);
        let names: Vec<String> = changes.iter().map(|it| it.case.to_string()).collect();
        assert_eq!(names, ["b", "d", "c"]);
        let rules = &changes[0].rules;
        let figures: Vec<(&str, u64, u64)> = rules
            .iter()
            .map(|it| (it.rule.as_str(), it.before, it.now))
            .collect();
        assert_eq!(figures, [("x::y", 2, 3), ("x::z", 1, 0)]);
        assert_eq!(changes[0].bucket, None);
        let bucket = ("perfect".to_owned(), "not in the session".to_owned());
        assert_eq!(changes[2].bucket, Some(bucket));
    }

    #[test]
    fn what_is_kept_comes_back() {
        let then = kept(&[("a", "defects", &[("x::y", 2)])]);
        let text = serde_json::to_string(&then).unwrap();
        assert_eq!(serde_json::from_str::<Kept>(&text).unwrap(), then);
    }
}
