//! How samples are played, judged and limited, for every command that makes a session.

use mpdbg_model::{Clock, Configuration, HashKind, Limits, Machine, Profile, Scenario};
use mpdbg_sample::SamplesDir;

use super::choices::{AudioChoice, ClockChoice, HashChoice};
use super::failure::Failure;
use super::{machines, profiles, versions};

/// How samples are played, judged and limited.
#[derive(Clone, Debug, Default, PartialEq, clap::Args)]
pub(crate) struct Conditions {
    /// Which clock drives the player [default: virtual]
    #[arg(long, value_enum, value_name = "CLOCK")]
    clock: Option<ClockChoice>,

    /// How pictures and sound are hashed [default: xxh3]
    #[arg(long, value_enum, value_name = "HASH")]
    hash: Option<HashChoice>,

    /// Which way the sound goes [default: device]
    #[arg(long, value_enum, value_name = "ROUTE")]
    audio: Option<AudioChoice>,

    /// Simulate a machine on the virtual clock: ideal, desktop, slow or a path to a .toml file
    #[arg(long, value_name = "MACHINE")]
    machine: Option<String>,

    /// Judge by another profile: default, strict, lenient or a path to a .toml file
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,

    /// Decode every sample a second time without playing it, and compare what was played with that
    #[arg(long)]
    reference: bool,

    /// Seconds that a play may take [default: 120]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<u64>,

    /// Seconds without an event after which a player hangs [default: 10]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    hang: Option<u64>,

    /// Megabytes that a recording may grow to [default: 256]
    #[arg(long, value_name = "MB", value_parser = megabytes)]
    recording_limit: Option<u64>,

    /// Megabytes of address space that a player may use [default: 8192]
    #[arg(long, value_name = "MB", value_parser = megabytes)]
    memory_limit: Option<u64>,
}

/// Reads seconds, decimals allowed, as milliseconds.
fn seconds(text: &str) -> Result<u64, String> {
    let seconds: f64 = text
        .parse()
        .map_err(|_| "not a number of seconds".to_owned())?;
    if (0.001..=1e9).contains(&seconds) {
        Ok((seconds * 1000.0).round() as u64)
    } else {
        Err("not between 0.001 and 1000000000 seconds".to_owned())
    }
}

/// Reads megabytes (2^20) as bytes.
fn megabytes(text: &str) -> Result<u64, String> {
    let megabytes: u64 = text
        .parse()
        .map_err(|_| "not a whole number of megabytes".to_owned())?;
    megabytes
        .checked_mul(1 << 20)
        .filter(|bytes| *bytes > 0)
        .ok_or_else(|| "not a possible number of megabytes".to_owned())
}

impl Conditions {
    fn limits(&self) -> Limits {
        let usual = Limits::default();
        Limits {
            timeout_ms: self.timeout.unwrap_or(usual.timeout_ms),
            hang_ms: self.hang.unwrap_or(usual.hang_ms),
            recording_bytes: self.recording_limit.unwrap_or(usual.recording_bytes),
            memory_bytes: self.memory_limit.unwrap_or(usual.memory_bytes),
        }
    }

    /// The clock that drives the player.
    pub(crate) fn clock(&self) -> Clock {
        self.clock.map_or(Clock::default(), Into::into)
    }

    fn hash(&self) -> HashKind {
        self.hash.map_or(HashKind::default(), Into::into)
    }

    /// What is asked for must go together.
    fn check(&self) -> Result<(), Failure> {
        if self.machine.is_some() && self.clock() == Clock::Real {
            return Err(Failure::usage("--machine goes with the virtual clock")
                .hint("the real clock is driven by the machine that it runs on"));
        }
        if self.reference && self.hash() == HashKind::None {
            return Err(Failure::usage(
                "--reference compares hashes, and --hash none makes none",
            ));
        }
        Ok(())
    }

    fn machine(&self) -> Result<Option<Machine>, Failure> {
        self.machine.as_deref().map(machines::find).transpose()
    }

    fn profile(&self) -> Result<Profile, Failure> {
        match &self.profile {
            Some(asked) => profiles::find(asked),
            None => Ok(Profile::default()),
        }
    }

    /// The configuration of a session on these conditions.
    pub(crate) fn configuration(
        &self,
        samples: &SamplesDir,
        scenarios: Vec<Scenario>,
    ) -> Result<Configuration, Failure> {
        self.check()?;
        Ok(Configuration {
            format: 3,
            made_by: versions::NAME.to_owned(),
            created: jiff::Timestamp::now().to_string(),
            samples_dir: samples.root().to_path_buf(),
            recursive: false,
            clock: self.clock(),
            hash: self.hash(),
            audio: self.audio.map(Into::into).unwrap_or_default(),
            limits: self.limits(),
            scenarios,
            machine: self.machine()?,
            profile: self.profile()?,
            reference: self.reference,
            repeats: 1,
            player: None,
            protect_raw_data: false,
            protect_reports: false,
            dev_debug: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_whole_and_not_nothing() {
        assert_eq!(seconds("1.5"), Ok(1500));
        for bad in ["0", "-1", "nan", "inf", "", "1e99", "x"] {
            assert!(seconds(bad).is_err(), "{bad}");
        }
        assert_eq!(megabytes("2"), Ok(2 << 20));
        for bad in ["0", "-1", "1.5", "99999999999999999"] {
            assert!(megabytes(bad).is_err(), "{bad}");
        }
    }
}
