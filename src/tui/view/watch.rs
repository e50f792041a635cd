//! A run while it goes on: the cases, and the timeline of the one that plays.

use std::time::{Duration, Instant};

use mpdbg_model::Case;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, MouseEvent};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::Clear;

use super::TimelineView;
use super::columns::fitted;
use super::help::HelpView;
use super::key_line::key_line;
use crate::tui::{Ink, KeyHelp, Look, Next, Screen};
use crate::watch::{Board, Shared, Tally, Watchable};

/// How often the recordings are looked at.
const EVERY: Duration = Duration::from_millis(100);

const KEYS: &[KeyHelp] = &[
    key("q", "leave, the run goes on", true),
    key("Ctrl-C", "interrupt the run", true),
    key("j k", "watch another case that plays", true),
    key("?", "help", true),
    key(
        "+ - 0 ← → g G x",
        "zoom, move, other axis: as in the timeline",
        false,
    ),
];

const fn key(keys: &'static str, does: &'static str, first: bool) -> KeyHelp {
    KeyHelp { keys, does, first }
}

/// A run that is watched. It only reads: the run never waits for it.
pub(crate) struct WatchView {
    shared: Shared,
    run: Box<dyn Watchable>,
    /// Of every attempt that is being made.
    tallies: Vec<(Case, u32, Tally)>,
    /// The attempt whose timeline is shown; it stays when it has ended, until another one begins.
    shown: Option<(Case, u32, TimelineView)>,
    /// The attempt that is to be shown.
    chosen: Option<(Case, u32)>,
    polled: Option<Instant>,
}

impl WatchView {
    /// Of the run that tells `shared`.
    pub(crate) fn new(shared: Shared, run: Box<dyn Watchable>) -> Self {
        Self {
            shared,
            run,
            tallies: Vec::new(),
            shown: None,
            chosen: None,
            polled: None,
        }
    }

    /// Takes in what happened since the last time.
    pub(super) fn step(&mut self) {
        self.follow();
        for (_, _, tally) in &mut self.tallies {
            tally.poll();
        }
        if !self.open()
            && let Some((_, _, timeline)) = &mut self.shown
        {
            timeline.work();
        }
    }

    /// Follows what is being played by now, and lets go of what is not.
    fn follow(&mut self) {
        let board = self.shared.board();
        let running: Vec<(Case, u32)> = board
            .running
            .iter()
            .map(|it| (it.case.clone(), it.attempt))
            .collect();
        drop(board);
        let runs = |case: &Case, attempt: u32| {
            let mut running = running.iter();
            running.any(|it| it.0 == *case && it.1 == attempt)
        };
        self.tallies.retain(|it| runs(&it.0, it.1));
        for (case, attempt) in &running {
            if !self
                .tallies
                .iter()
                .any(|it| it.0 == *case && it.1 == *attempt)
            {
                let path = self.run.recording(case, *attempt);
                let tally = Tally::new(path, self.run.late());
                self.tallies.push((case.clone(), *attempt, tally));
            }
        }
        let gone = |it: &(Case, u32)| !runs(&it.0, it.1);
        if self.chosen.as_ref().is_none_or(gone) && !running.is_empty() {
            self.chosen = running.into_iter().next();
        }
    }

    /// Opens the timeline of what is to be shown, as soon as something of it is written.
    fn open(&mut self) -> bool {
        let Some((case, attempt)) = &self.chosen else {
            return false;
        };
        let same = |it: &(Case, u32, TimelineView)| it.0 == *case && it.1 == *attempt;
        if self.shown.as_ref().is_some_and(same) {
            return false;
        }
        let Some(play) = self.run.look_at(case, *attempt) else {
            return false;
        };
        self.shown = Some((case.clone(), *attempt, TimelineView::new(play)));
        true
    }

    /// Chooses the next of what is being played, or the one before.
    fn choose(&mut self, by: isize) {
        let count = self.tallies.len() as isize;
        let chosen = self.chosen.as_ref();
        let same = |it: &(Case, u32, Tally)| chosen.is_some_and(|at| it.0 == at.0 && it.1 == at.1);
        let at = self.tallies.iter().position(same).unwrap_or(0) as isize;
        if count > 0 {
            let (case, attempt, _) = &self.tallies[(at + by).rem_euclid(count) as usize];
            self.chosen = Some((case.clone(), *attempt));
        }
    }

    /// What plays, then what is done, as many as there is room for.
    fn rows(&self, board: &Board, columns: usize, rows: usize, look: Look) -> Vec<Line<'static>> {
        let running = board.running.iter().map(|it| {
            let same = |of: &&(Case, u32, Tally)| of.0 == it.case && of.1 == it.attempt;
            let tally = self.tallies.iter().find(same);
            let counted = tally.map_or_else(String::new, |it| format!(", {}", it.2.words()));
            let chosen = self.chosen.as_ref();
            let shown = chosen.is_some_and(|at| at.0 == it.case && at.1 == it.attempt);
            let mark = if shown { look.pick("▶", ">") } else { " " };
            let seconds = it.since.elapsed().as_secs_f64();
            let text = format!("{mark} {}: {seconds:.1} s{counted}", it.case);
            (text, Ink::Good)
        });
        let ended = board.ended.iter().map(|it| {
            let (mark, ink) = if it.notable {
                ("!", Ink::Major)
            } else {
                (" ", Ink::Quiet)
            };
            (format!("{mark} {}: {}", it.case, it.words), ink)
        });
        let rows = running.chain(ended).take(rows);
        rows.map(|(text, ink)| Line::styled(fitted(&text, columns, look), look.ink(ink)))
            .collect()
    }
}

fn head(board: &Board) -> String {
    let plural = if board.defects == 1 { "" } else { "s" };
    let said = board.said.map_or_else(String::new, |it| format!("  {it}"));
    format!(
        " {} of {} done, {} defect{plural}, {} not as expected{said}",
        board.done, board.planned, board.defects, board.unexpected
    )
}

impl Screen for WatchView {
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, look: Look) {
        let list = (area.height / 4).clamp(2, 12);
        let areas = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(list),
            Constraint::Fill(1),
        ]);
        let [top, middle, below] = areas.areas(area);
        // The timeline has its keys there, of which not all can be used here.
        let bottom = below.rows().next_back().unwrap_or(below);
        let columns = usize::from(area.width);
        let board = self.shared.board();
        let title = Line::styled(fitted(&head(&board), columns, look), look.ink(Ink::Title));
        let rows = self.rows(&board, columns, usize::from(list), look);
        drop(board);
        frame.render_widget(title, top);
        for (row, line) in middle.rows().zip(rows) {
            frame.render_widget(line, row);
        }
        if let Some((_, _, timeline)) = &mut self.shown {
            timeline.draw(frame, below, look);
        } else {
            let line = Line::styled(" nothing is written yet", look.ink(Ink::Quiet));
            frame.render_widget(line, below);
        }
        frame.render_widget(Clear, bottom);
        frame.render_widget(key_line(KEYS, columns, look), bottom);
    }

    fn key(&mut self, key: KeyEvent) -> Next {
        match key.code {
            KeyCode::Char('q') => {
                self.shared.board().quit = true;
                Next::Quit
            }
            KeyCode::Char('?') => Next::Open(Box::new(HelpView::new("watching a run", KEYS, &[]))),
            KeyCode::Char('j') | KeyCode::Down => {
                self.choose(1);
                Next::Redraw
            }
            KeyCode::Char('k') | KeyCode::Up => {
                self.choose(-1);
                Next::Redraw
            }
            code if moves(code) => match &mut self.shown {
                Some((_, _, timeline)) => inside(timeline.key(key)),
                None => Next::Stay,
            },
            _ => Next::Stay,
        }
    }

    fn mouse(&mut self, mouse: MouseEvent) -> Next {
        match &mut self.shown {
            Some((_, _, timeline)) => inside(timeline.mouse(mouse)),
            None => Next::Stay,
        }
    }

    fn interrupt(&mut self) -> Next {
        if self.run.interrupt() {
            Next::Redraw
        } else {
            self.shared.board().quit = true;
            Next::Quit
        }
    }

    fn work(&mut self) -> bool {
        if self.polled.is_some_and(|it| it.elapsed() < EVERY) {
            return false;
        }
        self.polled = Some(Instant::now());
        self.step();
        true
    }

    fn is_busy(&self) -> bool {
        true
    }

    fn is_over(&self) -> bool {
        self.shared.board().over
    }

    fn keys(&self) -> &'static [KeyHelp] {
        KEYS
    }
}

/// True for the keys that move and zoom the timeline inside; it has no prompts and no pictures here.
const fn moves(code: KeyCode) -> bool {
    use KeyCode as K;
    matches!(
        code,
        K::Left
            | K::Right
            | K::PageUp
            | K::PageDown
            | K::Home
            | K::End
            | K::Tab
            | K::Char('+' | '=' | '-' | '_' | '0' | 'h' | 'l' | 'H' | 'L' | 'g' | 'G' | 'x')
    )
}

/// The timeline inside cannot be left: there is nothing behind it.
fn inside(next: Next) -> Next {
    match next {
        Next::Back | Next::Quit => Next::Redraw,
        next => next,
    }
}
