//! The files of a comparison.

use std::fs;
use std::io;
use std::path::{Path, PathBuf, absolute};

use mpdbg_analysis::Comparison;
use mpdbg_session::replace_file;
use serde::Deserialize;

use super::failure::{Failure, hint_for};
use super::summarize::unwritten;
use crate::report::{COMPARISON_FORMATS, ComparisonFormat, ComparisonReport};

/// Bytes of a session's name that the name of a file takes whole.
const ROOM: usize = 110;
/// The ending of the file that says which sessions it compares.
const JSON: &str = "json";

/// Writes a comparison to `comparison_<after>_<before>` in every format, in place of an earlier one of the
/// same two: it can be made again. Answers where to, with the endings.
pub(crate) fn write_comparison_files(
    dir: &Path,
    report: &ComparisonReport<'_>,
) -> Result<String, Failure> {
    prepare(dir)?;
    let comparison = report.comparison;
    let stem = stem(dir, &comparison.before, &comparison.after);
    // The one first that says whose the name is.
    let mut formats: Vec<&ComparisonFormat> = COMPARISON_FORMATS.iter().collect();
    formats.sort_by_key(|it| it.ending != JSON);
    for format in formats {
        let mut content = Vec::new();
        (format.write)(&mut content, report).map_err(|error| unwritten(&error))?;
        let path = dir.join(format!("{stem}.{}", format.ending));
        replace_file(&path, &content).map_err(|error| not_written(&path, &error))?;
    }
    let endings: Vec<&str> = COMPARISON_FORMATS.iter().map(|it| it.ending).collect();
    let path = dir.join(stem);
    Ok(format!("{}.{{{}}}", path.display(), endings.join(",")))
}

/// Where the page of a comparison is, once it is written.
pub(crate) fn page_path(dir: &Path, comparison: &Comparison) -> PathBuf {
    let stem = stem(dir, &comparison.before, &comparison.after);
    dir.join(format!("{stem}.html"))
}

/// Makes the directory where it is not there; told apart from the writing, to be done before long work.
pub(crate) fn prepare(dir: &Path) -> Result<(), Failure> {
    if let Some(session) = session_around(dir) {
        return Err(Failure::usage(format!(
            "{} lies in the session {}, which holds nothing but what mpdbg recorded",
            dir.display(),
            session.display()
        ))
        .hint("--reldir DIR takes a directory of its own"));
    }
    match fs::metadata(dir) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(Failure::usage(format!(
            "{} is not a directory",
            dir.display()
        ))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(dir).map_err(|error| not_written(dir, &error))
        }
        Err(error) => Err(not_written(dir, &error)),
    }
}

/// The session that a directory is or lies in, also where it is still to be made.
fn session_around(dir: &Path) -> Option<PathBuf> {
    let there = absolute(dir).ok()?;
    let existing = there.ancestors().find_map(|it| it.canonicalize().ok())?;
    let is_session =
        |it: &&Path| it.join("configuration.json").is_file() && it.join("dbg").is_dir();
    existing.ancestors().find(is_session).map(Path::to_path_buf)
}

/// What the names of the files of a comparison begin with. Names of sessions may hold what stands between
/// them, so that other sessions can come to the same: where the files that are there are not of this pair,
/// a hash of both names follows.
fn stem(dir: &Path, before: &str, after: &str) -> String {
    let stem = format!("comparison_{}_{}", shortened(after), shortened(before));
    let json = dir.join(format!("{stem}.{JSON}"));
    let there = fs::symlink_metadata(&json).is_ok();
    if there && !is_of(&json, before, after) {
        format!("{stem}~{}", hash(&format!("{before}\n{after}")))
    } else {
        stem
    }
}

/// True when a file is the JSON of a comparison of these two.
fn is_of(json: &Path, before: &str, after: &str) -> bool {
    #[derive(Deserialize)]
    struct Pair {
        before: String,
        after: String,
    }
    // What is no file may never end.
    let is_file = fs::metadata(json).is_ok_and(|it| it.is_file());
    let text = is_file.then(|| fs::read(json).ok()).flatten();
    let pair: Option<Pair> = text.and_then(|text| serde_json::from_slice(&text).ok());
    pair.is_some_and(|it| it.before == before && it.after == after)
}

/// Names that are so long that two of them make no file's name are cut, and told apart by a hash.
fn shortened(name: &str) -> String {
    if name.len() <= ROOM {
        return name.to_owned();
    }
    let mut ends = (0..=ROOM - 17).rev();
    let end = ends.find(|end| name.is_char_boundary(*end)).unwrap_or(0);
    format!("{}~{}", &name[..end], hash(name))
}

/// The first 64 bits of the BLAKE3 of a text.
fn hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..16].to_owned()
}

pub(crate) fn not_written(path: &Path, error: &io::Error) -> Failure {
    let failure = Failure::work(format!("{} cannot be written: {error}", path.display()));
    match hint_for(error) {
        Some(hint) => failure.hint(hint),
        None => failure.hint("--reldir DIR writes the comparison elsewhere"),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use serde_json::json;

    use super::*;

    #[test]
    fn two_names_fit_into_the_name_of_a_file() {
        let long = "ü".repeat(100);
        assert_eq!(shortened("before"), "before");
        assert!(shortened(&long).len() <= ROOM);
        assert_ne!(shortened(&long), shortened(&format!("{long}x")));
        // BLAKE3 of nothing, as its authors publish it: the same with every release.
        assert_eq!(hash(""), "af1349b9f5f9a1a6");
        assert_eq!(
            shortened(&"x".repeat(111)),
            format!("{}~{}", "x".repeat(93), hash(&"x".repeat(111)))
        );
        let endings = COMPARISON_FORMATS.iter().map(|it| it.ending.len() + 1);
        let hash = 17;
        let longest = "comparison_".len() + 2 * ROOM + 1 + hash + endings.max().unwrap();
        assert!(longest <= 255);
    }

    #[test]
    fn a_session_takes_no_comparison() {
        let dir = tempfile::tempdir().unwrap();
        let session = dir.path().join("s");
        fs::create_dir_all(session.join("dbg")).unwrap();
        fs::write(session.join("configuration.json"), "{}").unwrap();
        for part in ["", "dbg", "reports", "dbg/more/of/it"] {
            let told = prepare(&session.join(part)).unwrap_err().to_string();
            assert!(told.contains("lies in the session"), "{told}");
        }
        assert!(!session.join("reports").exists());
        assert!(prepare(&dir.path().join("s2")).is_ok());
    }

    #[test]
    fn what_is_of_another_pair_is_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let written = |before: &str, after: &str| {
            let stem = stem(dir.path(), before, after);
            let text = json!({ "type": "comparison", "before": before, "after": after });
            fs::write(dir.path().join(format!("{stem}.json")), text.to_string()).unwrap();
            stem
        };
        let plain = "comparison_new_fix_old";
        assert_eq!(written("fix_old", "new"), plain);
        assert_eq!(written("fix_old", "new"), plain);
        let other = written("old", "new_fix");
        assert!(other.starts_with("comparison_new_fix_old~"), "{other}");
        assert_eq!(written("old", "new_fix"), other);
        assert_eq!(written("fix_old", "new"), plain);
        assert_eq!(
            written("testrun_00", "testrun_01"),
            "comparison_testrun_01_testrun_00"
        );
        // Nobody can say whose it is.
        fs::write(dir.path().join("comparison_a_b.json"), "{").unwrap();
        assert!(written("b", "a").starts_with("comparison_a_b~"));
    }
}
