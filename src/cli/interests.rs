//! `--fail-on` and `--ignore`: rules, areas of rules, `content` and `presentation`.

use mpdbg_analysis::{CONTENT, Interest, PRESENTATION, RULES, areas, names_of_differences};
use mpdbg_sample::did_you_mean;

use super::explain;
use super::failure::Failure;

/// What `--fail-on` and `--ignore` mean; something has to be left that can fail.
pub(crate) fn interests(fail_on: &[String], ignore: &[String]) -> Result<Interest, Failure> {
    let meant = |asked: &[String]| {
        let meant = asked.iter().map(|word| interest(word));
        meant.collect::<Result<Vec<String>, Failure>>()
    };
    let interest = Interest {
        fail_on: meant(fail_on)?,
        ignore: meant(ignore)?,
    };
    if names_of_differences().any(|name| interest.counts(name)) {
        return Ok(interest);
    }
    let words = "with this --fail-on and --ignore nothing could fail the comparison";
    Err(Failure::usage(words.to_owned()).hint("leave out one of them"))
}

fn interest(asked: &str) -> Result<String, Failure> {
    if [CONTENT, PRESENTATION].contains(&asked) || areas().contains(&asked) {
        return Ok(asked.to_owned());
    }
    match explain::find(asked) {
        Ok(rule) => Ok(rule.id.0.to_owned()),
        // Several rules that end so are told by name.
        Err(several) if !asked.contains("::") && ends_a_rule(asked) => Err(several),
        Err(_) => {
            let meant = did_you_mean(asked, names_of_differences());
            Err(
                Failure::usage(format!("there is no rule and no area `{asked}`{meant}")).hint(
                    format!(
                        "`mpdbg defects` lists the rules; the areas are {}; `{CONTENT}` stands for pictures and sound that differ, \
                         `{PRESENTATION}` for what is presented otherwise",
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn rules_areas_and_content_are_known() {
        let asked = ["picture::late", "sync", "content", "underrun"].map(ToOwned::to_owned);
        let meant = interests(&asked, &[]).unwrap();
        assert_eq!(
            meant.fail_on,
            ["picture::late", "sync", "content", "sound::underrun"]
        );
    }

    #[test]
    fn something_has_to_be_left_that_can_fail() {
        let picture = ["picture".to_owned()];
        assert!(interests(&picture, &picture).is_err());
        let names = names_of_differences().map(ToOwned::to_owned);
        assert!(interests(&[], &names.collect::<Vec<_>>()).is_err());
        let late = ["picture::late".to_owned()];
        assert!(interests(&picture, &late).is_ok());
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
}
