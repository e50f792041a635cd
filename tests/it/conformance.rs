//! The player shows what FFmpeg decodes: the presented pictures and the written sound of every
//! sample of the corpus, held against `ffmpeg -f framemd5`.
//!
//! Every difference is printed with its reason; one without a reason, in a sample that decodes
//! cleanly, fails. `cargo test --test it conformance -- --nocapture` shows the list.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use mpdbg_model::{ContentHash, Event, SampleName, TimeBase, What};
use mpdbg_session::{Recording, Store};

use crate::harness::{Mpdbg, corpus};

/// A picture: presentation time in nanoseconds, MD5 of its pixels.
type Picture = (i64, String);

#[test]
fn the_player_shows_what_ffmpeg_decodes() {
    let Some(corpus) = corpus() else { return };
    if Command::new("ffmpeg").arg("-version").output().is_err() {
        println!("skipped: no ffmpeg command to compare with");
        return;
    }
    let mpdbg = Mpdbg::over(&corpus);
    mpdbg.run(&["new", "conformance", "--hash", "md5"]);
    mpdbg.run(&["play"]);
    let session = Store::new(mpdbg.sessions()).open("conformance").unwrap();
    let names = session.playlist().unwrap();
    let lines = Mutex::new(Vec::new());
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let recording = session.attempt_files(name, 0).recording;
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
    assert!(
        lines
            .iter()
            .filter(|line| matches!(line.finding, Finding::Same))
            .count()
            * 2
            > lines.len()
    );
}

struct Line {
    sample: SampleName,
    finding: Finding,
}

enum Finding {
    Same,
    Explained(String),
    /// FFmpeg itself reports errors, so the same pictures are not promised.
    Unclean(String),
    Unexplained(String),
}

fn report(lines: &[Line]) {
    let (mut same, mut explained, mut unclean) = (0, 0, 0);
    for Line { sample, finding } in lines {
        match finding {
            Finding::Same => same += 1,
            Finding::Explained(why) => {
                explained += 1;
                println!("{sample}: differs, {why}");
            }
            Finding::Unclean(how) => {
                unclean += 1;
                println!("{sample}: does not decode cleanly (ffmpeg says so); {how}");
            }
            Finding::Unexplained(how) => println!("{sample}: DIFFERS WITHOUT A REASON, {how}"),
        }
    }
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
    let clean = video.clean && audio.clean;
    let mut whys = Vec::new();
    let mut hows = Vec::new();
    if !same_pictures(&shown, &video) {
        match why_pictures_differ(&path, events, &shown) {
            Some(why) => whys.push(why),
            None => hows.push(format!(
                "{} pictures presented, {} from ffmpeg",
                shown.len(),
                video.pictures.len()
            )),
        }
    }
    if written != audio.samples {
        hows.push(format!(
            "{written} samples of sound written, {} from ffmpeg",
            audio.samples
        ));
    }
    let finding = if hows.is_empty() && whys.is_empty() {
        if clean {
            Finding::Same
        } else {
            Finding::Unclean("it is the same nevertheless".into())
        }
    } else if hows.is_empty() {
        Finding::Explained(whys.join("; "))
    } else if clean {
        Finding::Unexplained(hows.join("; "))
    } else {
        Finding::Unclean(hows.join("; "))
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

/// Every decoded picture, unturned, in the stream's own time base.
fn as_stored(path: &Path) -> Decoded {
    let options = [
        "-map",
        "0:v:0",
        "-fps_mode",
        "passthrough",
        "-enc_time_base",
        "-1",
    ];
    ffmpeg(path, &["-noautorotate"], &options)
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

fn why_pictures_differ(path: &Path, events: &[Event], shown: &[Picture]) -> Option<String> {
    let plays_video = events.iter().any(|event| {
        matches!(&event.what, What::StreamFound(stream) if stream.selected && stream.video.is_some())
    });
    if !plays_video && shown.is_empty() {
        return Some("its only picture is a cover, which the player does not play as video".into());
    }
    same_pictures(shown, &as_stored(path)).then(|| {
        "ffmpeg's output turns rotated pictures and drops or moves those that its constant frame rate has no place \
         for; with -noautorotate -fps_mode passthrough -enc_time_base -1 it is the same"
            .into()
    })
}
