//! A sealed recording of any size: opened at once, read block by block.

use std::fs::File;
use std::io;
use std::ops::ControlFlow;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use mpdbg_model::{Event, Outcome, RecordingHeader};

use crate::format::{
    EventsHash, HEAD, HeaderError, Lines, MAX_LINES, State, Trailer, next_block, promised,
    read_lines, unpack,
};
use crate::reader::{MAX_EVENTS, MAX_FILE, decode_block, ending};
use crate::{AttemptState, RecordingError, recording_state, regular};

/// A sealed recording whose events stay on disk. Opening reads its two lines, the heads of its blocks, its
/// end and how the attempt ended; each block is proven by its own checksum when it is read. The hash of all
/// events is proven by [`Blocks::each`] and [`Blocks::prove`].
#[derive(Debug)]
pub struct Blocks {
    file: File,
    path: PathBuf,
    header: RecordingHeader,
    hash: EventsHash,
    outcome: Outcome,
    places: Vec<Place>,
    events: u64,
}

/// Where a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    /// Number of its first event.
    first: u64,
    count: u32,
    /// Offset of its head in the file.
    at: u64,
    /// Bytes of head and content.
    bytes: usize,
}

impl Blocks {
    /// Opens the recording at `path`; `None` when it is not sealed.
    ///
    /// # Errors
    /// When the file cannot be read, was written by a newer mpdbg, or is seen to be damaged without
    /// reading all of it.
    pub fn open(path: &Path) -> Result<Option<Self>, RecordingError> {
        let io = |error| RecordingError::io(path, error);
        let file = regular::open(path).map_err(io)?;
        let length = file.metadata().map_err(io)?.len();
        if length > MAX_FILE {
            return Err(io(regular::too_large(MAX_FILE)));
        }
        let head = piece(&file, 0, length.min(MAX_LINES as u64) as usize).map_err(io)?;
        let lines: Lines<RecordingHeader> =
            read_lines(&head).map_err(|error| refused(path, &error))?;
        if lines.state == State::Open {
            return Ok(None);
        }
        let found = places(&file, lines.end as u64, length).map_err(io)?;
        let Some((places, trailer)) = found else {
            return Err(why_refused(path));
        };
        let mut blocks = Self {
            file,
            path: path.to_path_buf(),
            header: lines.header,
            hash: trailer.hash,
            outcome: Outcome::Interrupted,
            places,
            events: trailer.events,
        };
        let last = blocks.read(blocks.len().saturating_sub(1))?;
        let told = last.last().and_then(ending).cloned();
        blocks.outcome =
            told.ok_or_else(|| blocks.damaged("it does not say how the attempt ended"))?;
        Ok(Some(blocks))
    }

    /// What the recording says of itself.
    pub const fn header(&self) -> &RecordingHeader {
        &self.header
    }

    /// Hash of the events, as the recording says.
    pub const fn hash(&self) -> EventsHash {
        self.hash
    }

    /// How the attempt ended.
    pub const fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// Number of all events.
    pub const fn events(&self) -> u64 {
        self.events
    }

    /// Number of blocks; at least 1.
    #[expect(clippy::len_without_is_empty, reason = "it is never empty")]
    pub const fn len(&self) -> usize {
        self.places.len()
    }

    /// Number of the first event of a block; none behind the last block.
    pub fn first(&self, number: usize) -> Option<u64> {
        self.places.get(number).map(|it| it.first)
    }

    /// The block that holds an event; none behind the last event.
    pub fn holding(&self, event: u64) -> Option<usize> {
        let behind = self.places.partition_point(|it| it.first <= event);
        (event < self.events).then(|| behind.checked_sub(1))?
    }

    /// The events of a block; at most 65,536. May be called from several threads.
    ///
    /// # Errors
    /// When there is no such block, or it cannot be read or is not what was written.
    pub fn read(&self, number: usize) -> Result<Vec<Event>, RecordingError> {
        let plain = self.plain(number)?;
        self.decoded(number, &plain)
    }

    /// Reads all events in order and hands them to `take`, a block at a time, until it breaks off. Where all
    /// are read, the hash of the events is proven, so that `Continue` is what [`crate::Recording::open`] calls
    /// sealed.
    ///
    /// # Errors
    /// As [`Blocks::read`], and when the events are not those that were sealed.
    pub fn each(
        &self,
        mut take: impl FnMut(&[Event]) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, RecordingError> {
        self.walk(|number, plain| Ok(take(&self.decoded(number, plain)?)))
    }

    /// Proves the hash of all events without decoding them, which takes about a quarter of the time of
    /// reading them; `go_on` is asked between two blocks and says whether anybody still wants to know.
    ///
    /// # Errors
    /// As [`Blocks::each`].
    pub fn prove(
        &self,
        mut go_on: impl FnMut() -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, RecordingError> {
        self.walk(|_, _| Ok(go_on()))
    }

    fn walk(
        &self,
        mut take: impl FnMut(usize, &[u8]) -> Result<ControlFlow<()>, RecordingError>,
    ) -> Result<ControlFlow<()>, RecordingError> {
        let mut hash = blake3::Hasher::new();
        for number in 0..self.len() {
            let plain = self.plain(number)?;
            hash.update(&plain);
            if take(number, &plain)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        if EventsHash::new(hash.finalize().into()) == self.hash {
            Ok(ControlFlow::Continue(()))
        } else {
            Err(self.damaged("the events are not those that were sealed"))
        }
    }

    /// What a block holds, its checksum proven.
    fn plain(&self, number: usize) -> Result<Vec<u8>, RecordingError> {
        let place = *self
            .places
            .get(number)
            .ok_or_else(|| self.damaged(&format!("it has no block {number}")))?;
        let bytes = piece(&self.file, place.at, place.bytes)
            .map_err(|error| RecordingError::io(&self.path, error))?;
        let told = |error: String| self.damaged(&format!("block {number}: {error}"));
        let (block, _) = next_block(&bytes).map_err(|error| told(error.to_string()))?;
        unpack(&block).map_err(|error| told(error.to_string()))
    }

    fn decoded(&self, number: usize, plain: &[u8]) -> Result<Vec<Event>, RecordingError> {
        let count = self.places[number].count;
        let mut events = Vec::with_capacity(count.min(1 << 16) as usize);
        decode_block(plain, count, &mut events)
            .map_err(|error| self.damaged(&format!("block {number}: {error}")))?;
        Ok(events)
    }

    /// The `count` events from number `first` on; fewer where the recording ends before.
    ///
    /// # Errors
    /// As [`Blocks::read`].
    pub fn range(&self, first: u64, count: u64) -> Result<Vec<Event>, RecordingError> {
        let end = first.saturating_add(count).min(self.events);
        let begin = self.places.partition_point(|it| it.first <= first);
        let mut events = Vec::new();
        for number in begin.saturating_sub(1)..self.len() {
            let place = self.places[number];
            if place.first >= end {
                break;
            }
            let mut block = self.read(number)?;
            let behind = end.saturating_sub(place.first).min(block.len() as u64);
            block.truncate(behind as usize);
            let before = first.saturating_sub(place.first).min(behind);
            if before == 0 && events.is_empty() {
                events = block;
            } else {
                events.extend(block.into_iter().skip(before as usize));
            }
        }
        Ok(events)
    }

    fn damaged(&self, what: &str) -> RecordingError {
        RecordingError::Damaged {
            path: self.path.clone(),
            what: what.to_owned(),
        }
    }
}

fn piece(file: &File, at: u64, bytes: usize) -> io::Result<Vec<u8>> {
    let mut piece = vec![0; bytes];
    file.read_exact_at(&mut piece, at)?;
    Ok(piece)
}

/// The blocks between the two lines and the trailer; nothing where they do not fit in there, or do not hold
/// as many events as the trailer says.
fn places(file: &File, mut at: u64, length: u64) -> io::Result<Option<(Vec<Place>, Trailer)>> {
    let Some(end) = length.checked_sub(Trailer::SIZE as u64) else {
        return Ok(None);
    };
    let Some(([], trailer)) = Trailer::split(&piece(file, end, Trailer::SIZE)?) else {
        return Ok(None);
    };
    let (mut places, mut first) = (Vec::new(), 0);
    while at < end {
        let mut head = [0; HEAD];
        if end - at < HEAD as u64 {
            return Ok(None);
        }
        file.read_exact_at(&mut head, at)?;
        let (count, packed) = promised(&head);
        let bytes = HEAD + packed as usize;
        places.push(Place {
            first,
            count,
            at,
            bytes,
        });
        first += u64::from(count);
        at += bytes as u64;
    }
    let fits = at == end && first == trailer.events && first <= MAX_EVENTS && !places.is_empty();
    Ok(fits.then_some((places, trailer)))
}

/// Why a recording cannot be opened by its heads, in the words of who reads all of it.
fn why_refused(path: &Path) -> RecordingError {
    let what = match recording_state(path) {
        Err(error) => return error,
        Ok(AttemptState::Damaged { what }) => what,
        Ok(_) => "its blocks are not those that were sealed".to_owned(),
    };
    RecordingError::Damaged {
        path: path.to_path_buf(),
        what,
    }
}

pub(crate) fn refused(path: &Path, error: &HeaderError) -> RecordingError {
    let path = path.to_path_buf();
    match *error {
        HeaderError::Newer(version) => RecordingError::NewerFormat { path, version },
        HeaderError::Damaged(_) => RecordingError::Damaged {
            path,
            what: error.to_string(),
        },
    }
}
