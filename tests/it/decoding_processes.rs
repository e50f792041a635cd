//! The processes that decode for the screens: `picture-one` and `show-one`, as the screens speak to them.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

struct Spoken {
    child: Child,
    output: BufReader<std::process::ChildStdout>,
}

impl Spoken {
    fn to(command: &str, sample: &str) -> Self {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        let mut child = Command::new(env!("CARGO_BIN_EXE_mpdbg"))
            .args([command, "--"])
            .arg(samples.join(sample))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, output }
    }

    fn ask(&mut self, request: &Value) {
        let mut input = self.child.stdin.as_ref().unwrap();
        writeln!(input, "{}", json!([0, request])).unwrap();
    }

    /// The next message and the bytes behind it; none at the end.
    fn answer(&mut self) -> Option<(Value, Vec<u8>)> {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        if line.is_empty() {
            return None;
        }
        let message: Value = serde_json::from_str(&line).unwrap();
        let mut bytes = vec![0; usize::try_from(message[0].as_u64().unwrap()).unwrap()];
        self.output.read_exact(&mut bytes).unwrap();
        Some((message[1].clone(), bytes))
    }

    /// Nobody asks any more.
    fn leave(mut self) -> Option<i32> {
        drop(self.child.stdin.take());
        self.child.wait().unwrap().code()
    }
}

fn picture(number: u64, pts: i64) -> Value {
    json!({"number": number, "pts": pts, "hash": "None", "kind": "xxh3", "bounds": [16, 16]})
}

#[test]
fn pictures_are_looked_up_until_nobody_asks() {
    let mut process = Spoken::to("picture-one", "rotated.mp4");
    process.ask(&picture(1, 400_000_000));
    let (answer, bytes) = process.answer().unwrap();
    let found = &answer[1]["Picture"];
    let (width, height) = (
        found["width"].as_u64().unwrap(),
        found["height"].as_u64().unwrap(),
    );
    assert_eq!(answer[0], 1);
    assert!(
        width < height && height == 16,
        "{width}x{height}: it is upright"
    );
    assert_eq!(bytes.len() as u64, 3 * width * height);
    assert!(found["hash"]["Xxh3"].is_u64(), "{answer}");
    process.ask(&picture(2, 400_000_001));
    assert_eq!(process.answer().unwrap().0, json!([2, "None"]));
    assert_eq!(process.leave(), Some(0));
}

#[test]
fn a_sample_that_cannot_be_opened_is_an_answer() {
    let mut process = Spoken::to("picture-one", "no-moov.mp4");
    process.ask(&picture(1, 0));
    let (answer, _) = process.answer().unwrap();
    assert!(answer[1]["Failed"].is_string(), "{answer}");
}

#[test]
fn a_play_is_shown_until_it_is_stopped() {
    let mut process = Spoken::to("show-one", "h264-aac.mp4");
    process.ask(&json!({"Fit": [16, 16]}));
    let (width, height) = loop {
        let (told, bytes) = process.answer().unwrap();
        let sent = &told["picture"];
        if sent.is_object() {
            let size = (
                sent["width"].as_u64().unwrap(),
                sent["height"].as_u64().unwrap(),
            );
            assert_eq!(bytes.len() as u64, 3 * size.0 * size.1);
            break size;
        }
    };
    assert!(width == 16 && height < 16, "{width}x{height}");
    process.ask(&json!({"Do": "Stop"}));
    let mut last = Value::Null;
    while let Some((told, _)) = process.answer() {
        last = told;
    }
    assert_eq!(last["status"]["standing"], "Over");
    assert_eq!(last["status"]["trouble"], Value::Null);
    assert!(last["status"]["presented"].as_u64().unwrap() > 0);
}
