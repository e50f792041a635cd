//! What `play`, `retry-crashed` and `run` have in common.

use std::num::NonZeroUsize;
use std::sync::Arc;

use mpdbg_model::Clock;
use mpdbg_runner::{Interrupt, PlayerCommand, Run, Totals};
use mpdbg_sample::SamplesDir;
use mpdbg_session::{Session, SessionLock};

use super::failure::Failure;
use super::progress::{self, Judging, Phase, Show};
use super::terminal::Terminal;
use super::{players, signals, versions};

/// How many samples are played side by side.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Jobs {
    /// Samples that are played side by side [default: the number of cores; 1 under the real clock]
    #[arg(long, value_name = "N", value_parser = jobs)]
    jobs: Option<NonZeroUsize>,

    /// On a screen of its own, where that is asked for.
    #[arg(skip)]
    watch: Option<Watch>,
}

/// A screen that a run is watched on.
#[derive(Clone, Copy, Debug)]
struct Watch {
    ascii: bool,
}

/// How a run is shown.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Watching {
    /// Watch it: the cases with live counters, and the timeline of the one that plays
    ///
    /// `q` leaves the screen, and the run goes on.
    #[arg(long)]
    watch: bool,

    /// Draw the screen with ASCII characters only
    #[arg(long)]
    ascii: bool,
}

impl Watching {
    /// True where the screen is to be drawn with ASCII characters only.
    pub(crate) const fn ascii(self) -> bool {
        self.ascii
    }

    /// The same jobs, watched where that is asked for.
    pub(crate) fn on(self, jobs: Jobs, terminal: Terminal) -> Result<Jobs, Failure> {
        if self.watch && (terminal.json || terminal.quiet) {
            let what =
                "--watch shows the run on a screen, so it does not go with --json or --quiet";
            return Err(Failure::usage(what));
        }
        if self.ascii && !self.watch {
            let what = "--ascii is about a screen, and there is none";
            return Err(Failure::usage(what).hint("`--watch --ascii` shows the run on one"));
        }
        if self.watch && !Terminal::is_screen() {
            let what = "--watch needs a terminal for both input and output";
            return Err(Failure::usage(what).hint("without it, a line is shown for each case"));
        }
        Ok(Jobs {
            watch: self.watch.then_some(Watch { ascii: self.ascii }),
            ..jobs
        })
    }
}

fn jobs(text: &str) -> Result<NonZeroUsize, String> {
    text.parse()
        .map_err(|_| "not a whole number from 1 on".to_owned())
}

impl Jobs {
    fn number(self, clock: Clock) -> NonZeroUsize {
        self.jobs.unwrap_or_else(|| match clock {
            Clock::Virtual => std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            Clock::Real => NonZeroUsize::MIN,
        })
    }
}

/// A session that is being recorded into.
pub(crate) struct Playing<'a> {
    session: &'a Session,
    lock: SessionLock,
    player: PlayerCommand,
    jobs: NonZeroUsize,
    interrupt: Interrupt,
    show: Arc<dyn Show>,
    judging: Judging<'a>,
}

impl<'a> Playing<'a> {
    /// Takes the right to record into the session.
    pub(crate) fn begin(
        session: &'a Session,
        jobs: Jobs,
        terminal: Terminal,
    ) -> Result<Self, Failure> {
        let configuration = session.configuration();
        SamplesDir::open(&configuration.samples_dir, None).map_err(|error| {
            Failure::from(error)
                .hint("the session was made for it: bring it back, or make a new session")
        })?;
        let lock = session.lock()?;
        versions::warn_of_differences(session)?;
        let interrupt = Interrupt::new();
        let mut show = progress::choose(terminal);
        if let Some(watch) = jobs.watch {
            show = progress::watched(session, &interrupt, show, watch.ascii)?;
        }
        let told = Arc::clone(&show);
        signals::heed(interrupt.clone(), move |urgent| told.interrupted(urgent))?;
        Ok(Self {
            session,
            player: players::of(session, &lock)?,
            lock,
            jobs: jobs.number(configuration.clock),
            interrupt,
            judging: Judging::new(session, Arc::clone(&show))?,
            show,
        })
    }

    /// Plays what has no recording yet.
    pub(crate) fn play(&self) -> Result<Totals, Failure> {
        self.with_run(Phase::Play, |run| Ok(run.play()?))
    }

    /// Plays again what crashed.
    pub(crate) fn retry_crashed(&self, max: u32, clean: bool) -> Result<Totals, Failure> {
        self.with_run(Phase::Retry, |run| Ok(run.retry_crashed(max, clean)?))
    }

    fn with_run(
        &self,
        phase: Phase,
        play: impl FnOnce(&Run<'_>) -> Result<Totals, Failure>,
    ) -> Result<Totals, Failure> {
        let run = Run {
            session: self.session,
            lock: &self.lock,
            player: &self.player,
            jobs: self.jobs,
            interrupt: &self.interrupt,
            progress: &self.judging,
        };
        let totals = play(&run);
        self.show.over();
        let totals = totals?;
        self.show.totals(phase, &totals);
        if let Some(failure) = &totals.failure {
            let others = match totals.recording_failed {
                0 | 1 => String::new(),
                2 => " (and another one)".to_owned(),
                many => format!(" (and {} others)", many - 1),
            };
            let stopped = if totals.stopped {
                "; nothing more can be recorded, so the run stops"
            } else {
                ""
            };
            Terminal::warn(&format!("recording failed: {failure}{others}{stopped}"));
        }
        Ok(totals)
    }

    /// The right to record, held as long as this lives.
    pub(crate) const fn lock(&self) -> &SessionLock {
        &self.lock
    }

    /// True when the user asked for an end.
    pub(crate) fn is_interrupted(&self) -> bool {
        self.interrupt.is_raised()
    }
}
