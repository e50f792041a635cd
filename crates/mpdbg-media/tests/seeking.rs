//! After a seek, the pictures and the sound are those of a decode from the start.

use std::path::{Path, PathBuf};

use mpdbg_media::{Decoder, Demuxer, Landed, LogCapture, Read, Received};
use mpdbg_model::{ContentHash, HashKind, MediaTime, Span, StreamKind};

/// Pieces that are compared after each seek, beyond the one at the target.
const BEYOND: usize = 3;

/// A decoded picture or piece of sound.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Piece {
    pts: MediaTime,
    hash: ContentHash,
}

/// What comes out of one stream.
struct Decoding {
    demuxer: Demuxer,
    decoder: Decoder,
    stream: u16,
    ended: bool,
}

impl Decoding {
    fn open(path: &Path, kind: StreamKind) -> Option<Self> {
        let demuxer = Demuxer::open(path).ok()?;
        let mut streams = demuxer.streams().iter();
        let stream = streams
            .find(|stream| stream.selected && stream.kind == kind)?
            .index;
        let decoder = demuxer.decoder(stream).ok()?;
        Some(Self {
            demuxer,
            decoder,
            stream,
            ended: false,
        })
    }

    fn seek(&mut self, target: MediaTime) {
        let landed = self.demuxer.seek(target);
        assert!(landed.is_ok(), "seek to {target}");
        match self.demuxer.decoder(self.stream) {
            Ok(decoder) if matches!(landed, Ok(Landed::AtBeginning)) => self.decoder = decoder,
            _ => self.decoder.flush(),
        }
        self.ended = false;
    }

    /// Gives the decoder the next packet of its stream; what it says of a damaged one shows in what
    /// comes out.
    fn feed(&mut self) {
        loop {
            match self.demuxer.read() {
                Read::Packet(packet) if packet.stream() == self.stream => {
                    let _ = self.decoder.send(Some(&packet));
                    return;
                }
                Read::Packet(_) => {}
                Read::End | Read::Failed(_) => {
                    self.ended = true;
                    let _ = self.decoder.send(None);
                    return;
                }
            }
        }
    }
}

impl Iterator for Decoding {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            let (pts, hash) = match self.decoder.receive() {
                Received::Picture(picture) => (picture.pts(), picture.hash(HashKind::Xxh3)),
                Received::Sound(sound) => (sound.pts(), sound.hash(HashKind::Xxh3)),
                Received::NeedsPacket if !self.ended => {
                    self.feed();
                    continue;
                }
                Received::Failed(_) if !self.ended => continue,
                _ => return None,
            };
            let pts = pts.unwrap_or_default();
            return Some(Piece { pts, hash });
        }
    }
}

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../samples")
        .join(name)
}

/// Where to seek to: at, before and after so many pieces, in no order, and beyond both ends.
fn targets(all: &[Piece], places: usize) -> Vec<MediaTime> {
    let step = all.len().div_ceil(places).max(1);
    let mut targets: Vec<MediaTime> = Vec::new();
    for piece in all.iter().step_by(step) {
        targets.push(piece.pts);
        targets.push(piece.pts.plus(Span::from_millis(7)));
        targets.push(piece.pts.minus(Span::from_nanos(1)));
    }
    let last = all.last().map(|piece| piece.pts).unwrap_or_default();
    targets.push(last.plus(Span::from_secs(3)));
    targets.push(MediaTime::ZERO.minus(Span::from_secs(3)));
    let count = targets.len();
    (0..count).map(|n| targets[(n * 7919) % count]).collect()
}

/// Seeks to many places and says what is not as it should be.
fn faults(path: &Path, kind: StreamKind, places: usize) -> Vec<String> {
    let Some(mut decoding) = Decoding::open(path, kind) else {
        return vec!["cannot be decoded".into()];
    };
    let all: Vec<Piece> = decoding.by_ref().collect();
    let mut faults = Vec::new();
    for target in targets(&all, places) {
        decoding.seek(target);
        faults.extend(fault(&mut decoding, &all, target).map(|why| format!("{target}: {why}")));
    }
    faults
}

fn fault(decoding: &mut Decoding, all: &[Piece], target: MediaTime) -> Option<String> {
    let wanted = all.iter().rposition(|it| it.pts <= target).unwrap_or(0);
    let is_sound =
        decoding.demuxer.streams()[usize::from(decoding.stream)].kind == StreamKind::Audio;
    // Sound needs a while until it is exact; what comes before the target is thrown away.
    let first = if is_sound {
        decoding.find(|it| it.pts >= all[wanted].pts)
    } else {
        decoding.next()
    };
    let Some(first) = first else {
        return Some("nothing comes".into());
    };
    let Some(begin) = all.iter().position(|it| *it == first) else {
        let same = all.iter().any(|it| it.pts == first.pts);
        return Some(format!(
            "begins with what is none, at {} same time {same}",
            first.pts
        ));
    };
    if begin > wanted {
        return Some(format!("lands on {}", first.pts));
    }
    let rest = &all[begin + 1..(wanted + BEYOND).min(all.len()).max(begin + 1)];
    let decoded: Vec<Piece> = decoding.take(rest.len()).collect();
    let mut pairs = rest.iter().zip(&decoded);
    match pairs.find(|(a, b)| a != b) {
        Some((wanted, other)) if wanted.pts == other.pts => {
            Some(format!("other content at {}", wanted.pts))
        }
        Some((wanted, other)) => Some(format!("{} instead of {}", other.pts, wanted.pts)),
        None if decoded.len() < rest.len() => Some("ends too early".into()),
        None => None,
    }
}

/// Samples with pictures, and why seeking in one cannot give what a decode from the start gives.
const PICTURES: [(&str, Option<&str>); 14] = [
    ("audio-shorter.mp4", None),
    ("av1-video-only.mkv", None),
    (
        "corrupted.mp4",
        Some("what is damaged is patched with pictures from before the key frame"),
    ),
    ("edit-list.mp4", None),
    ("gap.mkv", None),
    ("h264-aac.mp4", None),
    ("h264-b-frames.mp4", None),
    ("mpeg2-mp2.ts", None),
    ("mpeg4-mp3.avi", None),
    ("negative-start.ts", None),
    ("rotated.mp4", None),
    ("theora-vorbis.ogv", None),
    ("truncated.mp4", None),
    ("vp9-opus.webm", None),
];

/// Samples whose sound is exact after a seek. Of the others, AAC makes up noise that goes on from
/// piece to piece, Opus predicts every piece from the one before without end, MP2 dithers, and PCM is
/// cut into other pieces.
const SOUND: [&str; 3] = ["mpeg4-mp3.avi", "theora-vorbis.ogv", "tone.flac"];

#[test]
fn after_a_seek_come_the_pictures_of_a_decode_from_the_start() {
    for (name, why_not) in PICTURES {
        let faults = faults(&sample(name), StreamKind::Video, 12);
        match why_not {
            None => assert_eq!(faults, [""; 0], "{name}"),
            Some(why) => assert!(
                !faults.is_empty() && faults.iter().all(|it| it.contains("other content")),
                "{name}: {why}: {faults:?}"
            ),
        }
    }
}

#[test]
fn after_a_seek_comes_the_sound_of_a_decode_from_the_start() {
    for name in SOUND {
        assert_eq!(
            faults(&sample(name), StreamKind::Audio, 12),
            [""; 0],
            "{name}"
        );
    }
}

#[test]
fn at_the_beginning_everything_is_as_after_opening() {
    for name in [
        "h264-aac.mp4",
        "vp9-opus.webm",
        "mpeg2-mp2.ts",
        "tone.mp3",
        "tone.wav",
    ] {
        let Some(mut decoding) = Decoding::open(&sample(name), StreamKind::Audio) else {
            panic!("{name} opens");
        };
        let all: Vec<Piece> = decoding.by_ref().collect();
        decoding.seek(MediaTime::from_nanos(i64::MIN));
        let again: Vec<Piece> = decoding.collect();
        assert!(all == again && !all.is_empty(), "{name}");
    }
}

#[test]
fn the_beginning_is_said_and_the_rest_is_not() {
    let demuxer = Demuxer::open(&sample("h264-aac.mp4"));
    let mut landed = Vec::new();
    if let Ok(mut demuxer) = demuxer {
        for seconds in [-1, 0, 3] {
            landed.extend(demuxer.seek(MediaTime::ZERO.plus(Span::from_secs(seconds))));
        }
    }
    let [begin, inside] = [Landed::AtBeginning, Landed::Inside];
    assert_eq!(landed, [begin, begin, inside]);
}

/// The lines of opening the file anew were told when it was opened first.
#[test]
fn going_back_to_the_beginning_writes_no_line_twice() -> std::io::Result<()> {
    let folder = tempfile::tempdir()?;
    let headless = folder.path().join("headless.mp3");
    std::fs::write(&headless, &std::fs::read(sample("tone.mp3"))?[2000..])?;
    let log = LogCapture::start();
    let mut demuxer = Demuxer::open(&headless);
    assert!(!log.take().is_empty(), "the length is estimated");
    let landed = demuxer.as_mut().map(|it| it.seek(MediaTime::ZERO));
    assert!(matches!(landed, Ok(Ok(Landed::AtBeginning))));
    assert_eq!(log.take(), []);
    Ok(())
}

#[test]
fn a_selected_stream_is_read_instead_of_the_other_of_its_kind() {
    let Ok(mut demuxer) = Demuxer::open(&sample("h264-aac.mp4")) else {
        panic!("opens");
    };
    assert!(!demuxer.select(7));
    assert!(demuxer.select(1));
    let selected = demuxer.streams().iter().filter(|it| it.selected);
    assert_eq!(selected.map(|it| it.index).collect::<Vec<_>>(), [0, 1]);
}
