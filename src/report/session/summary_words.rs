//! The verdict and the sums of a session in words, the same on a terminal, in a file and on a page.

use std::collections::BTreeSet;

use mpdbg_analysis::{Bucket, Conclusion, Row, RuleCount, Summary};

use crate::report::about::{SessionReport, counted};

/// How a reader is to take a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Nothing to be done.
    Good,
    /// To be known before anything else is believed.
    Warning,
    /// Something is wrong.
    Bad,
}

/// A line of the sums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sum {
    /// What is counted.
    pub(crate) words: String,
    /// How many.
    pub(crate) count: u64,
    /// How deep it lies in what is above it: 0 is on its own.
    pub(crate) depth: usize,
    /// The bucket that is counted, where it is one.
    pub(crate) bucket: Option<Bucket>,
}

impl Sum {
    fn new(words: impl Into<String>, count: u64, depth: usize) -> Self {
        Self {
            words: words.into(),
            count,
            depth,
            bucket: None,
        }
    }
}

/// The verdict, and below it what weakens it.
pub(crate) fn verdict(report: &SessionReport<'_>) -> Vec<(Tone, String)> {
    let summary = report.summary;
    let noun = summary.noun();
    let mut lines = vec![conclusion(summary)];
    if report.interrupted {
        let words = "INTERRUPTED: the run was stopped before its end";
        lines.push((Tone::Warning, words.to_owned()));
    }
    let lacking = summary.tally.not_recorded;
    if lacking > 0 {
        let words = format!("INCOMPLETE: {} without a recording", counted(lacking, noun));
        lines.push((Tone::Warning, words));
    }
    let silent = report.without_device;
    if silent > 0 {
        let played = counted(silent, noun);
        let words = format!("NO SOUND DEVICE: {played} played on a timed stand-in");
        lines.push((Tone::Warning, words));
    }
    let (plays, held_up) = report.loads;
    if held_up > 0 {
        let plays = counted(plays, "play");
        let words =
            format!("LOADED: {held_up} of {plays} held up by other work, so that times say little");
        lines.push((Tone::Warning, words));
    }
    lines
}

fn conclusion(summary: &Summary) -> (Tone, String) {
    let noun = summary.noun();
    let tally = &summary.tally;
    match summary.conclusion {
        Conclusion::Crashed => {
            let crashed = counted(summary.crashed(), noun);
            let words = format!("CRASHED: {crashed} crashed or hung to the last");
            (Tone::Bad, words)
        }
        Conclusion::Unexpected => {
            let words = format!("NOT AS EXPECTED: {}", counted(summary.unexpected, noun));
            (Tone::Bad, words)
        }
        Conclusion::AsExpected if tally.recorded() == 0 => {
            (Tone::Warning, "NOTHING RECORDED".to_owned())
        }
        Conclusion::AsExpected if tally.recorded() == tally.not_applicable => {
            let words = "NOTHING PLAYED: no scenario fits its sample";
            (Tone::Warning, words.to_owned())
        }
        Conclusion::AsExpected => (Tone::Good, "AS EXPECTED".to_owned()),
    }
}

/// How many samples, cases and plays there are, and in which bucket.
pub(crate) fn sums(summary: &Summary) -> Vec<Sum> {
    let tally = &summary.tally;
    let noun = summary.noun();
    let mut sums = vec![Sum::new("samples in the playlist", summary.samples, 0)];
    if summary.cases() > summary.samples {
        sums.push(Sum::new("cases, by scenario", summary.cases(), 0));
    }
    if noun == "play" {
        let words = format!("plays, {} of each", summary.repeats());
        sums.push(Sum::new(words, tally.cases, 0));
    }
    sums.push(Sum::new("recorded", tally.recorded(), 1));
    let buckets = Bucket::ALL.into_iter();
    for bucket in buckets.filter(|it| *it != Bucket::NotRecorded) {
        sums.push(Sum {
            bucket: Some(bucket),
            ..Sum::new(bucket.words(), tally.in_bucket(bucket), 2)
        });
    }
    sums.push(Sum {
        bucket: Some(Bucket::NotRecorded),
        ..Sum::new("no recording", tally.not_recorded, 1)
    });
    sums.push(Sum::new(format!("relevant {noun}s"), tally.relevant(), 0));
    sums.push(Sum::new("defects in them", summary.defects(), 0));
    sums
}

/// Defects per relevant case; a dash where there is none.
pub(crate) fn quality(summary: &Summary) -> String {
    let quality = summary.quality.map(|quality| format!("{quality:.2}"));
    quality.unwrap_or_else(|| "-".to_owned())
}

/// How often each rule found something in relevant plays, and in how many of them.
pub(crate) fn totals(summary: &Summary) -> Vec<(RuleCount, u64)> {
    let having = |total: &RuleCount| {
        let has = |row: &&Row| {
            row.bucket.is_relevant() && row.counts.iter().any(|count| count.rule == total.rule)
        };
        (*total, summary.rows.iter().filter(has).count() as u64)
    };
    summary.totals.iter().map(having).collect()
}

/// Every rule that found something, in the order of the ids.
pub(crate) fn rules(summary: &Summary) -> Vec<&'static str> {
    let counts = summary.rows.iter().flat_map(|row| &row.counts);
    let rules: BTreeSet<&str> = counts.map(|it| it.rule.0).collect();
    rules.into_iter().collect()
}
