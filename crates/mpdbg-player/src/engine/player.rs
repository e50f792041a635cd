//! What the player does next.

use std::collections::VecDeque;

use mpdbg_model::{
    ContentHash, DiscardReason, EndReason, MediaTime, QueueLevels, RunTime, Span, TimeBase, What,
};

use super::clock::MasterClock;
use super::sound_line::SoundLine;

/// Decoded pictures that are kept ready.
const PICTURES: usize = 3;
/// Decoded sound that is kept ready in the device.
const SOUND: Span = Span::from_millis(200);
/// Time stamps of sound may be off by this much before the player does something about it.
const SOUND_TOLERANCE: Span = Span::from_millis(20);
/// A leap longer than this is not waited for.
const LEAP: Span = Span::from_secs(10);
/// The clock must be off by more than this before a scheduled picture is scheduled anew.
const RESCHEDULE: Span = Span::from_millis(1);
/// How often the levels of the queues are told.
const MEASURE: Span = Span::from_millis(500);

/// What the engine has to know before it starts.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Index of the video stream, if one is played.
    pub video: Option<u16>,
    /// Index of the audio stream, if one is played.
    pub audio: Option<u16>,
    /// Length of a picture whose own length is unknown.
    pub usual_picture: Span,
    /// From writing to hearing, as the device says at its opening.
    pub latency: Span,
}

/// A decoded picture.
#[derive(Clone, Debug)]
pub struct TimedPicture<P> {
    /// Presentation time, if known.
    pub pts: Option<MediaTime>,
    /// How long it is to be shown; zero when unknown.
    pub duration: Span,
    /// The picture itself.
    pub content: P,
}

/// A decoded piece of sound.
#[derive(Clone, Debug)]
pub struct TimedSound<S> {
    /// Presentation time of the first sample, if known.
    pub pts: Option<MediaTime>,
    /// Samples per channel.
    pub samples: u32,
    /// Samples per second and channel; not 0.
    pub rate: u32,
    /// The sound itself.
    pub content: S,
}

impl<S> TimedSound<S> {
    fn length(&self) -> Span {
        let rate = TimeBase {
            num: 1,
            den: self.rate.max(1),
        };
        Span::from_nanos(rate.nanos(i64::from(self.samples)))
    }
}

/// What the sound device said.
#[derive(Clone, Copy, Debug)]
pub struct DeviceReport {
    /// The place in what was written at which the device begins to take now; heard after `latency`.
    pub place: Span,
    /// The place up to which it takes now.
    pub taken: Span,
    /// How much it lacked; zero when it had enough.
    pub lacking: Span,
    /// From now until what it takes is heard.
    pub latency: Span,
}

/// What the engine could use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wants {
    /// Another picture.
    pub picture: bool,
    /// More sound.
    pub sound: bool,
}

/// A piece of sound on its way to the device.
#[derive(Clone, Debug)]
pub struct SoundPiece<S> {
    /// Presentation time of the first sample.
    pub pts: MediaTime,
    /// Samples per channel.
    pub samples: u32,
    /// Length of the samples.
    pub duration: Span,
    /// Place in the device at which it ends.
    pub until: Span,
    /// The sound itself.
    pub content: S,
}

/// What the driver has to do next.
#[derive(Debug)]
pub enum Step<P, S> {
    /// Start the sound device.
    StartDevice,
    /// Write this sound to the device, then call [`Engine::written`].
    Write(SoundPiece<S>),
    /// Write silence of this length to the device, up to this place.
    WriteSilence {
        /// How long.
        length: Span,
        /// Place in the device at which it ends.
        until: Span,
    },
    /// Present this picture now, then call [`Engine::presented`].
    Present {
        /// Presentation time.
        pts: MediaTime,
        /// When it was due.
        due: RunTime,
        /// The picture itself.
        content: P,
    },
    /// Nothing to do before this moment, or before something new is handed in.
    WaitUntil(RunTime),
    /// Nothing to do before something new is handed in.
    Wait,
    /// The play is over.
    Ended,
}

/// A sans-I/O player: time, pictures, sound and the device's reports go in, events and the next
/// step come out.
pub struct Engine<P, S> {
    settings: Settings,
    clock: Option<MasterClock>,
    pictures: VecDeque<Queued<P>>,
    pictures_ended: bool,
    shown: Option<Shown>,
    sounds: VecDeque<TimedSound<S>>,
    sounds_ended: bool,
    line: Option<SoundLine>,
    taken: Span,
    device_started: bool,
    next_measure: RunTime,
    over: bool,
    told: Vec<What>,
}

struct Queued<P> {
    pts: MediaTime,
    duration: Span,
    due: Option<RunTime>,
    content: P,
}

#[derive(Clone, Copy)]
struct Shown {
    pts: MediaTime,
    duration: Span,
    due: RunTime,
}

impl<P, S> Engine<P, S> {
    /// An engine that has nothing yet.
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            clock: None,
            pictures: VecDeque::new(),
            pictures_ended: settings.video.is_none(),
            shown: None,
            sounds: VecDeque::new(),
            sounds_ended: settings.audio.is_none(),
            line: None,
            taken: Span::ZERO,
            device_started: false,
            next_measure: RunTime::ZERO,
            over: false,
            told: Vec::new(),
        }
    }

    /// What happened since the last call, in order, all at the moment of the last call into the engine.
    pub fn take_events(&mut self) -> std::vec::Drain<'_, What> {
        self.told.drain(..)
    }

    /// What the engine could use now.
    pub fn wants(&self) -> Wants {
        Wants {
            picture: !self.pictures_ended && self.pictures.len() < PICTURES,
            sound: !self.sounds_ended && (self.sound_ahead() < SOUND || self.sounds.len() < 2),
        }
    }

    /// Takes the next picture of the decoder.
    pub fn add_picture(&mut self, picture: TimedPicture<P>) {
        let before = self
            .pictures
            .back()
            .map(|last| last.pts.plus(last.duration));
        let before = before.or(self.shown.map(|shown| shown.pts.plus(shown.duration)));
        let pts = picture.pts.or(before).unwrap_or_default();
        if let (Some(last), Some(stream)) = (self.pictures.back_mut(), self.settings.video) {
            let until_next = pts.since(last.pts);
            if until_next > Span::ZERO && until_next <= LEAP {
                last.duration = until_next;
            } else if until_next != Span::ZERO {
                let expected = last.pts.plus(last.duration);
                self.told.push(What::DiscontinuityFound {
                    stream,
                    expected,
                    found: pts,
                });
            }
        }
        let duration = if picture.duration > Span::ZERO {
            picture.duration
        } else {
            self.settings.usual_picture
        };
        self.pictures.push_back(Queued {
            pts,
            duration,
            due: None,
            content: picture.content,
        });
    }

    /// There are no more pictures.
    pub const fn end_pictures(&mut self) {
        self.pictures_ended = true;
    }

    /// Takes the next sound of the decoder.
    pub fn add_sound(&mut self, sound: TimedSound<S>) {
        self.sounds.push_back(sound);
    }

    /// There is no more sound.
    pub const fn end_sounds(&mut self) {
        self.sounds_ended = true;
    }

    /// Takes what the device says of itself at `now`.
    pub fn device_report(&mut self, now: RunTime, report: DeviceReport) {
        let Some(line) = &mut self.line else { return };
        self.taken = report.taken;
        let heard = line.media_at(report.place.minus(report.latency));
        let all_heard = self.sounds_ended
            && self.sounds.is_empty()
            && report.place.minus(report.latency) >= line.end();
        if report.lacking > Span::ZERO && !(self.sounds_ended && self.sounds.is_empty()) {
            self.told.push(What::UnderrunOccurred {
                position: heard,
                lacking: report.lacking,
            });
            line.stall(report.lacking);
        }
        line.forget_before(report.place.minus(report.latency));
        if !all_heard {
            self.told.push(What::AudioPlayed { position: heard });
            if let Some(clock) = &mut self.clock {
                clock.set(now, heard);
            }
        }
        self.measure(now);
    }

    /// The driver presented a picture.
    pub fn presented(&mut self, now: RunTime, pts: MediaTime, due: RunTime, hash: ContentHash) {
        self.told.push(What::FramePresented { pts, due, hash });
        let master = self.master(now);
        let audio = self.hears(now).then_some(master);
        self.told.push(What::ClocksRead {
            audio,
            video: Some(pts),
            master,
        });
        self.measure(now);
    }

    /// The driver wrote a piece of sound.
    pub fn written(&mut self, piece: &SoundPiece<S>, hash: ContentHash) {
        let SoundPiece {
            pts,
            samples,
            duration,
            ..
        } = *piece;
        self.told.push(What::AudioWritten {
            pts,
            samples,
            duration,
            hash,
        });
    }

    /// Ends the play at once.
    pub fn stop(&mut self, now: RunTime) {
        for picture in std::mem::take(&mut self.pictures) {
            let due = picture.due.unwrap_or(now);
            let reason = DiscardReason::Flushed;
            self.told.push(What::FrameDiscarded {
                pts: picture.pts,
                due,
                reason,
            });
        }
        self.finish(now, EndReason::Stopped);
    }

    /// What to do at `now`.
    pub fn poll(&mut self, now: RunTime) -> Step<P, S> {
        if self.over {
            return Step::Ended;
        }
        if self.clock.is_none() && !self.start(now) {
            return Step::Wait;
        }
        if let Some(step) = self.next_sound(now) {
            return step;
        }
        if let Some(step) = self.next_picture(now) {
            return step;
        }
        self.wait_or_end(now)
    }

    /// Starts the clock once there is enough to start with.
    fn start(&mut self, now: RunTime) -> bool {
        let pictures_ready = self.pictures_ended || !self.pictures.is_empty();
        let sound_ready = self.sounds_ended || !self.wants().sound;
        if !(pictures_ready && sound_ready) {
            return false;
        }
        let picture = self.pictures.front().map(|picture| picture.pts);
        let sound = self
            .sounds
            .front()
            .map(|sound| sound.pts.unwrap_or_default());
        let Some(first) = picture.into_iter().chain(sound).min() else {
            let reason = if self.settings.video.is_none() && self.settings.audio.is_none() {
                EndReason::NothingToPlay
            } else {
                EndReason::EndOfStream
            };
            self.clock = Some(MasterClock::new(now, MediaTime::ZERO));
            self.finish(now, reason);
            return true;
        };
        let far = picture
            .zip(sound)
            .is_some_and(|(p, s)| p.since(s).abs() > LEAP);
        let first = if far { sound.unwrap_or(first) } else { first };
        let from = if sound.is_some() {
            self.line = Some(SoundLine::new(first));
            first.minus(self.settings.latency)
        } else {
            first
        };
        self.clock = Some(MasterClock::new(now, from));
        self.next_measure = now;
        self.told.push(What::PlayStarted { from });
        true
    }

    fn next_sound(&mut self, now: RunTime) -> Option<Step<P, S>> {
        self.line.as_ref()?;
        let enough = self.sounds.len() >= 2 || (self.sounds_ended && !self.sounds.is_empty());
        if !enough {
            // Whether a time stamp can be believed shows when the next one is there.
            return self.start_device(now);
        }
        if let Some(step) = self.bridge_gap() {
            return Some(step);
        }
        let sound = self.sounds.pop_front()?;
        let line = self.line.as_mut()?;
        let pts = sound.pts.unwrap_or_else(|| line.next_media());
        let duration = line.write(sound.samples, sound.rate);
        let until = line.end();
        Some(Step::Write(SoundPiece {
            pts,
            samples: sound.samples,
            duration,
            until,
            content: sound.content,
        }))
    }

    /// The device starts once it has something to take; from then on it moves the clock.
    fn start_device(&mut self, now: RunTime) -> Option<Step<P, S>> {
        if self.device_started {
            return None;
        }
        self.device_started = true;
        let from = self.line.as_ref()?.media_at(Span::ZERO).minus(self.settings.latency);
        self.clock = Some(MasterClock::new(now, from));
        Some(Step::StartDevice)
    }

    /// Where the time stamps of sound leave the line: a hole is filled with silence, a leap moves
    /// the clock. A lone time stamp that the next one does not confirm is not believed.
    fn bridge_gap(&mut self) -> Option<Step<P, S>> {
        let line = self.line.as_mut()?;
        let sound = self.sounds.front()?;
        let expected = line.next_media();
        let found = sound.pts?;
        let off = found.since(expected);
        if off.abs() <= SOUND_TOLERANCE {
            return None;
        }
        let at_start = line.end() == Span::ZERO;
        if let (false, Some(stream)) = (at_start, self.settings.audio) {
            self.told.push(What::DiscontinuityFound {
                stream,
                expected,
                found,
            });
        }
        if off > Span::ZERO && off <= LEAP {
            line.write_silence(off);
            self.told.push(What::SilenceWritten {
                pts: expected,
                duration: off,
            });
            return Some(Step::WriteSilence {
                length: off,
                until: line.end(),
            });
        }
        let goes_on = self
            .sounds
            .get(1)
            .and_then(|next| next.pts)
            .is_none_or(|next| next.since(found.plus(sound.length())).abs() <= SOUND_TOLERANCE);
        if goes_on {
            line.jump(found);
        }
        None
    }

    fn next_picture(&mut self, now: RunTime) -> Option<Step<P, S>> {
        loop {
            let due = self.schedule(now)?;
            if due > now {
                return None;
            }
            let alone = self.pictures.len() == 1 && !self.pictures_ended;
            if alone {
                // Its length, and so whether it is too late, shows when the next one is there.
                return None;
            }
            let picture = self.pictures.pop_front()?;
            self.shown = Some(Shown {
                pts: picture.pts,
                duration: picture.duration,
                due,
            });
            let passed = now.since(due.plus(picture.duration)) >= Span::ZERO && now > due;
            if passed {
                let reason = DiscardReason::Late;
                self.told.push(What::FrameDiscarded {
                    pts: picture.pts,
                    due,
                    reason,
                });
                continue;
            }
            return Some(Step::Present {
                pts: picture.pts,
                due,
                content: picture.content,
            });
        }
    }

    /// When the first picture of the queue is due.
    fn schedule(&mut self, now: RunTime) -> Option<RunTime> {
        let due = self.due_of_first(now)?;
        let picture = self.pictures.front_mut()?;
        let is_news = picture
            .due
            .is_none_or(|known| due.since(known).abs() > RESCHEDULE);
        if is_news {
            picture.due = Some(due);
            self.told.push(What::FrameScheduled {
                pts: picture.pts,
                due,
                delay: due.since(now),
            });
        }
        picture.due
    }

    fn due_of_first(&mut self, now: RunTime) -> Option<RunTime> {
        let pts = self.pictures.front()?.pts;
        let hears = self.hears(now);
        let clock = self.clock.as_mut()?;
        let Some(shown) = self.shown else {
            return Some(clock.run_at(pts));
        };
        let after_last = shown.due.plus(shown.duration);
        let step = pts.since(shown.pts);
        let leaps = step < Span::ZERO || step > LEAP.plus(shown.duration);
        if hears {
            let is_far = pts.since(clock.media_at(now)).abs() > LEAP;
            return Some(if leaps && is_far {
                after_last
            } else {
                clock.run_at(pts)
            });
        }
        if leaps {
            clock.set(after_last, pts);
        }
        Some(clock.run_at(pts))
    }

    fn wait_or_end(&mut self, now: RunTime) -> Step<P, S> {
        if let Some(first) = self.pictures.front() {
            return match first.due {
                Some(due) if due > now => Step::WaitUntil(due.min(self.measure_due(now))),
                _ => Step::Wait,
            };
        }
        if !(self.pictures_ended && self.sounds_ended && self.sounds.is_empty()) {
            return Step::WaitUntil(self.measure_due(now));
        }
        let end = self.end_of_play(now);
        if now >= end {
            self.finish(now, EndReason::EndOfStream);
            return Step::Ended;
        }
        Step::WaitUntil(end.min(self.measure_due(now)))
    }

    fn measure_due(&mut self, now: RunTime) -> RunTime {
        self.measure(now);
        self.next_measure
    }

    fn end_of_play(&self, now: RunTime) -> RunTime {
        let pictures = self
            .shown
            .map_or(now, |shown| shown.due.plus(shown.duration));
        let sound = match (&self.line, self.clock) {
            (Some(line), Some(clock)) => clock.run_at(line.next_media()),
            _ => now,
        };
        pictures.max(sound)
    }

    fn finish(&mut self, now: RunTime, reason: EndReason) {
        self.over = true;
        let position = self.master(now);
        self.told.push(What::PlayEnded { reason, position });
    }

    fn master(&self, now: RunTime) -> MediaTime {
        self.clock
            .map_or(MediaTime::ZERO, |clock| clock.media_at(now))
    }

    /// True while sound drives the clock.
    fn hears(&self, now: RunTime) -> bool {
        self.line.as_ref().is_some_and(|line| {
            !(self.sounds_ended && self.sounds.is_empty()) || self.master(now) < line.next_media()
        })
    }

    /// Decoded sound that the device has not taken yet.
    fn sound_ahead(&self) -> Span {
        let waiting = self
            .sounds
            .iter()
            .fold(Span::ZERO, |sum, sound| sum.plus(sound.length()));
        self.line
            .as_ref()
            .map_or(waiting, |line| waiting.plus(line.end().minus(self.taken)))
    }

    fn measure(&mut self, now: RunTime) {
        if now < self.next_measure {
            return;
        }
        self.next_measure = now.plus(MEASURE);
        self.told.push(What::QueuesMeasured(QueueLevels {
            pictures: u32::try_from(self.pictures.len()).unwrap_or(u32::MAX),
            sound: self.sound_ahead(),
            ..QueueLevels::default()
        }));
    }
}
