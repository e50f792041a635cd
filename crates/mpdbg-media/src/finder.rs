//! Pictures of a sample by their time.

use std::path::Path;

use mpdbg_model::{
    ContentHash, HashKind, MediaTime, Span, StreamInfo, StreamKind, VideoParameters,
};

use crate::{Decoder, Demuxer, Landed, MediaError, Picture, Raster, Read, Received};

/// Errors in a row after which a stream is taken to be at its end, as the built-in player does.
const MOST_ERRORS: u32 = 1000;
/// Pictures that are decoded from the beginning in search of one whose content differs when it is sought.
const MOST_FROM_BEGINNING: u32 = 2_000;
/// Pictures this far behind the one that is sought end the search; the order of times may be a little off.
const BEHIND: Span = Span::from_secs(10);
/// Length of a picture whose own length is unknown and whose stream states no rate.
const USUAL: Span = Span::from_millis(40);

/// Looks up pictures of one sample, as the built-in player gives times to them.
pub struct PictureFinder {
    demuxer: Demuxer,
    info: StreamInfo,
    parameters: VideoParameters,
    usual: Span,
}

/// Which picture is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sought {
    /// Its presentation time.
    pub pts: MediaTime,
    /// What it should hold; with `None` in it, the first of this time is taken.
    pub hash: ContentHash,
}

/// A picture that was looked up.
pub struct Found {
    picture: Picture,
    parameters: VideoParameters,
    /// What it holds, hashed as was asked.
    pub hash: ContentHash,
}

/// What a way through the sample gave.
enum Way {
    /// The very picture.
    There(Found),
    /// Only one with the time that was sought, or none at all.
    Passed(Option<Found>),
}

/// The times of pictures that come one after the other.
struct Times {
    usual: Span,
    next: MediaTime,
}

impl PictureFinder {
    /// Opens the sample at `path`, with the protections of [`Demuxer::open`].
    ///
    /// # Errors
    /// When it cannot be opened, holds no pictures, or there is no decoder for them.
    pub fn open(path: &Path) -> Result<Self, MediaError> {
        let demuxer = Demuxer::open(path)?;
        let mut streams = demuxer.streams().iter();
        let info = streams.find(|it| it.selected && it.kind == StreamKind::Video);
        let info = info.cloned().ok_or(MediaError::NoPictures)?;
        let parameters = info.video.clone().ok_or(MediaError::NoPictures)?;
        demuxer.decoder(info.index)?;
        Ok(Self {
            usual: usual(&parameters),
            demuxer,
            info,
            parameters,
        })
    }

    /// Looks for a picture: from the key frame before it on, and where another picture is found there, or
    /// none, from the beginning on (what is decoded behind a seek is not always what was decoded in a play; time
    /// stamps may leap back), over at most 2,000 pictures. Gives the one with the time and the hash that were sought, or
    /// else one with the time, or none. `go_on` is asked before each packet; without its consent the search ends with
    /// what it has.
    ///
    /// # Errors
    /// When the library can neither seek nor begin anew.
    pub fn find(
        &mut self,
        sought: Sought,
        kind: HashKind,
        go_on: &mut dyn FnMut() -> bool,
    ) -> Result<Option<Found>, MediaError> {
        let landed = self.demuxer.seek(sought.pts)?;
        let first = match self.walk(sought, kind, u32::MAX, go_on)? {
            Way::There(found) => return Ok(Some(found)),
            Way::Passed(found) => found,
        };
        if landed == Landed::AtBeginning {
            return Ok(first);
        }
        self.demuxer.seek(MediaTime::from_nanos(i64::MIN))?;
        match self.walk(sought, kind, MOST_FROM_BEGINNING, go_on)? {
            Way::There(found) => Ok(Some(found)),
            Way::Passed(found) => Ok(first.or(found)),
        }
    }

    /// Decodes from where the container is until the picture is there or passed.
    fn walk(
        &mut self,
        sought: Sought,
        kind: HashKind,
        most: u32,
        go_on: &mut dyn FnMut() -> bool,
    ) -> Result<Way, MediaError> {
        let mut decoder = self.demuxer.decoder(self.info.index)?;
        let mut times = Times {
            usual: self.usual,
            next: MediaTime::ZERO,
        };
        let (mut found, mut last) = (None, sought.pts.plus(BEHIND));
        let (mut count, mut errors, mut at_end) = (0, 0, false);
        while count < most && errors < MOST_ERRORS && go_on() {
            match decoder.receive() {
                Received::Picture(picture) => {
                    (count, errors) = (count + 1, 0);
                    let time = times.of(&picture);
                    if time == sought.pts {
                        let it = self.found(picture, kind);
                        if it.is(sought.hash) {
                            return Ok(Way::There(it));
                        }
                        found = found.or(Some(it));
                        last = sought.pts;
                    } else if time > last {
                        break;
                    }
                }
                Received::NeedsPacket if at_end => break,
                Received::NeedsPacket => at_end = !self.feed(&mut decoder, &mut errors),
                Received::End => break,
                Received::Sound(_) | Received::Failed(_) => errors += 1,
            }
        }
        Ok(Way::Passed(found))
    }

    fn found(&self, picture: Picture, kind: HashKind) -> Found {
        Found {
            hash: picture.hash(kind),
            picture,
            parameters: self.parameters.clone(),
        }
    }

    /// Gives the decoder its next packet; false when there are no more, which it is told.
    fn feed(&mut self, decoder: &mut Decoder, errors: &mut u32) -> bool {
        loop {
            match self.demuxer.read() {
                Read::Packet(packet) if packet.stream() == self.info.index => {
                    *errors += u32::from(decoder.send(Some(&packet)).is_err());
                    return true;
                }
                Read::Packet(_) => {}
                Read::Failed(_) if *errors < MOST_ERRORS => *errors += 1,
                Read::End | Read::Failed(_) => {
                    // A decoder that refuses the end has nothing more to give.
                    let _ = decoder.send(None);
                    return false;
                }
            }
        }
    }
}

impl Found {
    /// Its pixels as a display shows them: [`Picture::raster`].
    ///
    /// # Errors
    /// When the library cannot convert the pixel format.
    pub fn raster(&self, bounds: (u32, u32)) -> Result<Raster, MediaError> {
        self.picture.raster(&self.parameters, bounds)
    }

    fn is(&self, sought: ContentHash) -> bool {
        sought == ContentHash::None || sought == self.hash
    }
}

impl Times {
    /// A picture without a time follows the one before.
    fn of(&mut self, picture: &Picture) -> MediaTime {
        let time = picture.pts().unwrap_or(self.next);
        let length = picture.duration();
        let length = if length > Span::ZERO {
            length
        } else {
            self.usual
        };
        self.next = time.plus(length);
        time
    }
}

fn usual(parameters: &VideoParameters) -> Span {
    match parameters.frame_rate {
        (0, _) => USUAL,
        (num, den) => Span::from_nanos(1_000_000_000 * i64::from(den) / i64::from(num)),
    }
}
