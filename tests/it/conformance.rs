//! The player shows what FFmpeg decodes: the presented pictures and the written sound of every
//! sample of the corpus, held against `ffmpeg -f framemd5`.
//!
//! Every difference is printed with its reason; one without a reason fails, whether the sample decodes
//! cleanly or not. `cargo test --test it conformance -- --nocapture` shows the list.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use mpdbg_model::{Case, ContentHash, Event, SampleName, TimeBase, What};
use mpdbg_session::{Recording, Store};

use crate::harness::{Mpdbg, corpus};

/// A picture: presentation time in nanoseconds, MD5 of its pixels.
type Picture = (i64, String);

/// Samples of the corpus.
const SAMPLES: usize = 112;

/// Nanoseconds by which times differ that are counted on from picture to picture, since these have none.
const ROUNDING: u64 = 100;

/// A sample whose pictures have other times than FFmpeg's command gives them. Their number and content
/// are the same nevertheless.
struct Pin {
    sample: &'static str,
    why: &'static str,
    /// What FFmpeg's command needs besides to show the content as it is.
    options: &'static [&'static str],
}

const OTHER_TIMES: [Pin; 3] = [
    Pin {
        sample: "mp4parse-rust__no_timescale.mp4",
        why: "broken references bring pictures out of order; ffmpeg's output repeats a time rather than going back, \
              the player shows the time of the picture",
        options: &[],
    },
    Pin {
        sample: "mp4parser__count.h264",
        why: "a raw stream without times; ffmpeg counts from the third picture's time, the player from zero",
        options: &[],
    },
    Pin {
        sample: "rav1d__test5606.obu",
        why: "a raw stream without times whose pictures change their size; ffmpeg scales them to the first size \
              (here told not to) and guesses another frame rate",
        options: &["-autoscale", "0"],
    },
];

/// No sample takes so long, however busy the computer is.
const PATIENT: [&str; 4] = ["--timeout", "3600", "--hang", "600"];

#[test]
fn the_player_shows_what_ffmpeg_decodes() {
    let Some(corpus) = corpus() else { return };
    if Command::new("ffmpeg").arg("-version").output().is_err() {
        println!("skipped: no ffmpeg command to compare with");
        return;
    }
    let mpdbg = Mpdbg::over(&corpus);
    let new = ["new", "conformance", "--hash", "md5"];
    mpdbg.run(&[&new[..], &PATIENT].concat()).ends(0);
    mpdbg.run(&["play"]);
    let session = Store::new(mpdbg.sessions()).open("conformance").unwrap();
    let names = session.playlist().unwrap();
    let lines = Mutex::new(Vec::new());
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let case = Case::plain(name.clone());
                    let recording = session.attempt_files(&case, 0).recording;
                    let events = events(&recording);
                    lines.lock().unwrap().push(compare(&corpus, name, &events));
                }
            });
        }
    });
    let mut lines = lines.into_inner().unwrap();
    lines.sort_by(|a, b| a.sample.cmp(&b.sample));
    report(&lines);
    let unexplained: Vec<&Line> = lines
        .iter()
        .filter(|line| matches!(line.finding, Finding::Unexplained(_)))
        .collect();
    assert!(
        unexplained.is_empty(),
        "{} samples differ without a reason",
        unexplained.len()
    );
    let [same, explained, unclean] = counts(&lines);
    assert_eq!(same + explained + unclean, SAMPLES);
    assert!(
        same * 2 > SAMPLES,
        "only {same} of {SAMPLES} are the same in every respect"
    );
}

struct Line {
    sample: SampleName,
    finding: Finding,
}

enum Finding {
    Same,
    Explained(String),
    /// FFmpeg itself reports errors. The pictures and the sound are the same all the same, or differ for
    /// a known reason.
    Unclean(Option<String>),
    Unexplained(String),
}

/// How many are the same, differ for a known reason, and do not decode cleanly.
fn counts(lines: &[Line]) -> [usize; 3] {
    let count = |is: fn(&Finding) -> bool| lines.iter().filter(|line| is(&line.finding)).count();
    [
        count(|finding| matches!(finding, Finding::Same)),
        count(|finding| matches!(finding, Finding::Explained(_))),
        count(|finding| matches!(finding, Finding::Unclean(_))),
    ]
}

fn report(lines: &[Line]) {
    for Line { sample, finding } in lines {
        match finding {
            Finding::Same => {}
            Finding::Explained(why) => println!("{sample}: differs, {why}"),
            Finding::Unclean(None) => {
                println!("{sample}: does not decode cleanly (ffmpeg says so), and is the same");
            }
            Finding::Unclean(Some(why)) => {
                println!("{sample}: does not decode cleanly (ffmpeg says so) and differs, {why}");
            }
            Finding::Unexplained(how) => println!("{sample}: DIFFERS WITHOUT A REASON, {how}"),
        }
    }
    let [same, explained, unclean] = counts(lines);
    let all = lines.len();
    println!(
        "{same} of {all} the same, {explained} differ for a known reason, {unclean} do not decode cleanly"
    );
}

fn events(recording: &Path) -> Vec<Event> {
    match Recording::open(recording) {
        Ok(Recording::Sealed { events, .. }) => events,
        other => panic!(
            "{}: not sealed: {:?}",
            recording.display(),
            other.map(|r| r.events().len())
        ),
    }
}

fn compare(corpus: &Path, name: &SampleName, events: &[Event]) -> Line {
    let path = corpus.join(name.to_path());
    let shown = shown(events);
    let written = written(events);
    let video = framemd5(&path, &["-map", "0:v:0"]);
    let audio = framemd5(&path, &["-map", "0:a:0"]);
    let pictures = compare_pictures(&path, name, events, &shown, &video);
    let sound = (written != audio.samples).then(|| {
        format!(
            "{written} samples of sound written, {} from ffmpeg",
            audio.samples
        )
    });
    let finding = match (pictures, sound) {
        (Err(how), _) | (Ok(_), Some(how)) => Finding::Unexplained(how),
        (Ok(why), None) if !(video.clean && audio.clean) => Finding::Unclean(why),
        (Ok(Some(why)), None) => Finding::Explained(why),
        (Ok(None), None) => Finding::Same,
    };
    Line {
        sample: name.clone(),
        finding,
    }
}

fn shown(events: &[Event]) -> Vec<Picture> {
    events
        .iter()
        .filter_map(|event| match &event.what {
            What::FramePresented {
                pts,
                hash: ContentHash::Md5(md5),
                ..
            } => Some((pts.nanos(), hexadecimal(md5))),
            _ => None,
        })
        .collect()
}

fn hexadecimal(md5: &[u8; 16]) -> String {
    format!("{:032x}", u128::from_be_bytes(*md5))
}

fn written(events: &[Event]) -> u64 {
    events
        .iter()
        .map(|event| match event.what {
            What::AudioWritten { samples, .. } => u64::from(samples),
            _ => 0,
        })
        .sum()
}

/// What `ffmpeg -f framemd5` says of one stream.
struct Decoded {
    pictures: Vec<Picture>,
    samples: u64,
    tick: i64,
    clean: bool,
}

/// What the plain command says.
fn framemd5(path: &Path, options: &[&str]) -> Decoded {
    ffmpeg(path, &[], options)
}

/// Every decoded picture, unturned, with its own time in the stream's own time base.
fn as_stored(path: &Path, more: &[&str]) -> Decoded {
    let options = [
        "-map",
        "0:v:0",
        "-fps_mode",
        "passthrough",
        "-enc_time_base",
        "-1",
    ];
    let options = [&options, more].concat();
    ffmpeg(path, &["-noautorotate", "-copyts"], &options)
}

fn ffmpeg(path: &Path, before: &[&str], after: &[&str]) -> Decoded {
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-threads", "1"])
        .args(before)
        .arg("-i")
        .arg(format!("file:{}", path.display()))
        .args(after)
        .args(["-f", "framemd5", "-"])
        .output()
        .unwrap();
    parse(&output)
}

fn parse(output: &Output) -> Decoded {
    let text = String::from_utf8_lossy(&output.stdout);
    let mut base = TimeBase { num: 1, den: 1 };
    let mut decoded = Decoded {
        pictures: Vec::new(),
        samples: 0,
        tick: 0,
        clean: is_clean(output),
    };
    for line in text.lines() {
        if let Some((num, den)) = line
            .strip_prefix("#tb 0: ")
            .and_then(|tb| tb.split_once('/'))
        {
            base = TimeBase {
                num: num.parse().unwrap(),
                den: den.parse().unwrap(),
            };
        }
        let fields: Vec<&str> = line.split(',').map(str::trim).collect();
        if let (false, [_, _, pts, duration, _, md5]) = (line.starts_with('#'), &fields[..]) {
            decoded
                .pictures
                .push((base.nanos(pts.parse().unwrap()), (*md5).to_owned()));
            decoded.samples += duration.parse::<u64>().unwrap_or(0);
        }
    }
    decoded.tick = base.tick().nanos();
    decoded
}

/// Messages that only say that the stream which was asked for is not there do not count.
fn is_clean(output: &Output) -> bool {
    let absent = [
        "matches no streams",
        "To ignore this",
        "Output file",
        "does not contain any stream",
    ];
    String::from_utf8_lossy(&output.stderr)
        .lines()
        .all(|line| absent.iter().any(|a| line.contains(a)))
}

/// The same number, the same content, and times that differ by no more than FFmpeg's tick (its
/// output counts in ticks of the frame rate and begins at zero).
fn same_pictures(shown: &[Picture], decoded: &Decoded) -> bool {
    if shown.len() != decoded.pictures.len() {
        return false;
    }
    let Some((first, other)) = shown.first().zip(decoded.pictures.first()) else {
        return true;
    };
    let offset = first.0 - other.0;
    shown
        .iter()
        .zip(&decoded.pictures)
        .all(|(a, b)| a.1 == b.1 && (a.0 - offset - b.0).abs() <= decoded.tick.max(1_000_000))
}

/// Why the plain command shows other pictures, if it does; how the pictures themselves or their exact
/// times differ is an error.
fn compare_pictures(
    path: &Path,
    name: &SampleName,
    events: &[Event],
    shown: &[Picture],
    plain: &Decoded,
) -> Result<Option<String>, String> {
    let plays_video = events.iter().any(|event| {
        matches!(&event.what, What::StreamFound(stream) if stream.selected && stream.video.is_some())
    });
    if !plays_video && shown.is_empty() {
        let cover = "its only picture is a cover, which the player does not play as video";
        return Ok((!plain.pictures.is_empty()).then(|| cover.into()));
    }
    let pin = OTHER_TIMES.iter().find(|pin| pin.sample == name.as_str());
    let stored = as_stored(path, pin.map_or(&[], |pin| pin.options)).pictures;
    let differs: fn(&Picture, &Picture) -> bool = match pin {
        Some(_) => |a, b| a.1 != b.1,
        None => |a, b| a.1 != b.1 || a.0.abs_diff(b.0) > ROUNDING,
    };
    if shown.len() != stored.len() || shown.iter().zip(&stored).any(|(a, b)| differs(a, b)) {
        return Err(difference(shown, &stored, differs));
    }
    if let Some(pin) = pin {
        return if shown == stored {
            Err("it is in the list of those with other times, and has none".into())
        } else {
            Ok(Some(pin.why.into()))
        };
    }
    let why = "ffmpeg's output turns rotated pictures and drops or moves those that its constant frame rate has no \
               place for; with -noautorotate -copyts -fps_mode passthrough -enc_time_base -1 it is the same";
    Ok((!same_pictures(shown, plain)).then(|| why.into()))
}

fn difference(
    shown: &[Picture],
    stored: &[Picture],
    differs: fn(&Picture, &Picture) -> bool,
) -> String {
    let counts = format!(
        "{} pictures presented, {} from ffmpeg",
        shown.len(),
        stored.len()
    );
    let mut pairs = shown.iter().zip(stored).enumerate();
    match pairs.find(|(_, (a, b))| differs(a, b)) {
        Some((n, (a, b))) => format!("{counts}; picture {n} is {a:?}, not {b:?}"),
        None => counts,
    }
}
