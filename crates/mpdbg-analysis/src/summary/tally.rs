//! The whole session added up.

use std::collections::{BTreeMap, HashSet};

use mpdbg_model::{Case, RuleId, SampleName};
use serde::Serialize;

use super::bucket::Bucket;
use super::entry::{Entry, RuleCount};
use super::rows::{Row, Rows};

/// What a session came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// The verdict.
    pub conclusion: Conclusion,
    /// Samples of the playlist.
    pub samples: u64,
    /// Cases in each bucket.
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
    /// One for each case, in the order of the playlist and of the scenarios.
    pub rows: Rows,
}

/// Cases in each bucket; the buckets add up to `cases`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// All cases: each sample of the playlist under each scenario.
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
    /// Adds up `entries`, one for each case.
    pub fn of(entries: &[Entry]) -> Self {
        let rows: Rows = entries.iter().map(Row::of).collect();
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

    /// What is counted: `sample` where nothing but playing was done, else `case`.
    pub fn noun(&self) -> &'static str {
        if self.rows.iter().all(|row| row.case.scenario.is_play()) {
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
