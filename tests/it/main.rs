//! Integration tests, through the real program where a person would use it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stdout, reason = "a test that cannot run here says so")]

mod bad_input;
mod baseline;
mod bisect;
mod browse;
mod browser;
mod browsing;
mod commands;
mod compare;
mod conformance;
mod content;
mod corpus;
mod damage;
mod decoding_processes;
mod diff;
mod disk;
mod drawn;
mod exports;
mod github;
mod graphics;
mod harness;
mod judging;
mod kill;
mod lab;
mod layout;
mod noise;
mod odd_samples;
mod page_looks;
mod pages;
mod plain;
mod readers;
mod repeats;
mod rows;
mod samples;
mod scenarios;
mod screens;
mod sessions;
mod showing;
mod shrink;
mod sixel;
mod sound_files;
mod terminal;
mod timeline_page;
mod traces;
mod trim;
mod watching;
mod workflow;
