//! `docs/export-columns.md`: every column of every export, made from the columns themselves.

use std::fmt::Write;

use super::column::{Column, Type};
use super::defects::DEFECT;
use super::points::POINT;
use super::samples::{CASE, COUNTERS, RECORDED, SAMPLE};
use crate::report::event::{EVENT, KINDS};
use crate::report::timeline::FLAT;
use crate::report::timeline::HEADER;

const HEAD: &str = "\
# Columns of the exports

<!-- Written by a test; after changing a column:
     MPDBG_BLESS=1 cargo test -p mpdbg --lib columns -->

What the forms of [exports](exports.md) hold. Names stay; new columns come behind the others. A name ends in
its unit: `_ns` is nanoseconds. `run_ns` and what is run time counts from the beginning of the recording;
media time is the presentation timeline of the sample and may be negative. `?` marks what a row may lack.
";

/// The page.
pub(super) fn columns_page() -> String {
    let mut page = HEAD.to_owned();
    for (title, about, columns) in [
        (
            "Case",
            "In front of every table that can hold more than one play.",
            CASE,
        ),
        ("Events", "Of every event, in every form.", EVENT),
        (
            "One flat table",
            "Behind those of every event in `--format csv` to a file or to standard output.",
            FLAT,
        ),
        (
            "Defects",
            "`defects`, and `defects` of the JSON forms.",
            DEFECT,
        ),
        (
            "Points",
            "`points`: the series that the timeline draws.",
            POINT,
        ),
        (
            "Samples",
            "`samples` of `mpdbg export`: a row for each play of each sample, recorded or not.",
            SAMPLE,
        ),
        (
            "Samples: the recording",
            "Behind them; nothing in a play without a recording that can be judged.",
            RECORDED,
        ),
        ("Samples: counters", "Behind them, likewise.", COUNTERS),
        (
            "Header",
            "The first line of `--format jsonl`, and `header` of `--format json`.",
            HEADER,
        ),
    ] {
        // Writing to a String cannot fail.
        let _ = write!(page, "\n## {title}\n\n{about}\n\n");
        put_table(&mut page, columns);
    }
    page += "\n## Kinds of events\n\nBehind the columns of every event. In Parquet all kinds are in one table, which has each column once.\n";
    for kind in KINDS {
        let _ = write!(page, "\n### {}\n\n", kind.name);
        if kind.columns.is_empty() {
            page += "Nothing more.\n";
        } else {
            put_table(&mut page, kind.columns);
        }
    }
    page
}

fn put_table(page: &mut String, columns: &[Column]) {
    *page += "| column | holds | what it means |\n|---|---|---|\n";
    for column in columns {
        let lacks = if column.may_be_empty { "?" } else { "" };
        let (name, about) = (column.name, column.about);
        let _ = writeln!(
            page,
            "| `{name}` | {}{lacks} | {about} |",
            holds(column.holds)
        );
    }
}

fn holds(of: Type) -> String {
    match of {
        Type::Int => "whole number".to_owned(),
        Type::Real => "number".to_owned(),
        Type::Flag => "true or false".to_owned(),
        Type::Text => "text".to_owned(),
        Type::Rows(columns) => format!("list of {}", names(columns)),
        Type::Row(columns) => names(columns),
    }
}

fn names(columns: &[Column]) -> String {
    let names: Vec<String> = columns.iter().map(|it| format!("`{}`", it.name)).collect();
    names.join(", ")
}
