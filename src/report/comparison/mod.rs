//! A comparison in every form but its page.

mod about;
mod annotations;
mod cases;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod fixture;
mod json;
mod junit;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod junit_schema;
mod junit_status;
mod lines;
mod markdown;
mod parts;
mod rules;
mod sarif;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#[expect(dead_code, reason = "much is read only to see that it is there")]
mod sarif_schema;
mod text;
mod trouble;
pub(crate) mod words;

pub use about::{COMPARISON_FORMATS, ComparisonFormat, ComparisonReport};
pub use annotations::write_comparison_annotations;
#[cfg(test)]
pub(crate) use fixture::{HOSTILE, comparison, harmless, report, unclear};
pub use json::write_comparison_json;
#[cfg(test)]
pub(crate) use junit::write_comparison_junit;
pub(crate) use lines::{case_in_a_line, case_in_lines, comparison_notes, comparison_rules};
#[cfg(test)]
pub(crate) use markdown::write_comparison_markdown;
pub use parts::comparison_verdict;
#[cfg(test)]
pub(crate) use sarif::write_comparison_sarif;
pub use text::write_comparison_screen;
#[cfg(test)]
pub(crate) use text::write_comparison_text;
pub(crate) use words::{DEV_DEBUG, aimed, amount, command, place};
