//! A finished analysis into bytes: one file a report or format. Nothing here prints; every report
//! writes to any `Write`.

mod about;
mod all;
mod anomalies;
mod comparison_about;
mod comparison_annotations;
mod comparison_cases;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod comparison_fixture;
mod comparison_html;
mod comparison_json;
mod comparison_junit;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod comparison_junit_schema;
mod comparison_junit_status;
mod comparison_markdown;
mod comparison_page;
mod comparison_rules;
mod comparison_sarif;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#[expect(dead_code, reason = "much is read only to see that it is there")]
mod comparison_sarif_schema;
mod comparison_text;
mod comparison_trouble;
mod comparison_words;
mod content_words;
mod control_words;
mod counter;
mod divergence_context;
mod divergence_text;
mod divergence_words;
mod escape;
mod event_kind;
mod event_line;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod fixture;
mod frames;
mod history;
mod info;
mod list;
mod noise;
mod noise_check;
mod palette;
mod rate_words;
mod revision;
mod session_about;
mod session_charts;
mod session_html;
mod session_html_baseline;
mod session_html_origin;
mod session_html_play;
mod session_html_table;
mod shell;
mod summary_case;
mod summary_json;
mod summary_page;
mod summary_text;
mod summary_words;
mod timeline_assets;
mod timeline_channels;
mod timeline_data;
mod timeline_formats;
mod timeline_html;
mod timeline_jsonl;
mod timeline_packed;
mod wrap;

pub use about::{About, SampleReport, SessionReport, to_the_second};
pub use all::write_all;
pub use anomalies::write_anomalies;
pub use comparison_about::{COMPARISON_FORMATS, ComparisonFormat, ComparisonReport};
pub use comparison_annotations::write_comparison_annotations;
pub use comparison_json::write_comparison_json;
pub use comparison_page::comparison_verdict;
pub use comparison_text::write_comparison_screen;
pub(crate) use comparison_words::command as diff_command;
pub use counter::write_counter;
pub use divergence_text::{
    DivergenceReport, RecordedSide, write_divergences, write_divergences_json,
};
pub use escape::Escaped;
pub use frames::write_frames;
pub(crate) use history::write_history;
pub use info::write_info;
pub use list::{SAMPLE_REPORTS, SampleReportKind};
pub use noise::write_noise;
pub(crate) use noise_check::{NoiseCheck, noise_part, write_noise_check};
pub use palette::Palette;
pub use revision::write_revision;
pub use session_about::{Baseline, Chart, PlayShown, SessionPage};
pub use session_charts::Charts;
pub use session_html::write_session_html;
pub(crate) use shell::quoted;
pub use summary_json::write_summary_json;
pub use summary_text::{write_summary_screen, write_summary_text};
pub use timeline_formats::{TIMELINE_FORMATS, TimelineFormat};
pub(crate) use wrap::hanging;
