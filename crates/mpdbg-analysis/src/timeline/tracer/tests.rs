//! Events in, points out.

use mpdbg_model::ContentHash;

use super::*;

fn at(millis: u64) -> RunTime {
    RunTime::from_nanos(millis * 1_000_000)
}

fn media(millis: i64) -> MediaTime {
    MediaTime::from_nanos(millis * 1_000_000)
}

fn trace(events: &[(u64, What)]) -> Vec<(Channel, Option<i64>, i64)> {
    let late = Span::from_millis(20);
    let mut tracer = Tracer::new(Limits { late });
    let mut points = Vec::new();
    for (number, (when, what)) in (0..).zip(events) {
        let event = Event {
            at: at(*when),
            what: what.clone(),
        };
        tracer.trace(number, &event, &mut |point| {
            let place = point.media.map(|it| it.nanos() / 1_000_000);
            points.push((point.channel, place, point.value / 1_000_000));
        });
    }
    points
}

fn presented(pts: i64, due: u64) -> What {
    What::FramePresented {
        pts: media(pts),
        due: at(due),
        hash: ContentHash::None,
    }
}

fn clocks(audio: i64, video: i64) -> What {
    What::ClocksRead {
        audio: Some(media(audio)),
        video: Some(media(video)),
        master: media(audio),
    }
}

#[test]
fn late_is_more_than_the_profile_allows() {
    let start = What::PlayStarted { from: media(0) };
    let points = trace(&[
        (100, start),
        (120, presented(0, 100)),
        (161, presented(40, 140)),
    ]);
    assert_eq!(
        points,
        [
            (Channel::Control, Some(0), 0),
            (Channel::Presented, Some(0), 20),
            (Channel::Late, Some(40), 21),
        ]
    );
}

#[test]
fn clocks_are_held_against_the_wall_clock_at_the_rate_that_is_played() {
    let points = trace(&[
        (100, What::PlayStarted { from: media(0) }),
        (200, clocks(90, 80)),
        (
            200,
            What::RateChanged {
                thousandths: 2000,
                position: media(90),
            },
        ),
        (300, clocks(290, 250)),
    ]);
    let clocks: Vec<_> = points
        .into_iter()
        .filter(|it| it.0 != Channel::Control)
        .collect();
    assert_eq!(
        clocks,
        [
            (Channel::AudioClock, Some(90), -10),
            (Channel::VideoClock, Some(80), -20),
            (Channel::Offset, Some(80), 10),
            (Channel::AudioClock, Some(290), 0),
            (Channel::VideoClock, Some(250), -20),
            (Channel::Offset, Some(250), 20),
        ]
    );
}

#[test]
fn media_time_stands_in_a_pause_and_goes_on_where_a_seek_leads() {
    let measured = || What::ReadBlocked {
        took: Span::from_millis(1),
    };
    let points = trace(&[
        (0, measured()),
        (100, What::PlayStarted { from: media(0) }),
        (150, measured()),
        (
            200,
            What::Paused {
                position: media(100),
            },
        ),
        (500, measured()),
        (
            600,
            What::SeekAnswered {
                position: media(900),
            },
        ),
        (700, measured()),
        (
            800,
            What::Resumed {
                position: media(900),
            },
        ),
        (810, measured()),
    ]);
    let places: Vec<_> = points
        .into_iter()
        .filter(|it| it.0 == Channel::Blocked)
        .map(|it| it.1)
        .collect();
    assert_eq!(places, [None, Some(50), Some(100), Some(900), Some(910)]);
}

#[test]
fn behind_a_seek_things_lie_where_it_went() {
    let asked = What::SeekAsked {
        from: media(40),
        target: media(900),
        mode: mpdbg_model::SeekMode::Exact,
    };
    let answered = What::SeekAnswered {
        position: media(900),
    };
    let points = trace(&[
        (100, What::PlayStarted { from: media(0) }),
        (100, presented(0, 100)),
        (140, presented(40, 140)),
        (150, asked),
        (160, answered),
        (200, presented(880, 200)),
    ]);
    let controls = points.iter().filter(|it| it.0 == Channel::Control);
    let places: Vec<_> = controls.map(|it| it.1).collect();
    assert_eq!(places, [Some(0), Some(40), Some(900)]);
}

#[test]
fn what_happens_behind_the_content_is_put_where_it_ends() {
    let start = What::PlayStarted { from: media(0) };
    let levels = QueueLevels {
        video_packets: 7,
        ..QueueLevels::default()
    };
    let ended = What::PlayEnded {
        reason: mpdbg_model::EndReason::EndOfStream,
        position: media(9_000),
    };
    let points = trace(&[
        (100, start),
        (100, presented(0, 100)),
        (140, presented(40, 140)),
        (5_000, What::QueuesMeasured(levels)),
        (9_100, ended),
    ]);
    let places: Vec<_> = points
        .iter()
        .filter(|it| [Channel::VideoPackets, Channel::Control].contains(&it.0))
        .map(|it| (it.0, it.1))
        .collect();
    assert_eq!(
        places,
        [
            (Channel::Control, Some(0)),
            (Channel::VideoPackets, Some(40)),
            (Channel::Control, Some(40)),
        ]
    );
}
