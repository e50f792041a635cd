//! A finished analysis into bytes: one file a report or format. Nothing here prints; every report
//! writes to any `Write`.

mod about;
mod all;
mod anomalies;
#[cfg(test)]
mod columns_page;
mod comparison_about;
mod comparison_annotations;
mod comparison_cases;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod comparison_fixture;
mod comparison_html;
mod comparison_html_changes;
mod comparison_html_pairs;
mod comparison_json;
mod comparison_junit;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod comparison_junit_schema;
mod comparison_junit_status;
mod comparison_lines;
mod comparison_markdown;
mod comparison_page;
mod comparison_pairs;
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
mod csv_text;
mod defect_columns;
mod divergence_context;
mod divergence_text;
mod divergence_words;
mod escape;
mod event_columns;
mod event_kind;
mod event_line;
mod event_rows;
mod event_values;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod fixture;
mod frames;
mod history;
mod html_page;
mod info;
mod json_text;
mod list;
mod noise;
mod noise_check;
mod palette;
#[cfg(feature = "parquet")]
mod parquet_table;
mod point_columns;
mod rate_words;
mod revision;
mod sample_columns;
mod schema;
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
mod table;
mod table_formats;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod table_tests;
mod tables;
mod tables_csv;
mod tables_jsonl;
#[cfg(feature = "parquet")]
mod tables_parquet;
mod timeline_assets;
mod timeline_channels;
mod timeline_csv;
mod timeline_data;
mod timeline_figure;
mod timeline_figure_curves;
mod timeline_figure_lanes;
mod timeline_firefox;
mod timeline_firefox_thread;
mod timeline_flows;
mod timeline_formats;
mod timeline_header;
mod timeline_html;
mod timeline_json;
mod timeline_jsonl;
mod timeline_origin;
mod timeline_packed;
mod timeline_perfetto;
#[cfg(feature = "png")]
mod timeline_png;
mod timeline_svg;
mod timeline_tracks;
mod wrap;

pub use about::{About, SampleReport, SessionReport, to_the_second};
pub use all::write_all;
pub use anomalies::write_anomalies;
pub use comparison_about::{COMPARISON_FORMATS, ComparisonFormat, ComparisonReport};
pub use comparison_annotations::write_comparison_annotations;
#[cfg(test)]
pub(crate) use comparison_fixture::comparison as comparison_of_tests;
pub use comparison_html::write_comparison_page;
pub use comparison_json::write_comparison_json;
pub(crate) use comparison_lines::{
    case_in_a_line, case_in_lines, comparison_notes, comparison_rules,
};
pub use comparison_page::comparison_verdict;
pub use comparison_pairs::PairShown;
pub use comparison_text::write_comparison_screen;
pub(crate) use comparison_words::command as diff_command;
pub use counter::write_counter;
pub use divergence_text::{
    DivergenceReport, RecordedSide, write_divergences, write_divergences_json,
};
pub(crate) use divergence_words::words as divergence_words;
pub use escape::Escaped;
pub(crate) use event_kind::kind as event_kind;
pub(crate) use event_line::event_words;
pub use frames::write_frames;
pub(crate) use history::write_history;
pub use info::write_info;
pub use list::{SAMPLE_REPORTS, SampleReportKind};
pub use noise::write_noise;
pub(crate) use noise_check::{NoiseCheck, noise_part, write_noise_check};
pub use palette::Palette;
pub use revision::write_revision;
pub use sample_columns::Provenance;
pub use schema::{SCHEMAS, SchemaKind};
pub use session_about::{Baseline, Chart, PlayShown, SessionPage};
pub use session_charts::Charts;
pub use session_html::write_session_html;
pub(crate) use shell::quoted;
pub use summary_json::write_summary_json;
pub use summary_text::{write_summary_screen, write_summary_text};
pub use table_formats::{TABLE_FORMATS, TableFormat};
pub use tables::{Opens, RecordedPlay, Tables};
pub use timeline_formats::{TIMELINE_FORMATS, TimelineFormat};
pub use timeline_origin::ORIGIN_FORMATS;
pub(crate) use wrap::{hanging, wrapped_at};
