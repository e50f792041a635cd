//! A pseudo-terminal with the real program on it, and what a person would see there.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{
    Child, CommandBuilder, ExitStatus, MasterPty, PtySize, SlavePty, native_pty_system,
};
use rustix::process::{Pid, Signal, kill_process};
use vt100::{Callbacks, MouseProtocolMode, Parser, Screen};

/// How long a test waits for what it expects to see.
const PATIENCE: Duration = Duration::from_secs(300);

/// A terminal of so many columns and lines with a program on it.
pub(crate) struct OnTerminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    /// Kept open, so that the terminal outlives the program.
    slave: Box<dyn SlavePty + Send>,
    keys: Box<dyn Write + Send>,
    drawn: Receiver<Vec<u8>>,
    /// Everything that was drawn so far.
    bytes: Vec<u8>,
    parser: Parser<Asked>,
    /// The settings of the terminal before the program.
    before: Settings,
}

/// What a terminal answers to what a program asks it.
#[derive(Default)]
struct Asked {
    answers: String,
}

impl Callbacks for Asked {
    fn unhandled_csi(
        &mut self,
        screen: &mut Screen,
        _: Option<u8>,
        _: Option<u8>,
        parameters: &[&[u16]],
        kind: char,
    ) {
        // Where the cursor is.
        if kind == 'n' && parameters == [&[6]] {
            let (line, column) = screen.cursor_position();
            let _ = write!(self.answers, "\x1b[{};{}R", line + 1, column + 1);
        }
        // Whether it took in all of it.
        if kind == 'n' && parameters == [&[5]] {
            self.answers += "\x1b[0n";
        }
    }
}

/// The settings of a terminal that a program changes and has to give back: the flags of input, output,
/// control and local modes.
pub(crate) type Settings = [u32; 4];

/// The program with these arguments, in an environment without what would change its looks.
pub(crate) fn program(path: impl AsRef<OsStr>, arguments: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new(path);
    command.args(arguments);
    command.env("TERM", "xterm-256color");
    command.env("LC_ALL", "C.UTF-8");
    for variable in ["NO_COLOR", "COLORTERM", "GITHUB_ACTIONS", "RUST_BACKTRACE"] {
        command.env_remove(variable);
    }
    command
}

impl OnTerminal {
    /// Starts a program on a new terminal; none where the system gives no terminal.
    pub(crate) fn start(command: CommandBuilder, columns: u16, lines: u16) -> Option<Self> {
        let size = size(columns, lines);
        let Ok(pair) = native_pty_system().openpty(size) else {
            println!("skipped: the system gives no pseudo-terminal");
            return None;
        };
        let before = settings(&*pair.master);
        let child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (send, drawn) = mpsc::channel();
        thread::spawn(move || {
            let mut buffer = [0; 1 << 14];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if send.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let (lines, columns) = (nonzero(lines), nonzero(columns));
        Some(Self {
            child,
            keys: pair.master.take_writer().unwrap(),
            master: pair.master,
            slave: pair.slave,
            drawn,
            bytes: Vec::new(),
            parser: Parser::new_with_callbacks(lines, columns, 0, Asked::default()),
            before,
        })
    }

    /// Process id of the program.
    pub(crate) fn pid(&self) -> Pid {
        let pid = self.child.process_id().unwrap();
        Pid::from_raw(i32::try_from(pid).unwrap()).unwrap()
    }

    /// Types.
    pub(crate) fn keys(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// What is on the terminal as far as it was drawn, line by line.
    pub(crate) fn text(&self) -> String {
        self.parser.screen().contents()
    }

    /// Everything that was drawn so far, as it was sent.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The screen itself, with its colours.
    pub(crate) fn screen(&self) -> &Screen {
        self.parser.screen()
    }

    /// Waits until what was drawn, as it was sent, is as `is` wants it.
    #[track_caller]
    pub(crate) fn until_sent(&mut self, what: &str, is: impl Fn(&[u8]) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !is(&self.bytes) {
            let left = deadline.saturating_duration_since(Instant::now());
            let came = self.take(left.min(Duration::from_millis(20)));
            assert!(came || !left.is_zero(), "never {what}:\n{}", self.text());
        }
    }

    /// Takes in one piece of what is drawn; false when nothing came within `wait`.
    fn take(&mut self, wait: Duration) -> bool {
        match self.drawn.recv_timeout(wait) {
            Ok(piece) => {
                self.parser.process(&piece);
                self.bytes.extend_from_slice(&piece);
                let answers = std::mem::take(&mut self.parser.callbacks_mut().answers);
                if !answers.is_empty() {
                    // A program that has ended reads no answer.
                    let _ = self.keys.write_all(answers.as_bytes());
                }
                true
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => false,
        }
    }

    /// Waits until the terminal is as `is` wants it; panics with the screen where it never is.
    #[track_caller]
    pub(crate) fn until(&mut self, what: &str, is: impl Fn(&Screen) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !is(self.parser.screen()) {
            let left = deadline.saturating_duration_since(Instant::now());
            let came = self.take(left.min(Duration::from_millis(20)));
            assert!(came || !left.is_zero(), "never {what}:\n{}", self.text());
        }
    }

    /// Waits until these words stand on the screen.
    #[track_caller]
    pub(crate) fn shows(&mut self, words: &str) {
        self.until(&format!("`{words}`"), |screen| {
            screen.contents().contains(words)
        });
    }

    /// Waits until these words stand nowhere on the screen.
    #[track_caller]
    pub(crate) fn hides(&mut self, words: &str) {
        self.until(&format!("without `{words}`"), |screen| {
            !screen.contents().contains(words)
        });
    }

    /// Waits until nothing was drawn for a moment: all keys are taken in.
    pub(crate) fn settles(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline && self.take(Duration::from_millis(300)) {}
    }

    /// Gives the terminal another size.
    pub(crate) fn resize(&mut self, columns: u16, lines: u16) {
        self.master.resize(size(columns, lines)).unwrap();
        self.parser.set_size(nonzero(lines), nonzero(columns));
    }

    /// Sends a signal to a process.
    pub(crate) fn signal(pid: Pid, signal: Signal) {
        kill_process(pid, signal).unwrap();
    }

    /// Waits for the end of the program, and takes in everything that it drew.
    #[track_caller]
    pub(crate) fn ends(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            self.take(Duration::from_millis(20));
            assert!(Instant::now() < deadline, "never ends:\n{}", self.text());
        };
        self.settles();
        status
    }

    /// Closes the terminal while the program runs, as someone does who closes a window.
    pub(crate) fn goes_away(&mut self) {
        let other = native_pty_system().openpty(size(80, 24)).unwrap();
        // Whoever reads what is drawn stops at the next piece.
        self.drawn = mpsc::channel().1;
        self.keys("l");
        self.keys = other.master.take_writer().unwrap();
        self.master = other.master;
        self.slave = other.slave;
    }

    /// Asserts that the program holds the terminal: raw, on the other screen, with the mouse.
    #[track_caller]
    pub(crate) fn is_held(&self) {
        let screen = self.parser.screen();
        assert!(screen.alternate_screen(), "{}", self.text());
        assert!(screen.mouse_protocol_mode() != MouseProtocolMode::None);
        assert_ne!(settings(&*self.master), self.before);
    }

    /// Waits until the terminal is as it was before the program, and shows its first screen.
    #[track_caller]
    pub(crate) fn is_given_back(&mut self) {
        self.until("given back", |screen| !screen.alternate_screen());
        let deadline = Instant::now() + PATIENCE;
        while settings(&*self.master) != self.before && Instant::now() < deadline {
            self.take(Duration::from_millis(20));
        }
        self.settles();
        let screen = self.parser.screen();
        assert!(!screen.alternate_screen());
        assert!(!screen.hide_cursor(), "the cursor is hidden");
        assert_eq!(screen.mouse_protocol_mode(), MouseProtocolMode::None);
        assert!(!screen.bracketed_paste() && !screen.application_cursor());
        assert_eq!(settings(&*self.master), self.before);
    }
}

impl Drop for OnTerminal {
    fn drop(&mut self) {
        // A test that failed leaves nobody behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn size(columns: u16, lines: u16) -> PtySize {
    PtySize {
        rows: lines,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

fn nonzero(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}

fn settings(master: &dyn MasterPty) -> Settings {
    let told = master.get_termios().unwrap();
    [
        told.input_flags.bits(),
        told.output_flags.bits(),
        told.control_flags.bits(),
        told.local_flags.bits(),
    ]
}
