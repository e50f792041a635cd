//! `--fail-on` and `--ignore`: rules, areas of rules, and `content`.

use mpdbg_analysis::RULES;
use mpdbg_sample::did_you_mean;

use super::explain;
use super::failure::Failure;

/// Pictures and sound that differ, which is no rule of a single play.
const CONTENT: &str = "content";

/// The rules, areas and `content` that these words mean.
pub(crate) fn interests(asked: &[String]) -> Result<Vec<String>, Failure> {
    asked.iter().map(|word| interest(word)).collect()
}

fn interest(asked: &str) -> Result<String, Failure> {
    if asked == CONTENT || areas().contains(&asked) {
        return Ok(asked.to_owned());
    }
    match explain::find(asked) {
        Ok(rule) => Ok(rule.id.0.to_owned()),
        // Several rules that end so are told by name.
        Err(several) if !asked.contains("::") && ends_a_rule(asked) => Err(several),
        Err(_) => {
            let rules = RULES.iter().map(|rule| rule.id.0);
            let words = rules.chain(areas()).chain([CONTENT]);
            let meant = did_you_mean(asked, words);
            Err(
                Failure::usage(format!("there is no rule and no area `{asked}`{meant}")).hint(
                    format!(
                        "`mpdbg defects` lists the rules; the areas are {}, and `{CONTENT}` stands for pictures and sound that differ",
                        areas().join(", ")
                    ),
                ),
            )
        }
    }
}

fn ends_a_rule(asked: &str) -> bool {
    let mut rules = RULES.iter();
    rules.any(|rule| rule.id.0.rsplit("::").next() == Some(asked))
}

/// The areas of the rules, each once, in their order.
fn areas() -> Vec<&'static str> {
    let mut areas: Vec<&str> = RULES
        .iter()
        .filter_map(|rule| rule.id.0.split("::").next())
        .collect();
    areas.dedup();
    areas
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn rules_areas_and_content_are_known() {
        let asked = ["picture::late", "sync", "content", "underrun"].map(ToOwned::to_owned);
        let meant = interests(&asked).unwrap();
        assert_eq!(
            meant,
            ["picture::late", "sync", "content", "sound::underrun"]
        );
    }

    #[test]
    fn what_is_not_known_is_told_with_what_is_near() {
        for (asked, words) in [
            ("picture::lat", "did you mean `picture::late`?"),
            ("pictur", "did you mean `picture`?"),
            ("contents", "did you mean `content`?"),
            ("corrupt", "picture::corrupt, sound::corrupt"),
            ("", "there is no rule and no area ``"),
        ] {
            let told = interest(asked).unwrap_err().to_string();
            assert!(told.contains(words), "{told}");
        }
    }

    #[test]
    fn each_area_is_there_once() {
        let mut sorted = areas();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), areas().len());
    }
}
