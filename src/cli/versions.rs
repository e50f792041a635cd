//! What this mpdbg is, and whether it is the one that made a session.

use std::sync::LazyLock;

use mpdbg_session::{Facts, Session};

use super::failure::Failure;
use super::terminal::Terminal;

/// Name and version, as recordings and configurations hold it.
pub(crate) const NAME: &str = concat!("mpdbg ", env!("CARGO_PKG_VERSION"));
/// Name of the fact in `_mpdbg_info.txt` that holds [`libraries`].
pub(crate) const LIBRARIES: &str = "FFmpeg libraries";

static LONG: LazyLock<String> =
    LazyLock::new(|| format!("{}\n{}", env!("CARGO_PKG_VERSION"), libraries()));

/// The version of mpdbg and of FFmpeg's libraries.
pub(crate) fn long() -> &'static str {
    LONG.as_str()
}

/// FFmpeg's libraries, one a line.
fn libraries() -> String {
    let lines: Vec<String> = mpdbg_media::libraries()
        .iter()
        .map(|library| format!("{} {}", library.name, library.version))
        .collect();
    lines.join("\n")
}

/// What FFmpeg's libraries were built with; each different configuration once.
fn configurations() -> String {
    let mut lines: Vec<&str> = mpdbg_media::libraries()
        .iter()
        .map(|library| library.configuration)
        .collect();
    lines.dedup();
    lines.join("\n")
}

/// Facts about FFmpeg for `_mpdbg_info.txt`.
pub(crate) fn ffmpeg_facts() -> [(&'static str, String); 2] {
    [
        (LIBRARIES, libraries()),
        ("FFmpeg configuration", configurations()),
    ]
}

/// What is different now from what made the session, a line each.
pub(crate) fn differences(session: &Session) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    let made_by = &session.configuration().made_by;
    if made_by != NAME {
        found.push(format!("made by {made_by}, this is {NAME}"));
    }
    if session.configuration().player.is_some() {
        // Another program plays; what it is is looked at when it does.
        return Ok(found);
    }
    let info = session.info()?.unwrap_or_default();
    let facts = Facts::of(&info);
    let then = facts.lines(LIBRARIES);
    let now = libraries();
    let now: Vec<&str> = now.lines().collect();
    if !then.is_empty() && then != now {
        found.push(format!(
            "made with {}, this is {}",
            then.join(", "),
            now.join(", ")
        ));
    }
    Ok(found)
}

/// Warns of what is different.
pub(crate) fn warn_of_differences(session: &Session) -> Result<(), Failure> {
    for difference in differences(session)? {
        Terminal::warn(&format!(
            "session `{}` was {difference}: recordings may differ for that reason",
            session.name()
        ));
    }
    Ok(())
}
