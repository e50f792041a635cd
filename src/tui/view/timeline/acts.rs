//! What keys and the mouse do to the view.

use mpdbg_analysis::Axis;
use mpdbg_model::MediaTime;
use ratatui::crossterm::event::{KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use super::keys::{Act, act};
use super::prompt::{Prompt, Question, Typed};
use super::side::{DefectSpan, Side};
use super::title;
use super::view::TimelineView;
use crate::tui::view::PicturePanel;
use crate::tui::view::help::{HelpView, Legend};
use crate::tui::{Next, Screen};

/// What the marks mean.
const MARKS: Legend = &[
    (
        "━",
        "=",
        "video: pictures are shown; audio: sound is written",
    ),
    (
        "┃─",
        "|-",
        "video, closer: a picture, and how long it is shown",
    ),
    ("L", "L", "a picture is presented late"),
    ("D", "D", "a picture is dropped, since it would be late"),
    ("M", "M", "something is missing that the file promises"),
    ("N", "N", "the decoder did not return a picture"),
    ("f", "f", "a picture is thrown away by a seek"),
    (
        "S U",
        "S U",
        "silence fills a gap; the sound device runs dry",
    ),
    ("E W X", "E W X", "error, warning, damage"),
    ("◆", "*", "something is done: start, pause, seek, end"),
    ("░ ▒ █", "- = #", "a defect: minor, major, critical"),
    ("≠", "!", "two plays differ; the first place stands out"),
    (
        "⠤",
        "-",
        "a line in the middle of its rows is zero; clocks against the wall clock, sound early is up",
    ),
];

impl TimelineView {
    pub(super) fn take_key(&mut self, key: KeyEvent) -> Next {
        self.fresh = false;
        if let Some(prompt) = &mut self.prompt {
            let typed = prompt.key(key);
            return self.answer(typed);
        }
        let said = self.notice.take().is_some();
        match act(key) {
            Some(act) => self.act(act),
            None if said => Next::Redraw,
            None => Next::Stay,
        }
    }

    fn act(&mut self, act: Act) -> Next {
        let columns = self.columns();
        match act {
            Act::Step(by) => self.moved(|scope| scope.step(by, columns)),
            Act::Leaf(tenths) => self.moved(|scope| scope.leaf(tenths)),
            Act::Begin => self.moved(|scope| scope.go(i64::MIN)),
            Act::End => self.moved(|scope| scope.go(i64::MAX)),
            Act::Zoom { nearer } => self.scope.zoom(self.scope.at(), nearer),
            Act::ShowAll => self.scope.show_all(),
            Act::Event(by) => self.go_to_event_behind(by),
            Act::Defect { next } => self.go_to_defect(next),
            Act::Difference { next } => self.go_to_difference(next),
            Act::AskTime => self.prompt = Some(Prompt::new(Question::Time)),
            Act::AskEvent => self.prompt = Some(Prompt::new(Question::Event)),
            Act::TurnAxis => self.turn_axis(),
            Act::OnlyDifferences if self.sides.len() > 1 => self.only = !self.only,
            Act::OnlyDifferences => return self.say("there is nothing to compare with"),
            Act::Grow => self.emphasis = self.emphasis.next(),
            Act::Picture => self.show_pictures(),
            Act::Help => {
                return Next::Open(Box::new(HelpView::new("timeline", self.keys(), MARKS)));
            }
            Act::Close => self.pictures.clear(),
            Act::Back if !self.pictures.is_empty() => self.pictures.clear(),
            Act::Back => return Next::Back,
            Act::Quit => return Next::Quit,
        }
        Next::Redraw
    }

    fn say(&mut self, words: &str) -> Next {
        self.notice = Some(words.to_owned());
        Next::Redraw
    }

    fn moved(&mut self, how: impl FnOnce(&mut super::scope::Scope)) {
        how(&mut self.scope);
        self.chosen = None;
    }

    fn answer(&mut self, typed: Typed) -> Next {
        if typed != Typed::More {
            self.prompt = None;
        }
        match typed {
            Typed::More | Typed::Nothing => {}
            Typed::Time(at) => self.moved(|scope| scope.go(at)),
            Typed::Event(number) => self.go_to_event(number),
            Typed::Wrong(why) => self.notice = Some(why),
        }
        Next::Redraw
    }

    fn go_to_event_behind(&mut self, by: i64) {
        let Some(now) = self.events().last().copied().flatten() else {
            return self.go_to_event(0);
        };
        let next = i64::from(now) + by;
        match u32::try_from(next) {
            Ok(next) => self.go_to_event(next),
            Err(_) => self.notice = Some("this is the first event".to_owned()),
        }
    }

    /// Puts the cursor on an event of the last play.
    fn go_to_event(&mut self, number: u32) {
        let axis = self.scope.axis();
        let Some(side) = self.sides.last_mut() else {
            return;
        };
        let timeline = &side.play.timeline;
        let count = timeline.overview().events();
        if number >= count {
            self.notice = Some(format!("the last event is {}", count.saturating_sub(1)));
            return;
        }
        if side.play.reach(number) {
            side.forget();
        }
        let at = place_of(side, axis, number);
        match at {
            Some(at) => self.moved(|scope| scope.go_to_event(number, at)),
            None => {
                self.notice = Some(format!(
                    "event {number} has no place here: x shows run time"
                ));
            }
        }
    }

    /// The cursor on what went wrong first.
    pub(super) fn go_to_first_defect(&mut self) {
        let axis = self.scope.axis();
        let first = self
            .sides
            .last()
            .and_then(|it| it.spans(axis).first().copied());
        if let Some(first) = first {
            self.scope.put(first.window.from);
            self.choose(self.sides.len() - 1, first);
        }
    }

    /// The cursor on the first difference, unless someone moved it meanwhile.
    pub(super) fn go_to_first_difference(&mut self) {
        if self.fresh {
            self.go_to_difference(true);
            self.notice = None;
        }
    }

    /// Every defect of every play with a place on this axis, in order.
    fn defects(&self) -> Vec<(usize, DefectSpan)> {
        let axis = self.scope.axis();
        let sides = self.sides.iter().enumerate();
        let all = sides.flat_map(|(play, side)| side.spans(axis).iter().map(move |it| (play, *it)));
        let mut all: Vec<(usize, DefectSpan)> = all.collect();
        all.sort_by_key(|(play, it)| (it.window.from, it.window.to, *play, it.defect));
        all
    }

    fn go_to_defect(&mut self, next: bool) {
        let all = self.defects();
        let at = self.scope.at();
        let chosen = all
            .iter()
            .position(|(play, it)| self.chosen == Some((*play, it.defect)));
        let found = match (chosen, next) {
            (Some(chosen), true) => all.get(chosen + 1),
            (Some(chosen), false) => chosen.checked_sub(1).and_then(|it| all.get(it)),
            (None, true) => all.iter().find(|(_, it)| it.window.from > at),
            (None, false) => all.iter().rev().find(|(_, it)| it.window.from < at),
        };
        let Some((play, span)) = found.copied() else {
            let defects: usize = self.sides.iter().map(|it| it.play.defects().len()).sum();
            self.notice = Some(match (all.len(), defects, next) {
                (0, 0, _) => "there are no defects".to_owned(),
                (0, _, _) => "no defect has a place here: x shows the other axis".to_owned(),
                (_, _, true) => "this is the last defect".to_owned(),
                (_, _, false) => "this is the first defect".to_owned(),
            });
            return;
        };
        self.scope.show(span.window);
        self.choose(play, span);
    }

    /// A defect whose first event is where it begins has the cursor on that event.
    fn choose(&mut self, play: usize, span: DefectSpan) {
        self.chosen = Some((play, span.defect));
        let is_last = play + 1 == self.sides.len();
        let side = &mut self.sides[play];
        let events = side
            .play
            .defects()
            .get(span.defect)
            .and_then(|it| it.events);
        let first = events.and_then(|it| u32::try_from(it.first).ok());
        let Some(first) = first.filter(|_| is_last) else {
            return;
        };
        if side.play.reach(first) {
            side.forget();
        }
        let at = place_of(side, self.scope.axis(), first);
        if at.is_some_and(|at| span.window.holds(at)) {
            self.scope.put_on_event(first, span.window.from);
        }
    }

    fn go_to_difference(&mut self, next: bool) {
        let (axis, at) = (self.scope.axis(), self.scope.at());
        let Some(against) = &self.against else {
            self.notice = Some("there is nothing to compare with".to_owned());
            return;
        };
        match against.next(axis, at, next) {
            Some(at) => {
                let event = against.event(axis, at);
                self.moved(|scope| scope.go(at));
                self.put_on_event(event, at);
            }
            None if against.first().is_none() => self.notice = Some(against.words(false)),
            None => {
                self.notice = Some("there are no more differences in this direction".to_owned());
            }
        }
    }

    /// Puts the cursor on an event of the last play that is what one looks for at `at`.
    fn put_on_event(&mut self, event: Option<u32>, at: i64) {
        let (Some(event), Some(side)) = (event, self.sides.last_mut()) else {
            return;
        };
        if event < side.play.timeline.overview().events() {
            if side.play.reach(event) {
                side.forget();
            }
            self.scope.put_on_event(event, at);
        }
    }

    fn turn_axis(&mut self) {
        let axis = match self.scope.axis() {
            Axis::Run => Axis::Media,
            Axis::Media => Axis::Run,
        };
        let event = self.events().last().copied().flatten();
        let side = self.sides.last();
        let at = side.and_then(|it| title::on_the_other_axis(it, &self.scope, event));
        let whole = title::whole(&self.sides, axis);
        self.scope.turn(axis, whole, at.unwrap_or(whole.from));
    }

    fn show_pictures(&mut self) {
        if self.pictures.is_empty() {
            self.pictures = self
                .sides
                .iter()
                .map(|it| PicturePanel::of(&it.play))
                .collect();
            self.ask_for_pictures();
        } else {
            self.pictures.clear();
        }
    }

    pub(super) fn take_mouse(&mut self, mouse: MouseEvent) -> Next {
        // The ruler stands in the row above the lanes.
        let shown = self.graph.top().saturating_sub(1)..self.graph.bottom();
        let inside = (self.graph.left()..self.graph.right()).contains(&mouse.column)
            && shown.contains(&mouse.row);
        let column = usize::from(mouse.column.saturating_sub(self.graph.x));
        let columns = self.columns();
        let window = self.scope.window();
        let place = window.place(column.min(columns), columns);
        self.fresh = false;
        match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) if inside => {
                self.pressed = Some((mouse.column, window.from));
                let middle = (window.place(column + 1, columns) - place) / 2;
                self.moved(|scope| scope.put(place + middle));
            }
            MouseEventKind::Drag(MouseButton::Left) => return self.drag(mouse.column),
            MouseEventKind::Up(_) => self.pressed = None,
            MouseEventKind::ScrollUp if mouse.modifiers.contains(KeyModifiers::SHIFT) => {
                self.scope.pan(-window.length() / 10);
            }
            MouseEventKind::ScrollDown if mouse.modifiers.contains(KeyModifiers::SHIFT) => {
                self.scope.pan(window.length() / 10);
            }
            MouseEventKind::ScrollUp => self.scope.zoom(place, true),
            MouseEventKind::ScrollDown => self.scope.zoom(place, false),
            MouseEventKind::ScrollLeft => self.scope.pan(-window.length() / 10),
            MouseEventKind::ScrollRight => self.scope.pan(window.length() / 10),
            _ => return Next::Stay,
        }
        Next::Redraw
    }

    /// The window follows the mouse.
    fn drag(&mut self, column: u16) -> Next {
        let Some((pressed, from)) = self.pressed else {
            return Next::Stay;
        };
        let columns = self.columns() as i64;
        let moved = i64::from(pressed) - i64::from(column);
        let window = self.scope.window();
        let wanted = from.saturating_add(window.length() / columns * moved);
        self.scope.pan(wanted.saturating_sub(window.from));
        Next::Redraw
    }
}

/// Where an event that is at hand lies on an axis.
fn place_of(side: &Side, axis: Axis, number: u32) -> Option<i64> {
    match axis {
        Axis::Run => i64::try_from(side.play.event(number)?.at.nanos()).ok(),
        Axis::Media => side.play.timeline.media_of(number).map(MediaTime::nanos),
    }
}
