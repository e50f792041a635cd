//! The real program on a terminal that a benchmark looks at.

mod terminal;

pub(crate) use terminal::{Answer, OnTerminal};
