//! The files of a comparison.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io::{self, Write};
use std::path::Path;

use super::failure::{Failure, hint_for};
use super::summarize::unwritten;
use crate::report::{COMPARISON_FORMATS, ComparisonReport};

/// Bytes of a session's name that the name of a file takes whole.
const ROOM: usize = 110;

/// Writes a comparison to `comparison_<after>_<before>` in every format, in place of what was there: it
/// can be made again. Answers where to, with the endings.
pub(crate) fn write_comparison_files(
    dir: &Path,
    report: &ComparisonReport<'_>,
) -> Result<String, Failure> {
    prepare(dir)?;
    let comparison = report.comparison;
    let (after, before) = (shortened(&comparison.after), shortened(&comparison.before));
    let stem = format!("comparison_{after}_{before}");
    for format in COMPARISON_FORMATS {
        let mut content = Vec::new();
        (format.write)(&mut content, report).map_err(|error| unwritten(&error))?;
        let path = dir.join(format!("{stem}.{}", format.ending));
        replace(&path, &content).map_err(|error| not_written(&path, &error))?;
    }
    let endings: Vec<&str> = COMPARISON_FORMATS.iter().map(|it| it.ending).collect();
    let path = dir.join(stem);
    Ok(format!("{}.{{{}}}", path.display(), endings.join(",")))
}

/// Makes the directory where it is not there; told apart from the writing, to be done before long work.
pub(crate) fn prepare(dir: &Path) -> Result<(), Failure> {
    match fs::metadata(dir) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(Failure::usage(format!(
            "{} is not a directory",
            dir.display()
        ))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(dir).map_err(|error| not_written(dir, &error))
        }
        Err(error) => Err(not_written(dir, &error)),
    }
}

/// Names that are so long that two of them make no file's name are cut, and told apart by a hash.
fn shortened(name: &str) -> String {
    if name.len() <= ROOM {
        return name.to_owned();
    }
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    let mut ends = (0..=ROOM - 17).rev();
    let end = ends.find(|end| name.is_char_boundary(*end)).unwrap_or(0);
    format!("{}~{:016x}", &name[..end], hasher.finish())
}

/// Writes a file that is there as a whole or not at all. A link in its place is replaced, not followed.
fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let dir = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .prefix(".unfinished-")
        .permissions(permissions())
        .tempfile_in(dir)?;
    file.write_all(content)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Those of any new file; the umask still applies.
fn permissions() -> fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    fs::Permissions::from_mode(0o666)
}

fn not_written(path: &Path, error: &io::Error) -> Failure {
    let failure = Failure::work(format!("{} cannot be written: {error}", path.display()));
    match hint_for(error) {
        Some(hint) => failure.hint(hint),
        None => failure.hint("--reldir DIR writes the comparison elsewhere"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_names_fit_into_the_name_of_a_file() {
        let long = "ü".repeat(100);
        assert_eq!(shortened("before"), "before");
        assert!(shortened(&long).len() <= ROOM);
        assert_ne!(shortened(&long), shortened(&format!("{long}x")));
        let longest = "comparison_".len() + 1 + ".annotations".len() + 2 * ROOM;
        assert!(longest <= 255);
    }
}
