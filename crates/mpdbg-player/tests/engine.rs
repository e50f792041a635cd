//! The engine on a virtual clock of the test's own: pictures and sound are numbers, decoding takes
//! as long as the test says, and nothing waits.

use mpdbg_model::{
    ContentHash, DecodeMarks, DiscardReason, EndReason, MediaTime, RunTime, Span, What,
};
use mpdbg_player::{DeviceReport, Engine, Settings, Step, TimedPicture, TimedSound};
use proptest::prelude::*;

const RATE: u32 = 48_000;
const PERIOD: Span = Span::from_millis(20);
const LATENCY: Span = Span::from_millis(40);

/// A play without FFmpeg: lists of pictures and sound, and what decoding each picture costs.
#[derive(Default)]
struct Rig {
    pictures: Vec<(Option<MediaTime>, Span)>,
    sounds: Vec<(Option<MediaTime>, u32)>,
    picture_cost: Span,
    /// Runs before the engine gets the sound with this number.
    sound_delay: Option<(usize, Span)>,
    stop_at: Option<RunTime>,
}

fn ms(millis: i64) -> Span {
    Span::from_millis(millis)
}

fn at(millis: i64) -> MediaTime {
    MediaTime::ZERO.plus(ms(millis))
}

impl Rig {
    fn pictures(mut self, count: i64, each: i64) -> Self {
        self.pictures = (0..count).map(|n| (Some(at(n * each)), ms(each))).collect();
        self
    }

    /// `count` pieces of 20 ms.
    fn sound(mut self, count: i64) -> Self {
        self.sounds = (0..count).map(|n| (Some(at(n * 20)), RATE / 50)).collect();
        self
    }

    fn play(&self) -> Vec<(RunTime, What)> {
        let mut engine: Engine<(), ()> = Engine::new(Settings {
            video: (!self.pictures.is_empty()).then_some(0),
            audio: (!self.sounds.is_empty()).then_some(1),
            usual_picture: ms(40),
            latency: LATENCY,
        });
        let mut pictures = self.pictures.iter();
        let mut sounds = self.sounds.iter().enumerate();
        let mut device = Device::default();
        let mut now = RunTime::ZERO;
        let mut told = Vec::new();
        for _ in 0..100_000 {
            if self.stop_at.is_some_and(|stop| now >= stop) {
                engine.stop(now);
            }
            loop {
                let wants = engine.wants();
                if wants.sound {
                    match sounds.next() {
                        Some((n, &(pts, samples))) => {
                            if let Some((late, delay)) = self.sound_delay
                                && late == n
                            {
                                now = device.catch_up(now.plus(delay), &mut engine);
                            }
                            engine.add_sound(TimedSound {
                                pts,
                                samples,
                                rate: RATE,
                                content: (),
                            });
                        }
                        None => engine.end_sounds(),
                    }
                } else if wants.picture {
                    match pictures.next() {
                        Some(&(pts, duration)) => {
                            now = device.catch_up(now.plus(self.picture_cost), &mut engine);
                            engine.add_picture(TimedPicture {
                                pts,
                                duration,
                                marks: DecodeMarks::default(),
                                content: (),
                            });
                        }
                        None => engine.end_pictures(),
                    }
                } else {
                    break;
                }
            }
            let step = engine.poll(now);
            match step {
                Step::StartDevice => device.start = Some(now),
                Step::Write(piece) => {
                    device.written = piece.until;
                    engine.written(&piece, (ContentHash::None, None));
                }
                Step::WriteSilence { until, .. } => device.written = until,
                Step::Present { pts, due, .. } => {
                    engine.presented(now, pts, due, (ContentHash::None, None));
                }
                Step::Reposition(_) | Step::Tempo { .. } | Step::Volume { .. } => {}
                Step::WaitUntil(deadline) => now = device.go_to(deadline, &mut engine),
                Step::Wait => {
                    if let Some(pull) = device.next() {
                        now = device.go_to(pull, &mut engine);
                    }
                }
                Step::Ended => {
                    told.extend(engine.take_events().map(|what| (now, what)));
                    return told;
                }
            }
            told.extend(engine.take_events().map(|what| (now, what)));
        }
        panic!("the play never ended");
    }
}

#[derive(Default)]
struct Device {
    start: Option<RunTime>,
    pulls: i64,
    written: Span,
}

impl Device {
    fn next(&self) -> Option<RunTime> {
        self.start.map(|start| start.plus(PERIOD.times(self.pulls)))
    }

    /// Goes to the deadline, or to the next pull if that comes first.
    fn go_to(&mut self, deadline: RunTime, engine: &mut Engine<(), ()>) -> RunTime {
        let now = self.next().map_or(deadline, |pull| pull.min(deadline));
        self.catch_up(now, engine)
    }

    fn catch_up(&mut self, now: RunTime, engine: &mut Engine<(), ()>) -> RunTime {
        while let Some(pull) = self.next().filter(|pull| *pull <= now) {
            let place = PERIOD.times(self.pulls);
            self.pulls += 1;
            let taken = PERIOD.times(self.pulls);
            let lacking = taken.minus(self.written.max(place)).max(Span::ZERO);
            self.written = self.written.max(taken);
            engine.device_report(
                pull,
                DeviceReport {
                    place,
                    taken,
                    lacking,
                    latency: LATENCY,
                },
            );
        }
        now
    }
}

fn presented(told: &[(RunTime, What)]) -> Vec<(MediaTime, Span)> {
    told.iter()
        .filter_map(|(now, what)| match what {
            What::FramePresented { pts, due, .. } => Some((*pts, now.since(*due))),
            _ => None,
        })
        .collect()
}

fn count(told: &[(RunTime, What)], wanted: impl Fn(&What) -> bool) -> usize {
    told.iter().filter(|(_, what)| wanted(what)).count()
}

fn ended(told: &[(RunTime, What)]) -> Option<(EndReason, MediaTime)> {
    told.iter().find_map(|(_, what)| match what {
        What::PlayEnded { reason, position } => Some((*reason, *position)),
        _ => None,
    })
}

proptest! {
    #[test]
    fn a_quick_decoder_presents_every_picture_once_and_on_time(
        lengths in proptest::collection::vec(1_i64..400, 1..60), start in -2000_i64..20_000, sound in 0_i64..60)
    {
        let mut rig = Rig::default();
        let mut pts = start;
        for length in &lengths {
            rig.pictures.push((Some(at(pts)), ms(*length)));
            pts += length;
        }
        rig.sounds = (0..sound).map(|n| (Some(at(start + n * 20)), RATE / 50)).collect();
        let told = rig.play();
        let seen = presented(&told);
        prop_assert_eq!(seen.iter().map(|(pts, _)| *pts).collect::<Vec<_>>(),
            rig.pictures.iter().filter_map(|(pts, _)| *pts).collect::<Vec<_>>());
        prop_assert!(seen.iter().all(|(_, late)| late.abs() <= Span::from_nanos(2)));
        prop_assert_eq!(count(&told, |w| matches!(w, What::UnderrunOccurred { .. })), 0);
        prop_assert_eq!(ended(&told).map(|e| e.0), Some(EndReason::EndOfStream));
    }

    #[test]
    fn every_picture_is_presented_or_discarded_however_slow_the_decoder(cost in 0_i64..200, sound in 0_i64..100) {
        let rig = Rig { picture_cost: ms(cost), ..Rig::default() }.pictures(40, 40).sound(sound);
        let told = rig.play();
        let discarded = count(&told, |w| matches!(w, What::FrameDiscarded { .. }));
        prop_assert_eq!(presented(&told).len() + discarded, 40);
    }
}

#[test]
fn a_slow_decoder_loses_pictures_not_time() {
    let rig = Rig {
        picture_cost: ms(100),
        ..Rig::default()
    }
    .pictures(50, 40)
    .sound(100);
    let told = rig.play();
    let late = |w: &What| {
        matches!(
            w,
            What::FrameDiscarded {
                reason: DiscardReason::Late,
                ..
            }
        )
    };
    assert!(count(&told, late) >= 20, "{} discarded", count(&told, late));
    assert!(presented(&told).iter().all(|(_, late)| *late < ms(40)));
}

#[test]
fn sound_that_begins_a_little_after_the_pictures_is_not_played_too_early() {
    let mut rig = Rig::default().pictures(100, 40).sound(100);
    for (pts, _) in &mut rig.sounds {
        *pts = pts.map(|pts| pts.plus(ms(12)));
    }
    let told = rig.play();
    let filled: Vec<(MediaTime, Span)> = told
        .iter()
        .filter_map(|(_, what)| match what {
            What::SilenceWritten { pts, duration } => Some((*pts, *duration)),
            _ => None,
        })
        .collect();
    assert_eq!(filled, [(MediaTime::ZERO, ms(12))]);
}

#[test]
fn a_hole_in_the_sound_is_filled_and_the_clock_goes_on() {
    let mut rig = Rig::default().pictures(100, 40).sound(100);
    for (pts, _) in rig.sounds.iter_mut().skip(50) {
        *pts = pts.map(|pts| pts.plus(Span::from_secs(2)));
    }
    let told = rig.play();
    let filled: Vec<Span> = told
        .iter()
        .filter_map(|(_, what)| match what {
            What::SilenceWritten { duration, .. } => Some(*duration),
            _ => None,
        })
        .collect();
    assert_eq!(filled, [Span::from_secs(2)]);
    assert_eq!(presented(&told).len(), 100);
    assert_eq!(
        count(&told, |w| matches!(w, What::DiscontinuityFound { .. })),
        1
    );
}

#[test]
fn sound_that_comes_too_late_is_an_underrun_and_holds_the_pictures() {
    let mut rig = Rig::default().pictures(100, 40).sound(200);
    rig.sound_delay = Some((60, ms(400)));
    let told = rig.play();
    let lacking: i64 = told
        .iter()
        .map(|(_, what)| match what {
            What::UnderrunOccurred { lacking, .. } => lacking.nanos(),
            _ => 0,
        })
        .sum();
    assert!(
        (150_000_000..=420_000_000).contains(&lacking),
        "{lacking} ns"
    );
    let position = ended(&told).map(|(_, position)| position);
    assert!(
        position.is_some_and(|p| p.since(at(4000)).abs() <= PERIOD),
        "{position:?}"
    );
}

#[test]
fn a_lone_time_stamp_that_goes_back_is_not_believed() {
    let mut rig = Rig::default().pictures(50, 40).sound(100);
    rig.sounds[30].0 = Some(at(0));
    let told = rig.play();
    assert_eq!(presented(&told).len(), 50);
    assert!(
        presented(&told)
            .iter()
            .all(|(_, late)| late.abs() <= Span::from_nanos(2))
    );
}

#[test]
fn sound_that_leaps_takes_the_clock_along() {
    let mut rig = Rig::default().pictures(100, 40).sound(200);
    for (pts, _) in rig.pictures.iter_mut().skip(50) {
        *pts = pts.map(|pts| pts.plus(Span::from_secs(3600)));
    }
    for (pts, _) in rig.sounds.iter_mut().skip(100) {
        *pts = pts.map(|pts| pts.plus(Span::from_secs(3600)));
    }
    let told = rig.play();
    assert_eq!(presented(&told).len(), 100);
    let last = told.last().map(|(now, _)| *now);
    assert!(
        last.is_some_and(|now| now < RunTime::ZERO.plus(Span::from_secs(5))),
        "{last:?}"
    );
}

#[test]
fn pictures_without_time_stamps_follow_each_other() {
    let mut rig = Rig::default().pictures(25, 40);
    for (pts, _) in rig.pictures.iter_mut().skip(1) {
        *pts = None;
    }
    let seen: Vec<MediaTime> = presented(&rig.play())
        .into_iter()
        .map(|(pts, _)| pts)
        .collect();
    assert_eq!(seen, (0..25).map(|n| at(n * 40)).collect::<Vec<_>>());
}

#[test]
fn a_stop_ends_the_play_and_accounts_for_what_was_ready() {
    let mut rig = Rig::default().pictures(100, 40).sound(200);
    rig.stop_at = Some(RunTime::ZERO.plus(ms(1000)));
    let told = rig.play();
    assert_eq!(ended(&told).map(|e| e.0), Some(EndReason::Stopped));
    assert!(
        count(&told, |w| matches!(
            w,
            What::FrameDiscarded {
                reason: DiscardReason::Flushed,
                ..
            }
        )) > 0
    );
}

#[test]
fn nothing_to_play_ends_at_once() {
    let told = Rig::default().play();
    assert_eq!(
        ended(&told),
        Some((EndReason::NothingToPlay, MediaTime::ZERO))
    );
}
