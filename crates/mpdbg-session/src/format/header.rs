//! The two lines that every file of this format begins with: who wrote what, and a checksum.

use mpdbg_model::RecordingHeader;
use serde::{Deserialize, Serialize};

/// The newest format that this mpdbg reads, and the one that it writes. Each has events that the one
/// before has not; what that one has is the same in both.
const FORMAT: u32 = 3;
/// The oldest format that this mpdbg reads.
const OLDEST: u32 = 1;
/// Longest first line: a sample's name of 4096 bytes, every byte escaped, leaves room.
const MAX_LINE: usize = 64 << 10;
/// The two lines are shorter than this.
pub(crate) const MAX_LINES: usize = MAX_LINE + 64;

/// What a file of this format holds.
pub(crate) trait Kind: Serialize + for<'de> Deserialize<'de> {
    /// First field of the first line.
    const MAGIC: &'static str;
    /// How the values are encoded.
    const CODEC: &'static str;
}

impl Kind for RecordingHeader {
    const MAGIC: &'static str = "mpdbg-recording";
    const CODEC: &'static str = "bincode-2-varint-delta";
}

/// Whether events may still follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Being written, or left behind by a process that died.
    Open,
    /// Finished: nothing is ever added.
    Sealed,
}

impl State {
    const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Sealed => "sealed",
        }
    }
}

/// The fields that every format version begins with.
#[derive(Deserialize)]
struct Preamble {
    magic: String,
    format: u32,
    codec: String,
}

#[derive(Serialize)]
struct FirstLine<'a, K> {
    magic: &'a str,
    format: u32,
    codec: &'a str,
    #[serde(flatten)]
    kind: &'a K,
}

/// The two lines, read.
#[derive(Debug)]
pub(crate) struct Lines<K> {
    pub(crate) header: K,
    pub(crate) state: State,
    /// Where the rest of the file begins.
    pub(crate) end: usize,
}

/// Why the two lines cannot be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HeaderError {
    #[error("the header is {0}")]
    Damaged(&'static str),
    #[error("format {0}")]
    Newer(u32),
}

/// The two lines as bytes.
pub(crate) fn write_lines<K: Kind>(header: &K, state: State) -> std::io::Result<Vec<u8>> {
    let line = FirstLine {
        magic: K::MAGIC,
        format: FORMAT,
        codec: K::CODEC,
        kind: header,
    };
    let mut bytes = serde_json::to_vec(&line)?;
    bytes.push(b'\n');
    let second = second_line(&bytes, state);
    bytes.extend_from_slice(second.as_bytes());
    Ok(bytes)
}

/// Reads the two lines at the beginning of a file.
pub(crate) fn read_lines<K: Kind>(file: &[u8]) -> Result<Lines<K>, HeaderError> {
    let head = &file[..file.len().min(MAX_LINE)];
    let newline = head.iter().position(|&byte| byte == b'\n');
    let (first, rest) = file.split_at(newline.ok_or(HeaderError::Damaged("cut off"))? + 1);
    let preamble: Preamble = serde_json::from_slice(first)
        .map_err(|_| HeaderError::Damaged("not one that mpdbg wrote"))?;
    if preamble.magic != K::MAGIC {
        return Err(HeaderError::Damaged("of another kind of file"));
    }
    let state = [State::Open, State::Sealed]
        .into_iter()
        .find(|&state| rest.starts_with(second_line(first, state).as_bytes()))
        .ok_or(HeaderError::Damaged("cut off or its checksum is wrong"))?;
    if preamble.format > FORMAT {
        return Err(HeaderError::Newer(preamble.format));
    }
    if preamble.format < OLDEST || preamble.codec != K::CODEC {
        return Err(HeaderError::Damaged("of a format that never was"));
    }
    let header = serde_json::from_slice(first).map_err(|_| HeaderError::Damaged("incomplete"))?;
    Ok(Lines {
        header,
        state,
        end: first.len() + second_line(first, state).len(),
    })
}

/// State word and CRC-32 of the first line and the word, so that a changed byte anywhere shows.
fn second_line(first: &[u8], state: State) -> String {
    let mut checksum = crc32fast::Hasher::new();
    checksum.update(first);
    checksum.update(state.word().as_bytes());
    format!("{} {:08x}\n", state.word(), checksum.finalize())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use crate::format::Kind;

    #[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
    struct Nothing {}

    impl Kind for Nothing {
        const MAGIC: &'static str = "mpdbg-nothing";
        const CODEC: &'static str = "none";
    }

    fn with_checksum(line: &str) -> Vec<u8> {
        let second = second_line(line.as_bytes(), State::Open);
        [line.as_bytes(), second.as_bytes()].concat()
    }

    #[test]
    fn the_first_line_says_what_the_file_is() {
        let lines = write_lines(&Nothing {}, State::Sealed).unwrap();
        let text = String::from_utf8(lines.clone()).unwrap();
        assert!(
            text.starts_with(
                "{\"magic\":\"mpdbg-nothing\",\"format\":3,\"codec\":\"none\"}\nsealed "
            ),
            "{text}"
        );
        let read: Lines<Nothing> = read_lines(&lines).unwrap();
        assert_eq!((read.state, read.end), (State::Sealed, lines.len()));
    }

    #[test]
    fn a_newer_format_is_named_and_never_read() {
        let newer = with_checksum("{\"magic\":\"mpdbg-nothing\",\"format\":7,\"codec\":\"x\"}\n");
        assert_eq!(
            read_lines::<Nothing>(&newer).unwrap_err(),
            HeaderError::Newer(7)
        );
        let zero = with_checksum("{\"magic\":\"mpdbg-nothing\",\"format\":0,\"codec\":\"none\"}\n");
        assert!(matches!(
            read_lines::<Nothing>(&zero).unwrap_err(),
            HeaderError::Damaged(_)
        ));
    }
}
