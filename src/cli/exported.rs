//! Where an export goes: standard output, a new file, or a directory of tables.

use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};

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
fn write_file(
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

fn unwritten(path: &Path, error: &io::Error) -> Failure {
    let failure = Failure::work(format!("{}: {error}", path.display()));
    match (error.kind(), hint_for(error)) {
        (ErrorKind::AlreadyExists, _) => {
            failure.hint("nothing is overwritten: choose another name, or remove it")
        }
        (_, Some(hint)) => failure.hint(hint),
        (_, None) => failure,
    }
}

/// A directory for tables, which had nothing in it.
#[derive(Clone, Debug)]
pub(super) struct Directory(PathBuf);

impl Directory {
    /// Makes it, or takes one that is empty.
    pub(super) fn make(path: &Path) -> Result<Self, Failure> {
        fs::create_dir_all(path).map_err(|error| unwritten(path, &error))?;
        let mut found = fs::read_dir(path).map_err(|error| unwritten(path, &error))?;
        if found.next().is_some() {
            let what = format!("{} is not empty", path.display());
            return Err(Failure::usage(what)
                .hint("nothing is overwritten: choose another directory, or empty this one"));
        }
        Ok(Self(path.to_path_buf()))
    }

    /// Begins tables in it.
    pub(super) fn begin(&self, format: &TableFormat) -> Result<Tables<'static>, Failure> {
        let dir = self.0.clone();
        let opens = move |name: &str| -> io::Result<Box<dyn Write + Send>> {
            let file = File::create_new(dir.join(name))?;
            Ok(Box::new(BufWriter::with_capacity(BUFFER, file)))
        };
        (format.begin)(Box::new(opens)).map_err(|error| self.failed(&error))
    }

    /// Writes tables into it.
    fn write(
        &self,
        format: &TableFormat,
        put: impl FnOnce(&mut Tables<'_>) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let mut tables = self.begin(format)?;
        put(&mut tables)
            .and_then(|()| tables.end())
            .map_err(|error| self.failed(&error))
    }

    /// Words for an error in it. What was written stays, and the exit code says that it is not whole.
    pub(super) fn failed(&self, error: &io::Error) -> Failure {
        unwritten(&self.0, error)
    }
}
