//! Integration tests, through the real program where a person would use it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stdout, reason = "a test that cannot run here says so")]

mod bad_input;
mod commands;
mod conformance;
mod corpus;
mod damage;
mod disk;
mod harness;
mod judging;
mod kill;
mod lab;
mod layout;
mod odd_samples;
mod samples;
mod scenarios;
mod sessions;
mod shrink;
mod sound_files;
mod workflow;
