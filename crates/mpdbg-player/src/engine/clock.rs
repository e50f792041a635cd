//! The master clock: which media time is due now.

use mpdbg_model::{MediaTime, RunTime};

/// Media time as a line over run time. The sound device moves the line; between its reports, and
/// where there is no sound, it runs on by itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct MasterClock {
    run: RunTime,
    media: MediaTime,
}

impl MasterClock {
    pub(super) const fn new(run: RunTime, media: MediaTime) -> Self {
        Self { run, media }
    }

    pub(super) const fn media_at(self, run: RunTime) -> MediaTime {
        self.media.plus(run.since(self.run))
    }

    /// When `media` is due; not before the recording began.
    pub(super) const fn run_at(self, media: MediaTime) -> RunTime {
        self.run.plus(media.since(self.media))
    }

    pub(super) const fn set(&mut self, run: RunTime, media: MediaTime) {
        self.run = run;
        self.media = media;
    }
}
