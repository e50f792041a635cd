//! The built-in player: a sample in, events out.
