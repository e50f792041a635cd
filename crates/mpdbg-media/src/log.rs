//! Messages of the libraries, kept in order with what the thread does.

use std::cell::RefCell;
use std::ffi::{c_char, c_int, c_void};
use std::marker::PhantomData;
use std::sync::Mutex;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use ffmpeg_next::ffi;
use mpdbg_model::{LogLevel, LogLine};

/// Lines that one thread may hold until they are taken; more are counted, not kept.
const HELD: usize = 4096;

/// Bytes after which a line without an end is taken as it is.
const LONGEST: usize = 16 << 10;

thread_local! {
    static HERE: RefCell<Option<Held>> = const { RefCell::new(None) };
}

/// Lines of threads that nobody captures (a library's own helper threads).
static ELSEWHERE: Mutex<Held> = Mutex::new(Held::new());
static ANY_ELSEWHERE: AtomicBool = AtomicBool::new(false);
static INSTALL: Once = Once::new();

struct Held {
    lines: Vec<LogLine>,
    /// A line that has no end yet, with the prefix that FFmpeg gave it.
    partial: String,
    dropped: u64,
}

impl Held {
    const fn new() -> Self {
        Self {
            lines: Vec::new(),
            partial: String::new(),
            dropped: 0,
        }
    }

    fn push(&mut self, level: LogLevel, text: &str) {
        self.partial.push_str(text);
        if !self.partial.ends_with('\n') && self.partial.len() < LONGEST {
            return;
        }
        let whole = std::mem::take(&mut self.partial);
        if self.lines.len() >= HELD {
            self.dropped += 1;
            return;
        }
        let (component, message) = split(whole.trim_end_matches(['\n', '\r']));
        self.lines.push(LogLine {
            level,
            component,
            message,
        });
    }

    fn take(&mut self) -> Vec<LogLine> {
        let mut lines = std::mem::take(&mut self.lines);
        let dropped = std::mem::take(&mut self.dropped);
        if dropped > 0 {
            lines.push(LogLine {
                level: LogLevel::Warning,
                component: "mpdbg".into(),
                message: format!("{dropped} more messages came at once and were not kept"),
            });
        }
        lines
    }
}

/// Captures what FFmpeg says on this thread, warnings and worse, as long as it lives.
///
/// It belongs to its thread: it cannot be sent to another.
pub struct LogCapture(PhantomData<*const ()>);

impl LogCapture {
    /// Starts to capture on the thread that calls. One at a time on a thread.
    pub fn start() -> Self {
        install();
        HERE.with_borrow_mut(|here| *here = Some(Held::new()));
        Self(PhantomData)
    }

    /// The lines since the last call, in order; lines of a library's own threads come last.
    #[must_use]
    pub fn take(&self) -> Vec<LogLine> {
        let mut lines =
            HERE.with_borrow_mut(|here| here.as_mut().map(Held::take).unwrap_or_default());
        if ANY_ELSEWHERE.swap(false, Ordering::AcqRel)
            && let Ok(mut elsewhere) = ELSEWHERE.lock()
        {
            lines.append(&mut elsewhere.take());
        }
        lines
    }
}

impl Drop for LogCapture {
    fn drop(&mut self) {
        HERE.with_borrow_mut(|here| *here = None);
    }
}

/// Keeps FFmpeg from writing to the process's stderr, from now on and on every thread.
pub fn silence() {
    install();
}

/// Does something and keeps no line that it writes on this thread: what was told once already.
pub(crate) fn quietly<T>(something: impl FnOnce() -> T) -> T {
    let count = || HERE.with_borrow(|here| here.as_ref().map_or(0, |held| held.lines.len()));
    let before = count();
    let result = something();
    HERE.with_borrow_mut(|here| {
        if let Some(held) = here {
            held.lines.truncate(before);
            held.partial.clear();
        }
    });
    result
}

/// The callback as C passes it: on every architecture FFmpeg supports here, a `va_list` parameter
/// is passed as one pointer (an array that decays, or a structure by reference).
type Callback = unsafe extern "C" fn(*mut c_void, c_int, *const c_char, *mut c_void);
type FormatLine = unsafe extern "C" fn(
    *mut c_void,
    c_int,
    *const c_char,
    *mut c_void,
    *mut c_char,
    c_int,
    *mut c_int,
) -> c_int;

fn install() {
    INSTALL.call_once(|| {
        #[expect(unsafe_code, reason = "FFmpeg's log is a C callback with a va_list")]
        // SAFETY: only the type of the va_list parameter differs between the two function types;
        // it is one pointer in both (see `Callback`). The callback lives as long as the program.
        unsafe {
            let set: unsafe extern "C" fn(Option<Callback>) =
                std::mem::transmute(ffi::av_log_set_callback as *const ());
            set(Some(callback));
        }
    });
}

#[expect(unsafe_code, reason = "FFmpeg's log is a C callback with a va_list")]
unsafe extern "C" fn callback(
    class: *mut c_void,
    level: c_int,
    format: *const c_char,
    args: *mut c_void,
) {
    let Some(level) = level_of(level) else { return };
    let mut line = [0_u8; 1024];
    let fits = c_int::try_from(line.len()).unwrap_or(0);
    // SAFETY: FFmpeg hands its own arguments through unchanged; `line` is as long as said; the
    // transmute changes only the type of the va_list pointer.
    let length = unsafe {
        let format_line: FormatLine = std::mem::transmute(ffi::av_log_format_line2 as *const ());
        let mut prefix = c_int::from(at_line_start());
        format_line(
            class,
            level_number(level),
            format,
            args,
            line.as_mut_ptr().cast(),
            fits,
            &raw mut prefix,
        )
    };
    let length = usize::try_from(length).unwrap_or(0).min(line.len() - 1);
    let text = String::from_utf8_lossy(&line[..length]);
    keep(level, &text, length == line.len() - 1);
}

fn at_line_start() -> bool {
    HERE.try_with(|here| {
        here.try_borrow()
            .ok()
            .and_then(|h| h.as_ref().map(|h| h.partial.is_empty()))
    })
    .ok()
    .flatten()
    .unwrap_or(true)
}

fn keep(level: LogLevel, text: &str, was_cut: bool) {
    let ended = if was_cut {
        format!("{text}\n")
    } else {
        text.to_owned()
    };
    let kept = HERE.try_with(|here| {
        here.try_borrow_mut()
            .is_ok_and(|mut here| here.as_mut().map(|held| held.push(level, &ended)).is_some())
    });
    if !kept.unwrap_or(false)
        && let Ok(mut elsewhere) = ELSEWHERE.lock()
    {
        elsewhere.push(level, &ended);
        ANY_ELSEWHERE.store(true, Ordering::Release);
    }
}

/// FFmpeg's levels step by 8 from 0 (panic) to 24 (warning); what is milder is not kept.
fn level_of(level: c_int) -> Option<LogLevel> {
    match level & 0xff {
        0..8 => Some(LogLevel::Panic),
        8..16 => Some(LogLevel::Fatal),
        16..24 => Some(LogLevel::Error),
        24..32 => Some(LogLevel::Warning),
        _ => None,
    }
}

const fn level_number(level: LogLevel) -> c_int {
    match level {
        LogLevel::Panic => 0,
        LogLevel::Fatal => 8,
        LogLevel::Error => 16,
        LogLevel::Warning => 24,
    }
}

/// Takes FFmpeg's prefixes `[name @ 0x55…] ` off a line; the innermost name is the component.
fn split(line: &str) -> (String, String) {
    let mut component = String::new();
    let mut rest = line;
    while let Some((name, tail)) = rest
        .strip_prefix('[')
        .and_then(|inner| inner.split_once("] "))
        .and_then(|(prefix, tail)| prefix.split_once(" @ 0x").map(|(name, _)| (name, tail)))
    {
        // So FFmpeg names a message that comes from nowhere.
        name.strip_prefix("NULL")
            .unwrap_or(name)
            .clone_into(&mut component);
        rest = tail;
    }
    (component, rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_with_addresses_are_taken_off() {
        let (component, message) =
            split("[mov,mp4 @ 0x5581] [h264 @ 0x7f00beef] error while decoding MB 3 4");
        assert_eq!(
            (component.as_str(), message.as_str()),
            ("h264", "error while decoding MB 3 4")
        );
        assert_eq!(
            split("[NULL @ 0x55] Invalid NAL unit size"),
            (String::new(), "Invalid NAL unit size".to_owned())
        );
        assert_eq!(split("plain"), (String::new(), "plain".to_owned()));
    }

    #[test]
    fn parts_of_a_line_come_together() {
        let mut held = Held::new();
        held.push(LogLevel::Error, "one ");
        held.push(LogLevel::Error, "line\n");
        let lines = held.take();
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].message, "one line");
    }
}
