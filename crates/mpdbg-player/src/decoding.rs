//! Decoding on the virtual clock: one decoder works at a time, and takes as long as the machine says.

use mpdbg_media::LogCapture;
use mpdbg_model::{RunTime, Span, StreamKind, What};

use crate::machine::{Costs, Work};
use crate::source::{Pulled, Source};

/// A source whose answers come when the simulated machine has worked for them.
pub(crate) struct Decoding {
    source: Source,
    work: Option<Answer>,
}

/// What was decoded, on its way.
pub(crate) struct Answer {
    /// When it is there.
    pub(crate) at: RunTime,
    /// What was asked for.
    pub(crate) kind: StreamKind,
    /// What came.
    pub(crate) pulled: Pulled,
    /// What happened meanwhile.
    pub(crate) told: Vec<What>,
    /// The source was positioned anew since it was asked for.
    pub(crate) is_stale: bool,
}

impl Decoding {
    pub(crate) const fn new(source: Source) -> Self {
        Self { source, work: None }
    }

    pub(crate) const fn source(&self) -> &Source {
        &self.source
    }

    /// When the work in hand is done.
    pub(crate) fn done_at(&self) -> Option<RunTime> {
        self.work.as_ref().map(|answer| answer.at)
    }

    /// Begins to work for the next picture or sound.
    pub(crate) fn begin(
        &mut self,
        now: RunTime,
        kind: StreamKind,
        costs: &mut Costs,
        log: &LogCapture,
    ) {
        let mut told = Vec::new();
        let reads = self.source.reads();
        let pulled = self.source.pull(kind, log, &mut told);
        let has_read = self.source.reads() > reads;
        let blocked = if has_read { costs.blocked(now) } else { None };
        let took = self.cost(kind, &pulled, costs);
        if let Some(took) = blocked {
            told.insert(0, What::ReadBlocked { took });
        }
        if took > Span::ZERO {
            let stream = self.source.stream(kind).map_or(0, |info| info.index);
            let pts = pulled.pts();
            told.push(What::DecodeTook { stream, pts, took });
        }
        self.work = Some(Answer {
            at: now.plus(took).plus(blocked.unwrap_or_default()),
            kind,
            pulled,
            told,
            is_stale: false,
        });
    }

    /// What was worked for, once it is there.
    pub(crate) fn answer(&mut self, now: RunTime) -> Option<Answer> {
        self.work.take_if(|answer| answer.at <= now)
    }

    /// The whole machine stands still for so long.
    pub(crate) fn delay(&mut self, span: Span) {
        if let Some(answer) = &mut self.work {
            answer.at = answer.at.plus(span);
        }
    }

    /// Goes elsewhere; what is in hand is of no use any more.
    pub(crate) fn reposition(&mut self, to: crate::Reposition, told: &mut Vec<What>) {
        if let Some(answer) = &mut self.work {
            answer.is_stale = true;
        }
        self.source.reposition(to, told);
    }

    fn cost(&self, kind: StreamKind, pulled: &Pulled, costs: &mut Costs) -> Span {
        let Some(info) = self.source.stream(kind) else {
            return Span::ZERO;
        };
        let mut work = Work {
            kind,
            codec: &info.codec,
            width: info.video.as_ref().map_or(0, |video| video.width),
            height: info.video.as_ref().map_or(0, |video| video.height),
            samples: 0,
            channels: info.audio.as_ref().map_or(0, |audio| audio.channels),
            key: false,
        };
        match pulled {
            Pulled::Picture(picture) => work.key = picture.marks().key,
            Pulled::Sound(sound) => work.samples = sound.samples(),
            Pulled::Nothing | Pulled::End => return Span::ZERO,
        }
        costs.decode(work)
    }
}
