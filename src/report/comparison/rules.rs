//! What a comparison says of each rule, over all cases.

use std::collections::BTreeMap;
use std::io;

use mpdbg_analysis::{Comparison, Ruling};

use super::parts::Page;

/// Cases in which a rule finds more than before, and less.
#[derive(Clone, Copy, Default)]
struct Cases {
    worse: u64,
    better: u64,
}

/// Writes in how many cases each rule is worse, and in how many better; those that are worse in most come
/// first. Nothing where no rule is worse in more than one case: the cases themselves say it as shortly.
pub(super) fn write_rules(page: &mut Page<'_>) -> io::Result<()> {
    let mut rules: Vec<(String, Cases)> = of(page.comparison()).into_iter().collect();
    rules.retain(|(_, cases)| cases.worse > 0);
    if rules.iter().all(|(_, cases)| cases.worse == 1) {
        return Ok(());
    }
    // What is equal stays in the order of the names.
    rules.sort_by_key(|(_, cases)| std::cmp::Reverse(cases.worse));
    page.heading("Rules that find more, by cases")?;
    writeln!(page.out, "  {:<28}  {:>6}  {:>6}", "", "worse", "better")?;
    for (rule, Cases { worse, better }) in rules.iter().take(page.room.names) {
        writeln!(page.out, "  {rule:<28}  {worse:>6}  {better:>6}")?;
    }
    page.more(rules.len(), page.room.names)
}

/// The rules that are worse or better in some case: their ids, in how many cases worse, in how many better;
/// those that are worse in most come first.
pub(super) fn by_rule(comparison: &Comparison) -> Vec<(String, u64, u64)> {
    let of = of(comparison).into_iter();
    let mut rules: Vec<_> = of.map(|(rule, it)| (rule, it.worse, it.better)).collect();
    // What is equal stays in the order of the names.
    rules.sort_by_key(|(_, worse, better)| std::cmp::Reverse((*worse, *better)));
    rules
}

fn of(comparison: &Comparison) -> BTreeMap<String, Cases> {
    let mut rules: BTreeMap<String, Cases> = BTreeMap::new();
    for case in &comparison.cases {
        let worse = case.worse().map(|it| it.rule.0);
        let mut worse: Vec<&str> = worse
            .chain(case.ruled(Ruling::Worse).map(|it| it.rule.0))
            .collect();
        let better = case.better().map(|it| it.rule.0);
        let mut better: Vec<&str> = better
            .chain(case.ruled(Ruling::Better).map(|it| it.rule.0))
            .collect();
        for rules in [&mut worse, &mut better] {
            rules.sort_unstable();
            rules.dedup();
        }
        for rule in worse {
            rules.entry(rule.to_owned()).or_default().worse += 1;
        }
        for rule in better {
            rules.entry(rule.to_owned()).or_default().better += 1;
        }
    }
    rules
}
