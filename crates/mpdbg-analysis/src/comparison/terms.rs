//! On which terms two sessions are compared.

use mpdbg_model::Profile;

use super::names::is_named;
use super::{Accepted, Interest, NoiseFloor};

/// The rule about what the libraries write, which has a defect for each kind of message.
pub(super) const MESSAGES: &str = "life::log-errors";

/// On which terms two sessions are compared.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The thresholds that both sides were judged with.
    pub profile: Profile,
    /// What decides over the verdict.
    pub interest: Interest,
    /// Differences that are accepted.
    pub accepted: Vec<Accepted>,
    /// True when the two sessions were decoded by different versions of the decoder.
    pub other_decoder: bool,
    /// True when the two sessions were played on different machines, or with sound going another way: then
    /// it is left to the rules to say what is presented otherwise.
    pub other_conditions: bool,
    /// What plays of one build differ by on this computer, where that was measured.
    pub noise: NoiseFloor,
    /// The confidence below which there is no verdict, from 0 to 1.
    pub confidence_needed: f64,
}

impl Default for Terms {
    /// Everything decides, nothing is accepted, and half of the cases have to be comparable.
    fn default() -> Self {
        Self {
            profile: Profile::default(),
            interest: Interest::default(),
            accepted: Vec::new(),
            other_decoder: false,
            other_conditions: false,
            noise: NoiseFloor::default(),
            confidence_needed: 0.5,
        }
    }
}

impl Interest {
    /// True when what `rule` (an id, or `content`) says is left out altogether.
    pub fn ignores(&self, rule: &str) -> bool {
        self.ignore.iter().any(|name| is_named(rule, name))
    }

    /// True when what `rule` (an id, or `content`) says can fail the comparison.
    pub fn counts(&self, rule: &str) -> bool {
        let named = || self.fail_on.iter().any(|name| is_named(rule, name));
        !self.ignores(rule) && (self.fail_on.is_empty() || named())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comparison::names::CONTENT;

    #[test]
    fn what_is_ignored_counts_for_nothing() {
        let interest = Interest {
            fail_on: vec!["picture".to_owned(), "life::crash".to_owned()],
            ignore: vec!["picture::late".to_owned()],
        };
        let counting = [
            "picture::late",
            "picture::null",
            "life::crash",
            "life::hang",
        ];
        assert_eq!(
            counting.map(|rule| interest.counts(rule)),
            [false, true, true, false]
        );
        assert!(Interest::default().counts(CONTENT));
    }
}
