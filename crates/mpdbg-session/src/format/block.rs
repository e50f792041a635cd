//! Compressed blocks: what a sealed recording and an expected timeline are made of.

use std::cell::RefCell;
use std::io;

use mpdbg_model::Event;
use zstd::bulk::Decompressor;

use super::{EventsHash, Predictor, Trailer};

/// Count, plain length, packed length and checksum before the packed bytes.
pub(crate) const HEAD: usize = 16;
/// Events of a full block.
const EVENTS: u32 = 1 << 16;
/// Plain bytes after which a block is full, whatever it holds.
const FULL: usize = 4 << 20;
/// Plain bytes that a block may claim: a full one and one event of the longest kind; for an expected
/// timeline, the whole.
const MAX_PLAIN: usize = 256 << 20;
/// Slower levels gain next to nothing: most of what is left are content hashes.
const LEVEL: i32 = 3;

/// Why a block cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BlockError {
    #[error("cut off")]
    Cut,
    #[error("its checksum is wrong")]
    Checksum,
    #[error("it cannot be unpacked")]
    Unpack,
}

/// A block with its checksum proven.
pub(crate) struct Block<'a> {
    pub(crate) count: u32,
    plain: u32,
    packed: &'a [u8],
}

/// Appends a block to `out`.
pub(crate) fn pack(count: u32, plain: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
    let packed = zstd::bulk::compress(plain, LEVEL)?;
    let mut head = [0; HEAD];
    head[..4].copy_from_slice(&count.to_le_bytes());
    head[4..8].copy_from_slice(&length(plain)?.to_le_bytes());
    head[8..12].copy_from_slice(&length(&packed)?.to_le_bytes());
    let sum = checksum(&head, &packed);
    head[12..].copy_from_slice(&sum.to_le_bytes());
    out.extend_from_slice(&head);
    out.extend_from_slice(&packed);
    Ok(())
}

fn length(bytes: &[u8]) -> io::Result<u32> {
    if bytes.len() > MAX_PLAIN {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!("a block would be larger than {MAX_PLAIN} bytes"),
        ));
    }
    Ok(bytes.len() as u32)
}

/// How many events a block holds and how many bytes follow its head, as the head says; the checksum is of
/// both, and is proven by [`next_block`] only.
pub(crate) fn promised(head: &[u8; HEAD]) -> (u32, u32) {
    let [c0, c1, c2, c3, _, _, _, _, p0, p1, p2, p3, ..] = *head;
    (
        u32::from_le_bytes([c0, c1, c2, c3]),
        u32::from_le_bytes([p0, p1, p2, p3]),
    )
}

/// The block at the beginning of `rest`, and what follows it.
pub(crate) fn next_block(rest: &[u8]) -> Result<(Block<'_>, &[u8]), BlockError> {
    let (head, after) = rest.split_first_chunk::<HEAD>().ok_or(BlockError::Cut)?;
    let field =
        |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let (packed, after) = after
        .split_at_checked(field(8) as usize)
        .ok_or(BlockError::Cut)?;
    if checksum(head, packed) != field(12) {
        return Err(BlockError::Checksum);
    }
    let block = Block {
        count: field(0),
        plain: field(4),
        packed,
    };
    Ok((block, after))
}

fn checksum(head: &[u8; HEAD], packed: &[u8]) -> u32 {
    let mut checksum = crc32fast::Hasher::new();
    checksum.update(&head[..12]);
    checksum.update(packed);
    checksum.finalize()
}

/// The plain bytes of a block.
pub(crate) fn unpack(block: &Block<'_>) -> Result<Vec<u8>, BlockError> {
    let length = block.plain as usize;
    if length > MAX_PLAIN {
        return Err(BlockError::Unpack);
    }
    let plain = decompress(block.packed, length).map_err(|_| BlockError::Unpack)?;
    if plain.len() == length {
        Ok(plain)
    } else {
        Err(BlockError::Unpack)
    }
}

thread_local! {
    /// Making one takes longer than unpacking a small block.
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

fn decompress(packed: &[u8], length: usize) -> io::Result<Vec<u8>> {
    UNPACKER.with_borrow_mut(|kept| {
        let unpacker = match kept {
            Some(unpacker) => unpacker,
            None => kept.insert(Decompressor::new()?),
        };
        unpacker.decompress(packed, length)
    })
}

/// Events on their way into blocks. Every block begins with a fresh predictor, so that it can be read
/// without the ones before.
pub(crate) struct Packer {
    predictor: Predictor,
    plain: Vec<u8>,
    count: u32,
    events: u64,
    hash: blake3::Hasher,
    out: Vec<u8>,
}

impl Packer {
    /// `out` is what the file begins with.
    pub(crate) fn new(out: Vec<u8>) -> Self {
        Self {
            predictor: Predictor::default(),
            plain: Vec::new(),
            count: 0,
            events: 0,
            hash: blake3::Hasher::new(),
            out,
        }
    }

    pub(crate) fn push(&mut self, event: &Event) -> io::Result<()> {
        self.predictor.encode(event, &mut self.plain)?;
        self.count += 1;
        self.events += 1;
        if self.count == EVENTS || self.plain.len() >= FULL {
            self.end_block()?;
        }
        Ok(())
    }

    /// Ends the current block, if there is anything in it.
    pub(crate) fn end_block(&mut self) -> io::Result<()> {
        if self.count > 0 {
            pack(self.count, &self.plain, &mut self.out)?;
            self.hash.update(&self.plain);
            self.plain.clear();
            self.count = 0;
            self.predictor = Predictor::default();
        }
        Ok(())
    }

    /// The whole file, and what its trailer says.
    pub(crate) fn finish(mut self) -> io::Result<(Vec<u8>, Trailer)> {
        self.end_block()?;
        let trailer = Trailer {
            events: self.events,
            hash: EventsHash::new(self.hash.finalize().into()),
        };
        self.out.extend_from_slice(&trailer.to_bytes());
        Ok((self.out, trailer))
    }
}
