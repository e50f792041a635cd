//! What a session is made of.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{Case, Clock, Expectation, HashKind, Machine, Profile, SampleName, Scenario};

/// How the samples of a session are played and judged: `configuration.json`.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent switches, stored by name for people to read"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// Version of this file's layout: 3; 2 from before there were repeats and other players, 1 from before
    /// there were scenarios.
    pub format: u32,
    /// mpdbg that made the session, e.g. `mpdbg 0.1.0`.
    pub made_by: String,
    /// When the session was made, RFC 3339 in UTC.
    pub created: String,
    /// The samples directory, absolute.
    pub samples_dir: PathBuf,
    /// True when the playlist came from a walk through the subdirectories too.
    pub recursive: bool,
    /// The clock that drives the player.
    pub clock: Clock,
    /// How content is hashed.
    pub hash: HashKind,
    /// Which way the sound goes.
    pub audio: AudioRoute,
    /// When a player is ended.
    pub limits: Limits,
    /// What is done while the samples play, each scenario with each sample; never empty. Sessions from
    /// before there were scenarios only play.
    #[serde(default = "just_play")]
    pub scenarios: Vec<Scenario>,
    /// The machine that is simulated on the virtual clock; one that costs nothing where absent.
    #[serde(default)]
    pub machine: Option<Machine>,
    /// How recordings are judged unless another profile is asked for.
    #[serde(default)]
    pub profile: Profile,
    /// True when every sample is decoded a second time, without playing it, for the hashes that
    /// `picture::checksum` and `sound::checksum` need.
    #[serde(default)]
    pub reference: bool,
    /// How often each case is played: from 1 to [`Configuration::MOST_REPEATS`].
    #[serde(default = "once")]
    pub repeats: u32,
    /// The program that plays; mpdbg's own player where absent.
    #[serde(default)]
    pub player: Option<PlayerProgram>,
    /// No more recordings are allowed.
    pub protect_raw_data: bool,
    /// Reports may be added but not overwritten.
    pub protect_reports: bool,
    /// For developers of mpdbg: lifts both protections; every report says so.
    pub dev_debug: bool,
}

impl Configuration {
    /// How often each case of a session may be played: what comes of more does not fit a file system.
    pub const MOST_REPEATS: u32 = 1000;
}

/// Another build of mpdbg's player, run as `PROGRAM play-one …`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlayerProgram {
    /// The program, absolute.
    pub program: PathBuf,
    /// Its name and version, as it tells them itself.
    pub version: String,
    /// BLAKE3 of its file when the session was made, hexadecimal; absent in sessions from before that was
    /// noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blake3: Option<String>,
    /// True when its file held the same bytes as the mpdbg that made the session, whose own player it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own: bool,
}

const fn once() -> u32 {
    1
}

fn just_play() -> Vec<Scenario> {
    vec![Scenario::default()]
}

/// Which way the sound goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AudioRoute {
    /// The device that belongs to the clock: the simulated one, or the system's.
    #[default]
    Device,
    /// Through rodio's mixer on the virtual clock too.
    Rodio,
    /// The timed stand-in, even where there is a device.
    Null,
}

/// When a player is ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Milliseconds that an attempt may take.
    pub timeout_ms: u64,
    /// Milliseconds of real time without an event after which a player hangs.
    pub hang_ms: u64,
    /// Bytes that a recording may grow to.
    pub recording_bytes: u64,
    /// Bytes of address space that a player may use.
    pub memory_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeout_ms: 120_000,
            hang_ms: 10_000,
            recording_bytes: 256 << 20,
            memory_bytes: 8 << 30,
        }
    }
}

/// The samples of a session as they were when it was made: `_samples.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SamplesRecord {
    /// One for each line of the playlist, in its order.
    pub samples: Vec<SampleRecord>,
    /// What lies in the samples directory but is not played.
    pub skipped: Vec<SkippedSample>,
}

/// A sample as it was when the session was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleRecord {
    /// Its name.
    pub name: SampleName,
    /// Its size in bytes.
    pub size: u64,
    /// BLAKE3 of its content, hexadecimal.
    pub blake3: String,
    /// False when the manifest says that the sample cannot be opened.
    pub opens: bool,
    /// The defects that the manifest expects.
    pub expects: Vec<Expectation>,
}

/// Something in the samples directory that is not played.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SkippedSample {
    /// Its name.
    pub name: SampleName,
    /// Why it is not played, e.g. `named pipe`.
    pub reason: String,
}

/// What crashed, and how often: `_crashes.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrashList {
    /// Retries over all samples.
    pub total_retries: u32,
    /// Cases with at least one crash and a later attempt without.
    pub sometimes_crashed: Vec<Case>,
    /// Cases whose every attempt crashed.
    pub always_crashed: Vec<Case>,
}
