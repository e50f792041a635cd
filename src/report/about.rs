//! What every report has to know, and its first lines.

use std::io::{self, Write};

use mpdbg_analysis::{Divergence, Judgement, Profile, Summary};
use mpdbg_model::{Defect, Event, ExpectedTimeline, RecordingHeader, SkippedSample};

use crate::report::words::Escaped;

/// The session that a report belongs to.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// Name of the session.
    pub session: &'a str,
    /// The session's protection is lifted, which every report says at its top.
    pub dev_debug: bool,
}

/// The play that lies below another one.
#[derive(Clone, Copy, Debug)]
pub struct Below<'a> {
    /// What is known of it.
    pub report: &'a SampleReport<'a>,
    /// Where the two part first; nothing where they do not.
    pub first: Option<&'a Divergence>,
}

/// What a report on one sample is made from.
#[derive(Clone, Copy, Debug)]
pub struct SampleReport<'a> {
    /// The session.
    pub about: About<'a>,
    /// The recording.
    pub header: &'a RecordingHeader,
    /// Something that a reader has to know of the recording, e.g. that it has no end; may be empty.
    pub caution: &'a str,
    /// Its events.
    pub events: &'a [Event],
    /// What the file promises, if it was probed.
    pub expected: Option<&'a ExpectedTimeline>,
    /// What the rules found; absent when the attempt is evidence, but not judged as a play.
    pub judgement: Option<&'a Judgement>,
    /// With which thresholds.
    pub profile: &'a Profile,
}

/// What a report on a session is made from.
#[derive(Clone, Copy, Debug)]
pub struct SessionReport<'a> {
    /// The session.
    pub about: About<'a>,
    /// Version of the samples, if they have one.
    pub samples_version: Option<&'a str>,
    /// True when the run was stopped before its end.
    pub interrupted: bool,
    /// Cases that were played without the sound device that they were to have.
    pub without_device: u64,
    /// Plays that say how far other work held them up, and how many of them are loaded.
    pub loads: (u64, u64),
    /// The sums.
    pub summary: &'a Summary,
    /// What lies in the samples directory but is not played.
    pub skipped: &'a [SkippedSample],
    /// The simulated machine; absent where nothing was charged for.
    pub machine: Option<&'a str>,
    /// Thresholds.
    pub profile: &'a Profile,
}

impl About<'_> {
    /// The first lines of a report: its title, its session, and the warning of a session that may be
    /// written over.
    pub(super) fn write(&self, out: &mut dyn Write, title: &str) -> io::Result<()> {
        if self.dev_debug {
            writeln!(
                out,
                "DEV DEBUG: recordings and reports of this session may have been written over."
            )?;
            writeln!(out)?;
        }
        writeln!(out, "{title}, session {}", Escaped(self.session))
    }
}

impl SessionReport<'_> {
    /// How it was played and judged, by name.
    pub(super) fn terms(&self) -> String {
        terms(self.machine, self.profile)
    }
}

/// The names of the machine and of the profile.
fn terms(machine: Option<&str>, profile: &Profile) -> String {
    let machine = machine.map_or_else(String::new, |name| format!("machine {}, ", Escaped(name)));
    format!("{machine}profile {}", Escaped(&profile.name))
}

impl SampleReport<'_> {
    /// The defects, in the order of their run time; none where it was not judged.
    pub(super) fn defects(&self) -> &[Defect] {
        self.judgement.map_or(&[], |it| &it.defects)
    }

    /// The first lines of a report on a sample.
    pub(super) fn write_head(&self, out: &mut dyn Write, title: &str) -> io::Result<()> {
        let case = self.header.case();
        self.about.write(out, &format!("{title} of {case}"))?;
        let (player, started) = (&self.header.player, &self.header.started);
        let attempt = self.header.attempt + 1;
        let clock = self.header.clock;
        let terms = terms(self.header.machine.as_deref(), self.profile);
        writeln!(
            out,
            "attempt {attempt}, started {}, player {}, {clock} clock, {terms}",
            Escaped(&to_the_second(started)),
            Escaped(player)
        )?;
        if !self.caution.is_empty() {
            writeln!(out, "CAUTION: {}", Escaped(self.caution))?;
        }
        writeln!(out)
    }
}

/// A time of RFC 3339 without fractions of a second; anything else as it is.
pub fn to_the_second(time: &str) -> String {
    match time.split_once('.') {
        Some((whole, fraction)) => {
            let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            format!("{whole}{zone}")
        }
        None => time.to_owned(),
    }
}

/// `1 defect`, `2 defects`.
pub(super) fn counted(count: u64, one: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {one}s")
    }
}
