//! What this mpdbg is, and whether it is the one that made a session.

use std::sync::LazyLock;

use mpdbg_session::Session;

use super::failure::Failure;
use super::terminal::Terminal;

/// Name and version, as recordings and configurations hold it.
pub(crate) const NAME: &str = concat!("mpdbg ", env!("CARGO_PKG_VERSION"));
/// Name of the fact in `_mpdbg_info.txt` that holds [`libraries`].
const LIBRARIES: &str = "FFmpeg libraries";

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
    let info = session.info()?.unwrap_or_default();
    let then = noted(&info, LIBRARIES);
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

/// The lines of a fact of several lines.
fn noted<'t>(info: &'t str, fact: &str) -> Vec<&'t str> {
    info.lines()
        .skip_while(|line| line.strip_suffix(':') != Some(fact))
        .skip(1)
        .map_while(|line| line.strip_prefix("  "))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_a_fact_are_found() {
        let info = "mpdbg: mpdbg 0.1.0\nFFmpeg libraries:\n  a 1\n  b 2\nload: 0\n";
        assert_eq!(noted(info, LIBRARIES), ["a 1", "b 2"]);
        assert!(noted("mpdbg: x\n", LIBRARIES).is_empty());
    }
}
