//! What a session comes to, as far as its cases are known.

use mpdbg_analysis::{Bucket, Conclusion};

use super::{Progress, Row};

/// The cases of a session, counted. Those of every bucket, the unknown, the waiting and the playing ones
/// are all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    /// Cases in each bucket, in the order of [`Bucket::ALL`].
    pub(crate) buckets: [u64; 6],
    /// Cases without a recording of which there is a damaged one.
    pub(crate) damaged: u64,
    /// Cases that are not judged yet.
    pub(crate) unknown: u64,
    /// Cases that wait for being played.
    pub(crate) waiting: u64,
    /// Cases that are played just now.
    pub(crate) playing: u64,
    /// Cases that crashed or hung to the last, though nobody expects it.
    pub(crate) crashed: u64,
    /// Cases of which something was not expected.
    pub(crate) unexpected: u64,
    /// Cases with defects of which it was not kept whether they are expected.
    pub(crate) unjudged: u64,
    /// Defects in cases that count.
    pub(crate) defects: u64,
}

impl Totals {
    /// Counts.
    pub(crate) fn of(rows: &[Row]) -> Self {
        let mut totals = Self::default();
        for (number, row) in rows.iter().enumerate() {
            let found = match &row.progress {
                Progress::Unknown => {
                    totals.unknown += 1;
                    continue;
                }
                Progress::Waiting => {
                    totals.waiting += 1;
                    continue;
                }
                Progress::Playing => {
                    totals.playing += 1;
                    continue;
                }
                Progress::Was(found) => found,
            };
            let conclusion = conclusion(rows, number);
            totals.damaged += u64::from(found.is_damaged());
            totals.crashed += u64::from(conclusion == Some(Conclusion::Crashed));
            totals.unexpected += u64::from(conclusion > Some(Conclusion::AsExpected));
            totals.unjudged += u64::from(conclusion.is_none() && found.bucket == Bucket::Defective);
            if let Some(at) = Bucket::ALL.iter().position(|it| *it == found.bucket) {
                totals.buckets[at] += 1;
            }
            if found.bucket.is_relevant() {
                totals.defects += found.defects();
            }
        }
        totals
    }

    /// Cases in a bucket.
    pub(crate) fn count(&self, bucket: Bucket) -> u64 {
        let at = Bucket::ALL.iter().position(|it| *it == bucket);
        at.map_or(0, |at| self.buckets[at])
    }

    /// Cases.
    pub(crate) fn cases(&self) -> u64 {
        self.known() + self.unknown + self.waiting + self.playing
    }

    /// Cases that were judged.
    pub(crate) fn known(&self) -> u64 {
        self.buckets.iter().sum()
    }
}

/// Whether a case is as it was expected, as the summary of the session says: what stayed away is made up for by
/// another play of the same case. Absent where that is not known.
pub(crate) fn conclusion(rows: &[Row], number: usize) -> Option<Conclusion> {
    let row = rows.get(number)?;
    let found = row.progress.found()?;
    let conclusion = found.conclusion?;
    let lacking = |rule: &String| !shows(rows, row, rule);
    if conclusion == Conclusion::AsExpected && found.stayed_away.iter().any(lacking) {
        return Some(Conclusion::Unexpected);
    }
    Some(conclusion)
}

/// True when one of the plays of a case shows a defect.
fn shows(rows: &[Row], row: &Row, rule: &str) -> bool {
    if rows.last().is_none_or(|last| last.case.repeat == 0) {
        return false;
    }
    let case = row.case.first();
    let plays = rows.iter().filter(|it| it.case.first() == case);
    let mut rules = plays
        .filter_map(|it| it.progress.found())
        .flat_map(|it| &it.rules);
    rules.any(|(it, _)| it == rule)
}
