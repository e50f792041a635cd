//! What a file really holds, and whether that is what another holds.

use std::path::Path;

use mpdbg_model::{
    ContentHash, HashKind, MediaTime, Reference, Span, StreamInfo, StreamKind, VideoParameters,
};

use crate::reference::decode;
use crate::{Demuxer, MediaError};

/// What a file really holds: its reference decode, and what its container says of the streams that are
/// played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    /// Pictures and sound.
    pub reference: Reference,
    /// The streams that are played.
    pub streams: Vec<StreamInfo>,
    /// How often the demuxer or a decoder refused something, or marked it as damaged.
    pub damaged: u64,
}

impl Truth {
    /// Decodes the file at `path`.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn read(path: &Path, hash: HashKind) -> Result<Self, MediaError> {
        let streams = Demuxer::open(path)?.streams().to_vec();
        let decode = decode(path, hash)?;
        Ok(Self {
            reference: decode.reference,
            streams: streams.into_iter().filter(|it| it.selected).collect(),
            damaged: decode.damaged,
        })
    }

    /// The first moment of all.
    fn start(&self) -> MediaTime {
        let pictures = self.reference.pictures.iter().filter_map(|it| it.pts);
        let sound = self.reference.sound.iter().filter_map(|it| it.pts);
        pictures.chain(sound).min().unwrap_or_default()
    }

    fn video(&self) -> Option<&VideoParameters> {
        let mut streams = self.streams.iter();
        streams.find_map(|it| it.video.as_ref().filter(|_| it.kind == StreamKind::Video))
    }

    /// Everything that is shown and heard, in order, at its time since the first moment of all.
    fn contents(&self, of: StreamKind) -> Vec<Content> {
        let start = self.start();
        let since = |pts: Option<MediaTime>| pts.map(|pts| pts.since(start));
        if of == StreamKind::Video {
            let pictures = self.reference.pictures.iter();
            return pictures
                .map(|it| Content {
                    at: since(it.pts),
                    samples: 0,
                    hash: it.hash,
                })
                .collect();
        }
        let sound = self.reference.sound.iter();
        sound
            .map(|it| Content {
                at: since(it.pts),
                samples: it.samples,
                hash: it.hash,
            })
            .collect()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Content {
    at: Option<Span>,
    samples: u32,
    hash: ContentHash,
}

/// The first thing that `other` holds otherwise than `clean`, in words: size, shape or turn of the
/// pictures, a picture or its time, sound or its time, or that damage is named in it. Times count from the first moment of the file, so
/// that a file that is moved as a whole holds the same. None when nothing differs.
pub fn difference(clean: &Truth, other: &Truth) -> Option<String> {
    parameters(clean.video(), other.video())
        .or_else(|| contents(clean, other, StreamKind::Video, "picture"))
        .or_else(|| contents(clean, other, StreamKind::Audio, "sound"))
        .or_else(|| (clean.damaged != other.damaged).then(|| "the damage that is named".to_owned()))
}

fn parameters(clean: Option<&VideoParameters>, other: Option<&VideoParameters>) -> Option<String> {
    let (clean, other) = match (clean, other) {
        (Some(clean), Some(other)) => (clean, other),
        (None, None) => return None,
        _ => return Some("one of the two has no pictures".to_owned()),
    };
    if (clean.width, clean.height) != (other.width, other.height) {
        return Some("the size of the pictures".to_owned());
    }
    if shape(clean) != shape(other) {
        return Some("the shape of the pixels".to_owned());
    }
    (clean.rotation != other.rotation).then(|| "the turn of the pictures".to_owned())
}

/// Pixels of unknown shape are shown square.
fn shape(video: &VideoParameters) -> (u32, u32) {
    match video.sample_aspect {
        (0, _) | (_, 0) => (1, 1),
        (num, den) if num == den => (1, 1),
        known => known,
    }
}

fn contents(clean: &Truth, other: &Truth, kind: StreamKind, word: &str) -> Option<String> {
    let (clean, other) = (clean.contents(kind), other.contents(kind));
    let pairs = clean.iter().zip(&other);
    for (number, (clean, other)) in pairs.enumerate() {
        if clean.hash != other.hash || clean.samples != other.samples {
            return Some(format!("{word} {number}"));
        }
        if clean.at != other.at {
            return Some(format!("the time of {word} {number}"));
        }
    }
    let (had, has) = (clean.len(), other.len());
    (had != has).then(|| format!("{word} {}: there are {has} for {had}", had.min(has)))
}

#[cfg(test)]
mod tests {
    use mpdbg_model::{ReferencePicture, ReferenceSound, TimeBase};

    use super::*;

    fn ms(millis: i64) -> MediaTime {
        MediaTime::ZERO.plus(Span::from_millis(millis))
    }

    fn video() -> StreamInfo {
        StreamInfo {
            index: 0,
            kind: StreamKind::Video,
            selected: true,
            codec: "h264".to_owned(),
            profile: String::new(),
            time_base: TimeBase { num: 1, den: 1000 },
            start: None,
            duration: None,
            frames: None,
            bit_rate: None,
            language: String::new(),
            video: Some(VideoParameters {
                width: 320,
                height: 180,
                pixel_format: "yuv420p".to_owned(),
                sample_aspect: (1, 1),
                frame_rate: (25, 1),
                rotation: 0,
                colour: String::new(),
            }),
            audio: None,
        }
    }

    fn truth(first: i64) -> Truth {
        let picture = |n: i64| ReferencePicture {
            pts: Some(ms(first + 40 * n)),
            hash: ContentHash::Xxh3(n as u64),
        };
        let sound = |n: i64| ReferenceSound {
            pts: Some(ms(first + 20 * n)),
            samples: 960,
            hash: ContentHash::Xxh3(100 + n as u64),
        };
        Truth {
            reference: Reference {
                pictures: (0..10).map(picture).collect(),
                sound: (0..20).map(sound).collect(),
            },
            streams: vec![video()],
            damaged: 0,
        }
    }

    fn changed(change: impl Fn(&mut Truth)) -> Option<String> {
        let mut other = truth(0);
        change(&mut other);
        let (there, back) = (difference(&truth(0), &other), difference(&other, &truth(0)));
        assert_eq!(there.is_some(), back.is_some());
        there
    }

    #[test]
    fn what_is_moved_as_a_whole_is_the_same() {
        assert_eq!(difference(&truth(0), &truth(0)), None);
        assert_eq!(difference(&truth(0), &truth(1400)), None);
        assert_eq!(difference(&truth(0), &truth(-7)), None);
    }

    #[test]
    fn pictures_and_sound_count_with_their_times() {
        let said = |change: fn(&mut Truth)| changed(change).unwrap_or_default();
        let content = said(|it| it.reference.pictures[3].hash = ContentHash::Xxh3(99));
        assert_eq!(content, "picture 3");
        let time = said(|it| it.reference.pictures[3].pts = Some(ms(121)));
        assert_eq!(time, "the time of picture 3");
        let lost = said(|it| it.reference.pictures.truncate(9));
        assert_eq!(lost, "picture 9: there are 9 for 10");
        let sound = said(|it| it.reference.sound[5].samples = 959);
        assert_eq!(sound, "sound 5");
        let named = said(|it| it.damaged = 1);
        assert_eq!(named, "the damage that is named");
        let silent = said(|it| it.reference.sound.clear());
        assert_eq!(silent, "sound 0: there are 0 for 20");
    }

    #[test]
    fn sound_against_pictures_counts() {
        let late = changed(|it| {
            for piece in &mut it.reference.sound {
                piece.pts = piece.pts.map(|pts| pts.plus(Span::from_millis(1)));
            }
        });
        assert_eq!(late.as_deref(), Some("the time of sound 0"));
    }

    #[test]
    fn size_shape_and_turn_count_and_an_unknown_shape_is_square() {
        let of = |change: fn(&mut VideoParameters)| {
            changed(|it| it.streams[0].video.iter_mut().for_each(change))
        };
        assert_eq!(of(|it| it.sample_aspect = (0, 1)), None);
        assert_eq!(
            of(|it| it.sample_aspect = (4, 3)).as_deref(),
            Some("the shape of the pixels")
        );
        assert_eq!(
            of(|it| it.width = 322).as_deref(),
            Some("the size of the pictures")
        );
        assert_eq!(
            of(|it| it.rotation = 90).as_deref(),
            Some("the turn of the pictures")
        );
        assert!(changed(|it| it.streams.clear()).is_some());
    }
}
