//! `docs/defects.md` says what the catalogue says.

use std::fmt::Write;
use std::path::PathBuf;

use mpdbg_analysis::{Profile, RULES, Rule};

const HEAD: &str = "# The defects that mpdbg names

<!-- Written by a test from the catalogue in crates/mpdbg-analysis. To write it again:
     MPDBG_BLESS=1 cargo test -p mpdbg-analysis docs -->

A defect is an interval: neighbours of a kind are one defect with a count. So `1 expected, 51 in all` in a
summary is one defect of 51 things: pictures, pieces of sound or messages. Everything is counted once: a
picture that was dropped is not also missing, and what is missing at the end is not also a short play. A
rule that needs something the player does not report, or what the file promises where it was not probed,
answers *unknown*, never 0. A play that was cut short (a crash, a hang, a limit) is judged up to its last
picture and its last sound.

Some rules need more than a play: a session made with `--reference`, the real clock, two plays of the same
sample. Where that is not there the rule is not asked, and is not listed among those that could not answer; one
that is expected then has not stayed away. Rules that read marks have nothing to judge in a sample without marks;
marks that cannot be read are counted and never guessed.

Every threshold is data: the names in parentheses are those of the profile, which `00_summary.txt` prints
at its end.
";

fn document() -> String {
    let mut text = HEAD.to_owned();
    let mut area = "";
    for rule in RULES {
        let of = rule.id.0.split("::").next().unwrap();
        if of != area {
            area = of;
            write!(text, "\n## {area}\n").unwrap();
        }
        section(&mut text, rule);
    }
    text += "\n## The default profile\n\n| threshold | value |\n|---|---|\n";
    for (name, value) in Profile::default().thresholds() {
        writeln!(text, "| `{name}` | {value} |").unwrap();
    }
    text
}

fn section(text: &mut String, rule: &Rule) {
    write!(text, "\n### `{}`\n\n", rule.id).unwrap();
    write!(text, "{}.\n\n{}\n\n", capital(rule.summary), rule.meaning).unwrap();
    writeln!(text, "- Threshold: {}.", rule.threshold).unwrap();
    writeln!(text, "- Where to look: {}", rule.look_at).unwrap();
    let mut needs: Vec<&str> = rule.needs.caps.iter().map(|cap| cap.words()).collect();
    if rule.needs.expected {
        needs.push("what the file promises");
    }
    needs.extend(rule.asks_for());
    if !needs.is_empty() {
        writeln!(text, "- Needs: {}.", needs.join("; ")).unwrap();
    }
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

#[test]
fn the_page_of_defects_is_up_to_date() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/defects.md");
    let wanted = document();
    if std::env::var_os("MPDBG_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == wanted,
        "docs/defects.md is stale: run this test with MPDBG_BLESS=1"
    );
}

/// The catalogue that was promised, in its order.
const CATALOGUE: &str = "
picture: dropped-by-decoder dropped-late late early missing tail-missing repeated out-of-order freeze null
picture: corrupt checksum format
sound: underrun gap unheard corrupt checksum
sync: offset drift step start-skew content
timing: scheduled-in-past timestamp-jump start-up stall duration position
seek: landing latency stale unanswered
life: open-failed crash exit hang timeout no-end plays-on protocol log-errors nondeterministic refused false-report
cost: cpu memory handles
";

#[test]
fn every_rule_of_the_catalogue_is_there() {
    let lines = CATALOGUE.lines().filter_map(|line| line.split_once(": "));
    let mut promised: Vec<String> = lines
        .flat_map(|(area, names)| {
            let names = names.split_whitespace();
            names.map(move |name| format!("{area}::{name}"))
        })
        .collect();
    let mut there: Vec<String> = RULES.iter().map(|rule| rule.id.to_string()).collect();
    promised.sort_unstable();
    there.sort_unstable();
    assert_eq!(there, promised);
}

#[test]
fn ids_are_unique_and_words_are_whole() {
    let mut ids: Vec<&str> = RULES.iter().map(|rule| rule.id.0).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), RULES.len());
    for rule in RULES {
        assert!(rule.id.0.split("::").count() == 2, "{}", rule.id);
        assert!(
            rule.meaning.ends_with('.') && rule.look_at.ends_with('.'),
            "{}",
            rule.id
        );
        assert!(
            !rule.summary.ends_with('.') && !rule.threshold.ends_with('.'),
            "{}",
            rule.id
        );
    }
}
