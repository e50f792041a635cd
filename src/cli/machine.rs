//! `mpdbg machine`.

use std::fmt::Write;

use mpdbg_analysis::{Fitted, Observed};
use mpdbg_model::{Clock, Machine};
use mpdbg_session::{Recording, Session};
use serde_json::json;

use super::exit_code::Exit;
use super::failure::Failure;
use super::judged::cases_of;
use super::machines::{find, shipped, text};
use super::place::Place;
use super::terminal::Terminal;
use crate::report::Escaped;

/// List, show or measure machines that the virtual clock can simulate
///
/// `mpdbg new NAME --machine slow` charges virtual time for decoding as that machine would take, so that a
/// late decoder and an underrun are exact and the same in every run. `mpdbg help machine` says more.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// List the machines that mpdbg brings along
    List,
    /// Show a machine as TOML
    Show {
        /// Its name, or a path to a .toml file
        #[arg(value_name = "MACHINE")]
        name: String,
    },
    /// Fit a machine to this computer, from a session on the real clock
    ///
    /// Writes TOML to standard output, which `--machine FILE` reads; what could not be measured is said in
    /// its comments.
    Measure,
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    match &args.what {
        None | Some(What::List) => list(terminal)?,
        Some(What::Show { name }) if terminal.json => show_json(&find(name)?)?,
        Some(What::Show { name }) => {
            let text = text(name)?;
            Terminal::show(|out| {
                let mut lines = text.lines();
                lines.try_for_each(|line| writeln!(out, "{}", Escaped(line)))
            })?;
        }
        Some(What::Measure) => measure(&place.session()?, terminal)?,
    }
    Ok(Exit::AsExpected)
}

fn list(terminal: Terminal) -> Result<(), Failure> {
    if terminal.json {
        return shipped().try_for_each(|(name, _)| show_json(&find(name)?));
    }
    Terminal::show(|out| {
        let mut all = shipped();
        all.try_for_each(|(name, about)| writeln!(out, "{name:<10}  {about}"))
    })
}

fn show_json(machine: &Machine) -> Result<(), Failure> {
    Terminal::show_json(&json!({ "type": "machine", "machine": machine }))
}

fn measure(session: &Session, terminal: Terminal) -> Result<(), Failure> {
    let name = session.name();
    if session.configuration().clock != Clock::Real {
        return Err(Failure::usage(format!(
            "session `{name}` was not played on the real clock, so there is nothing to measure"
        ))
        .hint("make one with `mpdbg new NAME --clock real`, run it, and measure that"));
    }
    let observed = observed(session)?;
    if observed.is_empty() {
        return Err(Failure::usage(format!(
            "session `{name}` does not say how long its decoders worked"
        ))
        .hint("`mpdbg run` plays what has no recording; an older mpdbg did not note it"));
    }
    let mut fitted = observed.fitted();
    "measured".clone_into(&mut fitted.machine.name);
    fitted.machine.seed = 1;
    if terminal.json {
        return Terminal::show_json(&json!({
            "type": "machine",
            "machine": fitted.machine,
            "held_up": fitted.held_up,
            "unmeasured": fitted.unmeasured,
        }));
    }
    let (pictures, sounds) = observed.counts();
    let held_up = fitted.held_up;
    let head = format!(
        "# Fitted to the session {name} on the real clock: {pictures} pictures and {sounds} pieces of sound,\n\
         # {held_up} of which took more than twice as long as their like and were left out.\n"
    );
    let text = head + &toml_of(&fitted);
    Terminal::show(|out| write!(out, "{text}"))
}

fn observed(session: &Session) -> Result<Observed, Failure> {
    let mut observed = Observed::default();
    for (_, tried) in cases_of(session)? {
        let Some(attempt) = tried.judged() else {
            continue;
        };
        let path = session.attempt_files(&tried.case, attempt.number).recording;
        // What cannot be read measures nothing; `summarize` is the place to say so.
        if let Ok(recording) = Recording::open(&path) {
            observed.take(recording.events());
        }
    }
    Ok(observed)
}

/// A fitted machine as `--machine` reads it.
fn toml_of(fitted: &Fitted) -> String {
    let Machine {
        name,
        seed,
        decode,
        device,
        ..
    } = &fitted.machine;
    let mut text = "# Not measured:\n".to_owned();
    for what in &fitted.unmeasured {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "#   {what}");
    }
    let _ = write!(
        text,
        "name = \"{name}\"\nseed = {seed}\n\n[decode]\npicture_us = {}\npixel_ps = {}\nsample_ns = {}\n\
         key_percent = {}\njitter_percent = {}\n",
        decode.picture_us,
        decode.pixel_ps,
        decode.sample_ns,
        decode.key_percent,
        decode.jitter_percent,
    );
    let plain = |codec: &str| {
        let mut bytes = codec.bytes();
        !codec.is_empty() && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let codecs = decode.codec_percent.iter();
    // FFmpeg names its codecs so; a recording may say anything.
    let codecs: Vec<String> = codecs
        .filter(|(codec, _)| plain(codec))
        .map(|(codec, percent)| format!("{codec} = {percent}"))
        .collect();
    if !codecs.is_empty() {
        let _ = writeln!(text, "codec_percent = {{ {} }}", codecs.join(", "));
    }
    let _ = writeln!(text, "\n[device]");
    for (key, value) in [
        ("period_us", device.period_us),
        ("latency_us", device.latency_us),
    ] {
        if let Some(value) = value {
            let _ = writeln!(text, "{key} = {value}");
        }
    }
    let _ = writeln!(text, "drift_ppm = {}", device.drift_ppm);
    text
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use mpdbg_model::{DecodeCost, DeviceModel};

    use super::*;

    #[test]
    fn what_is_measured_can_be_read_back() {
        let machine = Machine {
            name: "measured".to_owned(),
            seed: 1,
            decode: DecodeCost {
                picture_us: 12,
                pixel_ps: 900,
                sample_ns: 7,
                key_percent: 130,
                codec_percent: [("hevc".to_owned(), 140), ("pcm_s16le".to_owned(), 3)].into(),
                jitter_percent: 22,
            },
            device: DeviceModel {
                period_us: Some(10_000),
                latency_us: None,
                drift_ppm: -12,
                dry: Vec::new(),
            },
            ..Machine::default()
        };
        let fitted = Fitted {
            machine: machine.clone(),
            held_up: 3,
            unmeasured: vec!["this".to_owned()],
        };
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("my.toml");
        std::fs::write(&path, toml_of(&fitted)).unwrap();
        assert_eq!(find(path.to_str().unwrap()).unwrap(), machine);
    }
}
