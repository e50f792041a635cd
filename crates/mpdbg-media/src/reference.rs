//! The reference decode: every picture and every piece of sound, without a player.

use std::path::Path;

use mpdbg_model::{DecodeMarks, HashKind, Reference, ReferencePicture, ReferenceSound};

use crate::{Decoder, Demuxer, MediaError, Packet, Picture, Read, Received, Sound};

/// Errors in a row after which the file or a stream is given up, as the built-in player does.
const MOST_ERRORS: u32 = 1000;

/// Decodes the selected streams of the sample at `path`, each with one thread, and hashes what comes
/// out as a play does. A stream that no decoder takes has neither pictures nor sound.
///
/// # Errors
/// When the sample cannot be opened.
pub fn reference(path: &Path, hash: HashKind) -> Result<Reference, MediaError> {
    decode(path, hash).map(|decode| decode.reference)
}

/// What a decode gave.
pub(crate) struct Decode {
    pub(crate) reference: Reference,
    /// How often the demuxer or a decoder refused something, or marked it as damaged.
    pub(crate) damaged: u64,
}

/// As [`reference`], and counts the damage that was named on the way.
pub(crate) fn decode(path: &Path, hash: HashKind) -> Result<Decode, MediaError> {
    let mut demuxer = Demuxer::open(path)?;
    let selected = demuxer.streams().iter().filter(|stream| stream.selected);
    let mut lanes: Vec<Lane> = selected
        .filter_map(|stream| Lane::open(&demuxer, stream.index))
        .collect();
    let mut decode = Decode {
        reference: Reference::default(),
        damaged: 0,
    };
    let mut errors = 0;
    while errors < MOST_ERRORS {
        match demuxer.read() {
            Read::Packet(packet) => {
                errors = 0;
                decode.damaged += u64::from(packet.is_damaged());
                let lane = lanes.iter_mut().find(|lane| lane.index == packet.stream());
                if let Some(lane) = lane {
                    lane.decode(Some(&packet), hash, &mut decode);
                }
            }
            Read::End => break,
            Read::Failed(_) => {
                errors += 1;
                decode.damaged += 1;
            }
        }
    }
    for lane in &mut lanes {
        lane.decode(None, hash, &mut decode);
    }
    Ok(decode)
}

/// One selected stream.
struct Lane {
    index: u16,
    decoder: Decoder,
}

impl Lane {
    fn open(demuxer: &Demuxer, index: u16) -> Option<Self> {
        let decoder = demuxer.decoder(index).ok()?;
        Some(Self { index, decoder })
    }

    /// Hands over a packet, or the end, and takes what comes of it.
    fn decode(&mut self, packet: Option<&Packet>, hash: HashKind, decode: &mut Decode) {
        decode.damaged += u64::from(self.decoder.send(packet).is_err());
        let mut errors = 0;
        while errors < MOST_ERRORS {
            match self.decoder.receive() {
                Received::Picture(picture) => {
                    errors = 0;
                    decode.add_picture(&picture, hash);
                }
                Received::Sound(sound) => {
                    errors = 0;
                    decode.add_sound(&sound, hash);
                }
                Received::NeedsPacket | Received::End => return,
                Received::Failed(_) => {
                    errors += 1;
                    decode.damaged += 1;
                }
            }
        }
    }
}

impl Decode {
    fn add_picture(&mut self, picture: &Picture, hash: HashKind) {
        self.note(picture.marks());
        self.reference.pictures.push(ReferencePicture {
            pts: picture.pts(),
            hash: picture.hash(hash),
        });
    }

    fn add_sound(&mut self, sound: &Sound, hash: HashKind) {
        self.note(sound.marks());
        self.reference.sound.push(ReferenceSound {
            pts: sound.pts(),
            samples: sound.samples(),
            hash: sound.hash(hash),
        });
    }

    fn note(&mut self, marks: DecodeMarks) {
        self.damaged += u64::from(marks.corrupt || marks.errors != 0);
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::path::PathBuf;

    use mpdbg_model::ContentHash;

    use super::*;
    use crate::probe;

    fn sample(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../samples")
            .join(name)
    }

    #[test]
    fn every_promised_picture_and_all_sound_is_decoded_in_order() {
        for name in ["h264-b-frames.mp4", "vp9-opus.webm", "mpeg2-mp2.ts"] {
            let reference = reference(&sample(name), HashKind::Xxh3).unwrap();
            let expected = probe(&sample(name)).unwrap();
            let times: Vec<_> = reference
                .pictures
                .iter()
                .map(|it| it.pts.unwrap())
                .collect();
            let promised: Vec<_> = expected
                .video()
                .unwrap()
                .frames
                .iter()
                .map(|it| it.pts)
                .collect();
            assert_eq!(times, promised, "{name}");
            assert!(
                reference
                    .sound
                    .windows(2)
                    .all(|two| two[0].pts < two[1].pts)
            );
            let rate = expected.audio().unwrap().info.audio.as_ref().unwrap().rate;
            let samples: u32 = reference.sound.iter().map(|piece| piece.samples).sum();
            assert!(samples.abs_diff(4 * rate) < rate / 10, "{name}: {samples}");
        }
    }

    #[test]
    fn the_same_file_has_the_same_reference_and_a_damaged_one_another() {
        let of = |name: &str| reference(&sample(name), HashKind::Md5).unwrap();
        assert_eq!(of("h264-aac.mp4"), of("h264-aac.mp4"));
        let (clean, damaged) = (of("h264-aac.mp4"), of("corrupted.mp4"));
        assert_eq!(clean.sound, damaged.sound);
        assert_ne!(clean.pictures, damaged.pictures);
        assert!(matches!(clean.pictures[0].hash, ContentHash::Md5(_)));
    }

    #[test]
    fn what_cannot_be_opened_has_no_reference() {
        assert!(reference(&sample("no-moov.mp4"), HashKind::Xxh3).is_err());
    }
}
