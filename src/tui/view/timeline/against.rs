//! Two plays over each other: where they part.

use std::sync::mpsc::{Receiver, TryRecvError};

use mpdbg_analysis::{Axis, Divergence, Divergences, Window};
use mpdbg_model::{MediaTime, RunTime};

use super::glyph::{Label, Row, blank, glyph, label};
use super::marks::Frame;
use crate::tui::Ink;

/// What comes of holding two recordings against each other; the second is why it cannot be done.
pub(crate) type Parting = Result<Divergences, String>;

/// Where two plays part, as far as it is known.
pub(crate) struct Against {
    finding: Option<Receiver<Parting>>,
    found: Parting,
    /// True where chance has no part in it: then everything that is not the same differs.
    exact: bool,
}

impl Against {
    /// It is being found out on another thread.
    pub(crate) const fn new(finding: Receiver<Parting>, exact: bool) -> Self {
        Self {
            finding: Some(finding),
            found: Ok(Divergences { list: Vec::new() }),
            exact,
        }
    }

    pub(super) const fn is_exact(&self) -> bool {
        self.exact
    }

    /// True until it is known.
    pub(super) const fn is_busy(&self) -> bool {
        self.finding.is_some()
    }

    /// Takes in what was found; true when something was.
    pub(super) fn work(&mut self) -> bool {
        let Some(finding) = &self.finding else {
            return false;
        };
        match finding.try_recv() {
            Err(TryRecvError::Empty) => return false,
            Ok(found) => self.found = found,
            Err(TryRecvError::Disconnected) => {
                self.found = Err("comparing them failed".to_owned());
            }
        }
        self.finding = None;
        true
    }

    /// What is known of it, for the title.
    pub(super) fn words(&self, brief: bool) -> String {
        match &self.found {
            _ if self.is_busy() => "comparing".to_owned(),
            Err(why) => why.clone(),
            Ok(found) => match (found.roots().count(), brief) {
                (0, _) => "no differences".to_owned(),
                (1, false) => "1 difference".to_owned(),
                (1, true) => "1 differs".to_owned(),
                (count, false) => format!("{count} differences"),
                (count, true) => format!("{count} differ"),
            },
        }
    }

    /// The first one that somebody sees or hears.
    pub(super) fn first(&self) -> Option<&Divergence> {
        self.found.as_ref().ok()?.first()
    }

    /// Those that nothing else explains.
    pub(super) fn roots(&self) -> impl Iterator<Item = &Divergence> {
        let found = self.found.as_ref().ok().into_iter();
        found.flat_map(Divergences::roots)
    }

    /// The event of `after` that differs at a place.
    pub(super) fn event(&self, axis: Axis, at: i64) -> Option<u32> {
        let mut here = self.roots().filter(|it| place(it, axis) == Some(at));
        u32::try_from(here.next()?.after.event).ok()
    }

    /// The first one, or the one behind or before a place.
    pub(super) fn next(&self, axis: Axis, at: i64, next: bool) -> Option<i64> {
        let first = self.first().and_then(|it| place(it, axis));
        let mut places: Vec<i64> = self.roots().filter_map(|it| place(it, axis)).collect();
        places.sort_unstable();
        match (next, first) {
            (true, Some(first)) if at < first => Some(first),
            (true, _) => places.into_iter().find(|it| *it > at),
            (false, _) => places.into_iter().rev().find(|it| *it < at),
        }
    }

    /// The one in the column of the cursor that matters most.
    pub(super) fn under(&self, axis: Axis, column: Window) -> Option<&Divergence> {
        let here = |it: &&Divergence| place(it, axis).is_some_and(|at| column.holds(at));
        let first = self.first().filter(here);
        first.or_else(|| self.roots().find(here))
    }
}

/// Where a divergence begins on an axis.
pub(super) fn place(it: &Divergence, axis: Axis) -> Option<i64> {
    match axis {
        Axis::Run => run(it.begins()),
        Axis::Media => it.media.map(MediaTime::nanos),
    }
}

fn run(at: RunTime) -> Option<i64> {
    i64::try_from(at.nanos()).ok()
}

/// The lane of the differences: the first one stands out and has its name.
pub(super) fn differences(against: &Against, frame: &Frame) -> Row {
    let mut row = blank(frame.columns);
    let column = |it: &Divergence| {
        let at = place(it, frame.axis)?;
        frame.window.column(at, frame.columns)
    };
    let mark = frame.look.pick('≠', '!');
    for it in against.roots() {
        let ink = if it.kind.is_inner() {
            Ink::Quiet
        } else {
            Ink::Minor
        };
        if let Some(column) = column(it) {
            let sign = glyph(mark, ink);
            let there = &mut row[column];
            if there.ink != Ink::Minor {
                *there = sign;
            }
        }
    }
    if let Some((it, column)) = against.first().and_then(|it| Some((it, column(it)?))) {
        row[column] = glyph(mark, Ink::Critical);
        let words = it.kind.name();
        let (ink, least) = (Ink::Major, words.len());
        let name = Label { words, ink, least };
        label(&mut row, column + 1, name, frame.look);
    }
    row
}
