//! The bisection itself: the ends are measured, then each commit that `git bisect` names is built,
//! played and judged.

use mpdbg_analysis::share_interval;
use mpdbg_runner::Interrupt;

use super::build::build;
use super::error::BisectError;
use super::git::Git;
use super::left_over::remove_left_over;
use super::odds::{ACCIDENT, Count, Odds};
use super::room::Room;
use super::stage::{Stage, Watch};
use super::state::{Ended, OnePlay, Revision, State, Verdict};
use super::walk::{Next, Walk};

/// Plays of the bad end, where all of them show the defect.
const FEW: u32 = 10;
/// Plays of an end that shows the defect in some of them.
const MANY: u32 = 40;
/// Plays in a row that say nothing, before any that does: there will be none.
const SILENT: usize = 3;
/// Revisions that may be wrong besides those that halving takes: both ends, and two beside skipped ones.
const MORE: f64 = 4.0;

/// A bisection at work. The state is kept after every play.
pub(crate) struct Search<'a> {
    /// Where it works.
    room: &'a Room,
    /// How far it is.
    pub(crate) state: State,
    /// Who plays.
    player: &'a mut dyn Stage,
    /// Who is told.
    watch: &'a dyn Watch,
    /// Whether the user asked for an end.
    interrupt: &'a Interrupt,
    /// The commit that is built in the tree right now.
    built: Option<String>,
}

impl<'a> Search<'a> {
    /// Goes on from this state.
    pub(crate) const fn new(
        room: &'a Room,
        state: State,
        player: &'a mut dyn Stage,
        watch: &'a dyn Watch,
        interrupt: &'a Interrupt,
    ) -> Self {
        Self {
            room,
            state,
            player,
            watch,
            interrupt,
            built: None,
        }
    }

    /// Goes on from where the state is, to the end. The tree is taken away only then.
    ///
    /// # Errors
    /// When the ends cannot be told apart, git or mpdbg cannot do their work, or the user asked for an
    /// end. What was found out so far is kept.
    pub(crate) fn run(&mut self) -> Result<(), BisectError> {
        if self.state.ended.is_none() {
            let bad = self.state.asked.bad.clone();
            let tree = self.room.prepare_tree(self.state.building, &bad)?;
            self.state.building = false;
            let odds = match self.state.odds {
                Some(odds) => {
                    // Fewer plays may be allowed than before.
                    self.affordable(&odds, self.state.revisions[0].count())?;
                    odds
                }
                None => self.measure_ends(&tree)?,
            };
            self.state.ended = Some(self.halve(&tree, odds)?);
            self.room.keep(&self.state)?;
        }
        self.room.remove_tree()
    }

    fn measure_ends(&mut self, tree: &Git) -> Result<Odds, BisectError> {
        let (good, bad) = (self.state.asked.good.clone(), self.state.asked.bad.clone());
        let mut odds = self.measure_bad(tree, &bad)?;
        self.measure_good(tree, &good, &mut odds)?;
        self.state.odds = Some(odds);
        self.decide(0, Verdict::Bad, None)?;
        self.decide(1, Verdict::Good, None)?;
        Ok(odds)
    }

    /// What the bad end's plays say: those of a good revision are taken for flawless until some are seen.
    fn measure_bad(&mut self, tree: &Git, bad: &str) -> Result<Odds, BisectError> {
        let at = self.enter(tree, bad)?;
        let count = self.play_end(tree, at, "bad", |count| {
            let wanted = if count.with == count.plays { FEW } else { MANY };
            count.plays >= wanted
        })?;
        if count.with == 0 {
            let last = self.state.revisions[at].plays.last();
            return Err(BisectError::BadIsClean {
                commit: bad.to_owned(),
                rule: self.state.asked.rule.clone(),
                plays: count.plays,
                instead: last.map(|it| it.words.clone()).unwrap_or_default(),
            });
        }
        let distance = tree.distance(&self.state.asked.good, bad)?;
        let steps = f64::from(distance).max(1.0).log2().ceil();
        let odds = Odds {
            good: ACCIDENT,
            bad: share_interval(count.with, count.plays).low,
            error: (1.0 - self.state.asked.confidence) / (steps + MORE),
        };
        self.affordable(&odds, count)?;
        Ok(odds)
    }

    /// The good end is to be good; where the defect shows in a few of its plays, too, it has to show in
    /// clearly more of the bad end's.
    fn measure_good(&mut self, tree: &Git, good: &str, odds: &mut Odds) -> Result<(), BisectError> {
        let at = self.enter(tree, good)?;
        let flawless = *odds;
        let count = self.play_end(tree, at, "good", |count| {
            let enough = match count.with {
                0 => flawless.plays_for_good(),
                with if with == count.plays => FEW,
                _ => MANY,
            };
            count.plays >= enough
        })?;
        if count.with == 0 {
            return Ok(());
        }
        odds.good = share_interval(count.with, count.plays).high;
        let bad = self.state.revisions[0].count();
        if odds.good * 2.0 > odds.bad {
            return Err(BisectError::GoodShows {
                commit: good.to_owned(),
                rule: self.state.asked.rule.clone(),
                good: count,
                bad,
            });
        }
        self.affordable(odds, bad)
    }

    /// Refuses what no revision could be judged by in the plays that it may have.
    fn affordable(&self, odds: &Odds, bad: Count) -> Result<(), BisectError> {
        let needed = odds.plays_for_good();
        if needed <= self.state.asked.plays {
            return Ok(());
        }
        Err(BisectError::TooRare {
            rule: self.state.asked.rule.clone(),
            bad,
            needed,
        })
    }

    fn enter(&mut self, tree: &Git, commit: &str) -> Result<usize, BisectError> {
        let at = self.revision(tree, commit)?;
        self.watch.begins(&self.state.revisions[at], None);
        Ok(at)
    }

    /// Plays an end, of which every play has to say something. What said nothing before it was mended is not
    /// held against it.
    fn play_end(
        &mut self,
        tree: &Git,
        at: usize,
        end: &'static str,
        enough: impl Fn(Count) -> bool,
    ) -> Result<Count, BisectError> {
        let revision = &mut self.state.revisions[at];
        if revision.count().plays == 0 {
            revision.plays.clear();
        }
        let why = match self.play_until(tree, at, enough)? {
            Ok(count) if count.plays > 0 => return Ok(count),
            Ok(_) => self.last_words(at),
            Err(why) => why,
        };
        Err(BisectError::EndUnfit {
            end,
            commit: self.state.revisions[at].commit.clone(),
            why,
        })
    }

    fn last_words(&self, at: usize) -> String {
        let last = self.state.revisions[at].plays.last();
        last.map(|it| it.words.clone()).unwrap_or_default()
    }

    fn halve(&mut self, tree: &Git, odds: Odds) -> Result<Ended, BisectError> {
        let (good, bad) = (self.state.asked.good.clone(), self.state.asked.bad.clone());
        let walk = Walk::begin(tree, &good, &bad)?;
        for known in self.state.revisions.iter().skip(2) {
            if let Some(verdict) = known.verdict {
                walk.mark(&known.commit, verdict)?;
            }
        }
        loop {
            match walk.next()? {
                Next::Try(commit) => {
                    let verdict = self.judge(tree, &walk, odds, &commit)?;
                    walk.mark(&commit, verdict)?;
                }
                Next::FirstBad(commit) => return Ok(Ended::FirstBad(tree.found(&commit)?)),
                Next::OneOf(commits) => {
                    let found = commits.iter().map(|commit| tree.found(commit));
                    return Ok(Ended::OneOf(found.collect::<Result<_, _>>()?));
                }
            }
        }
    }

    /// Builds and plays a revision until it has a verdict.
    fn judge(
        &mut self,
        tree: &Git,
        walk: &Walk,
        odds: Odds,
        commit: &str,
    ) -> Result<Verdict, BisectError> {
        let at = self.revision(tree, commit)?;
        self.watch.begins(&self.state.revisions[at], walk.left());
        let count = match self.play_until(tree, at, |count| odds.verdict(count).is_some())? {
            Ok(count) => count,
            Err(why) => return self.decide(at, Verdict::Skip, Some(why)),
        };
        if let Some(verdict) = odds.verdict(count) {
            return self.decide(at, verdict, None);
        }
        let why = if count.plays == 0 {
            self.last_words(at)
        } else {
            let Count { plays, with } = count;
            format!("undecided: the defect shows in {with} of {plays} plays")
        };
        self.decide(at, Verdict::Skip, Some(why))
    }

    /// The place of a commit among the revisions.
    fn revision(&mut self, tree: &Git, commit: &str) -> Result<usize, BisectError> {
        let known = |it: &Revision| it.commit == commit;
        if let Some(at) = self.state.revisions.iter().position(known) {
            return Ok(at);
        }
        let found = tree.found(commit)?;
        self.state.revisions.push(Revision {
            commit: found.commit,
            date: found.date,
            subject: found.subject,
            plays: Vec::new(),
            verdict: None,
            why: None,
        });
        Ok(self.state.revisions.len() - 1)
    }

    /// Builds a revision unless it is built already; why it cannot be, if so.
    fn build(&mut self, tree: &Git, at: usize) -> Result<Result<(), String>, BisectError> {
        let commit = self.state.revisions[at].commit.clone();
        if self.built.as_ref() == Some(&commit) {
            return Ok(Ok(()));
        }
        self.heed_interrupt()?;
        self.built = None;
        tree.ask(&["checkout", "--quiet", "--force", "--detach", &commit, "--"])?;
        for made in self.state.asked.made() {
            remove_left_over(tree, &self.room.tree(), &made)?;
        }
        self.state.building = true;
        self.room.keep(&self.state)?;
        let (dir, log) = (self.room.tree(), self.room.log(&commit));
        let built = build(&self.state.asked.build, &dir, &log, self.interrupt);
        self.state.building = false;
        self.room.keep(&self.state)?;
        let built = built?;
        self.built = built.is_ok().then_some(commit);
        Ok(built)
    }

    /// Plays a revision until the plays are enough, say nothing, or are as many as a revision may have; or
    /// says why it cannot be built.
    fn play_until(
        &mut self,
        tree: &Git,
        at: usize,
        enough: impl Fn(Count) -> bool,
    ) -> Result<Result<Count, String>, BisectError> {
        loop {
            let revision = &self.state.revisions[at];
            let (count, plays) = (revision.count(), revision.plays.len());
            let silent = count.plays == 0 && plays >= SILENT;
            let most = self.state.asked.plays as usize;
            if silent || plays >= most || (plays > 0 && enough(count)) {
                return Ok(Ok(count));
            }
            if let Err(why) = self.build(tree, at)? {
                return Ok(Err(why));
            }
            self.play(at)?;
        }
    }

    fn play(&mut self, at: usize) -> Result<(), BisectError> {
        self.heed_interrupt()?;
        let revision = &self.state.revisions[at];
        let session = self.free_name(at, revision);
        let (tree, commit) = (self.room.tree(), revision.commit.clone());
        let answer = self.player.play(&tree, &commit, &session)?;
        self.heed_interrupt()?;
        self.state.revisions[at].plays.push(OnePlay {
            session,
            shows: answer.shows,
            words: answer.words,
        });
        self.room.keep(&self.state)
    }

    /// A play that was cut off together with mpdbg has left a session, which is kept.
    fn free_name(&self, at: usize, revision: &Revision) -> String {
        let (step, short) = (at + 1, revision.short());
        let mut names =
            (revision.plays.len() + 1..).map(|play| format!("{step:02}-{short}-{play:03}"));
        let free = |name: &String| self.room.plays().join(name).symlink_metadata().is_err();
        names.find(free).unwrap_or_default()
    }

    fn decide(
        &mut self,
        at: usize,
        verdict: Verdict,
        why: Option<String>,
    ) -> Result<Verdict, BisectError> {
        let revision = &mut self.state.revisions[at];
        revision.verdict = Some(verdict);
        revision.why = why;
        self.room.keep(&self.state)?;
        let odds = self.state.odds.as_ref();
        self.watch.decided(&self.state.revisions[at], odds);
        Ok(verdict)
    }

    fn heed_interrupt(&self) -> Result<(), BisectError> {
        if self.interrupt.is_raised() {
            return Err(BisectError::Interrupted);
        }
        Ok(())
    }
}
