//! A headless Chromium that opens pages: a small client of its `DevTools` protocol, over a pair of pipes.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

/// The names that distributions give it.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
/// No answer takes longer, however busy the computer is.
const PATIENCE: Duration = Duration::from_secs(120);
/// The shell hands the pipes over where Chromium looks for them; what it says itself is not read.
const START: &str = r#"exec "$0" "$@" 3<&0 4>&1 0</dev/null 1>/dev/null 2>/dev/null"#;

/// A browser without a screen, with a profile of its own.
pub(crate) struct Browser {
    process: Child,
    to: ChildStdin,
    from: Receiver<Value>,
    /// Messages that no one has waited for yet.
    told: Vec<Value>,
    last: u64,
    _profile: TempDir,
}

/// A page that is open.
pub(crate) struct Page<'b> {
    browser: &'b mut Browser,
    session: String,
}

fn on_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let dirs: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let all = NAMES
        .iter()
        .flat_map(|name| dirs.iter().map(move |dir| dir.join(name)));
    all.into_iter().find(|it| it.is_file())
}

impl Browser {
    /// Starts it; says that its tests are skipped where there is none, or where it does not run.
    pub(crate) fn start() -> Option<Self> {
        let Some(program) = on_path() else {
            println!("skipped: no Chromium");
            return None;
        };
        let profile = tempfile::tempdir().unwrap();
        let mut process = Command::new("sh")
            .args(["-c", START])
            .arg(&program)
            .args([
                "--headless",
                "--remote-debugging-pipe",
                "--no-sandbox",
                "--disable-gpu",
            ])
            .args([
                "--no-first-run",
                "--disable-extensions",
                "--disable-background-networking",
            ])
            .args([
                "--hide-scrollbars",
                "--force-color-profile=srgb",
                "--disable-dev-shm-usage",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let to = process.stdin.take().unwrap();
        let from = listen(BufReader::new(process.stdout.take().unwrap()));
        let mut browser = Self {
            process,
            to,
            from,
            told: Vec::new(),
            last: 0,
            _profile: profile,
        };
        if browser.ask("", "Browser.getVersion", &json!({})).is_none() {
            println!("skipped: {} does not start here", program.display());
            return None;
        }
        Some(browser)
    }

    /// Sends a command, and waits for its answer; none where the browser is gone.
    fn ask(&mut self, session: &str, method: &str, parameters: &Value) -> Option<Value> {
        self.last += 1;
        let id = self.last;
        let mut message = json!({ "id": id, "method": method, "params": parameters });
        if !session.is_empty() {
            message["sessionId"] = session.into();
        }
        let mut message = message.to_string().into_bytes();
        message.push(0);
        self.to.write_all(&message).ok()?;
        loop {
            let told = self.from.recv_timeout(PATIENCE).ok()?;
            if told["id"] == id {
                assert!(told["error"].is_null(), "{method}: {}", told["error"]);
                return Some(told["result"].clone());
            }
            self.told.push(told);
        }
    }

    /// Opens a file, in a window of this size, and waits until it is there.
    pub(crate) fn open(&mut self, file: &Path, width: u32, height: u32) -> Page<'_> {
        let mut ask = |session: &str, method: &str, parameters: Value| {
            self.ask(session, method, &parameters)
                .unwrap_or_else(|| panic!("{method}: no answer"))
        };
        let target = ask("", "Target.createTarget", json!({ "url": "about:blank" }));
        let target = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = ask("", "Target.attachToTarget", target);
        let session = attached["sessionId"].as_str().unwrap().to_owned();
        for domain in ["Page", "Runtime", "Log", "Network"] {
            ask(&session, &format!("{domain}.enable"), json!({}));
        }
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        ask(&session, "Emulation.setDeviceMetricsOverride", size);
        let url = format!("file://{}", file.to_str().unwrap());
        self.told.clear();
        let mut page = Page {
            browser: self,
            session,
        };
        page.ask("Page.navigate", &json!({ "url": url }));
        page.wait_for("Page.loadEventFired");
        page.settle();
        page
    }
}

/// Base64 of the protocol.
fn bytes(data: &Value) -> Vec<u8> {
    let value = |c: u8| match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let text = data.as_str().unwrap().trim_end_matches('=').as_bytes();
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    for group in text.chunks(4) {
        let bits = group
            .iter()
            .fold(0_u32, |bits, &c| bits << 6 | u32::from(value(c)))
            << (6 * (4 - group.len()));
        bytes.extend_from_slice(&bits.to_be_bytes()[1..group.len()]);
    }
    bytes
}

/// Reads messages, each of which ends with a NUL, until there are no more.
fn listen(mut from: impl BufRead + Send + 'static) -> Receiver<Value> {
    let (tell, told) = channel();
    thread::spawn(move || {
        let mut message = Vec::new();
        while from.read_until(0, &mut message).is_ok_and(|read| read > 1) {
            message.pop();
            let value = serde_json::from_slice(&message).unwrap_or(Value::Null);
            message.clear();
            if tell.send(value).is_err() {
                return;
            }
        }
    });
    told
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Page<'_> {
    fn ask(&mut self, method: &str, parameters: &Value) -> Value {
        let answer = self.browser.ask(&self.session, method, parameters);
        answer.unwrap_or_else(|| panic!("{method}: no answer"))
    }

    fn wait_for(&mut self, method: &str) {
        while !self.browser.told.iter().any(|it| it["method"] == method) {
            let told = self.browser.from.recv_timeout(PATIENCE);
            self.browser
                .told
                .push(told.unwrap_or_else(|error| panic!("{method}: {error}")));
        }
    }

    /// Waits until everything that was asked for is drawn.
    pub(crate) fn settle(&mut self) {
        let drawn = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))";
        self.eval(drawn);
    }

    /// What an expression of JavaScript comes to; a promise is waited for.
    #[track_caller]
    pub(crate) fn eval(&mut self, expression: &str) -> Value {
        let asked =
            json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = self.ask("Runtime.evaluate", &asked);
        let thrown = &answer["exceptionDetails"];
        assert!(thrown.is_null(), "{expression}: {thrown}");
        answer["result"]["value"].clone()
    }

    /// Presses and releases a key.
    pub(crate) fn key(&mut self, key: &str) {
        let mut down = json!({ "type": "keyDown", "key": key });
        if key.chars().count() == 1 {
            down["text"] = key.into();
        }
        if key == "Enter" {
            down["text"] = "\r".into();
        }
        self.ask("Input.dispatchKeyEvent", &down);
        self.ask(
            "Input.dispatchKeyEvent",
            &json!({ "type": "keyUp", "key": key }),
        );
        self.settle();
    }

    /// Types a text, key by key.
    pub(crate) fn write(&mut self, text: &str) {
        for c in text.chars() {
            self.key(&c.to_string());
        }
    }

    /// The middle of what a selector finds, after it was scrolled to.
    #[track_caller]
    pub(crate) fn middle(&mut self, selector: &str) -> (f64, f64) {
        let found = self.eval(&format!(
            "(() => {{ const it = document.querySelector({});
               if (!it) return null;
               it.scrollIntoView({{ block: 'center' }});
               const at = it.getBoundingClientRect();
               return [at.x + at.width / 2, at.y + at.height / 2]; }})()",
            json!(selector)
        ));
        match found.as_array().map(Vec::as_slice) {
            Some([x, y]) => (x.as_f64().unwrap(), y.as_f64().unwrap()),
            _ => panic!("nothing is `{selector}`"),
        }
    }

    /// Clicks with the mouse.
    #[track_caller]
    pub(crate) fn click(&mut self, selector: &str) {
        let (x, y) = self.middle(selector);
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
            self.ask("Input.dispatchMouseEvent", &event);
        }
        self.settle();
    }

    /// Moves the pointer there.
    pub(crate) fn point(&mut self, x: f64, y: f64) {
        let event = json!({ "type": "mouseMoved", "x": x, "y": y });
        self.ask("Input.dispatchMouseEvent", &event);
        self.settle();
    }

    /// Presses the button, moves, and lets it go.
    pub(crate) fn drag(&mut self, from: (f64, f64), to: (f64, f64)) {
        for (kind, (x, y), held) in [
            ("mousePressed", from, 1),
            ("mouseMoved", to, 1),
            ("mouseReleased", to, 0),
        ] {
            let event = json!({
                "type": kind, "x": x, "y": y, "button": "left", "buttons": held, "clickCount": 1
            });
            self.ask("Input.dispatchMouseEvent", &event);
            self.settle();
        }
    }

    /// The user prefers `dark` or `light`.
    pub(crate) fn prefers(&mut self, scheme: &str) {
        let feature = json!({ "name": "prefers-color-scheme", "value": scheme });
        self.ask(
            "Emulation.setEmulatedMedia",
            &json!({ "features": [feature] }),
        );
        self.settle();
    }

    /// What is seen, as PNG.
    pub(crate) fn picture(&mut self) -> Vec<u8> {
        let answer = self.ask("Page.captureScreenshot", &json!({ "format": "png" }));
        bytes(&answer["data"])
    }

    /// What is printed, as PDF.
    pub(crate) fn print(&mut self) -> Vec<u8> {
        let answer = self.ask("Page.printToPDF", &json!({ "printBackground": true }));
        let printed = bytes(&answer["data"]);
        self.settle();
        printed
    }

    /// Turns the wheel: negative is away from the user.
    #[track_caller]
    pub(crate) fn wheel(&mut self, selector: &str, by: i32) {
        let (x, y) = self.middle(selector);
        let event = json!({ "type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": by });
        self.ask("Input.dispatchMouseEvent", &event);
        self.settle();
    }

    /// What the page or the browser complained of since it was opened: exceptions, errors, warnings, what a
    /// policy forbade, dialogs.
    pub(crate) fn complaints(&mut self) -> Vec<String> {
        self.settle();
        let complaint = |told: &Value| {
            let of = &told["params"];
            match told["method"].as_str()? {
                "Runtime.exceptionThrown" => Some(of["exceptionDetails"].to_string()),
                "Runtime.consoleAPICalled" => Some(of["args"].to_string()),
                "Log.entryAdded" if of["entry"]["level"] != "verbose" => {
                    Some(of["entry"].to_string())
                }
                "Page.javascriptDialogOpening" => Some(format!("a dialog: {of}")),
                _ => None,
            }
        };
        self.browser.told.iter().filter_map(complaint).collect()
    }

    /// Everything that the page asked for, itself first.
    pub(crate) fn requests(&self) -> Vec<String> {
        let told = self.browser.told.iter();
        let sent = told.filter(|it| it["method"] == "Network.requestWillBeSent");
        sent.filter_map(|it| it["params"]["request"]["url"].as_str().map(str::to_owned))
            .collect()
    }
}
