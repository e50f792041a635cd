//! How far picture and sound are apart.

use mpdbg_model::Span;

use crate::states::{Presented, Reading};
use crate::{Evidence, Profile};

/// A reading at which picture and sound can be held against each other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Offset {
    /// The reading.
    pub(crate) reading: Reading,
    /// Position heard − position seen, as run time; positive means that the sound is early.
    pub(crate) apart: Span,
    /// False when the picture was early by the threshold of `picture::early`.
    pub(crate) on_time: bool,
}

impl Evidence<'_> {
    /// The readings that can be judged, in order: picture and sound on, the picture not late, a real
    /// device settled.
    pub(crate) fn offsets(&self) -> &[Offset] {
        self.offsets.get_or_init(|| find(self))
    }

    /// True when `picture` is late by the threshold of `picture::late`.
    #[inline]
    pub(crate) fn is_late(&self, picture: &Presented) -> bool {
        let knows = self.play.caps.is_some_and(|caps| caps.due);
        knows && picture.lateness() > self.slack(self.profile.late_ms, picture.due)
    }

    fn is_early(&self, picture: &Presented) -> bool {
        let early = picture.due.since(picture.at);
        early > Span::ZERO
            && self.play.caps.is_some_and(|caps| caps.due)
            && early > self.slack(self.profile.early_ms, picture.due)
    }
}

fn find(evidence: &Evidence<'_>) -> Vec<Offset> {
    let play = evidence.play;
    let first_sound = play.written.iter().map(|piece| piece.pts).min();
    let Some((begin, end)) = first_sound.zip(play.sound_end()) else {
        return Vec::new();
    };
    let settled = play.settled_at(Profile::span(evidence.profile.settle_ms));
    let tempo = &play.course.tempo;
    let mut shown = play.presented.iter().peekable();
    let mut offsets = Vec::with_capacity(play.clocks.len());
    for reading in &play.clocks {
        let (Some(heard), Some(seen)) = (reading.audio, reading.video) else {
            continue;
        };
        while shown.next_if(|picture| picture.at < reading.at).is_some() {}
        let picture = shown.peek().filter(|picture| picture.at == reading.at);
        let late = picture.is_some_and(|picture| evidence.is_late(picture));
        let early = picture.is_some_and(|picture| evidence.is_early(picture));
        let sounding = heard > begin && heard < end && seen >= begin && seen < end;
        if sounding && !late && reading.at >= settled {
            offsets.push(Offset {
                reading: *reading,
                apart: tempo.run(heard.since(seen), reading.at),
                on_time: !early,
            });
        }
    }
    offsets
}
