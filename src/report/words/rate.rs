//! The words of figures from repeated plays: how often a rule finds something, and how bad the worst of it is.

use mpdbg_analysis::{CaseComparison, Comparison, Figure, Interval, RateChange, Rates, Ruling};
use mpdbg_model::Unit;

/// The numbers behind a rate: `4 of 5 plays (38…96 %) against 0 of 5 (0…43 %) before, p 0.048, corrected
/// 0.10`, `+3.1 a minute, 95 % 2.2…4.0, p 0.0030, …` or `worst +4.7 s, 95 % 4.1…5.2, p 0.0079, …`.
pub(crate) fn rate(rate: &RateChange) -> String {
    let RateChange { before, after, .. } = rate;
    let scale = Scale::of(rate);
    let chances = format!(
        "p {}, corrected {}",
        probability(rate.p),
        probability(rate.p_corrected)
    );
    let noise = rate.noise.map_or_else(String::new, |noise| {
        format!(", noise of this computer {}", scale.number(noise))
    });
    if rate.figure == Figure::Share {
        let (after, before) = (share(after), share(before));
        return format!("{after} against {before} before, {chances}{noise}");
    }
    let Interval { low, high } = rate.interval;
    let [low, high] = [low, high].map(|it| scale.number(it));
    let plays = format!(
        "{} of {} plays against {} of {} before",
        after.plays_with, after.plays, before.plays_with, before.plays
    );
    format!(
        "{}, 95 % {low}…{high}, {chances}{noise}; {plays}",
        scale.difference(rate.effect)
    )
}

/// In how many plays, and what that says of the build: `4 of 5 plays (38…96 %)`.
fn share(rates: &Rates) -> String {
    let [low, high] = [rates.share.low, rates.share.high].map(|it| it * 100.0);
    let (with, plays) = (rates.plays_with, rates.plays);
    format!("{with} of {plays} plays ({low:.0}…{high:.0} %)")
}

/// Two digits, and no more than can be told apart.
fn probability(p: f64) -> String {
    if p >= 0.995 {
        return "1".to_owned();
    }
    if p < 1e-4 {
        return "below 0.0001".to_owned();
    }
    let digits = (1.0 - p.log10().floor()) as usize;
    format!("{p:.digits$}")
}

/// In what a figure is told.
struct Scale {
    before: &'static str,
    behind: &'static str,
    divisor: f64,
}

impl Scale {
    fn of(rate: &RateChange) -> Self {
        let (before, behind, divisor) = match rate.figure {
            Figure::Share | Figure::PerMinute => ("", " a minute", 1.0),
            Figure::Worst(Unit::Ms) if rate.effect.abs() >= 1000.0 => ("worst ", " s", 1000.0),
            Figure::Worst(Unit::Ms) => ("worst ", " ms", 1.0),
            Figure::Worst(Unit::Frames) => ("worst ", " pictures", 1.0),
            Figure::Worst(Unit::Count) => ("worst ", "", 1.0),
        };
        Self {
            before,
            behind,
            divisor,
        }
    }

    fn number(&self, figure: f64) -> String {
        match format!("{:.1}", figure / self.divisor) {
            words if words == "-0.0" => "0.0".to_owned(),
            words => words,
        }
    }

    fn difference(&self, effect: f64) -> String {
        format!(
            "{}{:+.1}{}",
            self.before,
            effect / self.divisor,
            self.behind
        )
    }
}

/// The figures over all cases together that are worse, that nobody accepted, and that count for the verdict.
pub(crate) fn worse_together(comparison: &Comparison) -> impl Iterator<Item = &RateChange> {
    let failing = |it: &&RateChange| fails(comparison, it);
    comparison.rates.iter().filter(failing)
}

/// The figures over all cases together that fail nothing.
pub(crate) fn others_together(comparison: &Comparison) -> impl Iterator<Item = &RateChange> {
    let other = |it: &&RateChange| !fails(comparison, it);
    comparison.rates.iter().filter(other)
}

fn fails(comparison: &Comparison, rate: &RateChange) -> bool {
    let worse = rate.ruling == Ruling::Worse && rate.accepted.is_none();
    worse && comparison.interest.counts(rate.rule.0)
}

/// What is made of a rate that fails nothing, and its numbers.
pub(crate) fn ruled(rate: &RateChange) -> String {
    let what = match (rate.ruling, &rate.accepted) {
        (Ruling::Worse, Some(reason)) => format!("worse (accepted: {reason})"),
        (it, _) => ruling(it).to_owned(),
    };
    format!("{}: {what}, {}", rate.rule, self::rate(rate))
}

/// The same of every rate of a case.
pub(crate) fn ruled_of(case: &CaseComparison) -> impl Iterator<Item = String> {
    case.rates.iter().map(ruled)
}

/// What is made of a rate.
pub(crate) const fn ruling(ruling: Ruling) -> &'static str {
    match ruling {
        Ruling::Worse => "worse",
        Ruling::Better => "better",
        Ruling::Chance => "chance explains it",
        Ruling::TooFewPlays => "too few plays",
        Ruling::Loaded => "other work held up the plays",
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::io::{self, Write};

    use mpdbg_model::RuleId;

    use super::*;
    use crate::report::comparison::ComparisonReport;
    use crate::report::comparison::write_comparison_annotations;
    use crate::report::comparison::write_comparison_junit;
    use crate::report::comparison::write_comparison_markdown;
    use crate::report::comparison::write_comparison_sarif;
    use crate::report::comparison::write_comparison_text;
    use crate::report::comparison::{comparison, report};
    use crate::report::page::comparison::write_comparison_html;

    fn written(
        comparison: &Comparison,
        write: impl Fn(&mut dyn Write, &ComparisonReport<'_>) -> io::Result<()>,
    ) -> String {
        let mut out = Vec::new();
        write(&mut out, &report(comparison)).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn annotations(out: &mut dyn Write, report: &ComparisonReport<'_>) -> io::Result<()> {
        write_comparison_annotations(out, report, "samples")
    }

    /// The fixture, with a stall in all cases together.
    fn deciding(rules: &[&str]) -> Comparison {
        let mut comparison = comparison();
        comparison.interest.fail_on = rules.iter().map(|it| (*it).to_owned()).collect();
        comparison
    }

    #[test]
    fn what_does_not_decide_over_the_verdict_is_no_failure_anywhere() {
        let (with, without) = (deciding(&["timing"]), deciding(&["picture"]));
        for (formats, failure) in [
            (
                &[annotations as fn(&mut dyn Write, &ComparisonReport<'_>) -> _][..],
                "stall in all cases together",
            ),
            (&[write_comparison_text], "more often  timing::stall"),
            (
                &[write_comparison_markdown],
                "\n**All cases together**\n- `timing::stall`",
            ),
            (&[write_comparison_junit], "timing::stall: +3.1 a minute"),
            (&[write_comparison_sarif], "\"ruleId\": \"timing::stall\""),
        ] {
            for write in formats {
                let text = written(&with, write);
                assert!(text.contains(failure), "{failure}\n{text}");
                let text = written(&without, write);
                assert!(!text.contains(failure), "{failure}\n{text}");
            }
        }
        // It is told, but as what it is.
        let text = written(&without, write_comparison_text);
        assert!(text.contains("  does not count  timing::stall: worse, +3.1 a minute"));
    }

    #[test]
    fn a_figure_that_is_left_to_chance_is_told_in_every_format() {
        let told = "chance explains it, +3.1 a minute, 95 % 2.2…4.0, p";
        let comparison = deciding(&[]);
        let formats = [
            write_comparison_text,
            write_comparison_markdown,
            write_comparison_html,
        ];
        for write in formats {
            let text = written(&comparison, write).replace("\n  ", " ");
            assert!(text.contains(told), "{text}");
        }
    }

    fn change(figure: Figure, (effect, low, high): (f64, f64, f64)) -> RateChange {
        RateChange {
            rule: RuleId("timing::stall"),
            figure,
            before: Rates::new(0, vec![0.0; 5]),
            after: Rates::new(4, vec![1.0, 1.0, 0.0, 1.0, 1.0]),
            effect,
            interval: Interval { low, high },
            p: 0.047_6,
            p_corrected: 0.0952,
            p_least: 2.0 / 252.0,
            noise: None,
            ruling: Ruling::TooFewPlays,
            accepted: None,
        }
    }

    #[test]
    fn each_figure_is_told_in_its_own_unit() {
        let share = change(Figure::Share, (0.8, 0.4, 1.0));
        assert_eq!(
            ruled(&share),
            "timing::stall: too few plays, 4 of 5 plays (38…96 %) against 0 of 5 plays (0…43 %) before, \
             p 0.048, corrected 0.095"
        );
        let often = RateChange {
            p: 0.003,
            p_corrected: 1.0,
            noise: Some(0.44),
            ..change(Figure::PerMinute, (3.1, 2.2, 4.0))
        };
        assert_eq!(
            rate(&often),
            "+3.1 a minute, 95 % 2.2…4.0, p 0.0030, corrected 1, noise of this computer 0.4; \
             4 of 5 plays against 0 of 5 before"
        );
        let stall = change(Figure::Worst(Unit::Ms), (4700.0, 4100.0, 5200.0));
        assert!(rate(&stall).starts_with("worst +4.7 s, 95 % 4.1…5.2, p 0.048"));
        let short = change(Figure::Worst(Unit::Ms), (-47.0, -52.0, -41.0));
        assert!(rate(&short).starts_with("worst -47.0 ms, 95 % -52.0…-41.0, "));
        let nearly = change(Figure::Worst(Unit::Ms), (2.9, -0.04, 6.5));
        assert!(rate(&nearly).starts_with("worst +2.9 ms, 95 % 0.0…6.5, "));
        assert_eq!(probability(3e-6), "below 0.0001");
    }
}
