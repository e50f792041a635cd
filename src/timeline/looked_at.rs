//! One recording, ready to be shown.

use std::path::PathBuf;
use std::sync::Arc;

use mpdbg_analysis::{Axis, Judgement, Limits, Overview, Profile, Timeline, Window};
use mpdbg_model::{Defect, Event, RecordingHeader, SampleRecord};
use mpdbg_session::{Blocks, Following, RecordingError};

use super::Everything;
use super::live::{Again, Grown, Live};
use super::proof::Proof;
use super::source::{Source, Stored};
use crate::report::{About, SampleReport};

/// A recording with everything that a screen, a page or an export shows of it. The events of a large one
/// stay on disk until someone asks for all of them.
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
    /// What the rules found; absent when the attempt is evidence, but not judged as a play, and while it
    /// is being recorded.
    pub(crate) judgement: Option<Judgement>,
    /// With which thresholds.
    pub(crate) profile: Profile,
    /// The events as points of channels.
    pub(crate) timeline: Timeline,
    source: Source,
    /// While it is not known whether the recording is what was sealed.
    proof: Option<Proof>,
}

/// What came of taking in a piece of a play that is being recorded.
struct Piece {
    /// Something is to be seen that was not before.
    is_new: bool,
    /// There may be more at once.
    more: bool,
}

/// Which play it is, and how it is judged.
pub(crate) struct Identity {
    /// Name of the session.
    pub(crate) session: String,
    /// The session's protection is lifted.
    pub(crate) dev_debug: bool,
    /// What the recording says of itself.
    pub(crate) header: RecordingHeader,
    /// Where the sample was when the session was made.
    pub(crate) sample: PathBuf,
    /// What the sample was when the session was made.
    pub(crate) record: SampleRecord,
    /// Something that a reader has to know of the recording; may be empty.
    pub(crate) caution: String,
    /// With which thresholds.
    pub(crate) profile: Profile,
}

impl LookedAt {
    fn new(
        identity: Identity,
        judgement: Option<Judgement>,
        overview: Overview,
        source: Source,
    ) -> Self {
        Self {
            session: identity.session,
            dev_debug: identity.dev_debug,
            header: identity.header,
            sample: identity.sample,
            record: identity.record,
            caution: identity.caution,
            judgement,
            profile: identity.profile,
            timeline: Timeline::new(overview),
            source,
            proof: None,
        }
    }

    /// A play whose events are all in memory.
    pub(crate) fn in_memory(
        identity: Identity,
        judgement: Option<Judgement>,
        everything: Everything,
    ) -> Self {
        let overview = Overview::of(&everything.events, Limits::of(&identity.profile));
        let source = Source::Memory(everything);
        Self::new(identity, judgement, overview, source)
    }

    /// A play whose events stay in its recording; `expected` is where the expected timeline is.
    pub(crate) fn on_disk(
        identity: Identity,
        judgement: Judgement,
        overview: Overview,
        blocks: Blocks,
        expected: PathBuf,
    ) -> Self {
        let stored = Stored {
            blocks: Arc::new(blocks),
            expected,
            read: std::cell::OnceCell::new(),
        };
        let source = Source::Blocks(Box::new(stored));
        Self::new(identity, Some(judgement), overview, source)
    }

    /// Has the recording proven by a thread, where that is not known: what was found out about it is shown
    /// meanwhile.
    pub(crate) fn prove(mut self) -> Self {
        if let Source::Blocks(stored) = &self.source {
            self.proof = Some(Proof::begin(Arc::clone(&stored.blocks)));
        }
        self
    }

    /// True while the recording is being proven.
    pub(crate) const fn is_being_proven(&self) -> bool {
        self.proof.is_some()
    }

    /// Takes in what came of proving the recording; true when there is something to be told.
    pub(crate) fn take_proof(&mut self) -> bool {
        let Some(answer) = self.proof.as_ref().and_then(Proof::answer) else {
            return false;
        };
        self.proof = None;
        answer.is_err_and(|wrong| {
            self.warn(&format!(
                "what is shown was found out before, and is not true of this file: {wrong}"
            ))
        })
    }

    /// A play that is being recorded; nothing is read of it yet but what it says of itself. `expected` is where
    /// the expected timeline is, or will be; `again` looks at the play when it is finished, on a thread.
    pub(crate) fn live(
        identity: Identity,
        following: Following,
        expected: PathBuf,
        again: Again,
    ) -> Self {
        let overview = Overview::new(Limits::of(&identity.profile));
        let live = Live::new(following, expected, again);
        Self::new(identity, None, overview, Source::Live(Box::new(live)))
    }

    /// The defects, in the order of their run time.
    pub(crate) fn defects(&self) -> &[Defect] {
        self.judgement.as_ref().map_or(&[], |it| &it.defects)
    }

    /// Reads one more section that this window needs; false when it is as sharp as it can be. Where a
    /// section cannot be read, the caution says so from then on.
    pub(crate) fn sharpen(&mut self, axis: Axis, window: Window) -> bool {
        let wanted = self.timeline.wanted(axis, window);
        wanted.is_some_and(|section| self.read(section))
    }

    /// Reads the section that an event lies in, so that [`LookedAt::event`] and what is around it is known;
    /// false when it is known already, or cannot be read.
    pub(crate) fn reach(&mut self, event: u32) -> bool {
        let wanted = self.timeline.lacking(event);
        wanted.is_some_and(|section| self.read(section))
    }

    /// The event with this number; of a large recording only where its section was read.
    pub(crate) fn event(&self, number: u32) -> Option<&Event> {
        match &self.source {
            Source::Memory(all) => all.events.get(number as usize),
            Source::Blocks(_) | Source::Live(_) => self.timeline.event(number),
        }
    }

    fn read(&mut self, section: usize) -> bool {
        let Some(told) = self.timeline.overview().sections().get(section) else {
            return false;
        };
        match self.source.section(told.first, told.count) {
            Ok(events) => {
                self.timeline.give(section, events);
                true
            }
            Err(error) => {
                self.timeline.give_up(section);
                self.warn(&error.to_string())
            }
        }
    }

    /// Adds to the caution, once; true when it is new.
    fn warn(&mut self, what: &str) -> bool {
        if self.caution.contains(what) {
            return false;
        }
        if !self.caution.is_empty() {
            self.caution.push_str("; ");
        }
        self.caution.push_str(what);
        true
    }

    /// True while it is being recorded, or judged thereafter.
    pub(crate) const fn is_live(&self) -> bool {
        matches!(&self.source, Source::Live(live) if !live.is_over())
    }

    /// Takes in a piece of what was recorded since; true when there is something new. Once the recording is
    /// finished it is judged by a thread, and then live no longer.
    pub(crate) fn poll(&mut self) -> bool {
        self.take_piece().is_new
    }

    /// Takes in everything that is written by now.
    pub(crate) fn catch_up(&mut self) {
        while self.take_piece().more {}
    }

    fn take_piece(&mut self) -> Piece {
        let (mut is_new, mut more) = (false, false);
        if let Source::Live(live) = &mut self.source
            && !live.is_over()
        {
            is_new = true;
            match live.poll() {
                Grown::By { events, more: left } => {
                    (is_new, more) = (!events.is_empty(), left);
                    if is_new {
                        self.timeline.extend(&events);
                    }
                }
                Grown::Into(finished) => *self = *finished,
                Grown::NoMore(Some(why)) => _ = self.warn(&why),
                Grown::NoMore(None) => {}
            }
        }
        Piece { is_new, more }
    }

    /// What reports and exports are made from; reads every event of a large recording.
    ///
    /// # Errors
    /// When the events, or what the file promises, cannot be read.
    pub(crate) fn report(&self) -> Result<SampleReport<'_>, RecordingError> {
        let all = self.source.everything()?;
        Ok(SampleReport {
            about: About {
                session: &self.session,
                dev_debug: self.dev_debug,
            },
            header: &self.header,
            caution: &self.caution,
            events: &all.events,
            expected: all.expected.as_ref(),
            judgement: self.judgement.as_ref(),
            profile: &self.profile,
        })
    }

    /// True when no event is in memory but those of the sections that were looked at.
    #[cfg(test)]
    pub(crate) fn is_on_disk(&self) -> bool {
        matches!(&self.source, Source::Blocks(stored) if stored.read.get().is_none())
    }
}
