//! A finished analysis into bytes: one file a report or format. Nothing here prints; every report
//! writes to any `Write`.

mod about;
mod comparison;
mod divergence;
mod event;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod fixture;
mod page;
mod sample;
mod session;
mod table;
mod timeline;
mod words;

pub use about::{About, Below, SampleReport, SessionReport, to_the_second};
#[cfg(test)]
pub(crate) use comparison::comparison as comparison_of_tests;
pub use comparison::{
    COMPARISON_FORMATS, ComparisonFormat, ComparisonReport, comparison_verdict,
    write_comparison_annotations, write_comparison_json, write_comparison_screen,
};
pub(crate) use comparison::{
    case_in_a_line, case_in_lines, command as diff_command, comparison_notes, comparison_rules,
};
pub(crate) use divergence::words as divergence_words;
pub use divergence::{DivergenceReport, RecordedSide, write_divergences, write_divergences_json};
pub(crate) use event::{event_words, kind as event_kind};
pub use page::comparison::{PairShown, write_comparison_page};
pub use page::session::{Baseline, Chart, Charts, PlayShown, SessionPage, write_session_html};
pub use sample::{
    SAMPLE_REPORTS, SampleReportKind, write_all, write_anomalies, write_counter, write_frames,
};
pub(crate) use session::{NoiseCheck, noise_part, write_history, write_noise_check};
pub use session::{
    write_info, write_noise, write_revision, write_summary_json, write_summary_screen,
    write_summary_text,
};
pub use table::{
    Opens, Provenance, RecordedPlay, SCHEMAS, SchemaKind, TABLE_FORMATS, TableFormat, Tables,
};
pub use timeline::{ORIGIN_FORMATS, TIMELINE_FORMATS, TimelineFormat};
pub use words::{Escaped, Palette};
pub(crate) use words::{hanging, quoted, wrapped_at};
