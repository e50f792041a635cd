//! How far apart pictures and sound are, from the sample to the comparison.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::harness::{Ended, Mpdbg, edit, own_samples, samples_with};

/// The clean clip, and under the same name in a later session a copy with a few hundred damaged bytes.
struct Bench {
    samples: TempDir,
    mpdbg: Mpdbg,
}

impl Bench {
    fn new() -> Self {
        let samples = samples_with(&["h264-aac.mp4"]);
        let mpdbg = Mpdbg::over(samples.path());
        Self { samples, mpdbg }
    }

    fn session(&self, name: &str, options: &[&str]) {
        let source = self.samples.path().to_str().unwrap();
        let arguments = [&["new", name, "-q", "--source-dir", source], options].concat();
        self.mpdbg.run(&arguments).ends(0);
        let played = self.mpdbg.run(&["play", "-q"]);
        assert!([0, 1].contains(&played.code), "{}", played.err);
    }

    /// A session that played the damaged clip, and says that it played the clean one.
    fn damaged(&self, name: &str, clean: &str) {
        let from = own_samples().join("corrupted.mp4");
        fs::copy(from, self.samples.path().join("h264-aac.mp4")).unwrap();
        self.session(name, &[]);
        let file = |session: &str| self.mpdbg.session(session).join("dbg/_samples.json");
        let truth = fs::read(file(clean)).unwrap();
        edit(&file(name), |samples| *samples = truth);
    }

    /// Lets a session say that another version of the decoder made it.
    fn decoded_by_another(&self, name: &str) {
        let file = self.mpdbg.session(name).join("dbg/_mpdbg_info.txt");
        edit(&file, |info| {
            let text = String::from_utf8(info.clone()).unwrap();
            *info = text.replace("libavcodec ", "libavcodec 9").into_bytes();
        });
    }

    fn compare(&self, options: &[&str]) -> Ended {
        let arguments = [&["--session", "after", "compare", "before"], options].concat();
        self.mpdbg.run(&arguments)
    }

    fn content(&self, options: &[&str]) -> Value {
        let mut lines = self.compare(&[&["--json"], options].concat()).json();
        lines.remove(0)["cases"][0]["content"].take()
    }
}

/// What is wrapped on the screen, as it was before.
fn in_a_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn damage_is_told_from_the_rounding_of_another_decoder() {
    let bench = Bench::new();
    bench.session("before", &[]);
    bench.damaged("after", "before");
    bench.decoded_by_another("after");
    let content = bench.content(&[]);
    assert_eq!(content["other_decoder"], true);
    let distance = &content["picture_distance"];
    assert_eq!(distance["measured"], content["other_pictures"]);
    assert!(distance["furthest"].as_f64().unwrap() < 40.0, "{content}");
    assert!(distance["beyond"].as_u64().unwrap() > 0, "{content}");
    assert!(distance["first_beyond"].as_u64() >= content["first_picture"].as_u64());
    let told = in_a_line(&bench.compare(&[]).ends(1).out);
    assert!(told.contains("beyond what rounding does"), "{told}");

    let lax = bench.samples.path().join("lax.toml");
    fs::write(
        &lax,
        "name = \"lax\"\ncontent_picture_db = 1\ncontent_sound_db = 0\n",
    )
    .unwrap();
    let lax = ["--profile", lax.to_str().unwrap()];
    let content = bench.content(&lax);
    assert_eq!(content["picture_distance"]["beyond"], 0);
    let told = in_a_line(&bench.compare(&lax).out);
    assert!(told.contains("(another decoder's rounding)"), "{told}");
}

#[test]
fn what_is_presented_has_a_sketch_where_it_is_hashed() {
    let bench = Bench::new();
    bench.session("hashed", &[]);
    let all = ["--session", "hashed", "report", "h264-aac.mp4", "all"];
    let report = bench.mpdbg.run(&all).ends(0).out;
    let count = |kind: &str| report.lines().filter(|line| line.contains(kind)).count();
    assert_eq!(count(" frame-presented "), 100);
    assert_eq!(count(" picture-sketched "), 100);
    assert_eq!(count(" sound-sketched "), count(" audio-written "));
    bench.session("plain", &["--hash", "none"]);
    let all = ["--session", "plain", "report", "h264-aac.mp4", "all"];
    let report = bench.mpdbg.run(&all).ends(0).out;
    assert!(report.contains(" frame-presented ") && !report.contains("sketched"));
}
