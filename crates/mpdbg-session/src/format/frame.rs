//! Frames of an unsealed recording: what one `write` call puts into the file.

use std::io;

use mpdbg_model::Event;

use super::Predictor;

/// Length and checksum before the events.
const HEAD: usize = 8;

/// Events that wait to be written as one frame.
pub(crate) struct FrameBuffer {
    predictor: Predictor,
    bytes: Vec<u8>,
}

impl FrameBuffer {
    pub(crate) fn new() -> Self {
        Self {
            predictor: Predictor::default(),
            bytes: vec![0; HEAD],
        }
    }

    /// Adds an event; on an error it is not in the frame.
    pub(crate) fn push(&mut self, event: &Event) -> io::Result<()> {
        self.predictor.encode(event, &mut self.bytes)
    }

    /// Bytes of the events that wait.
    pub(crate) fn waiting(&self) -> usize {
        self.bytes.len() - HEAD
    }

    /// The frame as it goes to the file; `None` when no event waits.
    pub(crate) fn frame(&mut self) -> Option<&[u8]> {
        let (head, events) = self.bytes.split_at_mut(HEAD);
        if events.is_empty() {
            return None;
        }
        let length = (events.len() as u32).to_le_bytes();
        head[..4].copy_from_slice(&length);
        head[4..].copy_from_slice(&checksum(length, events).to_le_bytes());
        Some(&self.bytes)
    }

    /// The frame is written: the next one begins.
    pub(crate) fn clear(&mut self) {
        self.bytes.truncate(HEAD);
    }
}

/// What stands at the beginning of the rest of an unsealed recording.
pub(crate) enum NextFrame<'a> {
    /// Nothing: the recording ends in order.
    End,
    /// The bytes of its events, and what follows.
    Frame(&'a [u8], &'a [u8]),
    /// Less than the frame's own length says: the last write was cut short.
    Torn,
    /// Not what was written.
    Damaged,
}

pub(crate) fn next_frame(rest: &[u8]) -> NextFrame<'_> {
    if rest.is_empty() {
        return NextFrame::End;
    }
    let Some((head, after)) = rest.split_first_chunk::<HEAD>() else {
        return NextFrame::Torn;
    };
    let [l0, l1, l2, l3, c0, c1, c2, c3] = *head;
    let length = [l0, l1, l2, l3];
    let Some((events, after)) = after.split_at_checked(u32::from_le_bytes(length) as usize) else {
        return NextFrame::Torn;
    };
    if events.is_empty() || checksum(length, events) != u32::from_le_bytes([c0, c1, c2, c3]) {
        return NextFrame::Damaged;
    }
    NextFrame::Frame(events, after)
}

fn checksum(length: [u8; 4], events: &[u8]) -> u32 {
    let mut checksum = crc32fast::Hasher::new();
    checksum.update(&length);
    checksum.update(events);
    checksum.finalize()
}
