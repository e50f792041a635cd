//! `mpdbg explain`.

use std::fmt::Write;

use mpdbg_analysis::{Profile, RULES, Rule, rule};
use mpdbg_sample::did_you_mean;

use super::defects::described;
use super::exit_code::Exit;
use super::failure::Failure;
use super::profiles;
use super::terminal::Terminal;

/// Columns of the text.
const WIDTH: usize = 90;

/// Explain a defect: what it means, from when on it counts, where to look
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Its rule, e.g. `sync::drift`; the last part is enough where it says which
    #[arg(value_name = "RULE")]
    rule: String,
}

pub(crate) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let rule = find(&args.rule)?;
    if terminal.json {
        Terminal::show_json(&described(rule))?;
    } else {
        let text = explained(rule)?;
        Terminal::show(|out| write!(out, "{text}"))?;
    }
    Ok(Exit::AsExpected)
}

/// The rule that is meant by its id or the last part of it.
pub(super) fn find(asked: &str) -> Result<&'static Rule, Failure> {
    if let Some(rule) = rule(asked) {
        return Ok(rule);
    }
    let last = |rule: &&Rule| rule.id.0.rsplit("::").next() == Some(asked);
    let alike: Vec<&Rule> = RULES.iter().filter(last).collect();
    match alike[..] {
        [one] => Ok(one),
        [] => {
            let meant = meant(asked);
            Err(Failure::usage(format!("there is no rule `{asked}`{meant}"))
                .hint("`mpdbg defects` lists them all"))
        }
        _ => {
            let names: Vec<&str> = alike.iter().map(|rule| rule.id.0).collect();
            let names = names.join(", ");
            Err(Failure::usage(format!("`{asked}` may be one of {names}")))
        }
    }
}

/// ``; did you mean `…`?``, or nothing where no rule is near.
pub(super) fn meant(asked: &str) -> String {
    did_you_mean(asked, RULES.iter().map(|rule| rule.id.0))
}

fn explained(rule: &Rule) -> Result<String, Failure> {
    let mut text = format!("{}: {}\n", rule.id, rule.summary);
    let needs = match rule.needs.words() {
        words if words.is_empty() => "nothing but the events of a play".to_owned(),
        words => words.join("; "),
    };
    for (title, words) in [
        ("meaning", rule.meaning),
        ("threshold", rule.threshold),
        ("where to look", rule.look_at),
        ("needs", &needs),
    ] {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n{title}\n{}", wrapped(words));
    }
    let used = thresholds(rule)?;
    if !used.is_empty() {
        let _ = write!(text, "\nin the profiles\n{used}");
    }
    Ok(text)
}

/// The thresholds that the rule names, in each profile that mpdbg brings along.
fn thresholds(rule: &Rule) -> Result<String, Failure> {
    let profiles: Vec<Profile> = ["default", "strict", "lenient"]
        .iter()
        .map(|name| profiles::find(name))
        .collect::<Result<_, _>>()?;
    let names = |key: &str| {
        let mut words = rule
            .threshold
            .split(|c: char| !c.is_alphanumeric() && c != '_');
        words.any(|word| word == key)
    };
    let mut text = String::new();
    for (key, _) in Profile::default().thresholds() {
        if names(key) {
            let _ = write!(text, "  {key:<24}");
            for profile in &profiles {
                let value = profile.thresholds().into_iter().find(|(it, _)| *it == key);
                let value = value.map_or(0, |(_, value)| value);
                let _ = write!(text, "  {} {value}", profile.name);
            }
            text.push('\n');
        }
    }
    Ok(text)
}

/// Text in lines that begin with two spaces.
fn wrapped(words: &str) -> String {
    let mut text = String::new();
    let mut width = 0;
    for word in words.split_whitespace() {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > WIDTH {
            text.push('\n');
            width = 0;
        }
        text.push_str(if width == 0 { "  " } else { " " });
        text.push_str(word);
        width += 1 + length;
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn every_rule_is_explained_within_the_width() {
        for rule in RULES {
            let text = explained(find(rule.id.0).unwrap()).unwrap();
            assert!(text.contains(rule.id.0) && text.contains("where to look"));
            let widest = text.lines().skip(1).map(|line| line.chars().count()).max();
            assert!(widest <= Some(WIDTH + 2), "{text}");
        }
    }

    #[test]
    fn figures_of_the_profiles_are_named() {
        let text = explained(find("picture::late").unwrap()).unwrap();
        assert!(text.contains("late_ms"), "{text}");
        assert!(text.contains("default 20  strict 10  lenient 45"), "{text}");
    }

    #[test]
    fn a_rule_may_be_asked_for_by_its_last_part() {
        assert_eq!(find("late").unwrap().id.0, "picture::late");
        let both = find("corrupt").unwrap_err().to_string();
        assert!(both.contains("picture::corrupt, sound::corrupt"), "{both}");
        let wrong = find("picture::lat").unwrap_err().to_string();
        assert!(wrong.contains("did you mean `picture::late`?"), "{wrong}");
    }
}
