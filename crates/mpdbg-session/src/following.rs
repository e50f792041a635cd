//! A recording that is being written, followed by its own file.

use std::fs::File;
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};

use mpdbg_model::{Event, Outcome, RecordingHeader};

use crate::blocks::refused;
use crate::format::{Lines, MAX_LINES, NextFrame, Predictor, State, next_frame, read_lines};
use crate::{Blocks, RecordingError, regular};

/// Bytes that are read at a time at most: some 50,000 events, which takes a few milliseconds.
const PIECE: usize = 1 << 18;
/// Events between two places from which on a recording that is written can be read again, at least.
const APART: u64 = 1 << 13;

/// Follows a recording while another process writes and seals it. It only reads, takes no lock, and is
/// never waited for.
#[derive(Debug)]
pub struct Following {
    path: PathBuf,
    header: Option<RecordingHeader>,
    /// Events that were told.
    taken: u64,
    state: Stage,
    /// In order.
    places: Vec<Resume>,
}

/// A place between two frames, from which on the events can be read again.
#[derive(Clone, Debug)]
struct Resume {
    /// Events before it.
    event: u64,
    /// Bytes of the file before it.
    at: u64,
    predictor: Predictor,
}

#[derive(Debug)]
enum Stage {
    /// The file, or its two lines, are not there yet.
    Awaited,
    /// Frames are written.
    Open(Box<Frames>),
    /// It is sealed; the events that were not told yet are read from there.
    Sealed(Box<Blocks>),
    /// Everything was told.
    Over(Box<Blocks>),
}

/// A file that grows.
#[derive(Debug)]
struct Frames {
    file: File,
    /// Bytes of the file that were read.
    read: u64,
    /// Of these, the ones of a frame that is not complete.
    rest: Vec<u8>,
    predictor: Predictor,
}

/// What is new in a recording that is followed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// Events since the last time; each is told once, in order.
    pub events: Vec<Event>,
    /// How the attempt ended; told once, with the last of its events.
    pub outcome: Option<Outcome>,
    /// True when there may be more at once.
    pub more: bool,
}

impl Following {
    /// Follows the recording at `path` from its beginning; the file need not be there yet.
    pub const fn new(path: PathBuf) -> Self {
        Self {
            path,
            header: None,
            taken: 0,
            state: Stage::Awaited,
            places: Vec::new(),
        }
    }

    /// What the recording says of itself, as soon as that is written.
    pub const fn header(&self) -> Option<&RecordingHeader> {
        self.header.as_ref()
    }

    /// True when the recording is sealed and everything in it was told.
    pub const fn is_over(&self) -> bool {
        matches!(self.state, Stage::Over(_))
    }

    /// What was written since the last time.
    ///
    /// # Errors
    /// When the file cannot be read, is damaged, was written by a newer mpdbg, or is another one by now.
    pub fn poll(&mut self) -> Result<News, RecordingError> {
        self.begin()?;
        let news = match &mut self.state {
            Stage::Awaited | Stage::Over(_) => News::default(),
            Stage::Open(frames) => {
                let last = self.places.last();
                if last.is_none_or(|it| it.event + APART <= self.taken) {
                    self.places.push(frames.resume(self.taken));
                }
                let (news, replaced) = grown(frames, &self.path)?;
                if replaced && !news.more {
                    let sealed = self.sealed(self.taken + news.events.len() as u64)?;
                    self.state = Stage::Sealed(Box::new(sealed));
                }
                news
            }
            Stage::Sealed(blocks) => rest_of(blocks, self.taken)?,
        };
        self.taken += news.events.len() as u64;
        if news.outcome.is_some() {
            self.state = match std::mem::replace(&mut self.state, Stage::Awaited) {
                Stage::Sealed(blocks) => Stage::Over(blocks),
                state => state,
            };
        }
        let more = news.more || matches!(self.state, Stage::Sealed(_));
        Ok(News { more, ..news })
    }

    /// The `count` events from number `first` on, read again; fewer where not so many were told.
    ///
    /// # Errors
    /// When they cannot be read, or are damaged by now.
    pub fn range(&self, first: u64, count: u64) -> Result<Vec<Event>, RecordingError> {
        let end = first.saturating_add(count).min(self.taken);
        let count = end.saturating_sub(first);
        let frames = match &self.state {
            Stage::Awaited => return Ok(Vec::new()),
            Stage::Sealed(blocks) | Stage::Over(blocks) => return blocks.range(first, count),
            Stage::Open(frames) => frames,
        };
        let before = self.places.partition_point(|it| it.event <= first);
        let Some(place) = before.checked_sub(1).and_then(|it| self.places.get(it)) else {
            return Ok(Vec::new());
        };
        let again = frames.again(place, end - place.event);
        let again = again.map_err(|error| RecordingError::io(&self.path, error))?;
        let mut events = again.map_err(|what| RecordingError::Damaged {
            path: self.path.clone(),
            what,
        })?;
        events.truncate((end - place.event) as usize);
        events.drain(..((first - place.event) as usize).min(events.len()));
        Ok(events)
    }

    /// Opens the file, if it and its two lines are there and that was not done before; no event is told.
    ///
    /// # Errors
    /// As [`Following::poll`].
    pub fn begin(&mut self) -> Result<(), RecordingError> {
        if !matches!(self.state, Stage::Awaited) {
            return Ok(());
        }
        let io = |error| RecordingError::io(&self.path, error);
        let file = match regular::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(io(error)),
        };
        let mut head = vec![0; MAX_LINES];
        let read = read_at(&file, &mut head, 0).map_err(io)?;
        head.truncate(read);
        if read < MAX_LINES && head.iter().filter(|it| **it == b'\n').take(2).count() < 2 {
            return Ok(());
        }
        let lines: Lines<RecordingHeader> =
            read_lines(&head).map_err(|error| refused(&self.path, &error))?;
        self.header = Some(lines.header);
        self.state = match lines.state {
            State::Open => Stage::Open(Box::new(Frames {
                file,
                read: lines.end as u64,
                rest: Vec::new(),
                predictor: Predictor::default(),
            })),
            State::Sealed => Stage::Sealed(Box::new(self.sealed(0)?)),
        };
        Ok(())
    }

    /// The sealed recording that took the place of the one that was followed.
    fn sealed(&self, told: u64) -> Result<Blocks, RecordingError> {
        let blocks = Blocks::open(&self.path)?;
        let same = |it: &Blocks| Some(it.header()) == self.header.as_ref() && it.events() > told;
        blocks.filter(same).ok_or_else(|| RecordingError::Damaged {
            path: self.path.clone(),
            what: "another recording took its place".to_owned(),
        })
    }
}

/// What was added to the frames, and whether another file has their name. Nothing is added to them
/// afterwards.
fn grown(frames: &mut Frames, path: &Path) -> Result<(News, bool), RecordingError> {
    let io = |error| RecordingError::io(path, error);
    let there = std::fs::metadata(path).map_err(io)?;
    let ours = frames.file.metadata().map_err(io)?;
    let replaced = (there.dev(), there.ino()) != (ours.dev(), ours.ino());
    let before = frames.rest.len();
    let added = ours.len().saturating_sub(frames.read).min(PIECE as u64) as usize;
    frames.rest.resize(before + added, 0);
    let read = read_at(&frames.file, &mut frames.rest[before..], frames.read).map_err(io)?;
    frames.rest.truncate(before + read);
    frames.read += read as u64;
    let news = News {
        events: frames.take().map_err(|what| RecordingError::Damaged {
            path: path.to_path_buf(),
            what,
        })?,
        outcome: None,
        more: frames.read < ours.len(),
    };
    Ok((news, replaced))
}

impl Frames {
    /// Where the first frame that was not taken begins.
    fn resume(&self, event: u64) -> Resume {
        Resume {
            event,
            at: self.read - self.rest.len() as u64,
            predictor: self.predictor.clone(),
        }
    }

    /// At least so many events from a place on, where there are so many; the second is what is damaged.
    fn again(&self, place: &Resume, count: u64) -> io::Result<Result<Vec<Event>, String>> {
        let mut frames = Self {
            file: self.file.try_clone()?,
            read: place.at,
            rest: Vec::new(),
            predictor: place.predictor.clone(),
        };
        let mut events = Vec::new();
        while (events.len() as u64) < count {
            let before = frames.rest.len();
            frames.rest.resize(before + PIECE, 0);
            let read = read_at(&frames.file, &mut frames.rest[before..], frames.read)?;
            frames.rest.truncate(before + read);
            frames.read += read as u64;
            match frames.take() {
                Ok(more) => events.extend(more),
                Err(what) => return Ok(Err(what)),
            }
            if read == 0 {
                break;
            }
        }
        Ok(Ok(events))
    }

    /// The events of the frames that are complete.
    fn take(&mut self) -> Result<Vec<Event>, String> {
        let mut events = Vec::new();
        let mut rest = &self.rest[..];
        loop {
            match next_frame(rest) {
                NextFrame::End | NextFrame::Torn => break,
                NextFrame::Damaged => return Err("checksum of a frame".to_owned()),
                NextFrame::Frame(mut frame, after) => {
                    while !frame.is_empty() {
                        let decoded = self.predictor.decode(frame);
                        let (event, used) =
                            decoded.map_err(|it| format!("event in a frame: {it}"))?;
                        events.push(event);
                        frame = &frame[used..];
                    }
                    rest = after;
                }
            }
        }
        let done = self.rest.len() - rest.len();
        self.rest.drain(..done);
        Ok(events)
    }
}

/// The next events of a sealed recording, up to the end of a block.
fn rest_of(blocks: &Blocks, taken: u64) -> Result<News, RecordingError> {
    let end = (0..blocks.len())
        .filter_map(|number| blocks.first(number))
        .find(|first| *first > taken)
        .unwrap_or(blocks.events());
    let events = blocks.range(taken, end - taken)?;
    let outcome = (end == blocks.events()).then(|| blocks.outcome().clone());
    Ok(News {
        events,
        outcome,
        more: false,
    })
}

/// Reads until the buffer is full or the file ends.
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    let mut read = 0;
    while read < buffer.len() {
        match file.read_at(&mut buffer[read..], at + read as u64) {
            Ok(0) => break,
            Ok(more) => read += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}
