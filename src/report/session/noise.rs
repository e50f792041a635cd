//! What plays of one build differ by, as a table.

use std::io::{self, Write};

use mpdbg_analysis::{Band, CaseNoise};
use mpdbg_model::Unit;

/// Columns that the name of a case may take.
const WIDEST: usize = 40;

/// Writes a line for each case and rule that found anything, and how many cases showed nothing.
pub fn write_noise(out: &mut dyn Write, measured: &[CaseNoise]) -> io::Result<()> {
    let rows = || {
        measured.iter().flat_map(|noise| {
            let rules = noise.rules.iter();
            rules.map(move |(rule, band)| (noise, rule, band))
        })
    };
    let names = rows().map(|(noise, ..)| noise.case.to_string().chars().count());
    let case_width = names.max().unwrap_or_default().clamp(4, WIDEST);
    let ids = rows().map(|(_, rule, _)| rule.len());
    let rule_width = ids.max().unwrap_or_default();
    if rows().next().is_some() {
        writeln!(
            out,
            "things a minute of media, from play to play of one build:"
        )?;
        writeln!(
            out,
            "  {:<case_width$}  {:<rule_width$}  {:>5}  {:>7}  {:>7}  {:>7}",
            "case", "rule", "plays", "fewest", "mean", "most"
        )?;
    }
    for (noise, rule, band) in rows() {
        let Band { mean, low, high } = band;
        writeln!(
            out,
            "  {:<case_width$}  {rule:<rule_width$}  {:>5}  {low:>7.1}  {mean:>7.1}  {high:>7.1}",
            noise.case, noise.plays
        )?;
    }
    write_worst(out, measured, (case_width, rule_width))?;
    let silent = measured.iter().filter(|it| it.rules.is_empty()).count();
    writeln!(
        out,
        "{silent} of {} cases: no defect in any play",
        measured.len()
    )?;
    let loaded: u32 = measured.iter().map(|it| it.loaded).sum();
    if loaded > 0 {
        writeln!(
            out,
            "{loaded} plays were held up by other work, and are left out"
        )?;
    }
    Ok(())
}

/// The second table: the worst of a play.
fn write_worst(
    out: &mut dyn Write,
    measured: &[CaseNoise],
    (case_width, rule_width): (usize, usize),
) -> io::Result<()> {
    let mut rows = measured
        .iter()
        .flat_map(|noise| noise.worst.iter().flatten().map(move |it| (noise, it)))
        .peekable();
    if rows.peek().is_some() {
        writeln!(
            out,
            "the largest measure of a play, 0 in a play without any:"
        )?;
        writeln!(
            out,
            "  {:<case_width$}  {:<rule_width$}  {:>5}  {:>7}  {:>7}  {:>7}",
            "case", "rule", "plays", "least", "mean", "most"
        )?;
    }
    for (noise, worst) in rows {
        let Band { mean, low, high } = worst.band;
        let unit = match worst.unit {
            Unit::Ms => "  ms",
            Unit::Frames => "  pictures",
            Unit::Count => "",
        };
        writeln!(
            out,
            "  {:<case_width$}  {:<rule_width$}  {:>5}  {low:>7.1}  {mean:>7.1}  {high:>7.1}{unit}",
            noise.case, worst.rule, noise.plays
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use mpdbg_analysis::WorstBand;
    use mpdbg_model::{Case, SampleName};

    use super::*;

    fn worst((rule, high): &(&str, f64)) -> WorstBand {
        WorstBand {
            rule: (*rule).to_owned(),
            unit: Unit::Ms,
            band: Band {
                mean: high * 10.0,
                low: 0.0,
                high: high * 20.0,
            },
        }
    }

    #[test]
    fn cases_that_show_anything_have_a_line_for_each_rule() {
        let noise = |sample: &str, loaded, rules: &[(&str, f64)]| CaseNoise {
            case: Case::plain(SampleName::parse(sample).unwrap()),
            blake3: String::new(),
            plays: 10 - loaded,
            loaded,
            rules: rules
                .iter()
                .map(|(rule, high)| {
                    let band = Band {
                        mean: high / 2.0,
                        low: 0.0,
                        high: *high,
                    };
                    ((*rule).to_owned(), band)
                })
                .collect(),
            worst: Some(rules.iter().map(worst).collect()),
        };
        let measured = [
            noise(
                "clip.mp4",
                0,
                &[("picture::late", 12.0), ("timing::stall", 1.0)],
            ),
            noise("quiet.mp4", 2, &[]),
        ];
        let mut out = Vec::new();
        write_noise(&mut out, &measured).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        things a minute of media, from play to play of one build:
          case      rule           plays   fewest     mean     most
          clip.mp4  picture::late     10      0.0      6.0     12.0
          clip.mp4  timing::stall     10      0.0      0.5      1.0
        the largest measure of a play, 0 in a play without any:
          case      rule           plays    least     mean     most
          clip.mp4  picture::late     10      0.0    120.0    240.0  ms
          clip.mp4  timing::stall     10      0.0     10.0     20.0  ms
        1 of 2 cases: no defect in any play
        2 plays were held up by other work, and are left out
        ");
    }
}
