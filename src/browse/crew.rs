//! The threads that list, judge and watch a session while its list is shown.

use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, SendError, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use mpdbg_analysis::Bucket;

use super::queue::{Queue, Task};
use super::{Desk, Found, Listing, Progress, Row, Tried};

/// How often a session is looked at that may be recorded.
const EVERY: Duration = Duration::from_millis(500);
/// Of the time, this part at most goes into looking: one tenth.
const REST: u32 = 9;

/// What became known.
#[derive(Debug)]
pub(crate) enum News {
    /// The cases of the session, in its order.
    Listed(Vec<Row>),
    /// How far the case with this number is.
    Case(usize, Progress),
    /// Whether a process records into the session.
    Recorded(bool),
    /// Something that cannot be found out: why.
    Trouble(String),
}

/// The threads of a list. They end when it is dropped, each after the case that it is at.
pub(crate) struct Crew {
    news: Receiver<News>,
    work: Arc<Work>,
}

/// What the threads share.
struct Work {
    desk: Arc<dyn Desk>,
    plan: Mutex<Plan>,
    changed: Condvar,
}

#[derive(Default)]
struct Plan {
    queue: Queue,
    /// The session is being recorded: its player needs the cores.
    recorded: bool,
    over: bool,
}

impl Crew {
    /// Begins to list, then to judge what was not kept.
    pub(crate) fn new(desk: Arc<dyn Desk>) -> Self {
        let (tell, news) = channel();
        let work = Arc::new(Work {
            desk,
            plan: Mutex::default(),
            changed: Condvar::new(),
        });
        let own = Arc::clone(&work);
        thread::spawn(move || own.watch(&tell));
        Self { news, work }
    }

    /// One that does nothing, for tests of what is shown.
    #[cfg(test)]
    pub(crate) fn idle(desk: Arc<dyn Desk>) -> Self {
        let work = Arc::new(Work {
            desk,
            plan: Mutex::default(),
            changed: Condvar::new(),
        });
        Self {
            news: channel().1,
            work,
        }
    }

    /// The next piece of news, waited for.
    #[cfg(test)]
    fn wait(&self) -> Option<News> {
        self.news.recv_timeout(Duration::from_secs(60)).ok()
    }

    /// The next piece of news, if there is one.
    pub(crate) fn news(&self) -> Option<News> {
        self.news.try_recv().ok()
    }

    /// The cases that are seen and of which only what was kept is known: they are read first.
    pub(crate) fn see(&self, cases: &[usize]) {
        let mut plan = self.work.plan();
        plan.queue.see(cases);
        if !plan.queue.is_empty() {
            self.work.changed.notify_all();
        }
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        self.work.plan().over = true;
        self.work.changed.notify_all();
    }
}

impl Work {
    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lists the session, lets it be judged, and looks at it again and again.
    fn watch(self: Arc<Self>, tell: &Sender<News>) {
        let Some(mut watched) = self.list(tell) else {
            return;
        };
        let mut judged = false;
        loop {
            let begun = Instant::now();
            match self.look(&mut watched, tell) {
                Err(why) => drop(tell.send(News::Trouble(why))),
                Ok(true) if !judged => {
                    self.judge(tell);
                    judged = true;
                }
                Ok(true) => {}
                Ok(false) => match self.list(tell) {
                    None => return,
                    Some(anew) => {
                        watched = anew;
                        continue;
                    }
                },
            }
            if self.is_over_after(EVERY.max(begun.elapsed() * REST)) {
                return;
            }
        }
    }

    /// Tells of the cases, and what is to be known to watch them; none where they cannot be listed.
    fn list(&self, tell: &Sender<News>) -> Option<Watched> {
        let listing = match self.desk.list() {
            Ok(listing) => listing,
            Err(why) => {
                let _ = tell.send(News::Trouble(why));
                return None;
            }
        };
        let recorded = self.desk.is_being_recorded();
        self.plan().recorded = recorded;
        let (rows, watched) = begin(listing, recorded);
        let _ = tell.send(News::Recorded(recorded));
        let _ = tell.send(News::Listed(rows));
        Some(watched)
    }

    /// Looks what was tried, where something may have been; tells what waits and plays, and has judged what is
    /// new. False where the session has other cases than were listed.
    fn look(&self, watched: &mut Watched, tell: &Sender<News>) -> Result<bool, String> {
        let touched = self.desk.touched();
        let recorded = self.desk.is_being_recorded();
        let turned = recorded != watched.recorded;
        if !(watched.tried.is_empty() || recorded || turned || touched != watched.touched) {
            return Ok(true);
        }
        let Some(tried) = self.desk.tried()? else {
            return Ok(false);
        };
        if turned {
            self.plan().recorded = recorded;
            let _ = tell.send(News::Recorded(recorded));
        }
        for (case, now) in tried.iter().enumerate() {
            let before = watched.tried.get(case);
            let settled = !turned || matches!(now, Tried::Sealed(..));
            let same = before == Some(now) && settled;
            if same || before.is_none() && watched.is_fresh(case, *now) {
                continue;
            }
            let progress = match now {
                Tried::Never if recorded => Progress::Waiting,
                Tried::Open(_) if recorded => Progress::Playing,
                Tried::Never | Tried::Open(_) | Tried::Sealed(..) => {
                    self.plan().queue.add(case);
                    if before.is_some() || !watched.is_kept(case) {
                        continue;
                    }
                    Progress::Unknown
                }
            };
            let mut plan = self.plan();
            if !matches!(progress, Progress::Unknown) {
                plan.queue.outdate(case);
            }
            let _ = tell.send(News::Case(case, progress));
        }
        watched.tried = tried;
        watched.recorded = recorded;
        watched.touched = touched;
        self.changed.notify_all();
        Ok(true)
    }

    /// Starts the threads that judge; while the session is being recorded only the first of them does.
    fn judge(self: &Arc<Self>, tell: &Sender<News>) {
        let jobs = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        for job in 0..jobs {
            let (work, tell) = (Arc::clone(self), tell.clone());
            thread::spawn(move || {
                while let Some(task) = work.next(job == 0) {
                    let found = work.desk.judge(task.case);
                    if work.tell(task, found, &tell).is_err() {
                        return;
                    }
                }
            });
        }
    }

    /// Tells what a case came to, unless it was played again meanwhile: then that is told, now or later.
    fn tell(&self, task: Task, found: Found, tell: &Sender<News>) -> Result<(), SendError<News>> {
        // Held until it is told, so that nothing newer comes before it.
        let plan = self.plan();
        if !plan.queue.is_fresh(task) {
            return Ok(());
        }
        tell.send(News::Case(task.case, Progress::Was(Box::new(found))))
    }

    /// Waits for the next case to be judged; none when it is over.
    fn next(&self, is_first: bool) -> Option<Task> {
        let mut plan = self.plan();
        loop {
            if plan.over {
                return None;
            }
            let works = is_first || !plan.recorded;
            if works && let Some(task) = plan.queue.next() {
                return Some(task);
            }
            let woken = self.changed.wait(plan);
            plan = woken.unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Waits so long, or until it is over: whether it is.
    fn is_over_after(&self, wait: Duration) -> bool {
        let waited = self
            .changed
            .wait_timeout_while(self.plan(), wait, |plan| !plan.over);
        let (plan, _) = waited.unwrap_or_else(PoisonError::into_inner);
        plan.over
    }
}

/// What was seen of a session at last.
struct Watched {
    /// When what is kept was kept, and of which cases it says what.
    kept: Option<SystemTime>,
    buckets: Vec<Option<Bucket>>,
    /// Empty before the first look.
    tried: Vec<Tried>,
    recorded: bool,
    touched: Option<SystemTime>,
}

impl Watched {
    fn is_kept(&self, case: usize) -> bool {
        matches!(self.buckets.get(case), Some(Some(_)))
    }

    /// True when what was kept of a case still tells what it came to.
    fn is_fresh(&self, case: usize, tried: Tried) -> bool {
        let bucket = self.buckets.get(case).copied().flatten();
        match (bucket, tried) {
            (None, _) | (Some(_), Tried::Open(_)) => false,
            (Some(bucket), Tried::Never) => bucket == Bucket::NotRecorded && !self.recorded,
            (Some(_), Tried::Sealed(_, at)) => self.kept.is_some_and(|kept| at <= kept),
        }
    }
}

/// The rows of a list as far as they are known, and what is to be known to watch it.
fn begin(listing: Listing, recorded: bool) -> (Vec<Row>, Watched) {
    let bucket = |found: &Found| found.bucket;
    let cases = listing.cases.iter();
    let watched = Watched {
        kept: listing.kept,
        buckets: cases.map(|(_, kept)| kept.as_ref().map(bucket)).collect(),
        tried: Vec::new(),
        recorded,
        touched: None,
    };
    let row = |(case, kept): (_, Option<Found>)| Row {
        case,
        progress: kept.map_or(Progress::Unknown, |found| Progress::Was(Box::new(found))),
    };
    (listing.cases.into_iter().map(row).collect(), watched)
}

#[cfg(test)]
#[path = "crew_tests.rs"]
mod tests;
