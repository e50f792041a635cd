//! The cases of a session as a list with an order, a filter and a selection.

use std::ops::Range;

use mpdbg_model::Case;

use super::filter::Filter;
use super::totals::conclusion;
use super::{Order, Progress, Scroll};

/// A case of the list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    /// The case.
    pub(crate) case: Case,
    /// How far it is.
    pub(crate) progress: Progress,
}

/// The cases of a session, some of which are listed.
#[derive(Clone, Debug, Default)]
pub(crate) struct List {
    /// In the order of the session.
    rows: Vec<Row>,
    /// Numbers of the rows that are listed, in their order.
    listed: Vec<usize>,
    order: Order,
    reversed: bool,
    typed: String,
    filter: Filter,
    /// Places in `listed`.
    scroll: Scroll,
    /// The order may not be right any more.
    stale: bool,
}

impl List {
    /// All cases, in the order of the session.
    pub(crate) fn new(rows: Vec<Row>) -> Self {
        let mut list = Self {
            rows,
            ..Self::default()
        };
        list.arrange();
        list
    }

    /// Every case, in the order of the session.
    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// How many are listed.
    pub(crate) const fn len(&self) -> usize {
        self.listed.len()
    }

    /// The row at a place of the list, with its number in the session.
    pub(crate) fn row(&self, place: usize) -> Option<(usize, &Row)> {
        let number = *self.listed.get(place)?;
        Some((number, &self.rows[number]))
    }

    /// What is known of a case now. The list is put in order by [`List::arrange`].
    pub(crate) fn set(&mut self, number: usize, progress: Progress) {
        if let Some(row) = self.rows.get_mut(number) {
            row.progress = progress;
            self.stale = true;
        }
    }

    /// True when something came in since the list was put in order.
    pub(crate) const fn is_stale(&self) -> bool {
        self.stale
    }

    /// What decides over the order, and whether it is reversed.
    pub(crate) const fn order(&self) -> (Order, bool) {
        (self.order, self.reversed)
    }

    /// Puts it in the next order; the selected case stays selected.
    pub(crate) fn sort_next(&mut self) {
        self.order = self.order.next();
        self.reversed = false;
        self.arrange();
    }

    /// Turns the order around.
    pub(crate) fn reverse(&mut self) {
        self.reversed = !self.reversed;
        self.arrange();
    }

    /// What is filtered by, as it was typed.
    pub(crate) fn filter(&self) -> &str {
        &self.typed
    }

    /// Lists what fits.
    pub(crate) fn set_filter(&mut self, typed: &str) {
        typed.clone_into(&mut self.typed);
        self.filter = Filter::of(typed);
        self.arrange_around(self.selected());
    }

    /// Filters and sorts. The selected case stays selected where it is still listed; at the very top the
    /// selection stays there, so that what comes in as the worst is seen.
    pub(crate) fn arrange(&mut self) {
        self.arrange_around(self.selected().filter(|_| self.place() > 0));
    }

    fn arrange_around(&mut self, selected: Option<usize>) {
        let rows = self.rows.iter().enumerate();
        let lets = |(number, row): (usize, &Row)| {
            let lets = self.filter.lets(&row.case, row.progress.found());
            lets.then_some(number)
        };
        self.listed = rows.filter_map(lets).collect();
        self.sort();
        let place = |number| self.listed.iter().position(|it| *it == number);
        let place = selected.and_then(place).unwrap_or(self.place());
        self.select(place);
        self.stale = false;
    }

    fn sort(&mut self) {
        let (order, rows) = (self.order, &self.rows);
        if order == Order::Name {
            self.listed
                .sort_by(|one, other| rows[*one].case.cmp(&rows[*other].case));
        } else {
            self.listed.sort_by_cached_key(|number| {
                order.key(&rows[*number].progress, conclusion(rows, *number))
            });
        }
        if self.reversed {
            self.listed.reverse();
        }
    }

    /// The number of the selected case in the session.
    pub(crate) fn selected(&self) -> Option<usize> {
        self.listed.get(self.place()).copied()
    }

    /// The selected place of the list.
    pub(crate) const fn place(&self) -> usize {
        self.scroll.place()
    }

    /// Selects so many rows further down, or up; stays within the list.
    pub(crate) fn step(&mut self, by: isize) {
        self.scroll.step(by, self.listed.len());
    }

    /// Selects a place, or the last one.
    pub(crate) fn select(&mut self, place: usize) {
        self.scroll.select(place, self.listed.len());
    }

    /// The places that a window of so many rows shows; the selected one is among them.
    pub(crate) fn window(&mut self, height: usize) -> Range<usize> {
        self.scroll.window(height, self.listed.len())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use mpdbg_analysis::{Bucket, Conclusion};
    use mpdbg_model::SampleName;

    use super::*;
    use crate::browse::Found;

    fn found(rules: &[(&'static str, u64)], conclusion: Conclusion) -> Progress {
        Progress::Was(Box::new(Found {
            bucket: if rules.is_empty() {
                Bucket::Perfect
            } else {
                Bucket::Defective
            },
            conclusion: Some(conclusion),
            stayed_away: Vec::new(),
            rules: rules.iter().map(|(rule, n)| ((*rule).into(), *n)).collect(),
            details: None,
        }))
    }

    fn list() -> List {
        let rows = [
            ("c", found(&[], Conclusion::AsExpected)),
            ("a", found(&[("picture::late", 5)], Conclusion::Unexpected)),
            ("b", found(&[("sound::gap", 9)], Conclusion::AsExpected)),
            ("d", found(&[("life::crashed", 1)], Conclusion::Crashed)),
            ("e", Progress::Unknown),
        ];
        let row = |(name, progress): (&str, Progress)| Row {
            case: Case::plain(SampleName::parse(name).unwrap()),
            progress,
        };
        List::new(rows.into_iter().map(row).collect())
    }

    fn names(list: &List) -> String {
        let rows = (0..list.len()).map(|place| list.row(place).unwrap().1);
        rows.map(|row| row.case.sample.as_str()).collect()
    }

    #[test]
    fn orders_follow_each_other() {
        let mut list = list();
        let mut seen = Vec::new();
        for _ in 0..5 {
            seen.push((list.order().0.words(), names(&list)));
            list.sort_next();
        }
        let seen: Vec<(&str, &str)> = seen.iter().map(|(order, it)| (*order, &**it)).collect();
        assert_eq!(
            seen,
            [
                ("verdict", "dabec"),
                ("name", "abcde"),
                ("defects", "badce"),
                ("late", "acbde"),
                ("verdict", "dabec"),
            ]
        );
        list.reverse();
        assert_eq!((names(&list).as_str(), list.order().1), ("edcba", true));
        list.reverse();
        assert_eq!((names(&list).as_str(), list.order().1), ("abcde", false));
    }

    #[test]
    fn the_selected_case_stays_selected() {
        let mut list = list();
        list.select(2);
        let selected = |list: &List| list.row(list.place()).unwrap().1.case.to_string();
        assert_eq!(selected(&list), "b");
        list.sort_next();
        assert_eq!((list.place(), selected(&list).as_str()), (1, "b"));
        list.set_filter("sound");
        assert_eq!((list.len(), selected(&list).as_str()), (1, "b"));
        list.set_filter("");
        assert_eq!((list.len(), selected(&list).as_str()), (5, "b"));
        list.set_filter("nowhere");
        assert_eq!((list.len(), list.selected()), (0, None));
        list.step(-1);
        list.step(7);
        assert_eq!(list.window(3), 0..0);
    }

    #[test]
    fn the_window_follows_the_selection() {
        let mut list = list();
        assert_eq!(list.window(2), 0..2);
        list.step(2);
        assert_eq!(list.window(2), 1..3);
        list.step(-1);
        assert_eq!(list.window(2), 1..3);
        list.select(usize::MAX);
        assert_eq!((list.window(2), list.place()), (3..5, 4));
        assert_eq!(list.window(9), 0..5);
    }

    #[test]
    fn what_comes_in_is_put_in_order_later() {
        let mut list = list();
        list.set(4, found(&[("life::crashed", 3)], Conclusion::Crashed));
        assert!(list.is_stale());
        assert_eq!(names(&list), "dabec");
        list.arrange();
        assert_eq!((names(&list).as_str(), list.is_stale()), ("edabc", false));
        assert_eq!(list.place(), 0);
    }
}
