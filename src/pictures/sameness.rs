//! Whether a sample is still the one that was recorded.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use mpdbg_model::SampleRecord;
use mpdbg_sample::fingerprint;

/// Whether a sample is still the one that was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sameness {
    /// Every byte is the same.
    Same,
    /// It is there, but something else: what differs.
    Other(String),
    /// It cannot be read: why.
    Absent(String),
}

/// Whether the file at `path` is what `record` says. Reads all of it where the size is the same.
fn same_as(path: &Path, record: &SampleRecord) -> Sameness {
    let absent = |error: &std::io::Error| {
        Sameness::Absent(match error.kind() {
            ErrorKind::NotFound => "it is gone".to_owned(),
            _ => error.to_string(),
        })
    };
    let other_size = |size| Sameness::Other(format!("{size} bytes, was {}", record.size));
    match path.metadata() {
        Err(error) => return absent(&error),
        Ok(file) if !file.is_file() => {
            return Sameness::Absent("no regular file any more".to_owned());
        }
        Ok(file) if file.len() != record.size => return other_size(file.len()),
        Ok(_) => {}
    }
    match fingerprint(path) {
        Err(error) => absent(&error),
        Ok(found) if found.size != record.size => other_size(found.size),
        Ok(found) if found.blake3 != record.blake3 => Sameness::Other("other content".to_owned()),
        Ok(_) => Sameness::Same,
    }
}

impl Sameness {
    /// Finds out on a thread of its own; the answer comes once.
    pub(crate) fn find_out(path: PathBuf, record: SampleRecord) -> Receiver<Self> {
        let (sender, answer) = channel();
        thread::spawn(move || {
            // Whoever asked may be gone.
            let _ = sender.send(same_as(&path, &record));
        });
        answer
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use mpdbg_model::SampleName;

    use super::*;

    #[test]
    fn only_the_very_same_file_is_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        std::fs::write(&path, "content").unwrap();
        let found = fingerprint(&path).unwrap();
        let record = SampleRecord {
            name: SampleName::parse("a").unwrap(),
            size: found.size,
            blake3: found.blake3,
            opens: true,
            expects: Vec::new(),
        };
        assert_eq!(same_as(&path, &record), Sameness::Same);
        std::fs::write(&path, "CONTENT").unwrap();
        let other = |what: &str| Sameness::Other(what.to_owned());
        assert_eq!(same_as(&path, &record), other("other content"));
        std::fs::write(&path, "longer content").unwrap();
        assert_eq!(same_as(&path, &record), other("14 bytes, was 7"));
        std::fs::remove_file(&path).unwrap();
        let absent = |what: &str| Sameness::Absent(what.to_owned());
        assert_eq!(same_as(&path, &record), absent("it is gone"));
        std::fs::create_dir(&path).unwrap();
        assert_eq!(same_as(&path, &record), absent("no regular file any more"));
        let told = Sameness::find_out(path, record).recv();
        assert_eq!(told, Ok(absent("no regular file any more")));
    }
}
