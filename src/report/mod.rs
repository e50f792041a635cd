//! A finished analysis into bytes: one file a report or format. Nothing here prints; every report
//! writes to any `Write`.

mod about;
mod all;
mod anomalies;
mod control_words;
mod counter;
mod escape;
mod event_kind;
mod event_line;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod fixture;
mod frames;
mod info;
mod list;
mod palette;
mod revision;
mod summary_json;
mod summary_page;
mod summary_text;

pub use about::{About, SampleReport, SessionReport, to_the_second};
pub use all::write_all;
pub use anomalies::write_anomalies;
pub use counter::write_counter;
pub use escape::Escaped;
pub use frames::write_frames;
pub use info::write_info;
pub use list::{SAMPLE_REPORTS, SampleReportKind};
pub use palette::Palette;
pub use revision::write_revision;
pub use summary_json::write_summary_json;
pub use summary_text::{write_summary_screen, write_summary_text};
