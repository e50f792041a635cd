//! Messages between two processes of mpdbg: a line of JSON, and bytes behind it.

use std::io::{self, BufRead, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Bytes of the longest line.
const LONGEST_LINE: u64 = 1 << 20;
/// Bytes behind a line at most.
const MOST: usize = 64 << 20;

/// Writes a message with the bytes that belong to it.
///
/// # Errors
/// When the other side is gone.
pub(crate) fn write_message(
    out: &mut dyn Write,
    head: &impl Serialize,
    bytes: &[u8],
) -> io::Result<()> {
    let mut line = serde_json::to_vec(&(bytes.len(), head))?;
    line.push(b'\n');
    out.write_all(&line)?;
    out.write_all(bytes)?;
    out.flush()
}

/// Reads the next message; none at the end.
///
/// # Errors
/// When it ends in the middle of one, or what is read is none.
pub(crate) fn read_message<T: DeserializeOwned>(
    input: &mut dyn BufRead,
) -> io::Result<Option<(T, Vec<u8>)>> {
    let mut line = Vec::new();
    input.take(LONGEST_LINE).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.last() != Some(&b'\n') {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let (length, head): (usize, T) = serde_json::from_slice(&line)?;
    if length > MOST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "too long"));
    }
    let mut bytes = vec![0; length];
    input.read_exact(&mut bytes)?;
    Ok(Some((head, bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_as_they_were_sent_and_half_ones_are_errors() -> io::Result<()> {
        let mut sent = Vec::new();
        write_message(&mut sent, &("one\ntwo", 7), b"\n[3,")?;
        write_message(&mut sent, &("", 0), b"")?;
        let mut input = sent.as_slice();
        let first = read_message::<(String, u8)>(&mut input)?;
        assert_eq!(first, Some((("one\ntwo".to_owned(), 7), b"\n[3,".to_vec())));
        let second = read_message::<(String, u8)>(&mut input)?;
        assert_eq!(second, Some(((String::new(), 0), Vec::new())));
        assert_eq!(read_message::<(String, u8)>(&mut input)?, None);
        let half = &sent[..sent.len() - 1];
        let mut input = half;
        read_message::<(String, u8)>(&mut input)?;
        assert!(read_message::<(String, u8)>(&mut input).is_err());
        assert!(read_message::<u8>(&mut &b"[99999999999,1]\n"[..]).is_err());
        Ok(())
    }
}
