//! Whether a sample is still the one that the session was made with.

use std::io::ErrorKind;
use std::path::Path;

use mpdbg_model::SampleRecord;
use mpdbg_sample::fingerprint;

/// Why the sample at `path` is not to be played; none when it is the recorded one.
pub(crate) fn objection(path: &Path, recorded: &SampleRecord) -> Option<String> {
    match path.metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Some("vanished since the session was made".to_owned());
        }
        Err(error) => return Some(format!("cannot be read: {error}")),
        Ok(file) if !file.is_file() => return Some("is not a regular file any more".to_owned()),
        Ok(_) => {}
    }
    match fingerprint(path) {
        Err(error) => Some(format!("cannot be read: {error}")),
        Ok(found) if found.size != recorded.size => Some(format!(
            "changed since the session was made ({} bytes, was {})",
            found.size, recorded.size
        )),
        Ok(found) if found.blake3 != recorded.blake3 => {
            Some("changed since the session was made (other content)".to_owned())
        }
        Ok(_) => None,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use mpdbg_model::SampleName;

    #[test]
    fn only_the_very_same_file_is_played() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        std::fs::write(&path, "content").unwrap();
        let found = fingerprint(&path).unwrap();
        let recorded = SampleRecord {
            name: SampleName::parse("a").unwrap(),
            size: found.size,
            blake3: found.blake3,
            opens: true,
            expects: Vec::new(),
        };
        assert_eq!(objection(&path, &recorded), None);
        std::fs::write(&path, "CONTENT").unwrap();
        assert!(
            objection(&path, &recorded)
                .unwrap()
                .contains("other content")
        );
        std::fs::write(&path, "longer content").unwrap();
        assert!(
            objection(&path, &recorded)
                .unwrap()
                .contains("14 bytes, was 7")
        );
        std::fs::remove_file(&path).unwrap();
        assert!(objection(&path, &recorded).unwrap().contains("vanished"));
        std::fs::create_dir(&path).unwrap();
        assert!(
            objection(&path, &recorded)
                .unwrap()
                .contains("regular file")
        );
    }
}
