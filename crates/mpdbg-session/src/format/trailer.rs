//! The end of a sealed recording: how many events there are, and a hash of all.

use std::fmt;

/// Last bytes of a sealed recording, as a fixed-size record.
pub(crate) struct Trailer {
    pub(crate) events: u64,
    pub(crate) hash: EventsHash,
}

const MAGIC: [u8; 8] = *b"mpdbgend";
const CHECKED: usize = 48;

impl Trailer {
    /// Bytes of a trailer.
    pub(crate) const SIZE: usize = CHECKED + 4;

    pub(crate) fn to_bytes(&self) -> [u8; Self::SIZE] {
        let mut bytes = [0; Self::SIZE];
        bytes[..8].copy_from_slice(&MAGIC);
        bytes[8..16].copy_from_slice(&self.events.to_le_bytes());
        bytes[16..CHECKED].copy_from_slice(&self.hash.0);
        let checksum = crc32fast::hash(&bytes[..CHECKED]);
        bytes[CHECKED..].copy_from_slice(&checksum.to_le_bytes());
        bytes
    }

    /// How many bytes stand behind a trailer that begins `rest`; none where it begins otherwise.
    pub(crate) fn bytes_behind(rest: &[u8]) -> Option<usize> {
        let (first, behind) = rest.split_at_checked(Self::SIZE)?;
        Self::split(first).map(|_| behind.len())
    }

    /// The trailer at the end of `rest`, and what stands before it.
    pub(crate) fn split(rest: &[u8]) -> Option<(&[u8], Self)> {
        let (before, bytes) = rest.split_last_chunk::<{ Self::SIZE }>()?;
        let events = u64::from_le_bytes(*bytes[8..].first_chunk()?);
        let hash = EventsHash(*bytes[16..].first_chunk()?);
        let trailer = Self { events, hash };
        (trailer.to_bytes() == *bytes).then_some((before, trailer))
    }
}

/// BLAKE3 of the events of a sealed recording, the closing `AttemptEnded` included and the header
/// with its start time left out: two runs did the same when their hashes are the same.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct EventsHash([u8; 32]);

impl EventsHash {
    pub(crate) const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for EventsHash {
    /// 64 hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for EventsHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
