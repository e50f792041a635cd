//! What comparing sessions of one build with each other came to.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use crate::report::Escaped;

/// What comparing sessions of one build pair by pair came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct NoiseCheck {
    /// The sessions.
    pub(crate) sessions: usize,
    /// Pairs of them.
    pub(crate) pairs: u64,
    /// The pairs that report a regression, one way or the other: which, and what.
    pub(crate) regressed: Vec<String>,
    /// Pairs in which nothing regressed either way.
    pub(crate) nothing_regressed: u64,
    /// Pairs of which too little could be compared.
    pub(crate) unclear: u64,
    /// Cases over all pairs, one way.
    pub(crate) cases: u64,
    /// Those of them that are the same.
    pub(crate) same: u64,
    /// Those that can be compared and differ, but come and go, or are better or worse.
    pub(crate) differing: u64,
    /// Those that cannot be compared, since other work held up the plays.
    pub(crate) loaded: u64,
    /// Those that cannot be compared, since there are too few plays.
    pub(crate) too_few: u64,
    /// Those that cannot be compared for another reason.
    pub(crate) otherwise: u64,
    /// Figures of repeated plays that differ, over all pairs.
    pub(crate) rates: u64,
    /// Those of them that chance explains.
    pub(crate) chance: u64,
    /// Recorded plays of the sessions.
    pub(crate) plays: u64,
    /// Those of them that other work held up.
    pub(crate) plays_loaded: u64,
}

/// Writes what it came to, and the pairs that report a regression.
pub(crate) fn write_noise_check(out: &mut dyn Write, check: &NoiseCheck) -> io::Result<()> {
    writeln!(
        out,
        "{} pairs of {} sessions: a regression in {}, nothing regressed in {}, unclear {}",
        check.pairs,
        check.sessions,
        check.regressed.len(),
        check.nothing_regressed,
        check.unclear
    )?;
    let compared = check.same + check.differing;
    writeln!(
        out,
        "{} cases of these pairs: {compared} compared ({} the same, {} otherwise), {} not, since other work held up \
         the plays, {} with too few plays, {} for other reasons",
        check.cases, check.same, check.differing, check.loaded, check.too_few, check.otherwise
    )?;
    writeln!(
        out,
        "{} figures of repeated plays differ: {} left to chance",
        check.rates, check.chance
    )?;
    writeln!(
        out,
        "{} plays of the sessions: other work held up {}",
        check.plays, check.plays_loaded
    )?;
    for line in &check.regressed {
        writeln!(out, "  {}", Escaped(line))?;
    }
    Ok(())
}

const HEAD: &str = "## Sessions of one build on the real clock

<!-- Written by `./x noise`; write it again with the same command. -->

The same build plays the same three short clips five times in each session, on the real clock; every second
session is recorded while two other processes keep the processor busy. Each session is compared with each
other one, both ways, whatever the load; no noise floor is measured before.
";

/// The part of `docs/detection.md`.
pub(crate) fn noise_part(check: &NoiseCheck) -> String {
    let mut text = HEAD.to_owned();
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "
| | |
|---|---:|
| sessions | {} |
| pairs | {} |
| that report a regression, one way or the other | {} |
| in which nothing regressed | {} |
| of which too little could be compared | {} |
| cases of all pairs | {} |
| the same | {} |
| compared, and not the same | {} |
| not comparable, since other work held up the plays | {} |
| not comparable, since there are too few plays | {} |
| not comparable for another reason | {} |
| figures of repeated plays that differed | {} |
| those that chance explains | {} |
| plays of all sessions | {} |
| those that other work held up | {} |",
        check.sessions,
        check.pairs,
        check.regressed.len(),
        check.nothing_regressed,
        check.unclear,
        check.cases,
        check.same,
        check.differing,
        check.loaded,
        check.too_few,
        check.otherwise,
        check.rates,
        check.chance,
        check.plays,
        check.plays_loaded
    );
    if !check.regressed.is_empty() {
        text.push_str("\nPairs that report a regression:\n\n");
    }
    for line in &check.regressed {
        let _ = writeln!(text, "- {}", Escaped(line));
    }
    text
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_pair_that_reports_a_regression_is_named() {
        let check = NoiseCheck {
            sessions: 3,
            pairs: 3,
            regressed: vec!["c against a: clip.mp4 (picture::late)".to_owned()],
            nothing_regressed: 1,
            unclear: 1,
            cases: 6,
            same: 3,
            differing: 2,
            loaded: 1,
            too_few: 0,
            otherwise: 0,
            rates: 2,
            chance: 1,
            plays: 30,
            plays_loaded: 10,
        };
        let mut out = Vec::new();
        write_noise_check(&mut out, &check).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        3 pairs of 3 sessions: a regression in 1, nothing regressed in 1, unclear 1
        6 cases of these pairs: 5 compared (3 the same, 2 otherwise), 1 not, since other work held up the plays, 0 with too few plays, 0 for other reasons
        2 figures of repeated plays differ: 1 left to chance
        30 plays of the sessions: other work held up 10
          c against a: clip.mp4 (picture::late)
        ");
        let part = noise_part(&check);
        assert!(part.contains("| pairs | 3 |\n"), "{part}");
        assert!(
            part.ends_with("\n- c against a: clip.mp4 (picture::late)\n"),
            "{part}"
        );
        let clean = noise_part(&NoiseCheck::default());
        assert!(!clean.contains("Pairs that report"), "{clean}");
    }
}
