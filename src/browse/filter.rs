//! Which cases are listed.

use mpdbg_model::Case;

use super::Found;

/// Words that all have to be in a case: in its name, in the id of a rule that found something, or in the words
/// of its bucket. `!word` must not be in it. Upper and lower case are the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// In lower case, with whether it has to be there.
    words: Vec<(String, bool)>,
}

impl Filter {
    /// What was typed.
    pub(crate) fn of(text: &str) -> Self {
        let words = text.split_whitespace().map(str::to_lowercase);
        let word = |word: String| match word.strip_prefix('!') {
            Some("") => None,
            Some(not) => Some((not.to_owned(), false)),
            None => Some((word, true)),
        };
        Self {
            words: words.filter_map(word).collect(),
        }
    }

    /// True when a case is listed.
    pub(crate) fn lets(&self, case: &Case, found: Option<&Found>) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let mut text = case.to_string().to_lowercase();
        for (rule, _) in found.iter().flat_map(|it| &it.rules) {
            text.push('\n');
            text.push_str(rule);
        }
        if let Some(found) = found {
            text.push('\n');
            text.push_str(found.bucket.words());
        }
        let fits = |(word, wanted): &(String, bool)| text.contains(word) == *wanted;
        self.words.iter().all(fits)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use mpdbg_analysis::Bucket;
    use mpdbg_model::SampleName;

    use super::*;

    #[test]
    fn every_word_has_to_fit() {
        let case = Case::plain(SampleName::parse("Talk/Clip.mp4").unwrap());
        let found = Found {
            bucket: Bucket::Defective,
            conclusion: None,
            stayed_away: Vec::new(),
            rules: vec![("picture::late".into(), 2)],
            details: None,
        };
        for (text, lets) in [
            ("", true),
            ("  ", true),
            ("clip", true),
            ("TALK mp4", true),
            ("clip late", true),
            ("clip sound", false),
            ("!late", false),
            ("!sound clip", true),
            ("with defects", true),
            ("!", true),
        ] {
            assert_eq!(Filter::of(text).lets(&case, Some(&found)), lets, "{text}");
        }
        assert!(!Filter::of("late").lets(&case, None));
    }
}
