//! Which commit is tried next: `git bisect` knows, and is told what was found.

use super::error::BisectError;
use super::git::Git;
use super::state::Verdict;

/// `git bisect` in a tree of its own. It moves no file: the tree is checked out by us, so that nothing
/// that a build left behind can stop it.
pub(super) struct Walk {
    git: Git,
}

/// What `git bisect` says next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// This commit is to be tried.
    Try(String),
    /// This commit brought the defect.
    FirstBad(String),
    /// One of these did; all but the last were skipped.
    OneOf(Vec<String>),
}

/// git's words before a hash in brackets, where it has found the commit.
const FOUND: &str = "# first bad commit: [";
/// And where it is one of several.
const POSSIBLE: &str = "# possible first bad commit: [";
/// Success, or only skipped commits are left.
const SUCCESS: [i32; 2] = [0, 2];

impl Walk {
    /// Begins anew, whatever was begun in this tree.
    pub(super) fn begin(git: &Git, good: &str, bad: &str) -> Result<Self, BisectError> {
        let start = ["bisect", "start", "--no-checkout", bad, good, "--"];
        git.ask_with(&start, &SUCCESS)?;
        Ok(Self { git: git.clone() })
    }

    /// Tells what was found out about a commit.
    pub(super) fn mark(&self, commit: &str, verdict: Verdict) -> Result<(), BisectError> {
        let word = match verdict {
            Verdict::Good => "good",
            Verdict::Bad => "bad",
            Verdict::Skip => "skip",
        };
        self.git.ask_with(&["bisect", word, commit], &SUCCESS)?;
        Ok(())
    }

    /// What comes next.
    pub(super) fn next(&self) -> Result<Next, BisectError> {
        let log = self.git.ask(&["bisect", "log"])?;
        if let Some(commit) = hashes(&log, FOUND).next() {
            return Ok(Next::FirstBad(commit));
        }
        let mut possible: Vec<String> = hashes(&log, POSSIBLE).collect();
        possible.dedup();
        if !possible.is_empty() {
            return Ok(Next::OneOf(possible));
        }
        let head = ["rev-parse", "--verify", "--quiet", "BISECT_HEAD"];
        Ok(Next::Try(self.git.ask(&head)?))
    }

    /// How many commits may have brought the defect.
    pub(super) fn left(&self) -> Option<u32> {
        let bad = self.git.ask(&["rev-parse", "refs/bisect/bad"]).ok()?;
        let good = [
            "for-each-ref",
            "--format=^%(objectname)",
            "refs/bisect/good-*",
        ];
        let good = self.git.ask(&good).ok()?;
        let asked = ["rev-list", "--count", &bad];
        let asked: Vec<&str> = asked.into_iter().chain(good.lines()).collect();
        self.git.ask(&asked).ok()?.parse().ok()
    }
}

/// The hashes behind these words at the beginning of a line.
fn hashes<'t>(log: &'t str, words: &'static str) -> impl Iterator<Item = String> + 't {
    log.lines()
        .filter_map(move |line| line.strip_prefix(words))
        .filter_map(|rest| rest.split_once(']'))
        .map(|(hash, _)| hash.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_git_are_read() {
        let log = "# bad: [aa] one\ngit bisect bad aa\n# first bad commit: [bb] two ] [x]\n";
        assert_eq!(hashes(log, FOUND).collect::<Vec<_>>(), ["bb"]);
        assert_eq!(hashes(log, POSSIBLE).count(), 0);
        let log = "# possible first bad commit: [aa] x\n# possible first bad commit: [bb] y\n";
        assert_eq!(hashes(log, POSSIBLE).collect::<Vec<_>>(), ["aa", "bb"]);
    }
}
