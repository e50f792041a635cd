//! The whole session added up.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use mpdbg_model::{Case, RuleId, SampleName};
use serde::Serialize;

use super::bucket::Bucket;
use super::entry::{Entry, RuleCount};
use super::rows::{Row, Rows};
use super::unexpected::Unexpected;

/// What a session came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// The verdict.
    pub conclusion: Conclusion,
    /// Samples of the playlist.
    pub samples: u64,
    /// Plays in each bucket.
    pub tally: Tally,
    /// Defects per relevant case; absent when there is none. Cases that always crashed, have no
    /// recording, do not apply, or were refused as expected are not relevant.
    pub quality: Option<f64>,
    /// How often each rule found something in relevant cases, in the order of their ids.
    pub totals: Vec<RuleCount>,
    /// Cases of which something was not expected.
    pub unexpected: u64,
    /// Attempts that say something of the player, after the first such one of each case; over all
    /// cases.
    pub retries: u64,
    /// Cases with a crash and a clean attempt after it.
    pub sometimes_crashed: Vec<Case>,
    /// Cases whose every attempt crashed or hung.
    pub always_crashed: Vec<Case>,
    /// One for each play of each case.
    pub rows: Rows,
}

/// Plays in each bucket, where every case is played once: cases; the buckets add up to `cases`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// All plays: each sample of the playlist under each scenario, as often as it is played.
    pub cases: u64,
    /// Perfect plays.
    pub perfect: u64,
    /// Plays with defects.
    pub defective: u64,
    /// Cases whose sample could not be opened, as the manifest says.
    pub refused_as_expected: u64,
    /// Cases whose sample lacks what the scenario needs.
    pub not_applicable: u64,
    /// Cases whose every attempt crashed.
    pub always_crashed: u64,
    /// Cases without a recording that can be judged.
    pub not_recorded: u64,
}

/// The verdict on a session. What lacks a recording does not change it: see `Tally::not_recorded`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Conclusion {
    /// Nothing unexpected.
    AsExpected,
    /// Defects that were not expected, or expected ones that stayed away.
    Unexpected,
    /// A case crashed or hung to the last.
    Crashed,
}

impl Summary {
    /// Adds up `entries`, one for each play of each case.
    pub fn of(entries: &[Entry]) -> Self {
        let mut rows: Rows = entries.iter().map(Row::of).collect();
        forgive(&mut rows);
        let tally = Tally::of(&rows);
        let relevant = rows.iter().filter(|row| row.bucket.is_relevant());
        let defects: u64 = relevant.clone().map(Row::defects).sum();
        let quality = (tally.relevant() > 0).then(|| defects as f64 / tally.relevant() as f64);
        let named = |wanted: fn(&Entry) -> bool| {
            let named = entries.iter().filter(|entry| wanted(entry));
            named.map(Entry::case).collect()
        };
        Self {
            conclusion: Conclusion::of(&rows),
            samples: samples(&rows),
            tally,
            quality,
            totals: totals(relevant),
            unexpected: rows.iter().filter(|row| !row.unexpected.is_empty()).count() as u64,
            retries: entries.iter().map(|entry| u64::from(entry.retries())).sum(),
            sometimes_crashed: named(Entry::sometimes_crashed),
            always_crashed: named(Entry::always_crashed),
            rows,
        }
    }

    /// How often each case is played.
    pub fn repeats(&self) -> u32 {
        let last = self.rows.iter().map(|row| row.case.repeat).max();
        last.map_or(1, |last| last.saturating_add(1))
    }

    /// Cases: each sample of the playlist under each scenario, however often it is played.
    pub fn cases(&self) -> u64 {
        self.rows.iter().filter(|row| row.case.repeat == 0).count() as u64
    }

    /// What is counted: `play` where everything is played several times, `sample` where nothing but
    /// playing was done, else `case`.
    pub fn noun(&self) -> &'static str {
        if self.repeats() > 1 {
            "play"
        } else if self.rows.iter().all(|row| row.case.scenario.is_play()) {
            "sample"
        } else {
            "case"
        }
    }

    /// Cases that crashed or hung to the last, though nobody expects it.
    pub fn crashed(&self) -> u64 {
        let crashed = self.rows.iter().filter(|row| row.crashed_to_the_last);
        crashed.count() as u64
    }

    /// Defects in relevant cases.
    pub fn defects(&self) -> u64 {
        self.totals.iter().map(|count| count.defects).sum()
    }
}

/// What is expected has to show in one of the plays of a case: it may come and go.
fn forgive(rows: &mut [Row]) {
    let mut shown: HashMap<Case, BTreeSet<&'static str>> = HashMap::new();
    for row in rows.iter().filter(|row| !row.counts.is_empty()) {
        let rules = shown.entry(row.case.first()).or_default();
        rules.extend(row.counts.iter().map(|count| count.rule.0));
    }
    for row in rows {
        let Some(rules) = shown.get(&row.case.first()) else {
            continue;
        };
        row.unexpected.retain(|it| match it {
            Unexpected::StayedAway(rule) => !rules.contains(rule.as_str()),
            Unexpected::Defect(_) | Unexpected::Expired(_) | Unexpected::Opened => true,
        });
    }
}

impl Tally {
    fn of(rows: &[Row]) -> Self {
        let mut tally = Self {
            cases: rows.len() as u64,
            ..Self::default()
        };
        for row in rows {
            *tally.of_bucket(row.bucket) += 1;
        }
        tally
    }

    const fn of_bucket(&mut self, bucket: Bucket) -> &mut u64 {
        match bucket {
            Bucket::Perfect => &mut self.perfect,
            Bucket::Defective => &mut self.defective,
            Bucket::RefusedAsExpected => &mut self.refused_as_expected,
            Bucket::NotApplicable => &mut self.not_applicable,
            Bucket::AlwaysCrashed => &mut self.always_crashed,
            Bucket::NotRecorded => &mut self.not_recorded,
        }
    }

    /// Cases in `bucket`.
    pub const fn in_bucket(&self, bucket: Bucket) -> u64 {
        let mut tally = *self;
        *tally.of_bucket(bucket)
    }

    /// Cases that count in the quality number.
    pub const fn relevant(&self) -> u64 {
        self.perfect + self.defective
    }

    /// Cases with a recording.
    pub const fn recorded(&self) -> u64 {
        self.cases - self.not_recorded
    }
}

impl Conclusion {
    fn of(rows: &[Row]) -> Self {
        if rows.iter().any(|row| row.crashed_to_the_last) {
            Self::Crashed
        } else if rows.iter().any(|row| !row.unexpected.is_empty()) {
            Self::Unexpected
        } else {
            Self::AsExpected
        }
    }
}

fn samples(rows: &[Row]) -> u64 {
    let names: HashSet<&SampleName> = rows.iter().map(|row| &row.case.sample).collect();
    names.len() as u64
}

fn totals<'r>(rows: impl Iterator<Item = &'r Row>) -> Vec<RuleCount> {
    let mut totals: BTreeMap<RuleId, RuleCount> = BTreeMap::new();
    for count in rows.flat_map(|row| &row.counts) {
        let none = RuleCount {
            rule: count.rule,
            defects: 0,
            things: 0,
        };
        let total = totals.entry(count.rule).or_insert(none);
        total.defects += count.defects;
        total.things += count.things;
    }
    totals.into_values().collect()
}
