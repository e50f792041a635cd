//! The plays of a case, as one.

use std::collections::{BTreeMap, HashMap};

use mpdbg_model::{Case, Expectation, RuleId};

use super::bucket::Bucket;
use super::entry::RuleCount;
use super::rows::Row;
use super::tally::Summary;
use super::unexpected::Unexpected;

/// A case with all of its plays.
#[derive(Clone, Debug)]
pub struct Folded<'s> {
    /// The case, its first play.
    pub case: Case,
    /// Its plays, in the order of their repeats; never empty.
    pub plays: Vec<&'s Row>,
}

/// How often a rule found something in the plays of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoldedCount {
    /// In all plays together.
    pub count: RuleCount,
    /// Plays in which it found anything.
    pub plays: u64,
    /// True when in one of them at least nobody expects it.
    pub unexpected: bool,
}

impl Summary {
    /// Every case with all of its plays, in the order of the playlist and of the scenarios.
    pub fn folded(&self) -> Vec<Folded<'_>> {
        let mut folded: Vec<Folded<'_>> = Vec::new();
        let mut places: HashMap<Case, usize> = HashMap::new();
        for row in &self.rows {
            let place = *places.entry(row.case.first()).or_insert(folded.len());
            match folded.get_mut(place) {
                Some(case) => case.plays.push(row),
                None => folded.push(Folded {
                    case: row.case.first(),
                    plays: vec![row],
                }),
            }
        }
        folded
    }
}

impl<'s> Folded<'s> {
    /// How often each rule found something, in the order of their ids.
    pub fn counts(&self) -> Vec<FoldedCount> {
        let mut folded: BTreeMap<RuleId, FoldedCount> = BTreeMap::new();
        for row in &self.plays {
            for one in &row.counts {
                let it = folded.entry(one.rule).or_insert(FoldedCount {
                    count: RuleCount {
                        defects: 0,
                        things: 0,
                        ..*one
                    },
                    plays: 0,
                    unexpected: false,
                });
                it.count.defects += one.defects;
                it.count.things += one.things;
                it.plays += 1;
                it.unexpected |= row.unexpected.contains(&Unexpected::Defect(*one));
            }
        }
        folded.into_values().collect()
    }

    /// Plays that have a recording.
    pub fn recorded(&self) -> u64 {
        let plays = self.plays.iter();
        plays
            .filter(|row| row.bucket != Bucket::NotRecorded)
            .count() as u64
    }

    /// How the plays ended, or why there is none, each with how often, in the order of the plays.
    pub fn endings(&self) -> Vec<(&'s str, u64)> {
        let mut endings: Vec<(&str, u64)> = Vec::new();
        for row in &self.plays {
            match endings.iter_mut().find(|(ending, _)| *ending == row.ending) {
                Some((_, count)) => *count += 1,
                None => endings.push((&row.ending, 1)),
            }
        }
        endings
    }

    /// What was not expected but for defects, each once.
    pub fn other_unexpected(&self) -> Vec<&'s Unexpected> {
        let mut list: Vec<&Unexpected> = Vec::new();
        for one in self.plays.iter().flat_map(|row| &row.unexpected) {
            if !matches!(one, Unexpected::Defect(_)) && !list.contains(&one) {
                list.push(one);
            }
        }
        list
    }

    /// What was expected; the same for every play.
    pub fn expected(&self) -> &'s [Expectation] {
        self.plays.first().map_or(&[], |row| &row.expected)
    }

    /// True when nothing was unexpected in any play.
    pub fn is_as_expected(&self) -> bool {
        self.plays.iter().all(|row| row.unexpected.is_empty())
    }

    /// The plays in `bucket`, as a case of their own.
    pub fn in_bucket(&self, bucket: Bucket) -> Option<Self> {
        let plays = self.plays.iter().copied();
        let plays: Vec<&Row> = plays.filter(|row| row.bucket == bucket).collect();
        (!plays.is_empty()).then(|| Self {
            case: self.case.clone(),
            plays,
        })
    }
}
