//! Where an export goes: standard output, a new file, or a directory of tables.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::failure::{Failure, hint_for};
use super::terminal::Terminal;
use crate::report::{Below, SampleReport, TIMELINE_FORMATS, TableFormat, Tables, TimelineFormat};

/// Bytes that are written at a time.
const BUFFER: usize = 256 << 10;

/// Writes a recording in a form: to standard output, to a new file, or, where the path is a directory or
/// ends in `/`, as tables into that directory.
pub(super) fn write_export(
    format: &TimelineFormat,
    report: &SampleReport<'_>,
    path: Option<&Path>,
) -> Result<(), Failure> {
    let Some(path) = path else {
        if format.binary && io::stdout().is_terminal() {
            let what = format!("{} is nothing for a terminal", format.name);
            return Err(Failure::usage(what).hint("--output FILE writes it to a file"));
        }
        return Terminal::stream(|out| (format.write)(out, report));
    };
    if !is_directory(path) {
        return write_file(path, |out| (format.write)(out, report));
    }
    let tables = TableFormat::find(format.name).ok_or_else(|| {
        let name = format.name;
        Failure::usage(format!(
            "{}: {name} is one file, not a directory",
            path.display()
        ))
    })?;
    let dir = Directory::make(path)?;
    dir.write(tables, |tables| tables.put_recording(report))
}

/// Writes a recording over another one in a form: to standard output or to a new file.
pub(super) fn write_export_against(
    format: &TimelineFormat,
    report: &SampleReport<'_>,
    below: &Below<'_>,
    path: Option<&Path>,
) -> Result<(), Failure> {
    let Some(write) = format.write_against else {
        let with = TIMELINE_FORMATS
            .iter()
            .filter(|it| it.write_against.is_some());
        let names: Vec<&str> = with.map(|it| it.name).collect();
        let what = format!(
            "{} holds one play, and --against names a second",
            format.name
        );
        let hint = format!("{} hold two", names.join(", "));
        return Err(Failure::usage(what).hint(hint));
    };
    match path {
        None if format.binary && io::stdout().is_terminal() => {
            let what = format!("{} is nothing for a terminal", format.name);
            Err(Failure::usage(what).hint("--output FILE writes it to a file"))
        }
        None => Terminal::stream(|out| write(out, report, below)),
        Some(path) => write_file(path, |out| write(out, report, below)),
    }
}

/// True for a directory that is there, and for a path that ends as one.
fn is_directory(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with('/')
}

/// Writes a new file; what could not be written whole does not stay.
pub(super) fn write_file(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let file = File::create_new(path).map_err(|error| unwritten(path, &error))?;
    let mut out = BufWriter::with_capacity(BUFFER, file);
    let written = write(&mut out).and_then(|()| out.flush());
    written.map_err(|error| {
        let _ = fs::remove_file(path);
        unwritten(path, &error)
    })
}

/// Refuses a new file that cannot be made, before work is done for it.
pub(super) fn refuse(path: &Path) -> Result<(), Failure> {
    let parent = path.parent().filter(|it| !it.as_os_str().is_empty());
    let kind = if path.symlink_metadata().is_ok() {
        ErrorKind::AlreadyExists
    } else if parent.is_some_and(|it| !it.is_dir()) {
        ErrorKind::NotFound
    } else {
        return Ok(());
    };
    Err(unwritten(path, &kind.into()))
}

fn unwritten(path: &Path, error: &io::Error) -> Failure {
    let failure = Failure::work(format!("{}: {error}", path.display()));
    match (error.kind(), hint_for(error)) {
        (ErrorKind::AlreadyExists, _) => {
            failure.hint("nothing is overwritten: choose another name, or remove it")
        }
        (ErrorKind::NotFound, _) => failure.hint("there is no such directory: make it first"),
        (_, Some(hint)) => failure.hint(hint),
        (_, None) => failure,
    }
}

/// A directory for tables, which had nothing in it. Unless it is kept, what was written into it goes again.
#[derive(Debug)]
pub(super) struct Directory {
    path: PathBuf,
    /// It was not there before.
    is_made: bool,
    is_kept: bool,
    written: Rc<RefCell<Vec<PathBuf>>>,
}

impl Directory {
    /// Makes it, or takes one that is empty.
    pub(super) fn make(path: &Path) -> Result<Self, Failure> {
        let is_made = !path.exists();
        fs::create_dir_all(path).map_err(|error| unwritten(path, &error))?;
        let mut found = fs::read_dir(path).map_err(|error| unwritten(path, &error))?;
        if found.next().is_some() {
            let what = format!("{} is not empty", path.display());
            return Err(Failure::usage(what)
                .hint("nothing is overwritten: choose another directory, or empty this one"));
        }
        Ok(Self {
            path: path.to_path_buf(),
            is_made,
            is_kept: false,
            written: Rc::default(),
        })
    }

    /// Begins tables in it.
    pub(super) fn begin(&self, format: &TableFormat) -> Result<Tables<'static>, Failure> {
        let (dir, written) = (self.path.clone(), Rc::clone(&self.written));
        let opens = move |name: &str| -> io::Result<Box<dyn Write + Send>> {
            let path = dir.join(name);
            let file = File::create_new(&path)?;
            written.borrow_mut().push(path);
            Ok(Box::new(BufWriter::with_capacity(BUFFER, file)))
        };
        (format.begin)(Box::new(opens)).map_err(|error| self.failed(&error))
    }

    /// Writes tables into it.
    fn write(
        self,
        format: &TableFormat,
        put: impl FnOnce(&mut Tables<'_>) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let mut tables = self.begin(format)?;
        put(&mut tables)
            .and_then(|()| tables.end())
            .map_err(|error| self.failed(&error))?;
        self.keep();
        Ok(())
    }

    /// What was written is whole and stays.
    pub(super) fn keep(mut self) {
        self.is_kept = true;
    }

    /// Words for an error in it.
    pub(super) fn failed(&self, error: &io::Error) -> Failure {
        unwritten(&self.path, error)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        if self.is_kept {
            return;
        }
        for path in self.written.take() {
            let _ = fs::remove_file(path);
        }
        if self.is_made {
            let _ = fs::remove_dir(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    const FULL: ErrorKind = ErrorKind::StorageFull;

    #[test]
    fn tables_that_cannot_be_written_whole_go_again() {
        let scratch = tempfile::tempdir().unwrap();
        let csv = TableFormat::find("csv").unwrap();
        let (made, found) = (scratch.path().join("made"), scratch.path().join("found"));
        fs::create_dir(&found).unwrap();
        for path in [&made, &found] {
            let dir = Directory::make(path).unwrap();
            let failed = dir.write(csv, |_| {
                assert!(path.join("points.csv").exists());
                Err(FULL.into())
            });
            assert!(failed.is_err());
        }
        assert!(!made.exists());
        assert_eq!(fs::read_dir(&found).unwrap().count(), 0);

        let dir = Directory::make(&made).unwrap();
        dir.write(csv, |_| Ok(())).unwrap();
        assert_eq!(fs::read_dir(&made).unwrap().count(), 2);
    }

    #[test]
    fn a_file_that_cannot_be_written_whole_goes_again() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("a.json");
        let failed = write_file(&path, |out| {
            out.write_all(b"{")?;
            out.flush()?;
            Err(FULL.into())
        });
        assert!(failed.is_err() && !path.exists());
        write_file(&path, |out| out.write_all(b"{}")).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"{}");
        assert!(write_file(&path, |_| Ok(())).is_err());
        assert_eq!(fs::read(&path).unwrap(), b"{}");
    }
}
