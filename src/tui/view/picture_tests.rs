use mpdbg_model::SampleName;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::*;

fn record() -> SampleRecord {
    SampleRecord {
        name: SampleName::parse("clip.mp4").unwrap_or_else(|_| unreachable!("a plain name")),
        size: 7,
        blake3: String::new(),
        opens: true,
        expects: Vec::new(),
    }
}
