//! What part of a timeline is looked at, and where the cursor is. Nothing here knows a screen.

use mpdbg_analysis::{Axis, Window};

/// Nothing shorter than this is looked at: a tenth of a millisecond.
const CLOSEST: i64 = 100_000;
/// A place that is gone to is shown with at least this around it, where the play is so long.
const AROUND: i64 = 2_000_000_000;
/// A window so many times as long as a defect is too wide to see it in.
const TOO_WIDE: i64 = 30;

/// Axis, window and cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scope {
    axis: Axis,
    whole: Window,
    window: Window,
    at: i64,
    /// The event that the cursor was put on; none where it was put on a place.
    event: Option<u32>,
}

impl Scope {
    /// The whole of an axis, the cursor at its beginning.
    pub(super) fn new(axis: Axis, whole: Window) -> Self {
        let whole = at_least(whole);
        Self {
            axis,
            whole,
            window: whole,
            at: whole.from,
            event: None,
        }
    }

    pub(super) const fn axis(&self) -> Axis {
        self.axis
    }

    /// What is shown.
    pub(super) const fn window(&self) -> Window {
        self.window
    }

    /// Everything that there is.
    pub(super) const fn whole(&self) -> Window {
        self.whole
    }

    /// Where the cursor is, in nanoseconds.
    pub(super) const fn at(&self) -> i64 {
        self.at
    }

    /// The event that the cursor was put on.
    pub(super) const fn event(&self) -> Option<u32> {
        self.event
    }

    pub(super) fn is_whole(&self) -> bool {
        self.window == self.whole
    }

    /// Column of the cursor, of so many.
    pub(super) fn column(&self, columns: usize) -> usize {
        let column = self.window.column(self.at, columns);
        column.unwrap_or(if self.at < self.window.from {
            0
        } else {
            columns.saturating_sub(1)
        })
    }

    /// What lies in the column of the cursor.
    pub(super) fn under(&self, columns: usize) -> Window {
        let column = self.column(columns);
        let from = self.window.place(column, columns);
        Window {
            from,
            to: self.window.place(column + 1, columns).max(from + 1),
        }
    }

    /// The recording grew; who looks at the whole goes on doing so, with the cursor at the end.
    pub(super) fn grow(&mut self, whole: Window) {
        let followed = self.is_whole();
        self.whole = at_least(whole);
        if followed {
            self.window = self.whole;
            self.at = self.whole.to - 1;
            self.event = None;
        }
    }

    /// Everything.
    pub(super) const fn show_all(&mut self) {
        self.window = self.whole;
    }

    /// Twice as near, or half; what lies at `around` stays where it is.
    pub(super) fn zoom(&mut self, around: i64, nearer: bool) {
        let length = self.window.length();
        let wanted = if nearer {
            length / 2
        } else {
            length.saturating_mul(2)
        };
        let wanted = wanted.clamp(CLOSEST.min(length), self.whole.length());
        let around = around.clamp(self.window.from, self.window.to);
        let share = i128::from(around - self.window.from) * i128::from(wanted);
        let before = i64::try_from(share / i128::from(length.max(1))).unwrap_or(0);
        self.place_window(around.saturating_sub(before), wanted);
    }

    /// Moves the window, and the cursor with it where it would be left behind.
    pub(super) fn pan(&mut self, by: i64) {
        self.place_window(self.window.from.saturating_add(by), self.window.length());
        let at = self.at.clamp(self.window.from, self.window.to - 1);
        if at != self.at {
            (self.at, self.event) = (at, None);
        }
    }

    /// Moves both by a share of the window, in tenths.
    pub(super) fn leaf(&mut self, tenths: i64) {
        let by = self.window.length() / 10 * tenths;
        self.put(self.at.saturating_add(by));
        self.pan(by);
        self.follow();
    }

    /// Moves the cursor by so many columns of the window.
    pub(super) fn step(&mut self, by: i64, columns: usize) {
        let width = (self.window.length() / columns.max(1) as i64).max(1);
        let column = i64::try_from(self.column(columns)).unwrap_or(0) + by;
        let middle = self.window.from + self.window.length() / columns.max(1) as i64 * column;
        // Exactly on the column, so that a step back undoes a step.
        let at = match usize::try_from(column) {
            Ok(column) if column < columns => self.window.place(column, columns) + width / 2,
            _ => middle + width / 2,
        };
        self.put(at);
        self.follow();
    }

    /// Puts the cursor on a place.
    pub(super) fn put(&mut self, at: i64) {
        self.at = at.clamp(self.whole.from, self.whole.to - 1);
        self.event = None;
    }

    /// Puts the cursor on a place; the window follows.
    pub(super) fn go(&mut self, at: i64) {
        self.put(at);
        self.follow();
    }

    /// Puts the cursor on an event at a place that is seen.
    pub(super) fn put_on_event(&mut self, event: u32, at: i64) {
        self.put(at);
        self.event = Some(event);
    }

    /// Puts the cursor on an event; the window follows.
    pub(super) fn go_to_event(&mut self, event: u32, at: i64) {
        self.go(at);
        self.event = Some(event);
    }

    /// Puts the cursor on the beginning of a part, and shows the part so that it can be seen.
    pub(super) fn show(&mut self, part: Window) {
        self.put(part.from);
        let (length, shown) = (part.length(), self.window.length());
        let close = length
            .saturating_mul(5)
            .max(AROUND)
            .min(self.whole.length());
        if length > shown {
            let wanted = (length / 4).saturating_mul(5).min(self.whole.length());
            self.place_window(part.from - wanted / 10, wanted);
        } else if shown > close.saturating_mul(TOO_WIDE) {
            self.place_window(part.from - close / 2 + length / 2, close);
        }
        self.follow();
    }

    /// The other axis; `map` says where a place of this one lies there.
    pub(super) fn turn(&mut self, axis: Axis, whole: Window, at: i64) {
        let (length, is_whole) = (self.window.length(), self.is_whole());
        *self = Self::new(axis, whole);
        if !is_whole {
            self.place_window(at - length / 2, length.min(self.whole.length()));
        }
        self.go(at);
    }

    /// Moves the window so that the cursor is in it: in the middle when it is far outside.
    fn follow(&mut self) {
        let Window { from, to } = self.window;
        let length = self.window.length();
        let margin = length / 20;
        let begin = if self.at < from - length || self.at >= to.saturating_add(length) {
            self.at - length / 2
        } else if self.at < from.saturating_add(margin) {
            self.at - margin
        } else if self.at >= to - margin {
            self.at + margin + 1 - length
        } else {
            return;
        };
        self.place_window(begin, length);
    }

    /// A window within what there is.
    fn place_window(&mut self, from: i64, length: i64) {
        let latest = self.whole.to - length;
        let from = from.min(latest).max(self.whole.from);
        self.window = Window {
            from,
            to: from + length,
        };
    }
}

/// Long enough to be shown.
fn at_least(whole: Window) -> Window {
    Window {
        from: whole.from,
        to: whole.to.max(whole.from.saturating_add(CLOSEST)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000_000;

    fn scope(seconds: i64) -> Scope {
        let to = seconds * SECOND;
        Scope::new(Axis::Run, Window { from: 0, to })
    }

    fn seconds(window: Window) -> (i64, i64) {
        (window.from / SECOND, window.to / SECOND)
    }

    #[test]
    fn what_is_zoomed_around_stays_where_it_is() {
        let mut scope = scope(80);
        scope.zoom(20 * SECOND, true);
        assert_eq!(seconds(scope.window()), (10, 50));
        assert_eq!(scope.window().column(20 * SECOND, 8), Some(2));
        scope.zoom(20 * SECOND, false);
        assert!(scope.is_whole());
        scope.zoom(20 * SECOND, false);
        assert!(scope.is_whole(), "there is no more than everything");
        for _ in 0..100 {
            scope.zoom(20 * SECOND, true);
        }
        assert_eq!(scope.window().length(), CLOSEST);
        assert!(scope.window().holds(20 * SECOND));
    }

    #[test]
    fn the_cursor_goes_column_by_column_and_takes_the_window_along() {
        let mut scope = scope(80);
        for column in 1..60 {
            scope.step(1, 80);
            assert_eq!(scope.column(80), column);
        }
        scope.step(-60, 80);
        assert_eq!((scope.column(80), scope.at()), (0, 0));
        scope.zoom(0, true);
        assert_eq!(seconds(scope.window()), (0, 40));
        scope.step(79, 80);
        assert!(scope.window().from > 0, "{scope:?}");
        assert!(scope.window().holds(scope.at()));
        scope.go(79 * SECOND);
        assert_eq!(seconds(scope.window()), (40, 80));
        scope.go(i64::MAX);
        assert_eq!(scope.at(), 80 * SECOND - 1);
        scope.go(i64::MIN);
        assert_eq!((scope.at(), scope.window().from), (0, 0));
    }

    #[test]
    fn a_moved_window_takes_the_cursor_along() {
        let mut scope = scope(80);
        scope.zoom(0, true);
        scope.pan(10 * SECOND);
        assert_eq!(seconds(scope.window()), (10, 50));
        assert_eq!(scope.at(), 10 * SECOND);
        scope.pan(-99 * SECOND);
        assert_eq!(seconds(scope.window()), (0, 40));
        assert_eq!(scope.at(), 10 * SECOND);
        scope.leaf(10);
        assert_eq!(scope.at(), 50 * SECOND);
        assert_eq!(seconds(scope.window()), (40, 80));
    }

    #[test]
    fn a_short_part_of_a_long_play_is_shown_closer_and_a_long_one_whole() {
        let mut long = scope(3600);
        let part = |from, to| Window {
            from: from * SECOND,
            to: to * SECOND,
        };
        long.show(part(1000, 1001));
        assert_eq!(long.at(), 1000 * SECOND);
        assert_eq!(long.window().length(), 5 * SECOND);
        long.show(part(100, 2100));
        assert_eq!(seconds(long.window()), (0, 2500));
        let mut short = scope(4);
        short.show(part(3, 4));
        assert!(short.is_whole());
    }

    #[test]
    fn who_looks_at_the_whole_follows_a_play_that_goes_on() {
        let mut scope = scope(4);
        let grown = Window {
            from: 0,
            to: 6 * SECOND,
        };
        scope.grow(grown);
        assert!(scope.is_whole());
        assert_eq!(scope.at(), 6 * SECOND - 1);
        scope.zoom(0, true);
        scope.go(SECOND);
        scope.grow(Window {
            to: 9 * SECOND,
            ..grown
        });
        assert_eq!((scope.at(), seconds(scope.window())), (SECOND, (0, 3)));
    }

    #[test]
    fn the_other_axis_is_entered_at_the_same_moment() {
        let mut scope = scope(80);
        scope.zoom(0, true);
        scope.zoom(0, true);
        let media = Window {
            from: -SECOND,
            to: 50 * SECOND,
        };
        scope.turn(Axis::Media, media, 30 * SECOND);
        assert_eq!((scope.axis(), scope.at()), (Axis::Media, 30 * SECOND));
        assert_eq!(scope.window().length(), 20 * SECOND);
        assert!(scope.window().holds(30 * SECOND));
    }

    #[test]
    fn an_instant_can_be_looked_at() {
        let mut scope = Scope::new(Axis::Run, Window { from: 7, to: 7 });
        scope.step(5, 80);
        scope.zoom(0, true);
        scope.show(Window { from: 7, to: 7 });
        assert_eq!(scope.window().length(), CLOSEST);
        assert!(scope.under(80).length() > 0);
    }
}
