//! Which form of progress fits.

use std::sync::Arc;

use mpdbg_runner::Interrupt;
use mpdbg_session::Session;

use super::Show;
use super::bar::Bar;
use super::json::Json;
use super::lines::Lines;
use super::silent::Silent;
use super::watch::Watch;
use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;

/// JSON lines where they are asked for, a bar where it can be drawn, otherwise a line a case.
pub(crate) fn choose(terminal: Terminal) -> Arc<dyn Show> {
    if terminal.json {
        Arc::new(Json)
    } else if terminal.quiet {
        Arc::new(Silent)
    } else if Terminal::draws() {
        Arc::new(Bar::new())
    } else {
        Arc::new(Lines)
    }
}

/// A screen to watch the run on; where it is left, `rest` goes on.
pub(crate) fn watched(
    session: &Session,
    interrupt: &Interrupt,
    rest: Arc<dyn Show>,
    ascii: bool,
) -> Result<Arc<dyn Show>, Failure> {
    Ok(Arc::new(Watch::new(session, interrupt, rest, ascii)?))
}
