//! The judging, on cases as data, on generated plays, and in the words of its documentation.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod cases;
mod comparison;
mod comparison_accepted;
mod comparison_content;
mod comparison_figures;
mod comparison_harm;
mod comparison_judged;
mod comparison_sides;
mod course;
mod divergences;
mod docs;
mod edit;
mod machines;
mod marked;
mod parts;
mod properties;
mod scene;
mod script;
mod speed;
mod summaries;
mod truth;
