//! Waits for a player to end, and ends it when it does not.

use std::io;
use std::path::Path;
use std::process::{Child, ExitStatus};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use mpdbg_model::{Hang, Limits};

use crate::Interrupt;
use crate::cpu::Silence;
use crate::group::Group;
use crate::reading::bytes_read;

/// How often the recording's size is looked at. The end of the player is noticed at once.
const LOOK: Duration = Duration::from_millis(50);
/// How long a player that was asked to end may take.
const GRACE: Duration = Duration::from_secs(5);

/// Why a player is no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It ended by itself, perhaps because it was asked to.
    Itself,
    /// Its recording did not grow.
    Hung { how: Hang, silent_ms: u64 },
    /// It took too long.
    TimedOut,
    /// Its recording grew too large.
    Flooded,
    /// It did not end when it was asked to, or was ended at once.
    Interrupted,
}

/// What became of a player.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ended {
    pub(crate) end: End,
    /// True when it was asked to end before it did.
    pub(crate) asked: bool,
    pub(crate) status: ExitStatus,
}

/// Waits until the player ends or has to be ended. Nobody of its group is left afterwards.
pub(crate) fn watch(
    child: &mut Child,
    recording: &Path,
    limits: &Limits,
    interrupt: &Interrupt,
) -> io::Result<Ended> {
    let group = Group::of(child).ok_or_else(|| io::Error::other("the player has no pid"))?;
    let (send, ended) = mpsc::channel();
    let waiter = std::thread::Builder::new().spawn(move || {
        group.wait();
        // The watchdog stopped listening when it ended the player itself.
        let _ = send.send(());
    });
    let waiter = match waiter {
        Ok(waiter) => waiter,
        Err(error) => {
            group.end();
            child.wait()?;
            return Err(error);
        }
    };
    let mut watch = Watch::new(group, recording, limits, interrupt);
    let end = watch.until(&ended);
    group.end();
    // It only waits and sends; it cannot have panicked.
    let _ = waiter.join();
    Ok(Ended {
        end,
        asked: watch.asked.is_some(),
        status: child.wait()?,
    })
}

struct Watch<'a> {
    group: Group,
    recording: &'a Path,
    limits: &'a Limits,
    interrupt: &'a Interrupt,
    started: Instant,
    length: u64,
    /// Bytes that the player has read, while there is no recording yet.
    read: Option<u64>,
    grown: Instant,
    /// The second half of a silence.
    silence: Option<Silence>,
    asked: Option<Instant>,
}

impl<'a> Watch<'a> {
    fn new(
        group: Group,
        recording: &'a Path,
        limits: &'a Limits,
        interrupt: &'a Interrupt,
    ) -> Self {
        let now = Instant::now();
        Self {
            group,
            recording,
            limits,
            interrupt,
            started: now,
            length: 0,
            read: None,
            grown: now,
            silence: None,
            asked: None,
        }
    }

    fn until(&mut self, ended: &Receiver<()>) -> End {
        loop {
            match ended.recv_timeout(LOOK) {
                Ok(()) | Err(RecvTimeoutError::Disconnected) => return End::Itself,
                Err(RecvTimeoutError::Timeout) => {
                    if let Some(end) = self.look(Instant::now()) {
                        return end;
                    }
                }
            }
        }
    }

    fn look(&mut self, now: Instant) -> Option<End> {
        self.measure(now);
        if self.length > self.limits.recording_bytes {
            return Some(End::Flooded);
        }
        if self.interrupted(now) {
            return Some(End::Interrupted);
        }
        if now - self.started >= Duration::from_millis(self.limits.timeout_ms) {
            return Some(End::TimedOut);
        }
        self.hung(now)
    }

    fn measure(&mut self, now: Instant) {
        // A recording that is not there yet has no length.
        let length = self.recording.metadata().map_or(0, |file| file.len());
        if length != self.length || (length == 0 && self.reads_on()) {
            self.length = length;
            self.grown = now;
            self.silence = None;
        }
    }

    /// Before it plays, a player may look through the whole sample, which takes long on a slow disk and
    /// gives no event.
    fn reads_on(&mut self) -> bool {
        let before = self.read;
        self.read = bytes_read(self.group.leader());
        self.read != before
    }

    fn interrupted(&mut self, now: Instant) -> bool {
        if self.interrupt.is_raised() && self.asked.is_none() {
            self.group.ask_to_end();
            self.asked = Some(now);
        }
        let out_of_grace = self.asked.is_some_and(|asked| now - asked >= GRACE);
        self.interrupt.is_urgent() || out_of_grace
    }

    /// The second half of the silence is what counts: what came before it may have been work.
    fn hung(&mut self, now: Instant) -> Option<End> {
        let player = self.group.leader();
        let silent = now - self.grown;
        let limit = Duration::from_millis(self.limits.hang_ms);
        match &mut self.silence {
            Some(silence) => silence.look(player),
            None if silent >= limit / 2 => self.silence = Some(Silence::of(player, now)),
            None => {}
        }
        (silent >= limit).then(|| End::Hung {
            how: self
                .silence
                .map_or(Hang::Unknown, |silence| silence.how(player, now)),
            silent_ms: silent.as_millis() as u64,
        })
    }
}
