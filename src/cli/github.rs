//! The runner of GitHub Actions. It takes lines of what a step writes for commands: those that begin with
//! `::` behind blanks, and those with `##[` anywhere (`ActionCommand.cs` in `actions/runner`); on both
//! streams, which share one switch and have no common order.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};

/// What begins a command behind blanks.
const BEGINS: &str = "::";
/// What begins a command of the older kind, anywhere in a line.
const BEGINS_ANYWHERE: &str = "##[";

/// True where it runs mpdbg.
pub(crate) fn is_running() -> bool {
    std::env::var_os("GITHUB_ACTIONS").is_some_and(|it| it == "true")
}

/// Text for standard output, around which no command is heeded where a line of it could be one. Samples
/// name themselves before they are played, so that none of them knows the token.
pub(super) fn guarded(text: Vec<u8>) -> Vec<u8> {
    if !plain(&text).split(['\n', '\r']).any(could_act) {
        return text;
    }
    let token = token();
    let mut guarded = format!("::stop-commands::{token}\n").into_bytes();
    guarded.extend(&text);
    if !text.ends_with(b"\n") {
        guarded.push(b'\n');
    }
    guarded.extend(format!("::{token}::\n").into_bytes());
    guarded
}

/// Text for standard error without a line that could be a command: a token there could come while another
/// one stops the commands of standard output, and would not be heeded.
pub(super) fn disarmed(text: &str) -> String {
    let plain = plain(text.as_bytes());
    let lines = plain.split_inclusive(['\n', '\r']).map(|line| {
        let line = line.replace(BEGINS_ANYWHERE, r"\x23#[");
        if could_act(&line) {
            line.replacen(BEGINS, r"\x3a:", 1)
        } else {
            line
        }
    });
    lines.collect()
}

/// JSON that means the same, and in which no line could be a command: none begins with a colon.
pub(super) fn disarmed_json(json: &str) -> Cow<'_, str> {
    if json.contains(BEGINS_ANYWHERE) {
        Cow::Owned(json.replace(BEGINS_ANYWHERE, r"\u0023#["))
    } else {
        Cow::Borrowed(json)
    }
}

/// Without colours, which are taken out on the way.
fn plain(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    anstream::adapter::strip_str(&text).to_string()
}

/// More is taken for blank than the runner does.
fn could_act(line: &str) -> bool {
    let visible = line.trim_start_matches(|c: char| !c.is_ascii_graphic());
    visible.starts_with(BEGINS) || line.contains(BEGINS_ANYWHERE)
}

/// 128 bits that nobody guesses: the keys of std's hashes are the operating system's random numbers.
fn token() -> String {
    let half = || RandomState::new().hash_one(());
    format!("mpdbg-{:016x}{:016x}", half(), half())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        String::from_utf8_lossy(&guarded(text.as_bytes().to_vec())).into_owned()
    }

    #[test]
    fn what_could_be_a_command_stands_between_token_and_token() {
        for text in [
            "::error::x",
            "a\n \t::warning title=x::y\nb\n",
            "\u{1b}[1m::error::x\u{1b}[0m\n",
            "\u{feff}::error::x\n",
            "a\r::error::x\n",
            "a clip ##[error]x\n",
        ] {
            let shown = shown(text);
            let (first, rest) = shown.split_once('\n').unwrap_or_default();
            let token = first.strip_prefix("::stop-commands::").unwrap_or_default();
            assert_eq!(token.len(), 38, "{shown}");
            let inside = rest.strip_suffix(&format!("::{token}::\n"));
            assert_eq!(inside.map(str::trim_end), Some(text.trim_end()), "{shown}");
        }
        for text in ["", "picture::late\n", "a::b ::error::x\n", "# [x] #[y]\n"] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn no_token_is_used_twice() {
        let tokens: std::collections::BTreeSet<String> = (0..100).map(|_| token()).collect();
        assert_eq!(tokens.len(), 100);
    }

    #[test]
    fn on_standard_error_nothing_is_left_of_a_command() {
        let said =
            disarmed("error: no a::b\n  ::error::x\n###[error]y\n\u{1b}[33m::z::\u{1b}[0m\n");
        assert_eq!(
            said,
            "error: no a::b\n  \\x3a:error::x\n#\\x23#[error]y\n\\x3a:z::\n"
        );
    }

    #[test]
    fn json_means_the_same_without_commands() -> Result<(), serde_json::Error> {
        let said = r"\##[error]###[x]";
        let json = serde_json::to_string(said)?;
        let disarmed = disarmed_json(&json);
        assert!(!disarmed.contains("##["), "{disarmed}");
        assert_eq!(serde_json::from_str::<String>(&disarmed)?, said);
        Ok(())
    }
}
