//! Which files belong to a case, and what they are called.
//!
//! A sample `a/b.mp4` keeps its name: `dbg/a/b.mp4.dbg`. Where that could not be stored, or could be
//! mistaken for a file of something else, the part of the path is replaced by a prefix of it, `~` and
//! 16 hexadecimal digits of its BLAKE3; the recording's header holds the full name. What is recorded
//! under another scenario than `play` lies in a directory of that scenario, `dbg/_scenario/loop-twice/`,
//! and what is recorded for the second time, under whichever scenario, in `dbg/_repeat/2/`; no sample has
//! a name there that begins with `_`.

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use mpdbg_model::{Case, SampleName};

/// Bytes of a file name that every file system stores, less the longest that is added to a sample's
/// name (`.retry-4294967295.stderr.txt`, or the name of a report).
const LONGEST: usize = 255 - 40;
/// Endings that mpdbg gives to its own files: a directory called so could take the name of one.
const OWN_ENDINGS: [&[u8]; 4] = [b".dbg", b".expected", b".reference", b".txt"];

/// The directory of everything that is recorded or reported under another scenario than `play`.
const SCENARIOS: &str = "_scenario";
/// The directory of everything that is recorded or reported of the second play of a case and of later
/// ones, each under its number as people count, from 2 on.
const REPEATS: &str = "_repeat";

/// The path of a case's files inside `dbg/` or `reports/`, without what is added for each of them.
pub(crate) fn case_file_stem(case: &Case) -> PathBuf {
    let mut stem = PathBuf::new();
    if case.repeat > 0 {
        stem.push(REPEATS);
        stem.push((u64::from(case.repeat) + 1).to_string());
    }
    if !case.scenario.is_play() {
        stem.push(SCENARIOS);
        stem.push(case.scenario.as_str());
    }
    stem.join(sample_file_stem(&case.sample))
}

/// The path of a sample's files inside `dbg/` or `reports/`, without what is added for each of them.
pub(crate) fn sample_file_stem(sample: &SampleName) -> PathBuf {
    let path = sample.to_path();
    let count = path.components().count();
    path.components()
        .enumerate()
        .map(|(depth, part)| {
            let place = Place {
                top: depth == 0,
                last: depth + 1 == count,
            };
            safe_part(part.as_os_str().as_bytes(), place)
        })
        .collect()
}

#[derive(Clone, Copy)]
struct Place {
    top: bool,
    last: bool,
}

fn safe_part(part: &[u8], place: Place) -> OsString {
    let ambiguous = (place.top && part.starts_with(b"_"))
        || is_replaced(part)
        || if place.last {
            part.len() > LONGEST || ends_as_retry(part)
        } else {
            OWN_ENDINGS.iter().any(|ending| part.ends_with(ending))
        };
    OsString::from_vec(if ambiguous {
        replaced(part)
    } else {
        part.to_vec()
    })
}

fn replaced(part: &[u8]) -> Vec<u8> {
    let underscores = part.iter().take_while(|&&byte| byte == b'_').count();
    let kept = &part[underscores..];
    let mut end = kept.len().min(LONGEST - 17);
    while end < kept.len() && end > 0 && kept[end] & 0xc0 == 0x80 {
        end -= 1;
    }
    let digits = &blake3::hash(part).to_hex()[..16];
    [&kept[..end], b"~", digits.as_bytes()].concat()
}

/// True for a name that has the form of a replaced one.
fn is_replaced(part: &[u8]) -> bool {
    part.split_last_chunk::<17>()
        .is_some_and(|(_, tail)| tail[0] == b'~' && tail[1..].iter().all(u8::is_ascii_hexdigit))
}

/// True for `x.retry-1`: its recording would have the name of a retry of `x`.
fn ends_as_retry(part: &[u8]) -> bool {
    (0..part.len()).any(|at| retry_number(&part[at..]).is_some())
}

/// The number in `.retry-7`.
fn retry_number(text: &[u8]) -> Option<u32> {
    let digits = text.strip_prefix(b".retry-")?;
    let canonical = digits.first() != Some(&b'0') && digits.iter().all(u8::is_ascii_digit);
    let number = std::str::from_utf8(digits).ok()?.parse().ok()?;
    canonical.then_some(number)
}

/// Which attempt a file belongs to, from what follows the case's stem in its name; `None` when it
/// is no file of an attempt.
pub(crate) fn attempt_number(after_stem: &[u8]) -> Option<u32> {
    let retry = [&b".dbg"[..], b".stdout.txt", b".stderr.txt"]
        .iter()
        .find_map(|ending| after_stem.strip_suffix(*ending))?;
    if retry.is_empty() {
        Some(0)
    } else {
        retry_number(retry)
    }
}

/// The files of one attempt at a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptFiles {
    /// 0 is the first attempt, 1 the first retry.
    pub number: u32,
    /// The events.
    pub recording: PathBuf,
    /// What the player wrote to its standard output.
    pub stdout: PathBuf,
    /// What the player wrote to its standard error.
    pub stderr: PathBuf,
}

impl AttemptFiles {
    pub(crate) fn new(dbg: &Path, case: &Case, number: u32) -> Self {
        let mut stem = dbg.join(case_file_stem(case)).into_os_string();
        if number > 0 {
            stem.push(format!(".retry-{number}"));
        }
        let with = |ending: &str| {
            let mut path = stem.clone();
            path.push(ending);
            PathBuf::from(path)
        };
        Self {
            number,
            recording: with(".dbg"),
            stdout: with(".stdout.txt"),
            stderr: with(".stderr.txt"),
        }
    }
}

/// A stem in `dir` with an ending added.
pub(crate) fn with_ending(dir: &Path, stem: &Path, ending: &str) -> PathBuf {
    let mut path = dir.join(stem).into_os_string();
    path.push(ending);
    path.into()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use mpdbg_model::ScenarioName;
    use proptest::prelude::*;
    use std::collections::HashMap;
    use std::ffi::OsStr;

    fn stem(bytes: &[u8]) -> Vec<u8> {
        let sample = SampleName::from_path(Path::new(OsStr::from_bytes(bytes))).unwrap();
        sample_file_stem(&sample).into_os_string().into_vec()
    }

    #[test]
    fn ordinary_and_odd_names_are_kept_byte_for_byte() {
        for name in [
            &b"a/b.mp4"[..],
            b"-y.ts",
            b"two\nlines \"quoted\".avi",
            b"not utf-8 \xff\xfe.mkv",
            b"a/_x.mp4",
            b"x.retry-",
            b"x.retry-01",
            b"x.dbg",
        ] {
            assert_eq!(stem(name), name);
        }
    }

    #[test]
    fn names_that_could_be_mistaken_are_replaced() {
        for name in [
            &b"_samples.json"[..],
            b"_dir/x.mp4",
            b"x.mp4.retry-1",
            b"x.dbg/y.mp4",
            b"x.stdout.txt/y.mp4",
            b"x~0123456789abcdef",
        ] {
            let stem = stem(name);
            assert_ne!(stem, name);
            assert!(!stem.starts_with(b"_"), "{name:?}");
        }
    }

    #[test]
    fn long_names_are_cut_between_characters_and_leave_room() {
        let name = "ü".repeat(127) + "x";
        let short = stem(name.as_bytes());
        let text = String::from_utf8(short).unwrap();
        assert!(text.len() <= LONGEST, "{}", text.len());
        assert!(text.starts_with("üüü") && text.contains("ü~"), "{text}");
        let case = Case::plain(SampleName::parse(&name).unwrap());
        let files = AttemptFiles::new(Path::new("dbg"), &case, u32::MAX);
        assert!(files.stderr.file_name().unwrap().len() <= 255);
    }

    #[test]
    fn attempts_are_numbered_by_their_files() {
        let cases = [
            (".dbg", Some(0)),
            (".stdout.txt", Some(0)),
            (".retry-7.dbg", Some(7)),
            (".retry-4294967295.stderr.txt", Some(u32::MAX)),
            (".retry-0.dbg", None),
            (".retry-07.dbg", None),
            (".retry-4294967296.dbg", None),
            (".retry-.dbg", None),
            (".retry-1.expected", None),
            (".expected", None),
            ("x.dbg", None),
        ];
        for (file, number) in cases {
            assert_eq!(attempt_number(file.as_bytes()), number, "{file}");
        }
    }

    /// Parts that are likely to collide once endings are added.
    fn part() -> impl Strategy<Value = String> {
        proptest::collection::vec(
            proptest::sample::select(vec![
                "x",
                "_",
                ".dbg",
                ".retry-1",
                ".retry-2",
                ".expected",
                ".stdout",
                ".txt",
                ".reference",
                "_scenario",
                "_repeat",
                "2",
                "~",
                "0123456789abcdef",
            ]),
            1..4,
        )
        .prop_map(|pieces| pieces.concat())
    }

    /// The files that a sample has under `play` and under two other scenarios, played once and again,
    /// each with its owner: a case, or the sample alone.
    fn files_of(sample: &SampleName) -> Vec<(PathBuf, String)> {
        let dbg = Path::new("");
        let shared = [".expected", ".reference"].map(|ending| {
            let file = with_ending(dbg, &sample_file_stem(sample), ending);
            (file, format!("{sample}{ending}"))
        });
        let mut files = shared.to_vec();
        let scenarios = ["play", "x", "scenario"].into_iter();
        for (scenario, repeat) in scenarios.flat_map(|it| [0, 1, 2].map(|repeat| (it, repeat))) {
            let case = Case {
                sample: sample.clone(),
                scenario: ScenarioName::parse(scenario).unwrap(),
                repeat,
            };
            for number in 0..3 {
                let attempt = AttemptFiles::new(dbg, &case, number);
                let own = [attempt.recording, attempt.stdout, attempt.stderr];
                files.extend(own.map(|file| (file, case.to_string())));
            }
        }
        files
    }

    #[test]
    fn only_other_scenarios_than_play_and_later_plays_have_a_directory() {
        let mut case = Case::plain(SampleName::parse("a/_b.mp4").unwrap());
        assert_eq!(case_file_stem(&case), Path::new("a/_b.mp4"));
        case.scenario = ScenarioName::parse("seek-back").unwrap();
        let stem = case_file_stem(&case);
        assert_eq!(stem, Path::new("_scenario/seek-back/a/_b.mp4"));
        case.repeat = 1;
        let stem = case_file_stem(&case);
        assert_eq!(stem, Path::new("_repeat/2/_scenario/seek-back/a/_b.mp4"));
        case.scenario = ScenarioName::default();
        assert_eq!(case_file_stem(&case), Path::new("_repeat/2/a/_b.mp4"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_two_cases_share_a_file(names in proptest::collection::hash_set((part(), proptest::option::of(part())), 1..60)) {
            let mut owners: HashMap<PathBuf, String> = HashMap::new();
            let mut dirs: HashMap<PathBuf, String> = HashMap::new();
            for (first, second) in names {
                let path = second.map_or(first.clone(), |second| format!("{first}/{second}"));
                let sample = SampleName::from_path(Path::new(&path)).unwrap();
                for (file, owner) in files_of(&sample) {
                    for dir in file.ancestors().skip(1) {
                        dirs.insert(dir.to_path_buf(), owner.clone());
                    }
                    if let Some(other) = owners.insert(file.clone(), owner.clone()) {
                        prop_assert_eq!(&other, &owner, "{:?}", file);
                    }
                }
            }
            for file in owners.keys() {
                prop_assert!(!dirs.contains_key(file), "{:?} is a file and a directory", file);
                let reserved = file.to_string_lossy().starts_with('_');
                let ours = file.starts_with(SCENARIOS) || file.starts_with(REPEATS);
                prop_assert!(!reserved || ours, "{:?}", file);
            }
        }
    }
}
