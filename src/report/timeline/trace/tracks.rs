//! A recording as tracks of slices and instants, as programs for traces draw it.

use mpdbg_model::{Defect, Event, RunTime, Span, StreamKind, What};

/// One of the rows that a program for traces draws one under the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Track {
    /// Pictures, each from its presentation until the next one.
    Video,
    /// Pictures that were scheduled.
    Schedule,
    /// Sound and silence, each behind the one before.
    Audio,
    /// Where the device ran dry.
    Underruns,
    /// Decoding pictures.
    VideoDecode,
    /// Decoding sound.
    AudioDecode,
    /// Reading the file, and stalls of the machine.
    Reading,
    /// Messages of the libraries, and damage that they report.
    Log,
    /// What was done to the play, and what it is made of.
    Control,
    /// What was read from clocks, queues, pictures and sound.
    Readings,
}

impl Track {
    /// All, from top to bottom.
    pub(super) const ALL: [Self; 10] = [
        Self::Video,
        Self::Schedule,
        Self::Audio,
        Self::Underruns,
        Self::VideoDecode,
        Self::AudioDecode,
        Self::Reading,
        Self::Log,
        Self::Control,
        Self::Readings,
    ];

    /// Its name.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Schedule => "schedule",
            Self::Audio => "audio",
            Self::Underruns => "underruns",
            Self::VideoDecode => "video decode",
            Self::AudioDecode => "audio decode",
            Self::Reading => "reading",
            Self::Log => "log",
            Self::Control => "control",
            Self::Readings => "readings",
        }
    }
}

/// Where something lies on its track, in nanoseconds of run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    /// The track.
    pub(super) track: Track,
    /// Its beginning.
    pub(super) from: u64,
    /// Its end, if it has a length; not before the beginning. Slices of a track lie within one another or
    /// apart.
    pub(super) to: Option<u64>,
}

/// Where every event lies, in their order.
///
/// A picture lasts until the next one, or until the play ends. A piece of sound begins when it is written, or
/// behind the piece before, and lasts as long as it sounds; a seek cuts off what waits. Decoding and reading
/// end when they are told.
pub(super) fn placed(events: &[Event]) -> Vec<Placed> {
    let mut placer = Placer::default();
    for (number, event) in events.iter().enumerate() {
        placer.place(event, events.get(number + 1));
    }
    let end = events
        .iter()
        .find(|it| matches!(it.what, What::PlayEnded { .. }));
    if let Some(end) = end.or(events.last()) {
        placer.show_until(end.at.nanos());
    }
    placer.placed
}

#[derive(Default)]
struct Placer {
    placed: Vec<Placed>,
    /// Indices of the streams with sound.
    sound_streams: Vec<u16>,
    /// Number of the event that presented what is shown.
    shown: Option<usize>,
    /// Thousandths of the usual speed; absent where it never changed.
    rate: Option<u32>,
    /// Until when sound was written.
    sound: u64,
    /// Until when the slices of each other track reach.
    ends: [u64; Track::ALL.len()],
}

impl Placer {
    fn place(&mut self, event: &Event, next: Option<&Event>) {
        let at = event.at.nanos();
        let placed = match &event.what {
            What::FramePresented { .. } => {
                self.show_until(at);
                self.shown = Some(self.placed.len());
                until_now(Track::Video, at, at)
            }
            What::AudioWritten { duration, .. } | What::SilenceWritten { duration, .. } => {
                self.sound_of(at, *duration)
            }
            What::UnderrunOccurred { lacking, .. } => {
                let from = at.max(self.ends[Track::Underruns as usize]);
                let to = event.at.plus(*lacking).nanos().max(from);
                self.ends[Track::Underruns as usize] = to;
                until_now(Track::Underruns, from, to)
            }
            What::FrameDecoded { .. } => self.decoded(Track::VideoDecode, at, next),
            What::AudioDecoded { .. } => self.decoded(Track::AudioDecode, at, next),
            What::DecodeTook { stream, took, .. } => {
                let track = if self.sound_streams.contains(stream) {
                    Track::AudioDecode
                } else {
                    Track::VideoDecode
                };
                self.took(track, event.at, *took)
            }
            What::ReadBlocked { took } | What::MachineStalled { took } => {
                self.took(Track::Reading, event.at, *took)
            }
            what => {
                self.note(at, what);
                let (track, from, to) = (track_of(what), at, None);
                Placed { track, from, to }
            }
        };
        self.placed.push(placed);
    }

    /// Takes in what changes how later events are placed.
    fn note(&mut self, at: u64, what: &What) {
        match what {
            What::StreamFound(stream) if stream.kind == StreamKind::Audio => {
                self.sound_streams.push(stream.index);
            }
            What::RateChanged { thousandths, .. } => self.rate = Some(*thousandths),
            What::SeekAsked { .. } | What::SeekAnswered { .. } => self.cut_sound(at),
            _ => {}
        }
    }

    /// What is shown is shown no longer.
    fn show_until(&mut self, at: u64) {
        if let Some(shown) = self.shown.take() {
            let from = self.placed[shown].from;
            self.placed[shown].to = Some(at.max(from));
        }
    }

    fn sound_of(&mut self, at: u64, duration: Span) -> Placed {
        let media = u128::from(duration.nanos().max(0).unsigned_abs());
        let rate = self.rate.filter(|it| *it > 0).unwrap_or(1000);
        let length = u64::try_from(media * 1000 / u128::from(rate)).unwrap_or(u64::MAX);
        let from = at.max(self.sound);
        self.sound = from.saturating_add(length);
        until_now(Track::Audio, from, self.sound)
    }

    /// The sound that waits is thrown away.
    fn cut_sound(&mut self, at: u64) {
        let latest = self.placed.iter_mut().rev();
        let sound = latest.filter(|it| it.track == Track::Audio);
        for piece in sound.take_while(|it| it.to.is_some_and(|to| to > at)) {
            piece.from = piece.from.min(at);
            piece.to = Some(at);
        }
        self.sound = self.sound.min(at);
    }

    /// What a decoder returned takes as long as is told right behind it.
    fn decoded(&mut self, track: Track, at: u64, next: Option<&Event>) -> Placed {
        let took = match next {
            Some(Event {
                at: then,
                what: What::DecodeTook { took, .. },
            }) if then.nanos() == at => *took,
            _ => Span::ZERO,
        };
        let from = self.begin(track, RunTime::from_nanos(at), took);
        if took == Span::ZERO {
            self.ends[track as usize] = at;
        }
        until_now(track, from, at)
    }

    fn took(&mut self, track: Track, at: RunTime, took: Span) -> Placed {
        let from = self.begin(track, at, took);
        self.ends[track as usize] = at.nanos();
        until_now(track, from, at.nanos())
    }

    /// When something began that took so long until now, but not before what lies before it on its track
    /// ended.
    fn begin(&self, track: Track, at: RunTime, took: Span) -> u64 {
        let began = at.plus(Span::ZERO.minus(took)).nanos();
        began.max(self.ends[track as usize]).min(at.nanos())
    }
}

const fn until_now(track: Track, from: u64, to: u64) -> Placed {
    Placed {
        track,
        from,
        to: Some(to),
    }
}

/// Where an event lies that has no length.
fn track_of(what: &What) -> Track {
    match what {
        What::FrameDiscarded { .. } => Track::Video,
        What::FrameScheduled { .. } => Track::Schedule,
        What::FrameNotReturned { .. } => Track::VideoDecode,
        What::LogWritten(_)
        | What::DiscontinuityFound { .. }
        | What::PacketDamaged { .. }
        | What::DecodeFailed(_)
        | What::ReadFailed(_)
        | What::OpenFailed(_) => Track::Log,
        What::AudioPlayed { .. }
        | What::ClocksRead { .. }
        | What::QueuesMeasured(_)
        | What::PictureMarkRead { .. }
        | What::PictureMarkUnread
        | What::SoundMarkRead { .. }
        | What::SoundMarkUnread { .. }
        | What::CountersReported(_)
        | What::ResourcesMeasured(_)
        | What::LoadMeasured(_)
        | What::PictureSketched(_)
        | What::SoundSketched(_) => Track::Readings,
        _ => Track::Control,
    }
}

/// When a defect was, in nanoseconds; at the beginning where it has no time.
pub(super) fn span_of(defect: &Defect) -> (u64, u64) {
    let range = defect.run.map(|it| (it.from.nanos(), it.to.nanos()));
    range.unwrap_or_default()
}

/// On which of as few lanes as possible each defect lies, so that those of a lane lie apart.
pub(super) fn lanes_of(defects: &[Defect]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..defects.len()).collect();
    order.sort_by_key(|number| span_of(&defects[*number]));
    let mut lanes = vec![0; defects.len()];
    let mut ends: Vec<u64> = Vec::new();
    for number in order {
        let (from, to) = span_of(&defects[number]);
        let free = ends.iter().position(|end| *end < from);
        let lane = free.unwrap_or(ends.len());
        if lane == ends.len() {
            ends.push(to);
        }
        (lanes[number], ends[lane]) = (lane, to);
    }
    lanes
}

#[cfg(test)]
mod tests {
    use mpdbg_model::{ContentHash, MediaTime, RuleId, RunRange, SeekMode, Severity};

    use super::*;

    fn of(events: &[(u64, What)]) -> Vec<(Track, u64, Option<u64>)> {
        let event = |(at, what): &(u64, What)| Event {
            at: RunTime::from_nanos(*at),
            what: what.clone(),
        };
        let events: Vec<Event> = events.iter().map(event).collect();
        let placed = placed(&events).into_iter();
        placed.map(|it| (it.track, it.from, it.to)).collect()
    }

    fn media(nanos: i64) -> MediaTime {
        MediaTime::from_nanos(nanos)
    }

    fn presented(pts: i64) -> What {
        What::FramePresented {
            pts: media(pts),
            due: RunTime::ZERO,
            hash: ContentHash::None,
        }
    }

    fn sound(nanos: i64) -> What {
        What::AudioWritten {
            pts: media(0),
            samples: 1,
            duration: Span::from_nanos(nanos),
            hash: ContentHash::None,
        }
    }

    #[test]
    fn a_picture_lasts_until_the_next_one_or_the_end() {
        let placed = of(&[
            (5, presented(0)),
            (9, presented(4)),
            (20, What::PictureMarkUnread),
        ]);
        let video = Track::Video;
        assert_eq!(placed[..2], [(video, 5, Some(9)), (video, 9, Some(20))]);
        assert_eq!(placed[2], (Track::Readings, 20, None));
    }

    #[test]
    fn sound_lies_one_behind_the_other_until_a_seek() {
        let seek = What::SeekAsked {
            from: media(0),
            target: media(0),
            mode: SeekMode::Exact,
        };
        let placed = of(&[
            (0, sound(10)),
            (0, sound(10)),
            (15, seek),
            (16, sound(4)),
            (40, sound(4)),
        ]);
        let audio = Track::Audio;
        assert_eq!(placed[0], (audio, 0, Some(10)));
        assert_eq!(placed[1], (audio, 10, Some(15)));
        assert_eq!(placed[3..], [(audio, 16, Some(20)), (audio, 40, Some(44))]);
    }

    #[test]
    fn what_a_decoder_returned_takes_as_long_as_is_told_behind_it() {
        let decoded = || What::FrameDecoded {
            stream: 0,
            pts: None,
            duration: Span::ZERO,
            marks: mpdbg_model::DecodeMarks::default(),
        };
        let took = |nanos| What::DecodeTook {
            stream: 0,
            pts: None,
            took: Span::from_nanos(nanos),
        };
        let placed = of(&[
            (10, decoded()),
            (10, took(6)),
            (14, decoded()),
            (14, took(6)),
        ]);
        let spans: Vec<_> = placed.into_iter().map(|it| (it.1, it.2)).collect();
        assert_eq!(
            spans,
            [(4, Some(10)), (4, Some(10)), (10, Some(14)), (10, Some(14))]
        );
    }

    #[test]
    fn defects_of_a_lane_lie_apart() {
        let defect = |from: u64, to: u64| Defect {
            rule: RuleId("picture::late"),
            severity: Severity::Minor,
            media: None,
            run: Some(RunRange {
                from: RunTime::from_nanos(from),
                to: RunTime::from_nanos(to),
            }),
            events: None,
            count: 1,
            measure: None,
            detail: String::new(),
            causes: Vec::new(),
        };
        let defects = [defect(0, 5), defect(5, 6), defect(2, 3), defect(6, 7)];
        assert_eq!(lanes_of(&defects), [0, 1, 1, 0]);
    }
}
