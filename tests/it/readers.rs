//! The readers of others: Python with the modules of `readers.txt`, which `./x test` puts beside the build.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// The top of the project.
pub(crate) fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A Python that has these modules; says that the test is skipped where there is none.
pub(crate) fn python_with(modules: &[&str]) -> Option<PathBuf> {
    let readers = top().join("target/readers/bin/python");
    let asks = modules
        .iter()
        .fold(String::new(), |asks, it| asks + "import " + it + "\n");
    let has = |python: &PathBuf| {
        let mut command = Command::new(python);
        command.args(["-c", &asks]).stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|it| it.success())
    };
    let found = [readers, PathBuf::from("python3")].into_iter().find(has);
    if found.is_none() {
        println!("skipped: no python3 with {}", modules.join(", "));
    }
    found
}

/// What a script of this directory answers, which is JSON.
#[track_caller]
pub(crate) fn ask(python: &Path, script: &str, arguments: &[impl AsRef<OsStr>]) -> Value {
    let mut command = Command::new(python);
    command
        .arg(top().join("tests/it").join(script))
        .args(arguments);
    let output = command.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}: {said}");
    serde_json::from_slice(&output.stdout).unwrap()
}
