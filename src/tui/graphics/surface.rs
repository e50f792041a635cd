//! Pictures over the cells of the screen.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use mpdbg_media::{Raster, fitted};
use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::crossterm::terminal::{WindowSize, window_size};
use ratatui::layout::Rect;

use super::answer::{Answer, QUERY, QUERY_COLOURS, QUERY_INSIDE, READY, believed};
use super::{kitty, sixel};

/// Pixels of a cell where nobody says it: those of a VT340, and of Windows Terminal.
const CELL: (u32, u32) = (10, 20);
/// Pixels of a cell that shows half-blocks.
const HALVES: (u32, u32) = (1, 2);
/// Pixels each way at most; xterm draws no more.
const LONGEST: u32 = 1000;
/// After this a terminal that did not say that it took a picture in is sent the next one.
const PATIENCE: Duration = Duration::from_secs(1);
/// So long an answer that is awaited is waited for when the terminal is given back, lest a shell reads it.
const FAREWELL: Duration = Duration::from_millis(300);
/// Numbers of pictures in kitty's protocol: as many as there are at once, and one that takes the place of another.
const NUMBERS: std::ops::Range<u32> = 1_836_082_200..1_836_082_208;

/// A place for a picture, and the picture, where there is one yet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Laid<'a> {
    /// The cells that it may cover, which show it as characters.
    pub(crate) area: Rect,
    /// Its pixels, which are square.
    pub(crate) raster: Option<&'a Raster>,
}

/// What the terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Nothing, or nothing that may be used.
    Never,
    /// Nobody asked it yet.
    Unasked,
    /// It was asked.
    Asked,
    /// It has sixel, and was asked of how many colours.
    Counting,
    Kitty,
    Sixel,
}

/// The pictures on the screen.
pub(in crate::tui) struct Graphics {
    way: Way,
    /// The terminal is inside another one, which takes kitty's question for a title.
    inside: bool,
    /// What it said of kitty's protocol, of the size of a cell, and of colours.
    kitty: bool,
    told_cell: Option<(u32, u32)>,
    colours: usize,
    cell: (u32, u32),
    shown: Vec<Shown>,
    /// Since when an answer is awaited.
    asked: Option<Instant>,
    /// How many pictures it did not say yet that it took in.
    under_way: usize,
    /// A picture waits until the one before it is taken in.
    late: bool,
    /// What is to be written when the cells are drawn.
    out: String,
}

/// A picture that is on the screen.
struct Shown {
    cells: Rect,
    source: Raster,
    number: u32,
}

impl Graphics {
    /// Pictures stay characters.
    pub(in crate::tui) fn none() -> Self {
        Self {
            way: Way::Never,
            inside: false,
            kitty: false,
            told_cell: None,
            colours: 256,
            cell: CELL,
            shown: Vec::new(),
            asked: None,
            under_way: 0,
            late: false,
            out: String::new(),
        }
    }

    /// Whatever the terminal says that it has, once a picture is wanted. `kind` is what `TERM` names;
    /// `is_inside` is true in a terminal inside another one.
    pub(in crate::tui) fn ask_for(kind: &str, is_inside: bool) -> Self {
        let inside = is_inside || kind.starts_with("tmux") || kind.starts_with("screen");
        // The console of Linux has no graphics, and older ones write what they do not know.
        let way = if kind == "linux" {
            Way::Never
        } else {
            Way::Unasked
        };
        Self {
            way,
            inside,
            ..Self::none()
        }
    }

    /// Pixels of a cell, as (width, height): of a half-block, where no pictures are drawn.
    pub(in crate::tui) fn cell(&self) -> (u32, u32) {
        if self.is_drawing() { self.cell } else { HALVES }
    }

    /// True when a picture is sent as soon as it is laid.
    pub(in crate::tui) fn is_free(&self) -> bool {
        !self.is_drawing() || self.asked.is_none_or(|since| since.elapsed() > PATIENCE)
    }

    fn is_drawing(&self) -> bool {
        matches!(self.way, Way::Kitty | Way::Sixel)
    }

    /// Takes in an answer; true when the screen has to be drawn again.
    pub(in crate::tui) fn answer(&mut self, answer: Answer) -> bool {
        match answer {
            Answer::Kitty(takes) => self.kitty = takes,
            Answer::Cell(width, height) => self.told_cell = Some((width, height)),
            Answer::Colours(count) => self.colours = count.min(256),
            Answer::Attributes { sixel } => return self.settle(sixel),
            Answer::Ready => return self.taken_in(),
        }
        false
    }

    /// One picture was taken in; true when the screen has to be drawn again.
    fn taken_in(&mut self) -> bool {
        match self.under_way {
            // Nobody asked.
            0 => return false,
            1 => self.asked = None,
            _ => {}
        }
        self.under_way -= 1;
        self.under_way == 0 && std::mem::take(&mut self.late)
    }

    /// Takes in what it is, which it says last; true when the screen has to be drawn again.
    fn settle(&mut self, sixel: bool) -> bool {
        self.way = match (self.way, self.kitty, sixel) {
            (Way::Asked, true, _) => Way::Kitty,
            (Way::Asked, false, true) => Way::Counting,
            (Way::Asked, false, false) => Way::Never,
            (Way::Counting, ..) => Way::Sixel,
            // Nobody asked.
            (Way::Never | Way::Unasked | Way::Kitty | Way::Sixel, ..) => return false,
        };
        self.asked = None;
        if self.way == Way::Counting {
            self.ask(QUERY_COLOURS);
        }
        self.measure();
        self.way != Way::Never
    }

    fn ask(&mut self, query: &str) {
        self.out += query;
        self.asked = Some(Instant::now());
    }

    /// True when a picture waits for an answer that does not come.
    pub(in crate::tui) fn is_overdue(&mut self) -> bool {
        let is_over = self.asked.is_some_and(|since| since.elapsed() > PATIENCE);
        is_over && std::mem::take(&mut self.late)
    }

    /// How long an answer that is still to come is waited for before the terminal is given back.
    pub(in crate::tui) fn awaited(&self) -> Option<Duration> {
        let left = FAREWELL.checked_sub(self.asked?.elapsed())?;
        (!left.is_zero()).then_some(left)
    }

    /// The screen was emptied, and may have another size.
    pub(in crate::tui) fn forget(&mut self) {
        for shown in std::mem::take(&mut self.shown) {
            self.take_away(&shown);
        }
        if self.is_drawing() {
            self.measure();
        }
    }

    fn measure(&mut self) {
        let size = window_size().ok();
        self.cell = size
            .and_then(|it| cell_of(&it))
            .or(self.told_cell)
            .unwrap_or(CELL);
    }

    /// Lays pictures over the cells that a view has drawn for them. What is on the screen already stays.
    pub(in crate::tui) fn lay(&mut self, laid: &[Laid<'_>], buffer: &mut Buffer) {
        if self.way == Way::Unasked && !laid.is_empty() {
            self.way = Way::Asked;
            self.ask(if self.inside { QUERY_INSIDE } else { QUERY });
        }
        if !self.is_drawing() {
            return;
        }
        let may_send = self.is_free();
        let mut before = std::mem::take(&mut self.shown);
        let mut sent = Vec::new();
        for one in laid {
            let Some((raster, cells, size)) = self.place(one, buffer.area) else {
                continue;
            };
            let same_place = before.iter().position(|it| it.cells == cells);
            let is_blank = same_place.is_some();
            match same_place {
                Some(at) if before[at].source == *raster || !may_send => {
                    self.late |= before[at].source != *raster;
                    self.shown.push(before.swap_remove(at));
                }
                _ if may_send => sent.push((raster, cells, size)),
                _ => {
                    self.late = true;
                    continue;
                }
            }
            clear(buffer, one.area, cells, is_blank);
        }
        if !sent.is_empty() {
            // What was not said in time may never be.
            self.under_way = 0;
        }
        for (raster, cells, size) in sent {
            self.show(raster, cells, size, &before);
        }
        for gone in before {
            self.take_away(&gone);
            let is_covered = self.shown.iter().any(|it| it.cells == gone.cells);
            if self.way == Way::Sixel && !is_covered {
                uncover(buffer, gone.cells);
            }
        }
    }

    /// Where a picture is shown, and in which size: as large as its place allows, in the middle of it.
    fn place<'a>(&self, laid: &Laid<'a>, screen: Rect) -> Option<(&'a Raster, Rect, (u32, u32))> {
        let raster = laid.raster?;
        let mut area = laid.area.intersection(screen);
        // Below a sixel picture the cursor goes to the next line, which may scroll the screen.
        if self.way == Way::Sixel && area.bottom() == screen.bottom() {
            area.height = area.height.saturating_sub(1);
        }
        let bound = |cells: u16, pixels: u32| u32::from(cells).saturating_mul(pixels).min(LONGEST);
        let bounds = (
            bound(area.width, self.cell.0),
            bound(area.height, self.cell.1),
        );
        let size = fitted((raster.width.into(), raster.height.into()), bounds);
        if size.0 == 0 || raster.rgb.is_empty() {
            return None;
        }
        let columns = size.0.div_ceil(self.cell.0) as u16;
        let rows = size.1.div_ceil(self.cell.1) as u16;
        let cells = Rect {
            x: area.x + (area.width - columns) / 2,
            y: area.y + (area.height - rows) / 2,
            width: columns,
            height: rows,
        };
        Some((raster, cells, size))
    }

    /// Sends a picture, with the question whether it is taken in.
    fn show(&mut self, raster: &Raster, cells: Rect, size: (u32, u32), before: &[Shown]) {
        let is_used = |number: &u32| {
            self.shown
                .iter()
                .chain(before)
                .any(|it| it.number == *number)
        };
        let Some(number) = NUMBERS.clone().find(|it| !is_used(it)) else {
            return;
        };
        // Writing to a String cannot fail.
        let _ = write!(self.out, "\x1b[{};{}H", cells.y + 1, cells.x + 1);
        self.out += &match self.way {
            Way::Kitty if raster.width < size.0 && raster.height < size.1 => {
                let whole = self.around(raster, cells, size);
                kitty::enlarge(raster, whole, (cells.width, cells.height), number)
            }
            Way::Kitty => kitty::show(&raster.resized(size.0, size.1), number),
            _ => sixel::show(&raster.resized(size.0, size.1), self.colours),
        };
        self.ask(READY);
        self.under_way += 1;
        self.shown.push(Shown {
            cells,
            source: raster.clone(),
            number,
        });
    }

    /// The size of the cells in pixels of a picture that is enlarged to this size.
    fn around(&self, raster: &Raster, cells: Rect, size: (u32, u32)) -> (u32, u32) {
        let scaled = |own: u32, cells: u16, cell: u32, shown: u32| {
            let all = u64::from(own) * u64::from(cells) * u64::from(cell);
            ((all + u64::from(shown) / 2) / u64::from(shown)).max(own.into()) as u32
        };
        (
            scaled(raster.width, cells.width, self.cell.0, size.0),
            scaled(raster.height, cells.height, self.cell.1, size.1),
        )
    }

    /// What a terminal of cells alone would not take away by itself.
    fn take_away(&mut self, shown: &Shown) {
        if self.way == Way::Kitty {
            self.out += &kitty::hide(shown.number);
        }
    }

    /// What is to be written now that the cells are drawn.
    pub(in crate::tui) fn take_out(&mut self) -> String {
        std::mem::take(&mut self.out)
    }

    /// What takes every picture away that may be on the screen.
    pub(in crate::tui) fn farewell(&self) -> String {
        match self.way {
            Way::Kitty => NUMBERS.map(kitty::hide).collect(),
            Way::Sixel => "\x1b[2J".to_owned(),
            Way::Never | Way::Unasked | Way::Asked | Way::Counting => String::new(),
        }
    }
}

/// Pixels of a cell as the system says it, where that can be; terminals that do not tell it say 0.
fn cell_of(size: &WindowSize) -> Option<(u32, u32)> {
    let width = size.width.checked_div(size.columns)?;
    let height = size.height.checked_div(size.rows)?;
    believed(width.into(), height.into())
}

/// Empties the cells of a place. Those under a picture that is there already (`is_blank`) are left alone.
fn clear(buffer: &mut Buffer, area: Rect, cells: Rect, is_blank: bool) {
    for at in area.intersection(buffer.area).positions() {
        buffer[at].reset();
        if is_blank && cells.contains(at) {
            buffer[at].set_diff_option(CellDiffOption::Skip);
        }
    }
}

/// Has cells drawn whatever they showed before.
fn uncover(buffer: &mut Buffer, cells: Rect) {
    for at in cells.intersection(buffer.area).positions() {
        if buffer[at].diff_option == CellDiffOption::None {
            buffer[at].set_diff_option(CellDiffOption::AlwaysUpdate);
        }
    }
}

#[cfg(test)]
#[path = "surface_tests.rs"]
mod tests;
