//! The loop: a stack of views, keys in, pictures out.

use std::io;
use std::time::Duration;

use super::graphics::Graphics;
use super::input::Said;
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
    let mut keyboard = Keyboard::find()?;
    let mut stack = Stack::new(first, look).with(graphics(look));
    while !stack.is_left() {
        guard.tend()?;
        match signals.asked() {
            Some(Asked::End(signal)) => {
                hear_out(&mut stack, &mut keyboard);
                return Ok(Ended::Signal(signal));
            }
            Some(Asked::Stop) => stop(&mut guard, &signals, &mut stack, &mut keyboard)?,
            Some(Asked::Redraw) => {
                guard.lend(|| {})?;
                stack.redraw();
            }
            // A window that shrank and grew again has the size of before, but not what it showed.
            Some(Asked::Resize) => {
                guard.blank()?;
                stack.redraw();
            }
            None => {}
        }
        if stack.is_stale() {
            guard.terminal().draw(|frame| stack.draw(frame))?;
            guard.write_over(stack.graphics())?;
        }
        if !keyboard.wait(patience(&stack))? {
            stack.work();
            continue;
        }
        match take_all(&mut stack, &mut keyboard)? {
            None => {}
            Some(Wish::Stop) => stop(&mut guard, &signals, &mut stack, &mut keyboard)?,
            Some(Wish::Clear) => {
                guard.blank()?;
                stack.redraw();
            }
        }
    }
    hear_out(&mut stack, &mut keyboard);
    Ok(Ended::Left)
}

/// Pictures as the terminal has them, where colours and characters may be drawn.
fn graphics(look: Look) -> Graphics {
    if look.ascii || !look.colour {
        return Graphics::none();
    }
    let set = |name: &str| std::env::var(name).is_ok_and(|it| !it.is_empty());
    let kind = std::env::var("TERM").unwrap_or_default();
    Graphics::ask_for(&kind, set("TMUX") || set("STY"))
}

/// Takes in what the terminal is still to answer: the shell would take it for typed. One that is gone answers
/// nothing.
fn hear_out(stack: &mut Stack, keyboard: &mut Keyboard) {
    while let Some(left) = stack.graphics().awaited() {
        if keyboard.wait(left).is_err() {
            return;
        }
        while let Some(said) = keyboard.take() {
            if let Said::Answer(answer) = said {
                stack.hear(answer);
            }
        }
    }
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
fn take_all(stack: &mut Stack, keyboard: &mut Keyboard) -> io::Result<Option<Wish>> {
    let mut clear = None;
    loop {
        let wish = match keyboard.take() {
            Some(Said::Event(event)) => stack.take(&event),
            Some(Said::Answer(answer)) => {
                stack.hear(answer);
                None
            }
            None => None,
        };
        match wish {
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
fn stop(
    guard: &mut Guard,
    signals: &Signals,
    stack: &mut Stack,
    keyboard: &mut Keyboard,
) -> io::Result<()> {
    hear_out(stack, keyboard);
    stack.stopped(true);
    guard.lend(|| signals.stop())?;
    stack.stopped(false);
    stack.redraw();
    Ok(())
}
