//! Values to bytes and back. The only file that names the codec crate: it is unmaintained, so it must
//! be easy to replace.

use std::io;

use bincode::config::{Configuration, Limit, LittleEndian, Varint};
use bincode::enc::write::Writer;
use bincode::error::EncodeError;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::wire::WireEvent;

/// Bytes of one encoded event; a longer one is refused when it is written.
const MAX_EVENT: usize = 16 << 20;
/// Bytes that decoding one event may claim. A claim counts the elements of a list at their size in
/// memory, which is up to ten times their size in the file.
const EVENT_CLAIM: usize = 16 * MAX_EVENT;
/// Bytes that decoding an expected timeline or a reference may claim: 20 million pictures.
const WHOLE_CLAIM: usize = 1 << 30;

type Config<const CLAIM: usize> = Configuration<LittleEndian, Varint, Limit<CLAIM>>;

const fn config<const CLAIM: usize>() -> Config<CLAIM> {
    bincode::config::standard().with_limit::<CLAIM>()
}

struct Appending<'a>(&'a mut Vec<u8>);

impl Writer for Appending<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<(), EncodeError> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }
}

/// Appends an event to `out`; on an error `out` is as it was.
pub(super) fn encode_event(event: &WireEvent, out: &mut Vec<u8>) -> io::Result<()> {
    let start = out.len();
    encode::<EVENT_CLAIM>(event, out)?;
    if out.len() - start > MAX_EVENT {
        out.truncate(start);
        return Err(invalid(format!(
            "an event is longer than {MAX_EVENT} bytes"
        )));
    }
    Ok(())
}

/// The first event of `bytes` and how many bytes it takes.
pub(super) fn decode_event(bytes: &[u8]) -> io::Result<(WireEvent<'static>, usize)> {
    decode::<EVENT_CLAIM, _>(bytes)
}

/// A value that fills a file, as bytes.
pub(crate) fn encode_whole(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    encode::<WHOLE_CLAIM>(value, &mut out)?;
    Ok(out)
}

/// The value that `bytes` hold from the first to the last.
pub(crate) fn decode_whole<T: DeserializeOwned>(bytes: &[u8]) -> io::Result<T> {
    let (value, used) = decode::<WHOLE_CLAIM, _>(bytes)?;
    if used == bytes.len() {
        Ok(value)
    } else {
        Err(invalid("bytes are left over at the end"))
    }
}

fn encode<const CLAIM: usize>(value: &impl Serialize, out: &mut Vec<u8>) -> io::Result<()> {
    let start = out.len();
    bincode::serde::encode_into_writer(value, Appending(out), config::<CLAIM>()).map_err(|error| {
        out.truncate(start);
        invalid(error.to_string())
    })
}

fn decode<const CLAIM: usize, T: DeserializeOwned>(bytes: &[u8]) -> io::Result<(T, usize)> {
    bincode::serde::decode_from_slice(bytes, config::<CLAIM>())
        .map_err(|error| invalid(error.to_string()))
}

fn invalid(what: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.into())
}
