//! `03_mpdbg_info.txt`: what the session was recorded with.

use std::io::{self, Write};

use crate::report::about::About;
use crate::report::words::Escaped;

/// Writes what the session noted of mpdbg and the machine when it was recorded.
pub fn write_info(out: &mut dyn Write, about: About<'_>, noted: Option<&str>) -> io::Result<()> {
    about.write(out, "mpdbg and the machine")?;
    writeln!(out)?;
    write_noted(
        out,
        noted,
        "Nothing was noted: the session was never recorded.",
    )
}

/// Text of the session line by line, or why there is none.
pub(super) fn write_noted(
    out: &mut dyn Write,
    noted: Option<&str>,
    otherwise: &str,
) -> io::Result<()> {
    let Some(noted) = noted else {
        return writeln!(out, "{otherwise}");
    };
    for line in noted.lines() {
        writeln!(out, "{}", Escaped(line))?;
    }
    Ok(())
}
