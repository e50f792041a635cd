//! A recording that is read again where a rule asks for its events.

use std::cell::{Cell, RefCell};

use mpdbg_analysis::Reread;
use mpdbg_model::Event;
use mpdbg_session::Blocks;

/// Blocks that are held; rules ask for events that follow each other, or for two places in turns.
const HELD: usize = 2;

/// Events of a recording by their number, without all of them in memory.
#[derive(Debug)]
pub(crate) struct Again<'b> {
    blocks: &'b Blocks,
    /// The block used last at the end.
    held: RefCell<Vec<(usize, Vec<Event>)>>,
    failed: Cell<bool>,
}

impl<'b> Again<'b> {
    pub(crate) const fn new(blocks: &'b Blocks) -> Self {
        Self {
            blocks,
            held: RefCell::new(Vec::new()),
            failed: Cell::new(false),
        }
    }

    /// True when a block could not be read since.
    pub(crate) const fn failed(&self) -> bool {
        self.failed.get()
    }
}

impl Reread for Again<'_> {
    fn event(&self, number: u64) -> Option<Event> {
        let block = self.blocks.holding(number)?;
        let behind = usize::try_from(number - self.blocks.first(block)?).ok()?;
        let mut held = self.held.borrow_mut();
        if let Some(at) = held.iter().position(|it| it.0 == block) {
            held[at..].rotate_left(1);
        } else {
            let Ok(events) = self.blocks.read(block) else {
                self.failed.set(true);
                return None;
            };
            if held.len() >= HELD {
                held.remove(0);
            }
            held.push((block, events));
        }
        held.last()?.1.get(behind).cloned()
    }
}
