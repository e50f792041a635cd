//! Plays the samples of a session, each in its own process.
