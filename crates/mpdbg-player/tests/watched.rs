//! Plays before someone who steps in.

use std::path::Path;

use mpdbg_media::Picture;
use mpdbg_model::{
    Action, AudioRoute, DecodeMarks, EndReason, Event, MediaTime, RunTime, SeekMode, SeekTarget,
    Span, What,
};
use mpdbg_player::{
    Audience, Conductor, Engine, PlayOptions, SampleFacts, Settings, Step, TimedPicture, watch,
};

const PICTURE: Span = Span::from_millis(40);
const PICTURES: i64 = 50;

fn pts(number: i64) -> MediaTime {
    MediaTime::ZERO.plus(PICTURE.times(number))
}

const fn seek(by: Span) -> Action {
    Action::Seek {
        to: SeekTarget::By(by),
        mode: SeekMode::Exact,
    }
}

/// A clip of 50 pictures, each a key frame, on an engine with someone who attends.
struct Rig {
    engine: Engine<(), ()>,
    now: RunTime,
    next: i64,
    told: Vec<What>,
}

impl Rig {
    fn new() -> Self {
        let settings = Settings {
            video: Some(0),
            audio: None,
            usual_picture: PICTURE,
            latency: Span::ZERO,
        };
        let facts = SampleFacts {
            length: Some(PICTURE.times(PICTURES)),
            seekable: true,
            pictures: true,
            ..SampleFacts::default()
        };
        let conductor = Conductor::new(&mpdbg_model::Scenario::default(), facts);
        Self {
            engine: Engine::new(settings).directed(conductor).attended(),
            now: RunTime::ZERO,
            next: 0,
            told: Vec::new(),
        }
    }

    fn feed(&mut self) {
        while self.engine.wants().picture {
            if self.next >= PICTURES {
                self.engine.end_pictures();
                return;
            }
            let marks = DecodeMarks {
                key: true,
                ..DecodeMarks::default()
            };
            self.engine.add_picture(TimedPicture {
                pts: Some(pts(self.next)),
                duration: PICTURE,
                marks,
                content: (),
            });
            self.next += 1;
        }
    }

    /// Goes on until it waits for something to happen, or until so many pictures were presented.
    fn run(&mut self, most: usize) {
        let mut presented = 0;
        while presented < most {
            self.feed();
            match self.engine.poll(self.now) {
                Step::Present { pts, due, .. } => {
                    let content = (mpdbg_model::ContentHash::None, None);
                    self.engine.presented(self.now, pts, due, content);
                    presented += 1;
                }
                Step::Reposition(to) => {
                    let behind = to.target.since(MediaTime::ZERO).nanos() / PICTURE.nanos();
                    self.next = behind.clamp(0, PICTURES - 1);
                }
                Step::WaitUntil(due) => self.now = due,
                Step::Wait | Step::Ended => break,
                Step::StartDevice
                | Step::Write(_)
                | Step::WriteSilence { .. }
                | Step::Tempo { .. }
                | Step::Volume { .. } => {}
            }
            self.told.extend(self.engine.take_events());
        }
        self.told.extend(self.engine.take_events());
    }

    fn last_presented(&self) -> Option<MediaTime> {
        self.told.iter().rev().find_map(|what| match what {
            What::FramePresented { pts, .. } => Some(*pts),
            _ => None,
        })
    }

    fn is_over(&self) -> bool {
        let is_end = |what: &What| matches!(what, What::PlayEnded { .. });
        self.told.iter().any(is_end)
    }
}

#[test]
fn a_pause_lasts_until_it_is_asked_to_go_on() {
    let mut rig = Rig::new();
    rig.run(5);
    rig.engine.ask(Action::Pause);
    rig.run(99);
    assert_eq!(rig.last_presented(), Some(pts(4)));
    assert!(!rig.is_over());
    rig.engine.ask(Action::Resume);
    rig.run(2);
    assert_eq!(rig.last_presented(), Some(pts(6)));
}

#[test]
fn seeks_add_up_and_go_on_from_the_end() {
    let mut rig = Rig::new();
    rig.run(1);
    rig.engine.ask(seek(PICTURE.times(10)));
    rig.engine.ask(seek(PICTURE.times(10)));
    rig.run(2);
    assert_eq!(rig.last_presented(), Some(pts(20)));
    rig.run(99);
    assert_eq!(rig.last_presented(), Some(pts(49)));
    assert!(rig.engine.is_at_end() && !rig.is_over());
    rig.engine.ask(seek(Span::ZERO.minus(PICTURE.times(2))));
    rig.run(1);
    assert_eq!(rig.last_presented(), Some(pts(48)));
    assert!(!rig.engine.is_at_end());
    rig.engine.ask(Action::Stop);
    rig.run(1);
    assert!(rig.is_over());
}

#[test]
fn what_is_asked_before_the_play_begins_is_done_when_it_begins() {
    let mut rig = Rig::new();
    rig.engine.ask(seek(PICTURE.times(30)));
    rig.run(2);
    assert_eq!(rig.last_presented(), Some(pts(30)));
}

/// Goes near the end at the first picture, and leaves at the end.
#[derive(Default)]
struct Hurried {
    seen: Vec<MediaTime>,
    asked: bool,
    is_at_end: bool,
    has_left: bool,
}

impl Audience for Hurried {
    fn presented(&mut self, pts: MediaTime, picture: Picture) {
        assert_eq!(picture.pts(), Some(pts));
        self.seen.push(pts);
    }

    fn next_action(&mut self) -> Option<Action> {
        if self.is_at_end {
            let leaves = !std::mem::replace(&mut self.has_left, true);
            return leaves.then_some(Action::Stop);
        }
        let asks = !self.asked && !self.seen.is_empty();
        self.asked |= asks;
        asks.then_some(seek(Span::from_millis(3600)))
    }

    fn reached_end(&mut self) {
        self.is_at_end = true;
    }
}

#[test]
fn an_audience_sees_what_is_presented_and_is_heeded_on_the_real_clock() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/h264-aac.mp4");
    let options = PlayOptions {
        audio: AudioRoute::Null,
        ..PlayOptions::default()
    };
    let (mut told, mut audience) = (Vec::<Event>::new(), Hurried::default());
    assert!(watch(&sample, &options, &mut told, &mut audience).is_ok());
    let presented: Vec<MediaTime> = told
        .iter()
        .filter_map(|event| match event.what {
            What::FramePresented { pts, .. } => Some(pts),
            _ => None,
        })
        .collect();
    assert_eq!(presented, audience.seen);
    assert!(audience.is_at_end);
    assert_eq!(presented.last(), Some(&pts(99)));
    let reason = told.iter().find_map(|event| match event.what {
        What::PlayEnded { reason, .. } => Some(reason),
        _ => None,
    });
    assert_eq!(reason, Some(EndReason::ScenarioStopped));
}
