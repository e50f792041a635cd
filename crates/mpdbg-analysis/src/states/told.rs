//! The events of a play, asked for by their number.

use std::borrow::Cow;
use std::fmt::Debug;

use mpdbg_model::Event;

/// Reads events of a recording again. Most are asked for one after the other, forwards or backwards.
pub trait Reread: Debug {
    /// The event with this number; none behind the last one, and where it cannot be read.
    fn event(&self, number: u64) -> Option<Event>;
}

/// Where the events of a play are.
#[derive(Clone, Copy, Debug)]
pub enum Told<'e> {
    /// In memory.
    Held(&'e [Event]),
    /// In a recording that is too large to be held.
    Read(&'e dyn Reread),
}

impl Default for Told<'_> {
    fn default() -> Self {
        Self::Held(&[])
    }
}

impl<'e> Told<'e> {
    /// The event with this number.
    pub fn get(self, number: u64) -> Option<Cow<'e, Event>> {
        match self {
            Self::Held(events) => events.get(usize::try_from(number).ok()?).map(Cow::Borrowed),
            Self::Read(recording) => recording.event(number).map(Cow::Owned),
        }
    }
}
