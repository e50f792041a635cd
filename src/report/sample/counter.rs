//! `counter`: how often.

use std::collections::BTreeMap;
use std::io::{self, Write};

use mpdbg_analysis::{Counters, Judgement};

use crate::report::about::SampleReport;
use crate::report::event::kind;

/// Writes how often each defect and each kind of event occurred, and what became of the expected
/// pictures.
pub fn write_counter(out: &mut dyn Write, report: &SampleReport<'_>) -> io::Result<()> {
    report.write_head(out, "Counters")?;
    if let Some(judgement) = report.judgement {
        write_judgement(out, judgement)?;
        write_pictures(out, report.expected.is_some(), &judgement.counters)?;
    } else {
        writeln!(out, "Not judged: this is not a whole play.")?;
    }
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    for event in report.events {
        *kinds.entry(kind(&event.what)).or_default() += 1;
    }
    writeln!(out, "\n{:<28}  {:>9}", "event", "times")?;
    for (kind, times) in &kinds {
        writeln!(out, "{kind:<28}  {times:>9}")?;
    }
    writeln!(out, "{:<28}  {:>9}", "all events", report.events.len())
}

fn write_judgement(out: &mut dyn Write, judgement: &Judgement) -> io::Result<()> {
    let mut defects: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for defect in &judgement.defects {
        let counts = defects.entry(defect.rule.0).or_default();
        counts.0 += 1;
        counts.1 += defect.count;
    }
    writeln!(out, "{:<28}  {:>9}  {:>9}", "defect", "defects", "things")?;
    for (rule, (times, things)) in &defects {
        writeln!(out, "{rule:<28}  {times:>9}  {things:>9}")?;
    }
    Ok(())
}

fn write_pictures(out: &mut dyn Write, probed: bool, counters: &Counters) -> io::Result<()> {
    if !probed {
        return writeln!(
            out,
            "\nThe file was not probed: what it promises is unknown."
        );
    }
    let rows = [
        ("presented", counters.shown),
        ("thrown away", counters.discarded),
        ("not returned by the decoder", counters.not_returned),
        ("before the first key frame", counters.undecodable),
        ("dropped by the decoder", counters.undecoded),
        ("missing", counters.missing),
        ("not reached", counters.unreached),
        ("expected, all together", counters.expected),
        ("presented beside these", counters.extra),
        ("not judged while settling", counters.settling),
    ];
    writeln!(out, "\n{:<28}  {:>9}", "expected picture", "pictures")?;
    for (words, count) in rows {
        writeln!(out, "{words:<28}  {count:>9}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::report::fixture::sample_report;

    #[test]
    fn a_small_play() {
        insta::assert_snapshot!(sample_report("counter", false), @"
        Counters of clip.mp4, session before
        attempt 1, started 2026-01-02T03:04:05Z, player mpdbg 0.1.0, virtual clock, profile default

        defect                          defects     things
        life::log-errors                      1          1
        picture::late                         1          1
        picture::missing                      1          1

        expected picture               pictures
        presented                             4
        thrown away                           0
        not returned by the decoder           0
        before the first key frame            0
        dropped by the decoder                0
        missing                               1
        not reached                           0
        expected, all together                5
        presented beside these                0
        not judged while settling             0

        event                             times
        attempt-ended                         1
        caps-reported                         1
        frame-decoded                         5
        frame-presented                       4
        log-written                           1
        opened                                1
        play-ended                            1
        play-started                          1
        stream-found                          1
        all events                           16
        ");
    }
}
