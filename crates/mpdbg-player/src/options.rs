//! How a sample is to be played.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use mpdbg_model::{AudioRoute, Clock, HashKind, Machine, Scenario};

/// How a sample is to be played.
#[derive(Clone, Debug, Default)]
pub struct PlayOptions {
    /// The clock that drives the player.
    pub clock: Clock,
    /// How content is hashed.
    pub hash: HashKind,
    /// Which way the sound goes.
    pub audio: AudioRoute,
    /// What is done while it plays.
    pub scenario: Scenario,
    /// The machine that is simulated on the virtual clock; the default costs nothing.
    pub machine: Machine,
    /// Set it, and the play ends in order with `EndReason::Stopped`.
    pub stop: Arc<AtomicBool>,
}
