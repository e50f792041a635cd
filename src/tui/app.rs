//! The loop: a stack of views, keys in, pictures out.

use std::io;
use std::time::Duration;

use ratatui::crossterm::event;

use super::keyboard::Keyboard;
use super::signals::{Asked, Signals};
use super::stack::{Stack, Wish};
use super::terminal::Guard;
use super::{Ended, Look, Screen};

/// How long a key is waited for at a time: so long a signal may wait, and what a view watches.
const WAIT: Duration = Duration::from_millis(50);

/// Shows views until the last one is left.
///
/// # Errors
/// When the terminal cannot be taken, drawn on or read, or is gone.
pub(crate) fn run(first: Box<dyn Screen>, look: Look) -> io::Result<Ended> {
    let mut guard = Guard::take()?;
    let signals = Signals::note()?;
    let keyboard = Keyboard::find()?;
    let mut stack = Stack::new(first, look);
    while !stack.is_left() {
        match signals.asked() {
            Some(Asked::End(signal)) => return Ok(Ended::Signal(signal)),
            Some(Asked::Stop) => stop(&mut guard, &signals, &mut stack)?,
            Some(Asked::Redraw) => {
                guard.lend(|| {})?;
                stack.redraw();
            }
            None => {}
        }
        if stack.is_stale() {
            guard.terminal().draw(|frame| stack.draw(frame))?;
        }
        if !keyboard.wait(patience(&stack))? {
            stack.work();
            continue;
        }
        match take_all(&mut stack, &keyboard)? {
            None => {}
            Some(Wish::Stop) => stop(&mut guard, &signals, &mut stack)?,
            Some(Wish::Clear) => {
                guard.blank()?;
                stack.redraw();
            }
        }
    }
    Ok(Ended::Left)
}

/// How long a key is waited for: not at all where there is work to be done.
fn patience(stack: &Stack) -> Duration {
    if stack.is_at_work() {
        Duration::ZERO
    } else {
        stack.patience(WAIT)
    }
}

/// Takes everything that waits, so that many keys, or sizes of a window that is dragged, make one picture.
fn take_all(stack: &mut Stack, keyboard: &Keyboard) -> io::Result<Option<Wish>> {
    let mut clear = None;
    loop {
        match stack.take(&event::read()?) {
            Some(Wish::Stop) => return Ok(Some(Wish::Stop)),
            Some(Wish::Clear) => clear = Some(Wish::Clear),
            None => {}
        }
        if stack.is_left() || !keyboard.wait(Duration::ZERO)? {
            return Ok(clear);
        }
    }
}

/// Stops as every program does at Ctrl-Z, with the terminal as it was, until the shell says to go on.
fn stop(guard: &mut Guard, signals: &Signals, stack: &mut Stack) -> io::Result<()> {
    guard.lend(|| signals.stop())?;
    stack.redraw();
    Ok(())
}
