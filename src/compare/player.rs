//! Whether the same program played, and what it is called.

use mpdbg_model::PlayerProgram;

use super::fields::Words;
use super::setting::Setting;

/// Digits of a hash that are shown.
const DIGITS: usize = 8;

/// Who played on either side, where that was not the same program from the beginning to the end.
pub(super) fn apart(before: &Setting, after: &Setting) -> Option<Words> {
    let (one, other) = (
        before.configuration.player.as_ref(),
        after.configuration.player.as_ref(),
    );
    let replaced = (before.replaced_by(), after.replaced_by());
    if replaced.0.is_empty() && replaced.1.is_empty() {
        if is_same(one, other) {
            return None;
        }
        let words = (called(one, ""), called(other, ""));
        if words.0 != words.1 {
            return Some(words);
        }
    }
    Some((
        called(one, &hashes(one, &replaced.0)),
        called(other, &hashes(other, &replaced.1)),
    ))
}

/// The same bytes are the same player, wherever they lie.
fn is_same(one: Option<&PlayerProgram>, other: Option<&PlayerProgram>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(it), None) | (None, Some(it)) => it.own,
        (Some(one), Some(other)) => {
            one.version == other.version
                && match (&one.blake3, &other.blake3) {
                    (Some(one), Some(other)) => one == other,
                    _ => one.program == other.program,
                }
        }
    }
}

fn called(program: Option<&PlayerProgram>, hashes: &str) -> String {
    program.map_or_else(
        || "mpdbg's own".to_owned(),
        |it| {
            let version = it.version.lines().next().unwrap_or_default();
            format!("{} ({version}{hashes})", it.program.display())
        },
    )
}

/// What its file held, and what it was replaced by.
fn hashes(program: Option<&PlayerProgram>, replaced: &[String]) -> String {
    let short = |hash: &String| hash.chars().take(DIGITS).collect::<String>();
    let first = program.and_then(|it| it.blake3.as_ref());
    let mut words = first.map_or_else(String::new, |it| format!(", BLAKE3 {}", short(it)));
    for hash in replaced {
        words = format!("{words}, then another build {}", short(hash));
    }
    words
}
