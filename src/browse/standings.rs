//! The cases of a comparison as a list, the worst first.

use std::ops::Range;

use mpdbg_analysis::{CaseComparison, Comparison, Standing};

use super::Scroll;

/// A case of a comparison as it is listed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CaseLine {
    /// Its number in the comparison.
    pub(crate) number: usize,
    /// It fails the comparison.
    pub(crate) fails: bool,
    /// What is to be known of it, in a line; may hold untrusted text.
    pub(crate) words: String,
}

/// The cases of a comparison, some of which are listed.
#[derive(Clone, Debug)]
pub(crate) struct Standings {
    /// The worst first.
    lines: Vec<CaseLine>,
    /// Places in `lines` of what is listed.
    listed: Vec<usize>,
    by_name: bool,
    /// Those that are the same are left out.
    only_changes: bool,
    typed: String,
    scroll: Scroll,
}

impl Standings {
    /// Every case of a comparison; `words` tells what is to be known of it. Those that fail come first, the
    /// worst in front; then the others by their standing. Those that are the same are left out as long as
    /// there are others.
    pub(crate) fn new(comparison: &Comparison, words: impl Fn(&CaseComparison) -> String) -> Self {
        let cases = comparison.cases.iter().enumerate();
        let mut keyed: Vec<(Key, CaseLine)> = cases
            .map(|(number, case)| {
                let fails = comparison.fails(case);
                let line = CaseLine {
                    number,
                    fails,
                    words: words(case),
                };
                (Key::of(case, fails), line)
            })
            .collect();
        // What is equal stays in the order of the comparison.
        keyed.sort_by(|(one, _), (other, _)| one.against(other));
        let other = |it: &CaseComparison| it.standing != Standing::Same;
        let mut standings = Self {
            lines: keyed.into_iter().map(|(_, line)| line).collect(),
            listed: Vec::new(),
            by_name: false,
            only_changes: comparison.cases.iter().any(other),
            typed: String::new(),
            scroll: Scroll::default(),
        };
        standings.arrange(comparison);
        standings
    }

    /// Filters and sorts; the selected case stays selected where it is still listed.
    fn arrange(&mut self, comparison: &Comparison) {
        let selected = self.listed.get(self.scroll.place()).copied();
        let words: Vec<String> = self
            .typed
            .split_whitespace()
            .map(str::to_lowercase)
            .collect();
        let lets = |line: &CaseLine| {
            let case = &comparison.cases[line.number];
            let same = case.standing == Standing::Same && line.words.is_empty();
            let standing = case.standing.words();
            let text = || format!("{}\n{standing}\n{}", case.case, line.words).to_lowercase();
            !(self.only_changes && same)
                && (words.is_empty() || {
                    let text = text();
                    words.iter().all(|it| text.contains(it))
                })
        };
        let lines = self.lines.iter().enumerate();
        self.listed = lines.filter(|(_, it)| lets(it)).map(|(at, _)| at).collect();
        if self.by_name {
            let case = |at: &usize| &comparison.cases[self.lines[*at].number].case;
            self.listed.sort_by(|one, other| case(one).cmp(case(other)));
        }
        let place = |at| self.listed.iter().position(|it| *it == at);
        let place = selected.and_then(place).unwrap_or(self.scroll.place());
        self.scroll.select(place, self.listed.len());
    }

    /// How many are listed.
    pub(crate) const fn len(&self) -> usize {
        self.listed.len()
    }

    /// How many there are.
    pub(crate) const fn all(&self) -> usize {
        self.lines.len()
    }

    /// The case at a place of the list.
    pub(crate) fn line(&self, place: usize) -> Option<&CaseLine> {
        self.lines.get(*self.listed.get(place)?)
    }

    /// The selected case.
    pub(crate) fn selected(&self) -> Option<&CaseLine> {
        self.line(self.scroll.place())
    }

    /// The selected place.
    pub(crate) const fn place(&self) -> usize {
        self.scroll.place()
    }

    /// Selects so many rows further down, or up.
    pub(crate) fn step(&mut self, by: isize) {
        self.scroll.step(by, self.listed.len());
    }

    /// Selects a place, or the last one.
    pub(crate) fn select(&mut self, place: usize) {
        self.scroll.select(place, self.listed.len());
    }

    /// The places that a window of so many rows shows.
    pub(crate) fn window(&mut self, height: usize) -> Range<usize> {
        self.scroll.window(height, self.listed.len())
    }

    /// True when it is sorted by name.
    pub(crate) const fn is_by_name(&self) -> bool {
        self.by_name
    }

    /// True when what is the same is left out.
    pub(crate) const fn is_only_changes(&self) -> bool {
        self.only_changes
    }

    /// What is filtered by, as it was typed.
    pub(crate) fn filter(&self) -> &str {
        &self.typed
    }

    /// Sorts by name, or the worst first.
    pub(crate) fn sort_next(&mut self, comparison: &Comparison) {
        self.by_name = !self.by_name;
        self.arrange(comparison);
    }

    /// Lists what is the same too, or not.
    pub(crate) fn turn_same(&mut self, comparison: &Comparison) {
        self.only_changes = !self.only_changes;
        self.arrange(comparison);
    }

    /// Lists what fits every word.
    pub(crate) fn set_filter(&mut self, typed: &str, comparison: &Comparison) {
        typed.clone_into(&mut self.typed);
        self.arrange(comparison);
    }
}

/// What a case is sorted by.
struct Key {
    fails: bool,
    order: f64,
    standing: usize,
}

impl Key {
    fn of(case: &CaseComparison, fails: bool) -> Self {
        let standing = Standing::ALL.iter().position(|it| *it == case.standing);
        Self {
            fails,
            order: if fails { case.order() } else { 0.0 },
            standing: standing.unwrap_or(Standing::ALL.len()),
        }
    }

    fn against(&self, other: &Self) -> std::cmp::Ordering {
        let fails = other.fails.cmp(&self.fails);
        let order = other.order.total_cmp(&self.order);
        let standing = self.standing.cmp(&other.standing);
        fails.then(order).then(standing)
    }
}
