//! A file with two audio streams.

use std::collections::BTreeSet;

use mpdbg_media::generate::{GenerateError, Set, generate_some};
use mpdbg_media::{Demuxer, MediaError, Read, probe};
use mpdbg_model::{MediaTime, Span};
use tempfile::TempDir;

const NAME: &str = "two-tracks.mp4";

/// Makes the file in a folder of its own; says what FFmpeg lacks for it.
fn made() -> Result<TempDir, GenerateError> {
    let folder = TempDir::new().unwrap_or_else(|error| panic!("{error}"));
    generate_some(Set::Marked, |name| name == NAME, folder.path()).map(|_| folder)
}

/// Indices of the streams that the next packets belong to.
fn streams_of(demuxer: &mut Demuxer, packets: usize) -> BTreeSet<u16> {
    let mut streams = BTreeSet::new();
    for _ in 0..packets {
        if let Read::Packet(packet) = demuxer.read() {
            streams.insert(packet.stream());
        }
    }
    streams
}

#[test]
#[expect(clippy::print_stdout, reason = "a skip is shown")]
fn the_other_audio_stream_can_be_read_instead() -> Result<(), MediaError> {
    let folder = match made() {
        Ok(folder) => folder,
        Err(error @ GenerateError::NoEncoder(_)) => {
            println!("skipped: {error}");
            return Ok(());
        }
        Err(error) => panic!("{error}"),
    };
    let mut demuxer = Demuxer::open(&folder.path().join(NAME))?;
    assert_eq!(streams_of(&mut demuxer, 50), BTreeSet::from([0, 1]));
    demuxer.seek(MediaTime::ZERO.plus(Span::from_secs(1)))?;
    assert!(demuxer.select(2), "while packets of the first one wait");
    assert_eq!(streams_of(&mut demuxer, 50), BTreeSet::from([0, 2]));
    for seconds in [2, 0] {
        demuxer.seek(MediaTime::ZERO.plus(Span::from_secs(seconds)))?;
        assert_eq!(streams_of(&mut demuxer, 50), BTreeSet::from([0, 2]));
    }
    let selected = demuxer.streams().iter().filter(|it| it.selected);
    assert_eq!(selected.map(|it| it.index).collect::<Vec<_>>(), [0, 2]);
    Ok(())
}

#[test]
#[expect(clippy::print_stdout, reason = "a skip is shown")]
fn the_expected_timeline_holds_both_audio_streams() -> Result<(), MediaError> {
    let folder = match made() {
        Ok(folder) => folder,
        Err(error @ GenerateError::NoEncoder(_)) => {
            println!("skipped: {error}");
            return Ok(());
        }
        Err(error) => panic!("{error}"),
    };
    let expected = probe(&folder.path().join(NAME))?;
    let streams: Vec<_> = expected
        .streams
        .iter()
        .map(|it| (it.info.index, it.info.selected, it.sound.is_empty()))
        .collect();
    assert_eq!(
        streams,
        [(0, true, true), (1, true, false), (2, false, false)]
    );
    assert_eq!(expected.audio().map(|it| it.info.index), Some(1));
    assert_eq!(expected.video().map(|it| it.info.index), Some(0));
    assert_eq!(expected.stream(2).map(|it| it.info.index), Some(2));
    Ok(())
}
