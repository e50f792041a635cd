//! A machine that is simulated on the virtual clock.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a simulated machine charges virtual time for, as in `machine.toml`. The default costs nothing
/// and has a perfect sound device.
///
/// Decoding one picture takes
/// `(picture_us × 1000 + width × height × pixel_ps / 1000) × codec% × key% × (1 ± jitter%)` nanoseconds,
/// where `key%` counts for key frames only; a piece of sound takes
/// `samples × channels × sample_ns × codec% × (1 ± jitter%)` nanoseconds. Each cost is off by its own
/// chance, every value within the jitter alike probable. One decoder works at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Machine {
    /// What it is called.
    pub name: String,
    /// Seed of everything that varies: the same seed, the same play.
    pub seed: u64,
    /// What decoding costs.
    pub decode: DecodeCost,
    /// How the sound device behaves.
    pub device: DeviceModel,
    /// When the whole machine stands still.
    pub stalls: Vec<Moment>,
    /// When a read of the file blocks: the first read at or after the moment takes so long.
    pub blocked_reads: Vec<Moment>,
}

impl Machine {
    /// True when nothing is charged and the sound device is perfect.
    pub fn is_ideal(&self) -> bool {
        let named = Self {
            name: self.name.clone(),
            seed: self.seed,
            ..Self::default()
        };
        *self == named
    }
}

/// What decoding costs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DecodeCost {
    /// Microseconds for each picture, whatever its size.
    pub picture_us: u32,
    /// Picoseconds for each pixel.
    pub pixel_ps: u32,
    /// Nanoseconds for each sample of sound and channel.
    pub sample_ns: u32,
    /// Percent that a key frame costs of another picture; 0 stands for 100.
    pub key_percent: u32,
    /// Percent that a codec costs, by FFmpeg's name of it; 100 where it is not named.
    pub codec_percent: BTreeMap<String, u32>,
    /// How far each cost may be off by chance, percent in either direction, 0 to 100.
    pub jitter_percent: u32,
}

/// How the simulated sound device behaves. The default is a perfect one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DeviceModel {
    /// Microseconds that the device takes at a time; about 20 ms where absent.
    pub period_us: Option<u32>,
    /// Microseconds from taking to hearing; two periods where absent.
    pub latency_us: Option<u32>,
    /// How much faster than it says the device runs, in parts per million; negative for slower.
    pub drift_ppm: i32,
    /// When the device gets nothing, whatever was written.
    pub dry: Vec<Moment>,
}

/// Something that happens at a moment of the run, for some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    /// Milliseconds of run time.
    pub at_ms: u32,
    /// Milliseconds that it lasts.
    pub for_ms: u32,
}
