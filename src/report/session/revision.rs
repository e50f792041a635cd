//! `04_revision.txt`: which source was played.

use std::io::{self, Write};

use super::info::write_noted;
use crate::report::about::About;

/// Writes the revision of the source that the session was recorded for.
pub fn write_revision(
    out: &mut dyn Write,
    about: About<'_>,
    noted: Option<&str>,
) -> io::Result<()> {
    about.write(out, "Revision")?;
    writeln!(out)?;
    write_noted(
        out,
        noted,
        "No repository was found when the session was made.",
    )
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn text(noted: Option<&str>) -> String {
        let mut out = Vec::new();
        write_revision(
            &mut out,
            About {
                session: "before",
                dev_debug: true,
            },
            noted,
        )
        .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_was_noted_is_shown_line_by_line() {
        insta::assert_snapshot!(text(Some("git 1234\ndirty\u{1b}[2J")), @r"
        DEV DEBUG: recordings and reports of this session may have been written over.

        Revision, session before

        git 1234
        dirty\x1b[2J
        ");
    }

    #[test]
    fn its_absence_is_said() {
        assert!(text(None).ends_with("No repository was found when the session was made.\n"));
    }
}
