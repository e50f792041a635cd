//! The columns of the exports, held against a recording of every kind of event.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use mpdbg_analysis::Profile;
use mpdbg_model::Event;
use mpdbg_session::Recording;

use super::column::{Column, Object, fit};
use super::defects::DEFECT;
use super::page::columns_page;
use super::points::POINT;
use super::samples::{CASE, COUNTERS, RECORDED, SAMPLE, recorded_values};
use super::schema::SCHEMAS;
use crate::report::event::each_event;
use crate::report::event::{EVENT, KINDS, PLACES, WIDE};
use crate::report::fixture::with_report;
use crate::report::timeline::FLAT;
use crate::report::timeline::{HEADER, header_values};
use crate::report::words::json_text;

/// A recording that holds every kind of event.
fn every_kind() -> Vec<Event> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/format-3.dbg");
    Recording::open(&path).unwrap().events().to_vec()
}

#[test]
fn every_kind_of_event_has_its_columns_and_its_values_fit_them() {
    let events = every_kind();
    let mut seen = BTreeSet::new();
    let mut rows = 0;
    each_event(&events, &Profile::default(), |row| {
        assert!(fit(&row.every, EVENT), "{:?}", row.every);
        assert!(
            fit(row.own, row.kind.columns),
            "{}: {:?}",
            row.kind.name,
            row.own
        );
        seen.insert(row.kind.name);
        rows += 1;
        Ok::<(), ()>(())
    })
    .unwrap();
    assert_eq!(rows, events.len());
    let known: BTreeSet<&str> = KINDS.iter().map(|kind| kind.name).collect();
    assert_eq!(known.len(), KINDS.len());
    assert_eq!(seen, known);
}

#[test]
fn what_is_said_of_a_recording_fits_its_columns() {
    with_report(false, |report| {
        assert!(fit(&header_values(report), HEADER));
        let recorded: Vec<Column> = [RECORDED, COUNTERS].concat();
        assert!(fit(&recorded_values(report), &recorded));
    });
}

#[test]
fn a_column_of_the_wide_table_means_one_thing() {
    for (kind, places) in KINDS.iter().zip(&*PLACES) {
        assert_eq!(kind.columns.len(), places.len(), "{}", kind.name);
        for (column, place) in kind.columns.iter().zip(places) {
            let wide = &WIDE[*place];
            assert_eq!(
                (column.name, column.holds, column.about),
                (wide.name, wide.holds, wide.about)
            );
        }
    }
    let all = [CASE, EVENT, &WIDE[..]].concat();
    let names: BTreeSet<&str> = all.iter().map(|column| column.name).collect();
    assert_eq!(names.len(), all.len());
}

/// Programs of others read these: a column is added at the end of its list, and never goes.
#[test]
fn the_columns_are_pinned() {
    let names = |columns: &[Column]| -> String {
        let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
        names.join(" ")
    };
    let tables = [
        ("case", CASE),
        ("event", EVENT),
        ("flat", FLAT),
        ("defect", DEFECT),
        ("point", POINT),
        ("sample", SAMPLE),
        ("recorded", RECORDED),
        ("counters", COUNTERS),
        ("header", HEADER),
    ];
    let mut text = String::new();
    for (name, columns) in tables {
        let _ = writeln!(text, "{name}: {}", names(columns));
    }
    for kind in KINDS {
        let _ = writeln!(text, "{}: {}", kind.name, names(kind.columns));
    }
    insta::assert_snapshot!(text);
}

#[test]
fn a_schema_names_what_is_written_and_nothing_else() {
    for kind in SCHEMAS {
        let text = kind.schema().to_string();
        assert!(
            text.contains("\"additionalProperties\":false"),
            "{}",
            kind.name
        );
        assert!(text.contains("draft/2020-12"), "{}", kind.name);
    }
    with_report(false, |report| {
        let header = json_text(&Object(&[(HEADER, &header_values(report))]));
        let written: serde_json::Value = serde_json::from_str(&header).unwrap();
        let document = super::schema::SchemaKind::find("json").unwrap().schema();
        let known = document["properties"]["header"]["properties"]
            .as_object()
            .unwrap();
        let written: BTreeSet<&String> = written.as_object().unwrap().keys().collect();
        assert_eq!(written, known.keys().collect());
    });
}

#[test]
fn the_page_of_columns_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/export-columns.md");
    let wanted = columns_page();
    if std::env::var_os("MPDBG_BLESS").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == wanted,
        "docs/export-columns.md is stale: run this test with MPDBG_BLESS=1"
    );
}
