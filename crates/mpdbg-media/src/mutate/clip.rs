//! A clip as packets, and back into a file.

use std::io::Cursor;
use std::ops::Range;

use ffmpeg::format::context::{Input, StreamIo};
use ffmpeg::{Packet, Rational};
use ffmpeg_next as ffmpeg;
use mpdbg_model::TimeBase;

use super::dice::Dice;
use super::error::{MutateError, while_doing};
use super::file;
use super::headers::{self, Lie};
use super::kind::Kind;
use super::packets::{Slot, Track};
use super::plan::{plan, unchanged};
use crate::parameters::time_base;

/// A clean clip: one stream of pictures, one of sound, or both; others are left out.
pub struct Clip {
    /// The file's extension.
    pub(super) extension: String,
    pub(super) lanes: Vec<Lane>,
    pub(super) packets: Vec<Packet>,
    slots: Vec<Slot>,
}

pub(super) struct Lane {
    pub(super) track: Track,
    pub(super) parameters: ffmpeg::codec::Parameters,
    pub(super) base: Rational,
    pub(super) rate: Rational,
}

/// A clip that was damaged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutated {
    /// The whole file.
    pub bytes: Vec<u8>,
    /// What was done.
    pub words: String,
}

impl Clip {
    /// Reads the packets of a file; `extension` tells the format that it is written in again.
    ///
    /// # Errors
    /// When FFmpeg cannot read it.
    pub fn read(file: Vec<u8>, extension: &str) -> Result<Self, MutateError> {
        crate::silence();
        let mut input = StreamIo::from_read_seek(Cursor::new(file))
            .and_then(|io| {
                let name = format!("clip.{extension}");
                ffmpeg::format::input_from_stream(io, Some(&name), None)
            })
            .map_err(while_doing("read the clip"))?;
        let (lanes, index) = lanes(&input);
        let mut clip = Self {
            extension: extension.to_owned(),
            lanes,
            packets: Vec::new(),
            slots: Vec::new(),
        };
        clip.read_packets(&mut input, &index)?;
        Ok(clip)
    }

    /// The file written again with nothing changed: what a damaged one is held against, so that the
    /// writing itself counts for nothing.
    ///
    /// # Errors
    /// When FFmpeg cannot write the format.
    pub fn rewritten(&self) -> Result<Vec<u8>, MutateError> {
        self.written(&unchanged(&self.slots), Lie::default())
    }

    /// The file with one thing damaged; the same kind and seed, the same bytes.
    ///
    /// # Errors
    /// When the clip lacks what is to be damaged, its format cannot hold the damage, or FFmpeg cannot
    /// write it.
    pub fn mutated(&self, kind: Kind, seed: u64) -> Result<Mutated, MutateError> {
        let clean = self.rewritten()?;
        let dice = &mut Dice::new(kind.name(), seed);
        let mutated = if let Some(plan) = plan(kind, &self.slots, dice) {
            let bytes = self.written(&plan.pieces, Lie::default())?;
            let words = plan.words;
            Mutated { bytes, words }
        } else if let Some((lie, words)) = headers::lie(kind, dice) {
            let bytes = self.written(&unchanged(&self.slots), lie)?;
            Mutated { bytes, words }
        } else {
            self.patched(kind, clean.clone(), dice)?
        };
        if mutated.bytes == clean {
            return Err(MutateError::NotApplicable("the format cannot hold that"));
        }
        Ok(mutated)
    }

    fn patched(
        &self,
        kind: Kind,
        mut bytes: Vec<u8>,
        dice: &mut Dice,
    ) -> Result<Mutated, MutateError> {
        let data = Self::read(bytes.clone(), &self.extension)?.places();
        let words = file::damage(kind, &mut bytes, &data, dice)
            .or_else(|| headers::patch(kind, &mut bytes, dice))
            .ok_or(MutateError::NotApplicable(
                "the clip has nothing of that kind",
            ))?;
        Ok(Mutated { bytes, words })
    }

    fn read_packets(
        &mut self,
        input: &mut Input,
        index: &[Option<usize>],
    ) -> Result<(), MutateError> {
        loop {
            let mut packet = Packet::empty();
            match packet.read(input) {
                Ok(()) => {}
                Err(ffmpeg::Error::Eof) => return Ok(()),
                Err(error) => return Err(while_doing("read a packet")(error)),
            }
            let Some(lane) = index.get(packet.stream()).copied().flatten() else {
                continue;
            };
            packet.set_stream(lane);
            self.slots.push(slot(&packet, &self.lanes[lane]));
            self.packets.push(packet);
        }
    }

    /// Where the data of the packets lie in the file that they were read from.
    fn places(&self) -> Vec<Range<usize>> {
        let packets = self.packets.iter();
        packets
            .filter_map(|packet| {
                let at = usize::try_from(packet.position()).ok()?;
                Some(at..at + packet.size())
            })
            .collect()
    }
}

/// The streams that are kept, and for each stream of the file its place among them.
fn lanes(input: &Input) -> (Vec<Lane>, Vec<Option<usize>>) {
    let mut lanes: Vec<Lane> = Vec::new();
    let mut index = Vec::new();
    for stream in input.streams() {
        let parameters = stream.parameters();
        let track = match parameters.medium() {
            ffmpeg::media::Type::Video => Some(Track::Pictures),
            ffmpeg::media::Type::Audio => Some(Track::Sound),
            _ => None,
        };
        let new = track.filter(|track| lanes.iter().all(|lane| lane.track != *track));
        index.push(new.map(|track| {
            lanes.push(Lane {
                track,
                parameters: parameters.clone(),
                base: stream.time_base(),
                rate: stream.avg_frame_rate(),
            });
            lanes.len() - 1
        }));
    }
    (lanes, index)
}

fn slot(packet: &Packet, lane: &Lane) -> Slot {
    let base: TimeBase = time_base(lane.base);
    Slot {
        track: lane.track,
        pts: packet.pts().map(|ticks| base.nanos(ticks)),
        dts: packet.dts().map(|ticks| base.nanos(ticks)),
        duration: base.nanos(packet.duration()),
        key: packet.is_key(),
        bytes: packet.size(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::path::Path;

    use mpdbg_model::HashKind;

    use super::*;
    use crate::mutate::{Truth, difference};

    fn sample(name: &str) -> Vec<u8> {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
        std::fs::read(samples.join(name)).unwrap()
    }

    fn truth(bytes: &[u8], extension: &str) -> Truth {
        let file = tempfile::Builder::new()
            .suffix(&format!(".{extension}"))
            .tempfile()
            .unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        Truth::read(file.path(), HashKind::Xxh3).unwrap()
    }

    #[test]
    fn writing_again_changes_nothing() {
        for name in ["h264-b-frames.mp4", "mpeg2-mp2.ts", "mpeg4-mp3.avi"] {
            let extension = name.rsplit('.').next().unwrap();
            let file = sample(name);
            let again = Clip::read(file.clone(), extension)
                .unwrap()
                .rewritten()
                .unwrap();
            let (was, is) = (truth(&file, extension), truth(&again, extension));
            assert!(was.reference.pictures.len() == 100 && !was.reference.sound.is_empty());
            assert_eq!(difference(&was, &is), None, "{name}");
        }
    }

    #[test]
    fn the_same_kind_and_seed_damage_the_same() {
        let clip = Clip::read(sample("h264-aac.mp4"), "mp4").unwrap();
        let clean = clip.rewritten().unwrap();
        for kind in Kind::ALL {
            match (clip.mutated(kind, 1), clip.mutated(kind, 1)) {
                (Ok(once), Ok(again)) => {
                    assert!(
                        once.bytes != clean && once == again,
                        "{kind}: {}",
                        once.words
                    );
                }
                // The times of the packets say it all in MP4.
                _ => assert_eq!(kind, Kind::PictureLengthChanged),
            }
        }
    }

    #[test]
    fn damage_changes_the_truth_as_it_says() {
        let clip = Clip::read(sample("h264-aac.mp4"), "mp4").unwrap();
        let clean = truth(&clip.rewritten().unwrap(), "mp4");
        let of = |kind| difference(&clean, &truth(&clip.mutated(kind, 1).unwrap().bytes, "mp4"));
        for kind in [Kind::DeclaredLonger, Kind::SizeChanged] {
            assert_eq!(of(kind), None, "{kind}");
        }
        assert_eq!(
            of(Kind::Turned).as_deref(),
            Some("the turn of the pictures")
        );
        assert_eq!(
            of(Kind::AspectChanged).as_deref(),
            Some("the shape of the pixels")
        );
        assert!(of(Kind::SoundContentLate).is_some_and(|it| it.starts_with("sound")));
        assert!(of(Kind::PictureTimesJump).is_some_and(|it| it.starts_with("the time of picture")));
        assert!(of(Kind::PicturesCut).is_some_and(|it| it.ends_with("for 100")));
    }

    #[test]
    fn what_a_clip_lacks_cannot_be_damaged() {
        let sound = Clip::read(sample("tone.wav"), "wav").unwrap();
        assert!(matches!(
            sound.mutated(Kind::KeyFrameLost, 1),
            Err(MutateError::NotApplicable(_))
        ));
        assert!(matches!(
            sound.mutated(Kind::Turned, 1),
            Err(MutateError::NotApplicable(_))
        ));
        assert!(sound.mutated(Kind::SoundCut, 1).is_ok());
        assert!(Clip::read(b"no clip".to_vec(), "mp4").is_err());
    }
}
