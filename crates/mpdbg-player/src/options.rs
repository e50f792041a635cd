//! How a sample is to be played.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use mpdbg_model::{AudioRoute, Clock, HashKind, RunTime, Span};

/// How a sample is to be played.
#[derive(Clone, Debug, Default)]
pub struct PlayOptions {
    /// The clock that drives the player.
    pub clock: Clock,
    /// How content is hashed.
    pub hash: HashKind,
    /// Which way the sound goes.
    pub audio: AudioRoute,
    /// How the simulated sound device behaves.
    pub device: DeviceModel,
    /// Set it, and the play ends in order with `EndReason::Stopped`.
    pub stop: Arc<AtomicBool>,
}

/// How the simulated sound device of the virtual clock behaves. The default is a perfect one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceModel {
    /// From taking to hearing; two periods where absent.
    pub latency: Option<Span>,
    /// How much faster than it says the device runs, in parts per million; negative for slower.
    pub drift_ppm: i32,
    /// Moments from which on, and for how long, the device gets nothing, whatever was written.
    pub dry: Vec<(RunTime, Span)>,
}
