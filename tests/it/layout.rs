//! The house keeps its shape: what `docs/architecture.md` draws is checked here from the files.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Which crates of the house each one names. The root may name all of them.
const MAY_NAME: [(&str, &[&str]); 7] = [
    ("mpdbg-analysis", &["mpdbg-model"]),
    ("mpdbg-media", &["mpdbg-model"]),
    ("mpdbg-model", &[]),
    ("mpdbg-player", &["mpdbg-media", "mpdbg-model"]),
    (
        "mpdbg-runner",
        &[
            "mpdbg-media",
            "mpdbg-model",
            "mpdbg-player",
            "mpdbg-sample",
            "mpdbg-session",
        ],
    ),
    ("mpdbg-sample", &["mpdbg-model"]),
    ("mpdbg-session", &["mpdbg-model"]),
];

/// Which rooms of `src/` a room may name; `cli` may name all, and nobody names it.
const MAY_NAME_IN_SRC: [(&str, &[&str]); 16] = [
    ("aside", &[]),
    ("baseline", &[]),
    ("bisect", &[]),
    ("browse", &[]),
    ("compare", &["side_by_side"]),
    ("history", &["compare"]),
    ("lab", &["aside", "compare", "side_by_side"]),
    ("noise", &["side_by_side"]),
    ("pictures", &[]),
    ("report", &["history"]),
    ("show", &["pictures"]),
    ("side_by_side", &[]),
    ("timeline", &["report"]),
    ("trim", &[]),
    (
        "tui",
        &["browse", "pictures", "report", "show", "timeline", "watch"],
    ),
    ("watch", &["timeline"]),
];

/// What only the root may depend on: arguments, colours, progress bars, screens, pictures of reports.
const ONLY_THE_ROOT: [&str; 6] = [
    "anstream",
    "anstyle",
    "clap",
    "indicatif",
    "plotters",
    "ratatui",
];

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 7] = ["core", "common", "utils", "util", "helpers", "misc", "imp"];

/// Longer files were asked whether they hold two things.
const LONGEST: usize = 400;

/// Files that are longer, and why they hold one thing.
const LONGER: [(&str, &str); 0] = [];

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn manifest(path: &Path) -> toml::Table {
    fs::read_to_string(path).unwrap().parse().unwrap()
}

/// Manifests of the crates by name, the root left out.
fn crates() -> BTreeMap<String, toml::Table> {
    fs::read_dir(top().join("crates"))
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, manifest(&entry.path().join("Cargo.toml")))
        })
        .collect()
}

/// Every dependency of a manifest, of whatever kind, with what is said of it.
fn dependencies(manifest: &toml::Table) -> impl Iterator<Item = (&str, &toml::Value)> {
    ["dependencies", "dev-dependencies", "build-dependencies"]
        .into_iter()
        .filter_map(|kind| manifest.get(kind)?.as_table())
        .flatten()
        .map(|(name, said)| (name.as_str(), said))
}

/// Every Rust file of the project as `(path from the top, text)`, in order.
fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in ["src", "crates", "tests", "benches", "examples"] {
        walk(&top().join(folder), &mut found);
    }
    found.sort();
    assert!(found.len() > 10, "the walk found {} files", found.len());
    found
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(top()).unwrap().to_str().unwrap();
            (name.to_owned(), fs::read_to_string(&path).unwrap())
        })
        .collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    walk_for(&["rs"], folder, found);
}

fn walk_for(extensions: &[&str], folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            walk_for(extensions, &path, found);
        } else if path
            .extension()
            .is_some_and(|it| extensions.iter().any(|extension| it == *extension))
        {
            found.push(path);
        }
    }
}

/// This file, which spells out what is forbidden elsewhere.
fn is_this(path: &str) -> bool {
    path == "tests/it/layout.rs"
}

/// The code of a file: comments are left out, so that they may name what the code may not.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .map(|line| line.split("//").next().unwrap_or_default().trim())
        .filter(|line| !line.is_empty())
}

/// True when `word` stands in the line by itself.
fn names(line: &str, word: &str) -> bool {
    line.split(|c: char| !c.is_alphanumeric() && c != '_')
        .any(|part| part == word)
}

/// Fails with every complaint at once.
fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

fn is_test(path: &str) -> bool {
    path.split('/').any(|part| part == "tests")
}

#[test]
fn a_crate_names_only_what_stands_below_it() {
    let allowed = BTreeMap::from(MAY_NAME);
    let crates = crates();
    assert!(
        crates.keys().eq(allowed.keys()),
        "MAY_NAME lists every crate: {:?}",
        crates.keys()
    );
    let mut complaints = Vec::new();
    for (name, manifest) in &crates {
        for (dependency, _) in dependencies(manifest) {
            let ours = dependency.starts_with("mpdbg");
            if ours && !allowed[name.as_str()].contains(&dependency) {
                complaints.push(format!("{name} must not name {dependency}"));
            }
        }
    }
    none(&complaints);
}

#[test]
fn a_room_of_src_names_only_what_it_may() {
    let allowed = BTreeMap::from(MAY_NAME_IN_SRC);
    let mut complaints = Vec::new();
    let mut seen = 0;
    for (path, text) in sources() {
        let Some(room) = room_of_src(&path).filter(|it| !["cli", "lib", "main"].contains(it))
        else {
            continue;
        };
        let Some(may_name) = allowed.get(room) else {
            complaints.push(format!("{path}: MAY_NAME_IN_SRC lists every room of src/"));
            continue;
        };
        seen += 1;
        for line in code(&text) {
            for (_, named) in line
                .match_indices("crate::")
                .map(|(at, it)| (at, &line[at + it.len()..]))
            {
                let named = named
                    .split(|c: char| !c.is_alphanumeric() && c != '_')
                    .next();
                let named = named.unwrap_or_default();
                let own = named == room || !is_a_room(named);
                if !own && !may_name.contains(&named) {
                    complaints.push(format!("{path}: {room} must not name {named}"));
                }
            }
        }
    }
    assert!(seen > 200, "only {seen} files were looked at");
    none(&complaints);
}

/// The room of `src/` that a file belongs to.
fn room_of_src(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("src/")?;
    Some(rest.split(['/', '.']).next().unwrap_or(rest))
}

fn is_a_room(name: &str) -> bool {
    let src = top().join("src");
    src.join(name).is_dir() || src.join(name).with_extension("rs").is_file()
}

#[test]
fn only_the_root_knows_a_person() {
    let mut complaints = Vec::new();
    for (name, manifest) in crates() {
        for (dependency, _) in dependencies(&manifest) {
            if ONLY_THE_ROOT.contains(&dependency) {
                complaints.push(format!("{name} must not depend on {dependency}"));
            }
        }
    }
    none(&complaints);
}

#[test]
fn no_crate_prints_or_reads_the_environment() {
    let forbidden = [
        "print!(",
        "println!(",
        "io::stdout(",
        "io::stderr(",
        "io::stdin(",
        "env::var",
        "env::args",
    ];
    let mut complaints = Vec::new();
    for (path, text) in sources() {
        if !path.starts_with("crates/") || is_test(&path) {
            continue;
        }
        for line in before_its_tests(&text) {
            if forbidden.iter().any(|word| line.contains(word)) {
                complaints.push(format!("{path}: only src/ may do this: {line}"));
            }
        }
    }
    none(&complaints);
}

/// The code of a file up to its `mod tests`.
fn before_its_tests(text: &str) -> impl Iterator<Item = &str> {
    code(text).take_while(|line| !line.starts_with("mod tests"))
}

#[test]
fn bincode_is_used_in_one_file() {
    let users: Vec<_> = sources()
        .into_iter()
        .filter(|(path, _)| !is_this(path))
        .filter(|(_, text)| {
            code(text).any(|line| line.contains("bincode::") || line.contains("use bincode"))
        })
        .map(|(path, _)| path)
        .collect();
    assert_eq!(users, ["crates/mpdbg-session/src/format/codec.rs"]);
}

#[test]
fn unsafe_code_is_in_mpdbg_media_only() {
    let mut complaints = Vec::new();
    for (path, text) in sources() {
        if path.starts_with("crates/mpdbg-media/") || is_this(&path) {
            continue;
        }
        for line in code(&text) {
            // The word by which the policy of the pages lets them have a style.
            let line = &line.replace("style-src 'unsafe-inline'", "");
            if names(line, "unsafe") || names(line, "unsafe_code") {
                complaints.push(format!("{path}: {line}"));
            }
        }
    }
    none(&complaints);
}

#[test]
fn a_lint_is_expected_and_never_allowed() {
    let mut complaints = Vec::new();
    for (path, text) in sources() {
        for line in code(&text).filter(|_| !is_this(&path)) {
            if line.contains("#[allow(") || line.contains("#![allow(") {
                complaints.push(format!("{path}: {line}: use expect, with a reason"));
            }
        }
    }
    none(&complaints);
}

#[test]
fn names_say_something() {
    let mut complaints = Vec::new();
    for (path, _) in sources() {
        for part in path.split('/') {
            let name = part.trim_end_matches(".rs").trim_start_matches("mpdbg-");
            if EMPTY_NAMES.contains(&name) {
                complaints.push(format!("{path}: {name}"));
            }
        }
    }
    none(&complaints);
}

#[test]
fn a_mod_rs_is_a_door() {
    let mut complaints = Vec::new();
    for (path, text) in sources() {
        if is_test(&path) || !(path.ends_with("/mod.rs") || path.ends_with("/lib.rs")) {
            continue;
        }
        let code = without_attributes(&code(&text).collect::<Vec<_>>().join(" "));
        for statement in code.split(';').map(str::trim).filter(|s| !s.is_empty()) {
            if !opens(statement) {
                complaints.push(format!("{path} is a door: {statement}"));
            }
        }
    }
    none(&complaints);
}

/// True for `mod name` and for a `use` that hands on.
fn opens(statement: &str) -> bool {
    match statement.split_once(' ') {
        Some(("mod", name)) => !name.contains('{'),
        Some((visibility, rest)) => {
            visibility.starts_with("pub")
                && (rest.starts_with("use ") || (rest.starts_with("mod ") && !rest.contains('{')))
        }
        None => false,
    }
}

/// Cuts `#[…]` and `#![…]` out of code.
fn without_attributes(code: &str) -> String {
    let mut rest = code;
    let mut kept = String::new();
    while let Some(start) = rest.find('#') {
        kept.push_str(&rest[..start]);
        let mut open = 0;
        let end = rest[start..].find(|c| {
            open += match c {
                '[' => 1,
                ']' => -1,
                _ => 0,
            };
            c == ']' && open == 0
        });
        rest = &rest[start + end.unwrap() + 1..];
    }
    kept + rest
}

#[test]
fn a_version_is_stated_once() {
    let inherited = |said: &toml::Value| {
        said.get("workspace")
            .is_some_and(|flag| flag.as_bool() == Some(true))
    };
    let mut manifests = crates();
    manifests.insert("mpdbg".to_owned(), manifest(&top().join("Cargo.toml")));
    let mut complaints = Vec::new();
    for (name, manifest) in &manifests {
        let package = &manifest["package"];
        let keys =
            ["version", "edition", "rust-version", "license"].map(|key| (key, &package[key]));
        let lints = ("lints", &manifest["lints"]);
        for (what, said) in dependencies(manifest).chain(keys).chain([lints]) {
            if !inherited(said) {
                complaints.push(format!("{name}: {what} is not taken from the workspace"));
            }
        }
    }
    none(&complaints);
}

#[test]
fn a_file_holds_one_thing() {
    let mut reasons = BTreeMap::from(LONGER);
    let mut complaints = Vec::new();
    for (path, text) in sources() {
        let lines = text.lines().count();
        if !is_test(&path) && lines > LONGEST && reasons.remove(path.as_str()).is_none() {
            complaints.push(format!("{path}: {lines} lines: does it hold two things?"));
        }
    }
    let mut pages = Vec::new();
    walk_for(&["js", "css"], &top().join("src"), &mut pages);
    assert!(pages.len() > 5, "the walk found {} files", pages.len());
    for path in pages
        .iter()
        .filter(|it| !it.iter().any(|part| part == "vendor"))
    {
        let lines = fs::read_to_string(path).unwrap().lines().count();
        if lines > LONGEST {
            complaints.push(format!("{}: {lines} lines", path.display()));
        }
    }
    for stale in reasons.keys() {
        complaints.push(format!("{stale}: no longer over {LONGEST} lines"));
    }
    none(&complaints);
}
