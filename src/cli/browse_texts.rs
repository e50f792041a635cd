//! The texts on a case that `mpdbg browse` shows: its reports, and what the player wrote.

use std::fs::File;
use std::io::{ErrorKind, Read};

use mpdbg_model::Case;
use mpdbg_session::Session;

use super::browse_desk::output_of;
use super::failure::Failure;
use super::looking::look_at;
use super::summarize::unwritten;
use crate::report::SampleReportKind;

/// Bytes of the longest text of a player that is shown.
const LARGEST: u64 = 256 << 20;

/// A text on a case.
pub(super) struct Text {
    /// Its name.
    pub(super) name: &'static str,
    source: Source,
}

/// Where a text comes from.
#[derive(Clone, Copy)]
enum Source {
    /// The report of that name, made anew.
    Report,
    /// What the player wrote to standard output.
    Output,
    /// What it wrote to standard error.
    Errors,
}

/// The texts on a case; what is wrong comes first.
pub(super) const TEXTS: &[Text] = &[
    Text {
        name: "anomalies",
        source: Source::Report,
    },
    Text {
        name: "counter",
        source: Source::Report,
    },
    Text {
        name: "frames",
        source: Source::Report,
    },
    Text {
        name: "all",
        source: Source::Report,
    },
    Text {
        name: "stdout",
        source: Source::Output,
    },
    Text {
        name: "stderr",
        source: Source::Errors,
    },
];

/// The text with this number.
pub(super) fn text(session: &Session, case: &Case, number: usize) -> Result<String, Failure> {
    let none = || Failure::work(format!("there is no text {number}"));
    let text = TEXTS.get(number).ok_or_else(none)?;
    match text.source {
        Source::Report => report(session, case, text.name),
        Source::Output => output(session, case, false),
        Source::Errors => output(session, case, true),
    }
}

fn report(session: &Session, case: &Case, name: &str) -> Result<String, Failure> {
    let none = || Failure::work(format!("there is no report `{name}`"));
    let kind = SampleReportKind::find(name).ok_or_else(none)?;
    let seen = look_at(session, case, &session.configuration().profile)?;
    let mut content = Vec::new();
    (kind.write)(&mut content, &seen.report()?).map_err(|error| unwritten(&error))?;
    Ok(String::from_utf8_lossy(&content).into_owned())
}

/// What the player wrote. A stranger may have put the file there.
fn output(session: &Session, case: &Case, errors: bool) -> Result<String, Failure> {
    let path = output_of(session, case, errors)?;
    let failed = |error: std::io::Error| Failure::work(format!("{}: {error}", path.display()));
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(String::new()),
        Err(error) => return Err(failed(error)),
    };
    if !file.metadata().map_err(failed)?.is_file() {
        return Err(Failure::work(format!(
            "{}: not a regular file",
            path.display()
        )));
    }
    let mut content = Vec::new();
    file.take(LARGEST)
        .read_to_end(&mut content)
        .map_err(failed)?;
    Ok(String::from_utf8_lossy(&content).into_owned())
}
