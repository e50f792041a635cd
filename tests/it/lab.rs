//! The detection lab, as small as it gets.

use serde_json::Value;

use crate::harness::Mpdbg;

#[test]
fn a_small_lab_counts_all_that_it_did_and_ends_in_the_totals() {
    let mpdbg = Mpdbg::over(std::path::Path::new("."));
    let work = tempfile::tempdir().unwrap();
    let page = work.path().join("page.md");
    let arguments = [
        "lab",
        "--json",
        "--quiet",
        "--seeds",
        "1",
        "--kind",
        "turned",
        "--kind",
        "sound-packet-lost",
        "--write",
    ];
    let mut command = mpdbg.command(&arguments);
    let ended = crate::harness::Ended::of(command.arg(&page));
    if ended.err.contains("has no encoder") {
        println!("skipped: {}", ended.err);
        return;
    }
    let ended = ended.ends(0);
    let lab: Value = serde_json::from_str(&ended.out).unwrap();
    let count = |value: &Value| value.as_u64().unwrap();
    let kinds = lab["kinds"].as_array().unwrap();
    let sum = |field: &str| kinds.iter().map(|row| count(&row[field])).sum::<u64>();
    assert_eq!(sum("injected"), count(&lab["totals"]["injected"]));
    assert_eq!(
        sum("right") + sum("other"),
        count(&lab["totals"]["detected"])
    );
    assert_eq!(sum("injected"), sum("right") + sum("other") + sum("missed"));
    let made = sum("injected") + sum("harmless");
    let not_made = lab["not_made"].as_array().unwrap().len() as u64;
    // Two kinds, four clips, one seed.
    assert_eq!(made + not_made, 8);
    assert_eq!(count(&lab["clean"]["plays"]), 4);
    assert_eq!(count(&lab["totals"]["false_alarms"]), 0);
    let detected = sum("right") + sum("other");
    let injected = sum("injected");
    let end =
        format!(r#""totals":{{"injected":{injected},"detected":{detected},"false_alarms":0}}}}"#);
    assert!(ended.out.trim_end().ends_with(&end), "{}", ended.out);
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.contains("| `sound-packet-lost` | 4 |"), "{page}");
}

#[test]
fn a_lab_works_in_an_empty_directory_only_and_knows_its_kinds() {
    let mpdbg = Mpdbg::over(std::path::Path::new("."));
    let work = tempfile::tempdir().unwrap();
    std::fs::write(work.path().join("mine"), "").unwrap();
    let keep = work.path().to_str().unwrap();
    mpdbg
        .run(&["lab", "--keep", keep])
        .fails(2, &["is not empty"]);
    mpdbg
        .run(&["lab", "--kind", "melted"])
        .fails(2, &["no kind of damage `melted`"]);
}

/// Needs the broken players: `cargo test --features lab`.
#[cfg(feature = "lab")]
#[test]
fn broken_players_are_called_regressions_and_improvements_the_other_way_round() {
    let mpdbg = Mpdbg::over(std::path::Path::new("."));
    let work = tempfile::tempdir().unwrap();
    let page = work.path().join("page.md");
    std::fs::write(&page, "# Title\n").unwrap();
    let arguments = [
        "lab",
        "--compare",
        "--json",
        "--quiet",
        "--kind",
        "picture-lost",
    ];
    let mut command = mpdbg.command(&arguments);
    command.args(["--kind", "seek-one-off", "--kind", "panics", "--write"]);
    let ended = crate::harness::Ended::of(command.arg(&page));
    if ended.err.contains("has no encoder") {
        println!("skipped: {}", ended.err);
        return;
    }
    let lab: Value = serde_json::from_str(&ended.ends(0).out).unwrap();
    let rows = lab["faults"].as_array().unwrap();
    let names: Vec<&str> = rows
        .iter()
        .filter_map(|row| row["fault"].as_str())
        .collect();
    assert_eq!(names, ["picture-lost", "seek-one-off", "panics"]);
    for row in rows {
        assert!(row["cases"].as_u64() >= Some(4), "{row}");
        assert_eq!(row["right"], row["cases"], "{row}");
        let better = row["improved"].as_u64().zip(row["both"].as_u64());
        let better = better.map(|(improved, both)| improved + both);
        assert_eq!(better, row["cases"].as_u64(), "{row}");
        assert_eq!(row["false_alarms"], 0, "{row}");
    }
    assert_eq!(lab["wrong"].as_array().map(Vec::len), Some(0));
    let page = std::fs::read_to_string(page).unwrap();
    assert!(
        page.starts_with("# Title\n\n<!-- begin compared -->\n"),
        "{page}"
    );
    assert!(
        page.contains("| `panics` | 4 | 4 | 0 | 0 | 4 | 0 | 0 |"),
        "{page}"
    );
}
