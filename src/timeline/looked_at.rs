//! One recording, ready to be shown.

use std::path::PathBuf;

use mpdbg_analysis::{Axis, Judgement, Profile, Timeline, Window};
use mpdbg_model::{Defect, Event, ExpectedTimeline, RecordingHeader, SampleRecord};

use crate::report::{About, SampleReport};

/// A recording with everything that a screen, a page or an export shows of it.
pub(crate) struct LookedAt {
    /// Name of the session.
    pub(crate) session: String,
    /// The session's protection is lifted.
    pub(crate) dev_debug: bool,
    /// What the recording says of itself; its case is the one that was asked for.
    pub(crate) header: RecordingHeader,
    /// Where the sample was when the session was made; it may be gone since, or be another file.
    pub(crate) sample: PathBuf,
    /// What the sample was when the session was made.
    pub(crate) record: SampleRecord,
    /// Something that a reader has to know of the recording, e.g. that it has no end; may be empty.
    pub(crate) caution: String,
    /// Every event.
    pub(crate) events: Vec<Event>,
    /// What the file promises, if it was probed.
    pub(crate) expected: Option<ExpectedTimeline>,
    /// What the rules found; absent when the attempt is evidence, but not judged as a play.
    pub(crate) judgement: Option<Judgement>,
    /// With which thresholds.
    pub(crate) profile: Profile,
    /// The events as points of channels.
    pub(crate) timeline: Timeline,
}

impl LookedAt {
    /// The defects, in the order of their run time.
    pub(crate) fn defects(&self) -> &[Defect] {
        self.judgement.as_ref().map_or(&[], |it| &it.defects)
    }

    /// Reads one more section that this window needs; false when it is as sharp as it can be.
    pub(crate) fn sharpen(&mut self, axis: Axis, window: Window) -> bool {
        let Some(wanted) = self.timeline.wanted(axis, window) else {
            return false;
        };
        let section = &self.timeline.overview().sections()[wanted];
        let (first, count) = (section.first as usize, section.count as usize);
        let events = self.events[first..first + count].to_vec();
        self.timeline.give(wanted, events);
        true
    }

    /// What reports and exports are made from.
    pub(crate) fn report(&self) -> SampleReport<'_> {
        SampleReport {
            about: About {
                session: &self.session,
                dev_debug: self.dev_debug,
            },
            header: &self.header,
            caution: &self.caution,
            events: &self.events,
            expected: self.expected.as_ref(),
            judgement: self.judgement.as_ref(),
            profile: &self.profile,
        }
    }
}
