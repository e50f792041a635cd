//! Events into a play, in one pass.

use mpdbg_model::{
    DecodeFailure, DecodeMarks, DecodeStage, Event, MediaTime, RunTime, StreamKind, What,
};

use super::conduct::Conduct;
use super::plain::is_plain;
use super::play::{
    Damage, DamageKind, Decoded, Discarded, Discontinuity, Ended, NotReturned, Noted, Piece, Play,
    Sounded, Started, Underrun,
};
use super::protocol::{Phase, next, objection};
use super::told::Told;

impl<'e> Play<'e> {
    /// The play that `events` tell of. Nothing is allocated per event but the entries of the arrays.
    pub fn of(events: &'e [Event]) -> Self {
        let mut fold = Fold::with_room_for(events.len());
        for (number, event) in (0_u64..).zip(events) {
            fold.take(number, event);
        }
        fold.end(events.len() as u64, Told::Held(events))
    }
}

#[derive(Debug, Default)]
pub(super) struct Fold<'e> {
    pub(super) play: Play<'e>,
    phase: Phase,
    conduct: Conduct,
    clean_pictures: u32,
    clean_sound: u32,
    last_picture: Option<MediaTime>,
    last_sound: Option<MediaTime>,
}

impl<'e> Fold<'e> {
    /// A play has about eight events a picture, or three a piece of sound; room that is not used costs
    /// nothing but addresses.
    pub(super) fn with_room_for(events: usize) -> Self {
        let mut fold = Self::default();
        let room = events / 4;
        fold.play.decoded.reserve(room);
        fold.play.presented.reserve(room);
        fold.play.written.reserve(room);
        fold.play.played.reserve(room);
        fold.play.clocks.reserve(room);
        fold
    }

    /// The play of so many events, which are found in `told`.
    pub(super) fn end(self, events: u64, told: Told<'e>) -> Play<'e> {
        let mut play = self.play;
        if play.course.repositions.is_empty() {
            // Sound is left over only where playing moved.
            play.sounded = Vec::new();
        }
        Play {
            events,
            told,
            ..play
        }
    }

    pub(super) fn take(&mut self, event: u64, told: &'e Event) {
        if is_plain(&told.what) {
            self.take_plain(event, told);
        } else {
            self.check(event, told);
            self.take_rare(event, told);
        }
    }

    fn take_rare(&mut self, event: u64, told: &'e Event) {
        let at = told.at;
        let play = &mut self.play;
        match &told.what {
            What::Opened(container) => play.container = Some(container),
            What::OpenFailed(failure) => {
                play.open_failure = Some(Noted {
                    event,
                    at,
                    what: failure,
                });
            }
            What::StreamFound(stream) => play.streams.push(stream),
            What::CapsReported(caps) => play.caps = Some(*caps),
            What::DeviceOpened(device) => play.device = Some(device),
            What::PlayStarted { from } => {
                play.started = Some(Started {
                    event,
                    at,
                    from: *from,
                });
            }
            What::PlayEnded { reason, position } => {
                play.ended = Some(Ended {
                    event,
                    at,
                    reason: *reason,
                    position: *position,
                });
            }
            What::AttemptEnded(outcome) => {
                play.outcome = Some(Noted {
                    event,
                    at,
                    what: outcome,
                });
            }
            What::SilenceWritten { pts, duration } => {
                let piece = Piece {
                    event,
                    at,
                    pts: *pts,
                    duration: *duration,
                };
                play.silence.push(piece);
            }
            What::ParametersChanged(info) => play.changed.push(Noted {
                event,
                at,
                what: info,
            }),
            What::ReadFailed(failure) => {
                play.read_failures.push(Noted {
                    event,
                    at,
                    what: failure,
                });
            }
            What::LogWritten(line) => play.logs.push(Noted {
                event,
                at,
                what: line,
            }),
            What::StreamDrained { stream } => {
                play.drained.push(Noted {
                    event,
                    at,
                    what: *stream,
                });
            }
            _ => self.take_trouble(event, told),
        }
    }

    fn take_trouble(&mut self, event: u64, told: &'e Event) {
        let at = told.at;
        match &told.what {
            What::FrameDiscarded { pts, due, reason } => {
                let presented_before = self.play.presented.len() as u32;
                let (pts, due, reason) = (*pts, *due, *reason);
                let discarded = Discarded {
                    event,
                    pts,
                    due,
                    at,
                    reason,
                    presented_before,
                };
                self.play.discarded.push(discarded);
            }
            What::FrameNotReturned { after, .. } => {
                let decoded_before = self.play.decoded.len() as u32;
                let missed = NotReturned {
                    event,
                    at,
                    after: *after,
                    decoded_before,
                };
                self.play.not_returned.push(missed);
            }
            What::UnderrunOccurred { position, lacking } => {
                let underrun = Underrun {
                    event,
                    at,
                    position: *position,
                    lacking: *lacking,
                };
                self.play.underruns.push(underrun);
            }
            What::DiscontinuityFound {
                stream,
                expected,
                found,
            } => {
                let stream = self.kind_of(*stream);
                let (expected, found) = (*expected, *found);
                let leap = Discontinuity {
                    event,
                    at,
                    stream,
                    expected,
                    found,
                };
                self.play.discontinuities.push(leap);
            }
            What::PacketDamaged { stream, pts } => {
                self.damage(event, at, *stream, *pts, DamageKind::Packet, None);
            }
            What::DecodeFailed(failure) => self.decode_failed(event, at, failure),
            what => {
                self.play.course.take(event, at, what);
                self.play.take_own_words(event, told);
            }
        }
    }

    pub(super) fn check(&mut self, event: u64, told: &Event) {
        if let Some(what) = objection(self.phase, &told.what) {
            self.play.violations.push(Noted {
                event,
                at: told.at,
                what,
            });
        }
        if let Some(what) = self.conduct.take(&told.what) {
            self.play.violations.push(Noted {
                event,
                at: told.at,
                what,
            });
        }
        if told.at < self.play.last_at {
            let what = "run time went back";
            self.play.violations.push(Noted {
                event,
                at: told.at,
                what,
            });
        }
        self.play.last_at = told.at;
        self.phase = next(self.phase, &told.what);
    }

    pub(super) fn picture(
        &mut self,
        event: u64,
        at: RunTime,
        stream: u16,
        pts: Option<MediaTime>,
        marks: DecodeMarks,
    ) {
        self.play.decoded.push(Decoded { event, pts });
        self.last_picture = pts.or(self.last_picture);
        if !self.marked(event, at, stream, pts, marks) {
            self.clean_pictures += 1;
        }
    }

    pub(super) fn sound(
        &mut self,
        event: u64,
        at: RunTime,
        stream: u16,
        pts: Option<MediaTime>,
        marks: DecodeMarks,
    ) {
        self.last_sound = pts.or(self.last_sound);
        self.play
            .sounded
            .extend(pts.map(|pts| Sounded { event, pts }));
        if !self.marked(event, at, stream, pts, marks) {
            self.clean_sound += 1;
        }
    }

    fn decode_failed(&mut self, event: u64, at: RunTime, failure: &'e DecodeFailure) {
        let kind = match failure.stage {
            DecodeStage::Open => DamageKind::NoDecoder,
            DecodeStage::Send | DecodeStage::Receive => DamageKind::Failed,
        };
        let words = Some(failure.failure.message.as_str());
        self.damage(event, at, failure.stream, failure.pts, kind, words);
    }

    /// Notes the damage that a decoder marked; false when it marked none.
    fn marked(
        &mut self,
        event: u64,
        at: RunTime,
        stream: u16,
        pts: Option<MediaTime>,
        marks: DecodeMarks,
    ) -> bool {
        let is_damaged = marks.corrupt || marks.errors != 0;
        if is_damaged {
            let kind = DamageKind::Marked(marks.errors);
            self.damage(event, at, stream, pts, kind, None);
        }
        is_damaged
    }

    fn damage(
        &mut self,
        event: u64,
        at: RunTime,
        stream: u16,
        pts: Option<MediaTime>,
        kind: DamageKind,
        words: Option<&'e str>,
    ) {
        let stream = self.kind_of(stream);
        let (last, clean_before) = match stream {
            Some(StreamKind::Audio) => (self.last_sound, self.clean_sound),
            _ => (self.last_picture, self.clean_pictures),
        };
        let near = pts.or(last);
        self.play.damage.push(Damage {
            event,
            at,
            stream,
            pts,
            near,
            kind,
            words,
            clean_before,
        });
    }

    pub(super) fn kind_of(&self, stream: u16) -> Option<StreamKind> {
        let found = self.play.streams.iter().find(|info| info.index == stream);
        found.map(|info| info.kind)
    }
}
