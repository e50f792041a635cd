//! A file as its packets, and which of them are kept.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use mpdbg_model::{MediaTime, Span, StreamInfo, StreamKind, TimeBase};

use super::copy::muxer;
use super::error::CutError;
use super::reading::{each_packet, noted, open};

/// A file as its packets.
#[derive(Clone, Debug)]
pub struct Footage {
    pub(super) path: PathBuf,
    pub(super) muxer: String,
    pub(super) streams: Vec<StreamInfo>,
    packets: Vec<CutPacket>,
}

/// A packet of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CutPacket {
    /// Index of its stream.
    pub stream: u16,
    /// When it is presented, or else decoded; absent where the file does not say.
    pub time: Option<MediaTime>,
    /// How long that lasts; zero where unknown.
    pub duration: Span,
    /// Whether decoding can begin with it.
    pub key: bool,
}

/// Which packets of a file are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Number of the packet that leads: of its stream, nothing before it is kept, and of the others
    /// nothing that is presented before it. 0 keeps every beginning.
    pub from: usize,
    /// Number behind the last packet that is kept.
    pub to: usize,
    /// Indexes of the streams that are kept.
    pub streams: BTreeSet<u16>,
}

impl Footage {
    /// Reads the packets of the file at `path`, as far as it can be read.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn read(path: &Path) -> Result<Self, CutError> {
        let mut input = open(path)?;
        let muxer = muxer(input.input.format().name(), path);
        let streams = input.streams().to_vec();
        let bases: Vec<TimeBase> = streams.iter().map(|it| it.time_base).collect();
        let mut packets = Vec::new();
        each_packet(&mut input, |packet| {
            packets.push(noted(&packet, &bases));
            Ok(())
        })?;
        Ok(Self {
            path: path.to_owned(),
            muxer,
            streams,
            packets,
        })
    }

    /// The streams, in order of their index.
    pub fn streams(&self) -> &[StreamInfo] {
        &self.streams
    }

    /// The packets in the order of the file.
    pub fn packets(&self) -> &[CutPacket] {
        &self.packets
    }

    /// Everything that can be copied: streams of data belong to the program that wrote them.
    pub fn whole(&self) -> Cut {
        let copied = self.streams.iter().filter(|it| it.kind != StreamKind::Data);
        Cut {
            from: 0,
            to: self.packets.len(),
            streams: copied.map(|it| it.index).collect(),
        }
    }

    /// The packets that a cut may begin with: the key frames of the first stream of pictures, or where
    /// none is kept the packets of the first one of sound, the very first of them left out.
    pub fn beginnings(&self, cut: &Cut) -> Vec<usize> {
        let of = |kind| {
            let mut kept = self
                .streams
                .iter()
                .filter(|it| cut.streams.contains(&it.index));
            kept.find(|it| it.kind == kind).map(|it| it.index)
        };
        let lead = of(StreamKind::Video).or_else(|| of(StreamKind::Audio));
        let packets = self.packets.iter().enumerate().take(cut.to);
        let keys = packets.filter(|(_, it)| Some(it.stream) == lead && it.key);
        keys.map(|(number, _)| number).skip(1).collect()
    }

    /// True when the packet with this number is kept.
    pub fn keeps(&self, cut: &Cut, number: usize) -> bool {
        let Some(packet) = self.packets.get(number) else {
            return false;
        };
        if !cut.streams.contains(&packet.stream) {
            return false;
        }
        if self.is_still(packet.stream) {
            return true;
        }
        number < cut.to && (cut.from == 0 || self.is_behind(packet, number, cut.from))
    }

    /// A cover picture is a packet without a place in time.
    fn is_still(&self, stream: u16) -> bool {
        self.streams
            .get(usize::from(stream))
            .is_some_and(|it| it.kind == StreamKind::Attachment)
    }

    fn is_behind(&self, packet: &CutPacket, number: usize, from: usize) -> bool {
        let lead = self.packets[from];
        match (packet.time, lead.time) {
            (Some(time), Some(begin)) if packet.stream != lead.stream => time >= begin,
            _ => number >= from,
        }
    }

    /// How much earlier everything is presented in the cut, which begins where the file did.
    pub fn shift(&self, cut: &Cut) -> Span {
        let Some(lead) = self.packets.get(cut.from).filter(|_| cut.from > 0) else {
            return Span::ZERO;
        };
        let mut same = self.packets.iter().filter(|it| it.stream == lead.stream);
        let first = same.find_map(|it| it.time);
        match (lead.time, first) {
            (Some(time), Some(first)) => time.since(first),
            _ => Span::ZERO,
        }
    }

    /// From the first presentation to the end of the last one; zero where the file has no times.
    pub fn length(&self, cut: &Cut) -> Span {
        let kept = (0..self.packets.len()).filter(|number| self.keeps(cut, *number));
        let times = kept.filter_map(|number| {
            let packet = self.packets[number];
            Some((packet.time?, packet.time?.plus(packet.duration)))
        });
        let ends = times.fold(None, |ends: Option<(MediaTime, MediaTime)>, (from, to)| {
            Some(ends.map_or((from, to), |it| (it.0.min(from), it.1.max(to))))
        });
        ends.map_or(Span::ZERO, |(from, to)| to.since(from))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::fs::File;

    use super::*;

    fn sample(name: &str) -> PathBuf {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
        samples.join(name)
    }

    /// Cuts a sample, and reads what came out.
    fn cut(footage: &Footage, cut: &Cut, name: &str) -> Footage {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(name);
        footage.write(cut, File::create(&path).unwrap()).unwrap();
        Footage::read(&path).unwrap()
    }

    #[test]
    fn a_copy_of_the_whole_has_the_same_packets() {
        for name in [
            "h264-b-frames.mp4",
            "h264-aac.mp4",
            "mpeg2-mp2.ts",
            "mpeg4-mp3.avi",
            "vp9-opus.webm",
            "av1-video-only.mkv",
            "theora-vorbis.ogv",
            "tone.flac",
            "tone.mp3",
            "tone.wav",
        ] {
            let footage = Footage::read(&sample(name)).unwrap();
            let copy = cut(&footage, &footage.whole(), name);
            // MPEG-TS says only behind a packet where it ends, so that its streams shift a little.
            let seen = |footage: &Footage| {
                let packets = footage.packets.iter();
                let mut seen: Vec<(u16, bool)> = packets.map(|it| (it.stream, it.key)).collect();
                seen.sort_by_key(|it| it.0);
                seen
            };
            assert_eq!(seen(&footage), seen(&copy), "{name}");
            let kinds = |footage: &Footage| -> Vec<StreamKind> {
                footage.streams.iter().map(|it| it.kind).collect()
            };
            assert_eq!(kinds(&footage), kinds(&copy), "{name}");
            let (was, is) = (footage.length(&footage.whole()), copy.length(&copy.whole()));
            assert!(was.minus(is).abs() < Span::from_millis(50), "{name}");
        }
    }

    #[test]
    fn a_cut_begins_where_the_file_did_and_with_a_key_frame() {
        let name = "h264-b-frames.mp4";
        let footage = Footage::read(&sample(name)).unwrap();
        let beginnings = footage.beginnings(&footage.whole());
        let asked = Cut {
            from: beginnings[0],
            to: footage.packets.len() - 5,
            streams: footage.whole().streams,
        };
        let short = cut(&footage, &asked, name);
        let kept = (0..footage.packets.len()).filter(|it| footage.keeps(&asked, *it));
        assert_eq!(short.packets.len(), kept.count());
        assert!(short.packets.iter().find(|it| it.stream == 0).unwrap().key);
        let begins = |footage: &Footage| footage.packets.iter().filter_map(|it| it.time).min();
        let moved = begins(&short).unwrap().since(begins(&footage).unwrap());
        assert!(moved.abs() < Span::from_millis(50), "{moved:?}");
        assert!(footage.shift(&asked) > Span::from_millis(500));
        assert_eq!(footage.shift(&footage.whole()), Span::ZERO);
    }

    #[test]
    fn a_stream_can_be_left_away() {
        let name = "h264-aac.mp4";
        let footage = Footage::read(&sample(name)).unwrap();
        let mut asked = footage.whole();
        asked.streams.remove(&0);
        let sound = cut(&footage, &asked, name);
        assert_eq!(sound.streams.len(), 1);
        assert_eq!(sound.streams[0].kind, StreamKind::Audio);
        // Each packet of sound can be the first.
        assert_eq!(
            sound.beginnings(&sound.whole()).len(),
            sound.packets.len() - 1
        );
    }

    #[test]
    fn what_is_no_container_cannot_be_cut() {
        assert!(Footage::read(&sample("empty.mp4")).is_err());
        assert!(Footage::read(&sample("missing.mp4")).is_err());
    }
}
