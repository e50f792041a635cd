//! What a player counts and measures of itself.

use serde::{Deserialize, Serialize};

use crate::Span;

/// Levels of the player's queues.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueLevels {
    /// Video packets waiting for the decoder.
    pub video_packets: u32,
    /// Audio packets waiting for the decoder.
    pub audio_packets: u32,
    /// Bytes of all waiting packets.
    pub bytes: u64,
    /// Decoded pictures waiting for presentation.
    pub pictures: u32,
    /// Length of decoded sound that waits for the device.
    pub sound: Span,
}

/// What a player counts of itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlayerCounters {
    /// Pictures that came out of the decoder.
    pub decoded: u32,
    /// Pictures that were presented.
    pub presented: u32,
    /// Pictures that were thrown away because they were late.
    pub dropped: u32,
}

/// What a process uses; zero stands for what the system does not tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resources {
    /// CPU time of all threads so far.
    pub cpu: Span,
    /// Bytes of resident memory.
    pub resident: u64,
    /// Open descriptors.
    pub handles: u32,
    /// Threads.
    pub threads: u32,
}

/// How other work held up a process, since it began to play.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// How long its threads could have run but were not given a core, added up over the threads: the
    /// run delay of Linux' `/proc/self/task/*/schedstat`.
    pub waited: Span,
    /// How long other guests of the same host took the cores, added up over the cores: `steal` of
    /// `/proc/stat`. Zero where the system does not tell.
    pub stolen: Span,
}
