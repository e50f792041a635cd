//! Which form of progress fits.

use std::sync::Arc;

use super::Show;
use super::bar::Bar;
use super::json::Json;
use super::lines::Lines;
use super::silent::Silent;
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
