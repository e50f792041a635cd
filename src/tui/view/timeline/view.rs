//! The view: what it knows, and how it is drawn.

use mpdbg_analysis::{Axis, Channel, Readouts};
use mpdbg_model::Defect;
use ratatui::Frame as Screenful;
use ratatui::crossterm::event::{KeyEvent, MouseEvent};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;

use super::against::Against;
use super::detail::Detail;
use super::keys::{ONE, TWO};
use super::lanes::{Lanes, margin};
use super::layout::{Content, DEEPEST, Emphasis, Strip, rows, share, strips};
use super::marks::Frame;
use super::prompt::Prompt;
use super::ruler::ruler;
use super::scope::Scope;
use super::side::Side;
use super::{glyph, title};
use crate::timeline::LookedAt;
use crate::tui::view::PicturePanel;
use crate::tui::view::columns::fitted;
use crate::tui::view::key_line::key_line;
use crate::tui::{Ink, KeyHelp, Laid, Look, Next, Screen};

/// Columns of the values, on a narrow and on a wide screen.
const VALUES: [u16; 2] = [18, 26];
/// From so many columns on a screen is wide.
const WIDE: u16 = 120;

/// A play along its timeline, or two over each other.
pub(crate) struct TimelineView {
    /// One play, or before and after.
    pub(super) sides: Vec<Side>,
    pub(super) against: Option<Against>,
    pub(super) scope: Scope,
    pub(super) emphasis: Emphasis,
    /// Only what differs is shown.
    pub(super) only: bool,
    pub(super) prompt: Option<Prompt>,
    /// What is said in the last line until the next key.
    pub(super) notice: Option<String>,
    /// The defect that was gone to: play and index.
    pub(super) chosen: Option<(usize, usize)>,
    /// One a play, while they are shown.
    pub(super) pictures: Vec<PicturePanel>,
    /// Nothing was pressed yet.
    pub(super) fresh: bool,
    /// Where the time lines were drawn last.
    pub(super) graph: Rect,
    /// Where the mouse was pressed: column, and beginning of the window then.
    pub(super) pressed: Option<(u16, i64)>,
}

impl TimelineView {
    /// The whole of a play, the cursor on what went wrong first.
    pub(crate) fn new(play: LookedAt) -> Self {
        Self::of(vec![Side::new(play)], None, Axis::Run)
    }

    /// Two plays over each other, aligned by media time.
    pub(crate) fn against(before: LookedAt, after: LookedAt, against: Against) -> Self {
        let sides = vec![Side::new(before), Side::new(after)];
        Self::of(sides, Some(against), Axis::Media)
    }

    fn of(sides: Vec<Side>, against: Option<Against>, axis: Axis) -> Self {
        let scope = Scope::new(axis, title::whole(&sides, axis));
        let mut view = Self {
            sides,
            against,
            scope,
            emphasis: Emphasis::default(),
            only: false,
            prompt: None,
            notice: None,
            chosen: None,
            pictures: Vec::new(),
            fresh: true,
            graph: Rect::default(),
            pressed: None,
        };
        if view.against.is_none() {
            view.go_to_first_defect();
        }
        view
    }

    /// The play that is spoken of where only one can be: the later one.
    pub(super) fn last(&self) -> Option<&Side> {
        self.sides.last()
    }

    /// Columns of the time lines, at least one.
    pub(super) fn columns(&self) -> usize {
        usize::from(self.graph.width).max(1)
    }

    /// What every channel shows at the cursor, by play.
    fn readouts(&self) -> Vec<Readouts> {
        let (axis, at) = (self.scope.axis(), self.scope.at());
        let sides = self.sides.iter();
        sides.map(|it| it.readouts(axis, at)).collect()
    }

    /// The event at the cursor, by play.
    pub(super) fn events(&self) -> Vec<Option<u32>> {
        let last = self.sides.len().saturating_sub(1);
        let sides = self.sides.iter().enumerate();
        sides
            .map(|(number, side)| {
                let put_on = self.scope.event().filter(|_| number == last);
                put_on.or_else(|| event_at(side, &self.scope))
            })
            .collect()
    }

    /// The play with the defect under the cursor, the defect, which of how many.
    pub(super) fn defect(&self) -> Option<(usize, &Defect, (usize, usize))> {
        let under = self.scope.under(self.columns());
        let sides = self.sides.iter().enumerate();
        let all: Vec<(usize, usize)> = sides
            .flat_map(|(play, side)| {
                let under = side.under(self.scope.axis(), under);
                under.into_iter().map(move |it| (play, it.defect))
            })
            .collect();
        let chosen = self
            .chosen
            .and_then(|it| all.iter().position(|at| *at == it));
        let at = chosen.unwrap_or(0);
        let (play, defect) = *all.get(at)?;
        let defect = self.sides[play].play.defects().get(defect)?;
        Some((play, defect, (at + 1, all.len())))
    }

    /// What there is to be shown.
    fn content(&self) -> Content {
        let axis = self.scope.axis();
        let depths = self.sides.iter().map(|it| it.depth(axis, DEEPEST));
        let has = |channel: &Channel| self.sides.iter().any(|it| it.has(*channel, axis));
        Content {
            plays: self.sides.len() as u16,
            deep: depths.max().unwrap_or(0) as u16,
            empty: Channel::ALL.into_iter().filter(|it| !has(it)).collect(),
        }
    }

    fn is_wide(area: Rect) -> bool {
        area.width >= WIDE
    }

    fn draw_lanes(&mut self, screen: &mut Screenful<'_>, area: Rect, strips: &[Strip], look: Look) {
        let (ruler_at, lanes_at) = (area.rows().next().unwrap_or(area), below(area));
        let values = VALUES[usize::from(Self::is_wide(area))];
        let names = margin(self.sides.len());
        self.graph = Rect {
            x: area.x + names,
            width: area.width.saturating_sub(names + values),
            ..lanes_at
        };
        let columns = self.columns();
        let (axis, window) = (self.scope.axis(), self.scope.window());
        for side in &mut self.sides {
            side.look(axis, window, columns);
            side.read(axis, self.scope.at());
        }
        let cursor = self.scope.column(columns);
        let line = ruler(window, columns, cursor, look);
        let buffer = screen.buffer_mut();
        let ruler_at = Rect {
            x: self.graph.x,
            width: self.graph.width,
            ..ruler_at
        };
        glyph::draw(buffer, ruler_at, &line, None, look);
        let readouts = self.readouts();
        let lanes = Lanes {
            sides: &self.sides,
            readouts: &readouts,
            frame: Frame {
                axis,
                window,
                columns,
                look,
            },
            cursor,
            at: self.scope.at(),
            under: self.scope.under(columns),
            against: self.against.as_ref(),
            only: self.only,
            values,
            defect: self.defect(),
        };
        lanes.draw(buffer, lanes_at, strips);
    }

    fn draw_detail(&mut self, screen: &mut Screenful<'_>, area: Rect, look: Look) {
        let area = self.draw_pictures(screen, area, look);
        let under = self.scope.under(self.columns());
        let axis = self.scope.axis();
        let divergence = self.against.as_ref().and_then(|against| {
            let it = against.under(axis, under)?;
            Some((it, against.first() == Some(it)))
        });
        let detail = Detail {
            sides: &self.sides,
            events: self.events(),
            defect: self.defect(),
            divergence,
            whole: self.emphasis == Emphasis::Details,
            look,
        };
        detail.draw(screen.buffer_mut(), area);
    }

    /// The pictures at the cursor, at the right; what is left of the area.
    fn draw_pictures(&mut self, screen: &mut Screenful<'_>, area: Rect, look: Look) -> Rect {
        let count = self.pictures.len() as u16;
        if count == 0 {
            return area;
        }
        // The cursor may have moved since; what is asked for already costs nothing.
        self.ask_for_pictures();
        // All of one width, so that they stand at one height, with a column between them.
        let room = area.width * count / (count + 1) + 1;
        let width = (area.height * 4)
            .clamp(20, 60)
            .min((room / count).saturating_sub(1));
        let halves = [
            Constraint::Fill(1),
            Constraint::Length((width + 1) * count - 1),
        ];
        let [left, right] = Layout::horizontal(halves).spacing(1).areas(area);
        let shares = vec![Constraint::Fill(1); usize::from(count)];
        let places = Layout::horizontal(shares).spacing(1).split(right);
        for (panel, place) in self.pictures.iter_mut().zip(places.iter()) {
            panel.draw(screen, *place, look);
        }
        left
    }

    fn last_line(&self, columns: usize, look: Look) -> Line<'static> {
        let said = self
            .prompt
            .as_ref()
            .map(|it| format!(" {}{}", it.shown(), look.pick("▏", "_")));
        match said.or_else(|| self.notice.as_ref().map(|it| format!(" {it}"))) {
            Some(said) => Line::styled(fitted(&said, columns, look), look.ink(Ink::Key)),
            None => key_line(self.keys(), columns, look),
        }
    }

    /// Asks for the pictures at the cursor.
    pub(super) fn ask_for_pictures(&mut self) {
        let (axis, at) = (self.scope.axis(), self.scope.at());
        for (panel, side) in self.pictures.iter_mut().zip(&self.sides) {
            let seen = side.seen(axis, at);
            let event = seen.and_then(|it| side.play.event(it.event));
            match event.map(|it| &it.what) {
                Some(mpdbg_model::What::FramePresented { pts, hash, .. }) => {
                    panel.ask(*pts, *hash);
                }
                _ => panel.ask_none(),
            }
        }
    }
}

/// The last event at or before the cursor.
fn event_at(side: &Side, scope: &Scope) -> Option<u32> {
    let timeline = &side.play.timeline;
    match scope.axis() {
        Axis::Run => {
            let at = u64::try_from(scope.at()).ok()?;
            timeline.event_at(mpdbg_model::RunTime::from_nanos(at))
        }
        Axis::Media => {
            let readouts = side.readouts(Axis::Media, scope.at());
            let exact = readouts.iter().flatten().filter(|it| it.exact);
            exact
                .max_by_key(|it| (it.place, it.event))
                .map(|it| it.event)
        }
    }
}

fn below(area: Rect) -> Rect {
    Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(1),
        ..area
    }
}

impl Screen for TimelineView {
    fn draw(&mut self, screen: &mut Screenful<'_>, area: Rect, look: Look) {
        self.pictures.iter_mut().for_each(PicturePanel::hide);
        let plays = self.sides.len() as u16;
        let cautions = title::cautions(&self.sides);
        let head = 1 + cautions.len() as u16;
        // Title, ruler, the line between lanes and details, keys.
        let room = area.height.saturating_sub(head + 3);
        let strips = strips(share(room, plays, self.emphasis), &self.content());
        let lanes = rows(&strips, plays);
        let areas = Layout::vertical([
            Constraint::Length(head),
            Constraint::Length(lanes + 1),
            Constraint::Length(1),
            Constraint::Fill(1),
            Constraint::Length(1),
        ]);
        let [top, middle, between, details, bottom] = areas.areas(area);
        let columns = usize::from(area.width);
        let against = self.against.as_ref();
        let head = title::title(&self.sides, against, &self.scope, columns, look);
        let told = cautions.iter().map(|it| {
            Line::styled(
                fitted(&format!(" {it}"), columns, look),
                look.ink(Ink::Major),
            )
        });
        for (row, line) in top.rows().zip(std::iter::once(head).chain(told)) {
            screen.render_widget(line, row);
        }
        self.draw_lanes(screen, middle, &strips, look);
        if let Some(side) = self.last() {
            let event = self.events().last().copied().flatten();
            let line = title::cursor(&self.scope, side, event, columns, look);
            screen.render_widget(line, between);
        }
        if details.height > 0 {
            self.draw_detail(screen, details, look);
        }
        screen.render_widget(self.last_line(columns, look), bottom);
    }

    fn pictures(&self) -> Vec<Laid<'_>> {
        let panels = self.pictures.iter();
        panels.filter_map(PicturePanel::laid).collect()
    }

    fn key(&mut self, key: KeyEvent) -> Next {
        self.take_key(key)
    }

    fn mouse(&mut self, mouse: MouseEvent) -> Next {
        self.take_mouse(mouse)
    }

    fn work(&mut self) -> bool {
        if self.against.as_mut().is_some_and(Against::work) {
            self.go_to_first_difference();
            return true;
        }
        if self.sides.iter_mut().any(Side::poll) {
            let whole = title::whole(&self.sides, self.scope.axis());
            self.scope.grow(whole);
            return true;
        }
        let proofs = self.sides.iter_mut().map(|it| it.play.take_proof());
        if proofs.fold(false, |any, it| any | it) || self.read_on() {
            return true;
        }
        self.ask_for_pictures();
        let mut changed = false;
        for panel in &mut self.pictures {
            changed |= panel.work();
        }
        changed
    }

    fn is_busy(&self) -> bool {
        self.against.as_ref().is_some_and(Against::is_busy)
            || self
                .sides
                .iter()
                .any(|it| it.play.is_live() || it.play.is_being_proven())
            || self.has_to_read()
            || self.pictures.iter().any(PicturePanel::is_busy)
    }

    fn keys(&self) -> &'static [KeyHelp] {
        if self.sides.len() > 1 { TWO } else { ONE }
    }
}
