//! The loop: a stack of views, keys in, pictures out.

use std::io;
use std::time::Duration;

use ratatui::crossterm::event::{self, Event, KeyEventKind};

use super::terminal::Guard;
use super::{Look, Next, Screen};

/// How long the loop waits for a key where a view watches something.
const WATCH: Duration = Duration::from_millis(50);

/// Shows views until the last one is left.
///
/// # Errors
/// When the terminal cannot be taken, drawn on or read.
pub(crate) fn run(first: Box<dyn Screen>, look: Look) -> io::Result<()> {
    let mut guard = Guard::take()?;
    let mut views = vec![first];
    let mut draw = true;
    while let Some(view) = views.last_mut() {
        if draw {
            guard
                .terminal()
                .draw(|frame| view.draw(frame, frame.area(), look))?;
            draw = false;
        }
        if view.is_busy() && !event::poll(WATCH)? {
            draw = view.work();
            continue;
        }
        let next = match event::read()? {
            Event::Key(key) if key.kind != KeyEventKind::Release => view.key(key),
            Event::Mouse(mouse) => view.mouse(mouse),
            Event::Resize(..) => Next::Redraw,
            _ => Next::Stay,
        };
        match next {
            Next::Stay => {}
            Next::Redraw => draw = true,
            Next::Open(view) => {
                views.push(view);
                draw = true;
            }
            Next::Back => {
                views.pop();
                draw = true;
            }
            Next::Quit => break,
        }
    }
    Ok(())
}
