//! Expected timelines are kept whole or not at all.

use mpdbg_model::{
    ExpectedFrame, ExpectedSound, ExpectedStream, ExpectedTimeline, SampleName, Timing,
};
use mpdbg_session::{read_expected, write_expected};

use crate::events::{audio, media, span, video};

fn timeline() -> ExpectedTimeline {
    let frame = |number: i64| ExpectedFrame {
        pts: media(number * 40_000_000),
        duration: span(40_000_000),
        key: number % 10 == 0,
    };
    let stream = |info| ExpectedStream {
        info,
        timing: Timing::Carried,
        frames: Vec::new(),
        sound: Vec::new(),
        undecodable: 1,
        damaged: 2,
    };
    ExpectedTimeline {
        declared: Some(span(4_000_000_000)),
        start: Some(media(-1)),
        streams: vec![
            ExpectedStream {
                frames: (0..100).map(frame).collect(),
                ..stream(video())
            },
            ExpectedStream {
                sound: vec![ExpectedSound {
                    from: media(0),
                    to: media(4_000_000_000),
                    packets: 200,
                }],
                ..stream(audio())
            },
        ],
        read_error: Some("Input/output error".to_owned()),
    }
}

#[test]
fn a_timeline_comes_back_and_is_written_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.expected");
    let sample = SampleName::parse("x").unwrap();
    write_expected(&path, &sample, &timeline()).unwrap();
    assert_eq!(read_expected(&path).unwrap(), timeline());
    assert!(write_expected(&path, &sample, &ExpectedTimeline::default()).is_err());
    assert_eq!(read_expected(&path).unwrap(), timeline());
}

#[test]
fn a_timeline_with_any_byte_flipped_or_cut_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.expected");
    write_expected(&path, &SampleName::parse("x").unwrap(), &timeline()).unwrap();
    let file = std::fs::read(&path).unwrap();
    let bad = dir.path().join("bad");
    for at in 0..file.len() {
        let mut flipped = file.clone();
        flipped[at] ^= 1 << (at % 8);
        std::fs::write(&bad, flipped).unwrap();
        assert!(read_expected(&bad).is_err(), "byte {at}");
        std::fs::write(&bad, &file[..at]).unwrap();
        assert!(read_expected(&bad).is_err(), "{at} bytes");
    }
}
