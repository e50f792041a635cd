//! Reads recordings, and says how far they can be trusted.

use std::path::Path;

use mpdbg_model::{Event, Outcome, RecordingHeader, What};

use crate::format::{
    EventsHash, HeaderError, Lines, NextFrame, Predictor, State, Trailer, next_block, next_frame,
    read_lines, unpack,
};
use crate::{AttemptState, RecordingError, regular};

/// Bytes of the largest file that is read as a recording.
pub(crate) const MAX_FILE: u64 = 4 << 30;
/// More events than this are taken for damage: they would need more than 4 GB of memory.
pub(crate) const MAX_EVENTS: u64 = 1 << 26;
/// Room that is made on the word of a trailer alone.
const RESERVED: u64 = 1 << 20;

/// What a file of events turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recording {
    /// Finished, and every byte is as it was written.
    Sealed {
        /// What the recording says of itself.
        header: RecordingHeader,
        /// Every event; the last one is `AttemptEnded`.
        events: Vec<Event>,
        /// Hash of the events.
        hash: EventsHash,
    },
    /// Being written, or left behind by a process that died: the events up to there.
    Unsealed {
        /// What the recording says of itself.
        header: RecordingHeader,
        /// Every event that was written.
        events: Vec<Event>,
        /// True when the last write was cut short, so that a part of a frame is left out.
        torn: bool,
    },
    /// Not what was written.
    Damaged {
        /// What the recording says of itself, where that can be read.
        header: Option<RecordingHeader>,
        /// The events before the damage, whose checksums are right.
        events: Vec<Event>,
        /// Where and how.
        what: String,
    },
    /// Written by a newer mpdbg; nothing of it is read.
    NewerFormat {
        /// Its format version.
        version: u32,
    },
}

impl Recording {
    /// Reads the recording at `path`.
    ///
    /// # Errors
    /// Only when the file cannot be read; whatever it holds is an answer.
    pub fn open(path: &Path) -> Result<Self, RecordingError> {
        let file =
            regular::read(path, MAX_FILE).map_err(|error| RecordingError::io(path, error))?;
        Ok(Self::from_bytes(&file))
    }

    /// Reads a recording that is in memory.
    pub fn from_bytes(file: &[u8]) -> Self {
        let lines: Lines<RecordingHeader> = match read_lines(file) {
            Ok(lines) => lines,
            Err(HeaderError::Newer(version)) => return Self::NewerFormat { version },
            Err(error @ HeaderError::Damaged(_)) => {
                return Self::Damaged {
                    header: None,
                    events: Vec::new(),
                    what: error.to_string(),
                };
            }
        };
        let rest = &file[lines.end..];
        match lines.state {
            State::Open => read_open(lines.header, rest),
            State::Sealed => read_sealed(lines.header, rest),
        }
    }

    /// The events that can be read.
    pub fn events(&self) -> &[Event] {
        match self {
            Self::Sealed { events, .. }
            | Self::Unsealed { events, .. }
            | Self::Damaged { events, .. } => events,
            Self::NewerFormat { .. } => &[],
        }
    }

    /// What the recording says of itself, where that can be read.
    pub fn header(&self) -> Option<&RecordingHeader> {
        match self {
            Self::Sealed { header, .. } | Self::Unsealed { header, .. } => Some(header),
            Self::Damaged { header, .. } => header.as_ref(),
            Self::NewerFormat { .. } => None,
        }
    }

    /// How the attempt ended; only a sealed recording knows.
    pub fn outcome(&self) -> Option<&Outcome> {
        match self {
            Self::Sealed { events, .. } => events.last().and_then(ending),
            Self::Unsealed { .. } | Self::Damaged { .. } | Self::NewerFormat { .. } => None,
        }
    }
}

/// How an event says that the attempt ended.
pub(crate) fn ending(event: &Event) -> Option<&Outcome> {
    if let What::AttemptEnded(outcome) = &event.what {
        Some(outcome)
    } else {
        None
    }
}

/// What stands behind the last frame of an unsealed recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tail {
    Nothing,
    Torn,
    Damaged(String),
}

/// Hands every readable event of an unsealed recording to `take`.
pub(crate) fn read_frames(mut rest: &[u8], mut take: impl FnMut(Event)) -> Tail {
    let mut predictor = Predictor::default();
    for number in 0_u64.. {
        let mut events = match next_frame(rest) {
            NextFrame::End => return Tail::Nothing,
            NextFrame::Torn => return Tail::Torn,
            NextFrame::Damaged => return Tail::Damaged(format!("checksum of frame {number}")),
            NextFrame::Frame(events, after) => {
                rest = after;
                events
            }
        };
        while !events.is_empty() {
            match predictor.decode(events) {
                Ok((event, used)) => {
                    take(event);
                    events = &events[used..];
                }
                Err(error) => return Tail::Damaged(format!("event in frame {number}: {error}")),
            }
        }
    }
    Tail::Nothing
}

fn read_open(header: RecordingHeader, rest: &[u8]) -> Recording {
    let mut events = Vec::new();
    match read_frames(rest, |event| events.push(event)) {
        Tail::Damaged(what) => Recording::Damaged {
            header: Some(header),
            events,
            what,
        },
        tail => Recording::Unsealed {
            header,
            events,
            torn: tail == Tail::Torn,
        },
    }
}

fn read_sealed(header: RecordingHeader, rest: &[u8]) -> Recording {
    let mut events = Vec::new();
    match read_blocks(rest, &mut events) {
        Ok(hash) => Recording::Sealed {
            header,
            events,
            hash,
        },
        Err(what) => Recording::Damaged {
            header: Some(header),
            events,
            what,
        },
    }
}

fn read_blocks(rest: &[u8], events: &mut Vec<Event>) -> Result<EventsHash, String> {
    let (mut blocks, trailer) = match Trailer::split(rest) {
        Some((blocks, trailer)) => (blocks, Some(trailer)),
        None => (rest, None),
    };
    let promised = trailer.as_ref().map_or(0, |trailer| trailer.events);
    events.reserve_exact(promised.min(RESERVED) as usize);
    let mut hash = blake3::Hasher::new();
    let mut number = 0_u32;
    while !blocks.is_empty() {
        if trailer.is_none() && Trailer::bytes_behind(blocks).is_some() {
            return Err(lost_end(blocks));
        }
        let (block, after) =
            next_block(blocks).map_err(|error| format!("block {number}: {error}"))?;
        blocks = after;
        if events.len() as u64 + u64::from(block.count) > MAX_EVENTS {
            return Err(format!("more than {MAX_EVENTS} events"));
        }
        let plain = unpack(&block).map_err(|error| format!("block {number}: {error}"))?;
        hash.update(&plain);
        decode_block(&plain, block.count, events)
            .map_err(|error| format!("block {number}: {error}"))?;
        number += 1;
    }
    let trailer = trailer.ok_or_else(|| lost_end(&[]))?;
    let hash = EventsHash::new(hash.finalize().into());
    if trailer.events != events.len() as u64 || trailer.hash != hash {
        return Err("the events are not those that were sealed".to_owned());
    }
    if events.last().and_then(ending).is_none() {
        return Err("it does not say how the attempt ended".to_owned());
    }
    Ok(hash)
}

/// Why a sealed recording does not end as it was sealed.
fn lost_end(mut rest: &[u8]) -> String {
    loop {
        if let Some(behind) = Trailer::bytes_behind(rest) {
            return format!("{behind} bytes were appended behind its end");
        }
        match next_block(rest) {
            Ok((_, after)) => rest = after,
            Err(_) => return "the end is cut off or its checksum is wrong".to_owned(),
        }
    }
}

/// Appends the `count` events of an unpacked block.
pub(crate) fn decode_block(
    mut plain: &[u8],
    count: u32,
    events: &mut Vec<Event>,
) -> Result<(), String> {
    let mut predictor = Predictor::default();
    for _ in 0..count {
        let (event, used) = predictor.decode(plain).map_err(|error| error.to_string())?;
        events.push(event);
        plain = &plain[used..];
    }
    if plain.is_empty() {
        Ok(())
    } else {
        Err("bytes are left over after the last event".to_owned())
    }
}

/// The state of the recording at `path`: every checksum is proven, but only the last block of a sealed
/// recording is decoded, so this is much cheaper than reading all events.
///
/// # Errors
/// Only when the file cannot be read; whatever it holds is an answer.
pub fn recording_state(path: &Path) -> Result<AttemptState, RecordingError> {
    let file = regular::read(path, MAX_FILE).map_err(|error| RecordingError::io(path, error))?;
    let lines: Lines<RecordingHeader> = match read_lines(&file) {
        Ok(lines) => lines,
        Err(HeaderError::Newer(version)) => return Ok(AttemptState::NewerFormat { version }),
        Err(error @ HeaderError::Damaged(_)) => {
            return Ok(AttemptState::Damaged {
                what: error.to_string(),
            });
        }
    };
    let rest = &file[lines.end..];
    Ok(match lines.state {
        State::Open => open_state(rest),
        State::Sealed => match sealed_outcome(rest) {
            Ok(outcome) => AttemptState::Ended(outcome),
            Err(what) => AttemptState::Damaged { what },
        },
    })
}

fn open_state(mut rest: &[u8]) -> AttemptState {
    loop {
        match next_frame(rest) {
            NextFrame::End | NextFrame::Torn => return AttemptState::Unfinished,
            NextFrame::Damaged => {
                return AttemptState::Damaged {
                    what: "checksum of a frame".to_owned(),
                };
            }
            NextFrame::Frame(_, after) => rest = after,
        }
    }
}

fn sealed_outcome(rest: &[u8]) -> Result<Outcome, String> {
    let (mut blocks, trailer) = Trailer::split(rest).ok_or_else(|| lost_end(rest))?;
    let mut count = 0;
    let mut last = None;
    while !blocks.is_empty() {
        let (block, after) = next_block(blocks).map_err(|error| error.to_string())?;
        count += u64::from(block.count);
        blocks = after;
        last = Some(block);
    }
    let last = last
        .filter(|_| count == trailer.events)
        .ok_or("the events are not those that were sealed")?;
    let mut events = Vec::new();
    let plain = unpack(&last).map_err(|error| error.to_string())?;
    decode_block(&plain, last.count, &mut events)?;
    let outcome = events.last().and_then(ending).cloned();
    outcome.ok_or_else(|| "it does not say how the attempt ended".to_owned())
}
