//! A full disk is an error, and what was there stays. Needs a small file system, which a user may
//! mount in a name space of their own on most Linux systems; elsewhere the test says that it is skipped.

use std::io;
use std::path::Path;
use std::process::Command;

use mpdbg_model::{Listener, Outcome};
use mpdbg_session::{Recorder, Recording, RecordingError, seal};

use crate::events::header;
use crate::realistic::realistic;

/// Where the inner test finds its small file system; the outer one mounts it there.
const MOUNT: &str = "mpdbg-full-disk-test";

fn mount_point() -> std::path::PathBuf {
    std::env::temp_dir().join(MOUNT)
}

#[test]
fn a_full_disk_is_an_error_and_what_was_there_stays() {
    std::fs::create_dir_all(mount_point()).unwrap();
    let script = "mount -t tmpfs -o size=256k none \"$1\" || exit 77
        exec \"$2\" --ignored --exact full_disk::inside_a_small_file_system";
    let inner = Command::new("unshare")
        .args(["-r", "-m", "sh", "-c", script, "sh"])
        .arg(mount_point())
        .arg(std::env::current_exe().unwrap())
        .output();
    match inner {
        Ok(output) if output.status.success() => {}
        Ok(output) if matches!(output.status.code(), Some(1 | 77)) && output.stdout.is_empty() => {
            skipped();
        }
        Ok(output) => panic!("{}", String::from_utf8_lossy(&output.stdout)),
        Err(_) => skipped(),
    }
}

#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn skipped() {
    println!("skipped: no small file system can be mounted here");
}

#[test]
#[ignore = "run by the test above, inside its own mount"]
fn inside_a_small_file_system() {
    let dir = mount_point();
    let path = dir.join("x.dbg");
    let error = fill(&path);
    assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    let before = std::fs::read(&path).unwrap();
    let recording = Recording::open(&path).unwrap();
    assert!(
        matches!(recording, Recording::Unsealed { .. }),
        "{recording:?}"
    );
    assert!(recording.events().len() > 1000);

    let Err(RecordingError::Io { source, .. }) = seal(&path, &Outcome::Finished) else {
        panic!("sealed on a full disk")
    };
    assert_eq!(source.kind(), io::ErrorKind::StorageFull);
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert_eq!(std::fs::read_dir(&dir).unwrap().count(), 1);

    assert!(Recorder::create(&dir.join("y.dbg"), &header()).is_err());
    assert_eq!(
        std::fs::read_dir(&dir).unwrap().count(),
        1,
        "no half header is left"
    );
}

/// Records until the disk is full.
fn fill(path: &Path) -> io::Error {
    let mut recorder = Recorder::create(path, &header()).unwrap();
    for event in realistic(600, 1_000_000) {
        if let Err(error) = recorder.event(&event).and_then(|()| recorder.settle()) {
            return error;
        }
    }
    panic!("the disk never was full")
}
