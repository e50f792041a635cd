//! What stopped a bisection, in words for a person.

use crate::bisect::BisectError;
use crate::cli::failure::Failure;

impl From<BisectError> for Failure {
    fn from(error: BisectError) -> Self {
        let what = error.to_string();
        match error {
            BisectError::Samples(error) => error.into(),
            BisectError::Session(error) => error.into(),
            BisectError::NoGit(_) => Self::work(what).hint("install git"),
            BisectError::NoRepository(_) => {
                Self::usage(what).hint("name the repository with --repo DIR")
            }
            BisectError::NoRevision(_) => {
                Self::usage(what).hint("`git log --oneline` and `git tag` show what there is")
            }
            BisectError::NotBefore { shallow: true, .. } => Self::usage(what).hint(
                "the repository is shallow: `git fetch --unshallow` brings the commits that it lacks",
            ),
            BisectError::NotBefore { shallow: false, .. } => Self::usage(what).hint(
                "take a good revision out of the bad one's history; `git merge-base GOOD BAD` names one",
            ),
            BisectError::SameCommit(_) => Self::usage(what),
            BisectError::Exists { ended: false } => Self::usage(what)
                .hint("`mpdbg bisect --resume` goes on with it, `mpdbg bisect --abort` forgets it"),
            BisectError::Exists { ended: true } => Self::usage(what).hint(
                "it has ended: `mpdbg bisect --status` shows it, `mpdbg bisect --abort` makes room for another",
            ),
            BisectError::None => {
                Self::usage(what).hint("`mpdbg bisect --good REV --bad REV …` begins one")
            }
            BisectError::EndUnfit { .. } => {
                Self::usage(what).hint(
                    "both ends have to be built and played to the end: when that is mended, `mpdbg bisect --resume` goes on; `mpdbg bisect --abort` forgets it",
                )
            }
            BisectError::BadIsClean { instead, .. } => Self::usage(what)
                .details([format!("the last of them shows {instead}")])
                .hint("is it the right sample, scenario and player? `mpdbg explain RULE` says when it shows; `mpdbg bisect --abort` makes room for another bisection"),
            BisectError::GoodShows { .. } => Self::usage(what)
                .hint("take an older good revision, when `mpdbg bisect --abort` has made room"),
            BisectError::TooRare { needed, .. } => Self::usage(what).hint(format!(
                "`mpdbg bisect --resume --plays {needed}` allows them and goes on; `mpdbg bisect --abort` forgets it"
            )),
            BisectError::Locked => Self::work(what).hint("wait until it has ended"),
            BisectError::Interrupted => Self::work(what)
                .hint("`mpdbg bisect --resume` goes on, `mpdbg bisect --abort` forgets what was found"),
            BisectError::SampleChanged(_) => {
                Self::work(what).hint("bring it back, then `mpdbg bisect --resume`")
            }
            BisectError::State { .. } => {
                Self::work(what).hint("`mpdbg bisect --abort` forgets this bisection")
            }
            BisectError::Git { .. } | BisectError::File { .. } => {
                Self::work(what).hint("when that is mended, `mpdbg bisect --resume` goes on")
            }
        }
    }
}
