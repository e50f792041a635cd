//! Two sides that promise different things of one sample.

use mpdbg_model::{
    AudioParameters, ExpectedFrame, ExpectedSound, ExpectedStream, ExpectedTimeline, MediaTime,
    Span, StreamInfo, StreamKind, TimeBase, Timing, VideoParameters,
};

use crate::compare::promise::{Promise, agree};

const SECOND: i64 = 1_000_000_000;

/// So many pictures, 25 a second, and sound up to here.
fn promise(pictures: i64, sound_seconds: i64) -> Promise {
    let at = |nanos| MediaTime::from_nanos(nanos);
    let frames = (0..pictures).map(|number| ExpectedFrame {
        pts: at(number * SECOND / 25),
        duration: Span::from_millis(40),
        key: number == 0,
    });
    let piece = ExpectedSound {
        from: at(0),
        to: at(sound_seconds * SECOND),
        packets: 1,
    };
    let mut video = stream(0, StreamKind::Video);
    video.frames = frames.collect();
    let mut audio = stream(1, StreamKind::Audio);
    audio.sound = vec![piece];
    Promise {
        expected: Some(ExpectedTimeline {
            streams: vec![video, audio],
            ..ExpectedTimeline::default()
        }),
        ..Promise::default()
    }
}

/// A stream that promises nothing yet.
fn stream(index: u16, kind: StreamKind) -> ExpectedStream {
    let video = VideoParameters {
        width: 320,
        height: 240,
        pixel_format: String::new(),
        sample_aspect: (0, 1),
        frame_rate: (25, 1),
        rotation: 0,
        colour: String::new(),
    };
    let audio = AudioParameters {
        rate: 48_000,
        channels: 2,
        sample_format: String::new(),
    };
    ExpectedStream {
        info: StreamInfo {
            index,
            kind,
            selected: true,
            codec: String::new(),
            profile: String::new(),
            time_base: TimeBase { num: 1, den: 1000 },
            start: None,
            duration: None,
            frames: None,
            bit_rate: None,
            language: String::new(),
            video: (kind == StreamKind::Video).then_some(video),
            audio: (kind == StreamKind::Audio).then_some(audio),
        },
        timing: Timing::Carried,
        frames: Vec::new(),
        sound: Vec::new(),
        undecodable: 0,
        damaged: 0,
    }
}

/// What the two agree on, and the remark, whichever of them is before.
fn agreed(one: &Promise, other: &Promise) -> (Promise, String) {
    let (mut before, mut after) = (one.clone(), other.clone());
    let remark = agree(&mut before, &mut after).unwrap();
    assert_eq!(before, after);
    let (mut swapped, mut back) = (other.clone(), one.clone());
    agree(&mut swapped, &mut back).unwrap();
    assert_eq!(swapped, before, "which side is before does not matter");
    (before, remark)
}

#[test]
fn the_one_that_promises_more_is_kept() {
    let whole = promise(100, 4);
    for (less, words) in [
        (promise(40, 4), "100 pictures before, 40 pictures after"),
        (promise(40, 9), "100 pictures before, 40 pictures after"),
        (
            promise(100, 2),
            "4.000 s of sound before, 2.000 s of sound after",
        ),
    ] {
        let (kept, remark) = agreed(&whole, &less);
        assert_eq!(kept, whole);
        let begins = format!("the two sides promise different things: {words}");
        assert!(remark.starts_with(&begins), "{remark}");
        assert!(
            remark.ends_with("both are judged by the longer"),
            "{remark}"
        );
    }
}

#[test]
fn what_promises_as_much_is_told_apart_by_what_it_says() {
    let one = promise(10, 1);
    let mut other = one.clone();
    other.expected.as_mut().unwrap().streams[0].damaged = 1;
    let (kept, remark) = agreed(&one, &other);
    assert!(kept == one || kept == other);
    assert!(
        remark.contains("times or parameters of streams"),
        "{remark}"
    );
    let mut later = one.clone();
    later.expected.as_mut().unwrap().streams[0].frames[9].duration = Span::from_secs(60);
    assert_eq!(agreed(&one, &later).0, later);
}

#[test]
fn equal_promises_and_one_that_is_lacking_stay() {
    let (mut one, mut other) = (promise(10, 1), promise(10, 1));
    assert_eq!(agree(&mut one, &mut other), None);
    let mut none = Promise::default();
    assert_eq!(agree(&mut one, &mut none), None);
    assert_eq!(none, Promise::default());
}
