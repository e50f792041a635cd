//! The timeline of a play, or of two over each other, as a figure for documents: lanes over a shared axis.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;

use mpdbg_analysis::{Axis, Cell, Divergence, Lane, Limits, Overview, Timeline, Window};
use mpdbg_model::{Defect, MediaTime, Severity};
use plotters::coord::Shift;
use plotters::coord::ranged1d::{BoldPoints, Ranged};
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::{
    BLACK, Color, DrawingArea, IntoDrawingArea, IntoFont, PathElement, RGBColor, Rectangle,
    SVGBackend, Text, TextStyle, WHITE,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::lanes::{Part, draw_part};
use crate::report::about::{SampleReport, counted};
use crate::report::words::Escaped;

/// Width of a figure, in pixels.
pub(super) const WIDTH: i32 = 1200;
/// Where the plots begin and end.
pub(super) const LEFT: i32 = 232;
pub(super) const RIGHT: i32 = WIDTH - 20;
/// Above the lanes: the title, and below it two lines of text a play.
const TITLE: i32 = 38;
const LINE: i32 = 16;
/// Below the lanes: the axis.
const FOOT: i32 = 46;
const BETWEEN: i32 = 6;
/// Characters of a text from a sample at most.
const LONGEST: usize = 165;

pub(super) const INK: RGBColor = BLACK;
pub(super) const QUIET: RGBColor = RGBColor(0x55, 0x5d, 0x66);
/// Where two plays part first.
const PARTED: RGBColor = RGBColor(0xb5, 0x64, 0x9a);
pub(super) const FAINT: RGBColor = RGBColor(0xdd, 0xe1, 0xe6);

pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
pub(super) type Drawn = Result<(), Box<dyn std::error::Error>>;

/// A play in a figure.
pub(super) struct Side<'a> {
    /// `[channel as usize][column]`, a column a pixel.
    pub(super) view: Vec<Vec<Option<Cell>>>,
    /// Its defects.
    pub(super) defects: &'a [Defect],
}

/// What all lanes of a figure share.
pub(super) struct Shared<'a> {
    pub(super) axis: Axis,
    pub(super) window: Window,
    /// One, or two of which the first is the one that is looked at.
    pub(super) sides: Vec<Side<'a>>,
    /// How far sound may be late (negative) and early, in nanoseconds.
    pub(super) offset: [i64; 2],
}

impl Shared<'_> {
    /// The pixel at which a place of the axis lies; places outside the window at its edge.
    pub(super) fn pixel(&self, at: i64) -> i32 {
        let at = at.clamp(self.window.from, self.window.to);
        let behind = at.saturating_sub(self.window.from) as f64;
        let part = behind / self.window.length().max(1) as f64;
        LEFT + (part * f64::from(RIGHT - LEFT)) as i32
    }

    /// Where a defect lies on the axis, in nanoseconds.
    pub(super) fn span(&self, defect: &Defect) -> Option<(i64, i64)> {
        let nanos = |at: u64| i64::try_from(at).unwrap_or(i64::MAX);
        match self.axis {
            Axis::Run => defect
                .run
                .map(|it| (nanos(it.from.nanos()), nanos(it.to.nanos()))),
            Axis::Media => defect.media.map(|it| (it.from.nanos(), it.to.nanos())),
        }
    }
}

/// The figure as SVG: a play along its run time, or two of them over each other along media time. The same
/// recordings always give the same text.
///
/// # Errors
/// When it cannot be drawn.
pub(super) fn figure(
    reports: &[&SampleReport<'_>],
    first: Option<&Divergence>,
) -> io::Result<String> {
    let shared = shared(reports);
    let parts = Part::all(&shared);
    let lanes: i32 = parts.iter().map(|it| it.height(&shared) + BETWEEN).sum();
    let head = TITLE + 2 * LINE * reports.len() as i32;
    let edges = [head, head + lanes];
    let height = head + lanes + FOOT;
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (WIDTH as u32, height as u32));
        let area = area.into_drawing_area();
        draw(&area, reports, &shared, &parts, edges)
            .and_then(|()| part(&area, &shared, first, edges))
            .and_then(|()| Ok(area.present()?))
            .map_err(|it| {
                let why = it.to_string();
                io::Error::other(format!("the figure cannot be drawn: {why}"))
            })?;
    }
    Ok(svg)
}

fn shared<'a>(reports: &[&SampleReport<'a>]) -> Shared<'a> {
    let overview = |it: &&SampleReport<'_>| Overview::of(it.events, Limits::of(it.profile));
    let overviews: Vec<Overview> = reports.iter().map(overview).collect();
    let whole = |axis| {
        let ranges = overviews.iter().filter_map(|it| it.range(axis));
        ranges.reduce(Window::with)
    };
    let over_media = (reports.len() > 1).then(|| whole(Axis::Media)).flatten();
    let (axis, window) = match over_media {
        Some(window) => (Axis::Media, window),
        None => (
            Axis::Run,
            whole(Axis::Run).unwrap_or(Window { from: 0, to: 1 }),
        ),
    };
    let columns = (RIGHT - LEFT) as usize;
    let side = |(report, overview): (&&SampleReport<'a>, Overview)| Side {
        view: sharp(report, overview, axis, window).columns(axis, window, columns),
        defects: report.judgement.map_or(&[], |it| &it.defects),
    };
    let profile = reports.first().map(|it| it.profile);
    let limits = profile.map_or((0, 0), |it| (-it.offset_late_ms, it.offset_early_ms));
    Shared {
        axis,
        window,
        sides: reports.iter().zip(overviews).map(side).collect(),
        offset: [limits.0, limits.1].map(|it| it.saturating_mul(1_000_000)),
    }
}

/// The timeline with every section that makes the window sharp.
fn sharp(report: &SampleReport<'_>, overview: Overview, axis: Axis, window: Window) -> Timeline {
    let mut timeline = Timeline::new(overview);
    timeline.aim(axis, window);
    while let Some(wanted) = timeline.wanted(axis, window) {
        let section = &timeline.overview().sections()[wanted];
        let first = section.first as usize;
        let events = &report.events[first..first + section.count as usize];
        timeline.give(wanted, events.to_vec());
    }
    timeline
}

fn draw(
    area: &Area<'_>,
    reports: &[&SampleReport<'_>],
    shared: &Shared<'_>,
    parts: &[Part],
    edges: [i32; 2],
) -> Drawn {
    area.fill(&WHITE)?;
    head(area, reports)?;
    axis(area, shared, edges)?;
    let mut top = edges[0];
    for part in parts {
        draw_part(area, shared, part, top)?;
        top += part.height(shared) + BETWEEN;
    }
    Ok(())
}

/// A dashed line over all lanes where the plays part first.
fn part(
    area: &Area<'_>,
    shared: &Shared<'_>,
    first: Option<&Divergence>,
    [top, bottom]: [i32; 2],
) -> Drawn {
    let place = first.and_then(|it| match shared.axis {
        Axis::Run => i64::try_from(it.after.at.nanos()).ok(),
        Axis::Media => it.media.map(MediaTime::nanos),
    });
    let Some(at) = place else {
        return Ok(());
    };
    let x = shared.pixel(at);
    for y in (top..bottom).step_by(8) {
        line(area, (x, y), (x, (y + 4).min(bottom)), PARTED)?;
    }
    let words = style(11, PARTED, (HPos::Left, VPos::Bottom));
    write(area, "first difference", (x + 3, top), words)
}

/// Text of `size` pixels.
pub(super) fn style(size: i32, colour: RGBColor, at: (HPos, VPos)) -> TextStyle<'static> {
    // Plotters takes the height of a line, 1.24 times the size of the font.
    let font = ("sans-serif", f64::from(size) * 1.24).into_font();
    font.color(&colour).pos(Pos::new(at.0, at.1))
}

pub(super) fn write(
    area: &Area<'_>,
    text: &str,
    place: (i32, i32),
    style: TextStyle<'static>,
) -> Drawn {
    Ok(area.draw(&Text::new(text.to_owned(), place, style))?)
}

pub(super) fn fill(
    area: &Area<'_>,
    corners: [(i32, i32); 2],
    colour: RGBColor,
    alpha: f64,
) -> Drawn {
    let style = colour.mix(alpha).filled();
    Ok(area.draw(&Rectangle::new(corners, style))?)
}

pub(super) fn line(area: &Area<'_>, from: (i32, i32), to: (i32, i32), colour: RGBColor) -> Drawn {
    Ok(area.draw(&PathElement::new(vec![from, to], colour))?)
}

/// Text from a sample as a figure shows it: harmless, not endless, and allowed in XML.
fn shown(text: &str) -> String {
    let harmless = Escaped(text).to_string();
    let allowed = |c: char| match c {
        '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        _ => c,
    };
    let mut shown: String = harmless.chars().map(allowed).take(LONGEST).collect();
    if harmless.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

fn head(area: &Area<'_>, reports: &[&SampleReport<'_>]) -> Drawn {
    let Some(report) = reports.first() else {
        return Ok(());
    };
    let left = (HPos::Left, VPos::Center);
    let case = report.header.case().to_string();
    write(area, &shown(&case), (14, 20), style(18, INK, left))?;
    for (number, report) in reports.iter().enumerate() {
        let which = match (reports.len(), number) {
            (1, _) => "",
            (_, 0) => "upper and strong: ",
            _ => "lower and pale: ",
        };
        let y = TITLE + 2 * LINE * number as i32;
        let quiet = style(12, QUIET, left);
        write(
            area,
            &shown(&format!("{which}{}", about(report))),
            (14, y),
            quiet,
        )?;
        write(
            area,
            &shown(&defects(report)),
            (14, y + LINE),
            style(12, INK, left),
        )?;
    }
    Ok(())
}

fn about(report: &SampleReport<'_>) -> String {
    let header = report.header;
    format!(
        "session {}, {}, {} clock, profile {}, {}",
        report.about.session,
        header.player,
        header.clock,
        report.profile.name,
        counted(report.events.len() as u64, "event"),
    )
}

/// How often each rule was broken, the worst first.
fn defects(report: &SampleReport<'_>) -> String {
    let Some(judgement) = report.judgement else {
        return "not judged".to_owned();
    };
    let mut counts: BTreeMap<(Reverse<Severity>, &str), u64> = BTreeMap::new();
    for defect in &judgement.defects {
        *counts
            .entry((Reverse(defect.severity), defect.rule.0))
            .or_default() += 1;
    }
    let told = counts.iter();
    let told: Vec<String> = told
        .map(|((_, rule), count)| format!("{count} {rule}"))
        .collect();
    match told.as_slice() {
        [] => "no defects".to_owned(),
        _ => told.join(", "),
    }
}

/// The axis below the lanes, and faint lines through all of them.
fn axis(area: &Area<'_>, shared: &Shared<'_>, [top, end]: [i32; 2]) -> Drawn {
    let seconds = |nanos: i64| nanos as f64 / 1e9;
    let range = RangedCoordf64::from(seconds(shared.window.from)..seconds(shared.window.to));
    let ticks = range.key_points(BoldPoints(10));
    let distance = ticks
        .windows(2)
        .map(|it| it[1] - it[0])
        .next()
        .unwrap_or(1.0);
    let digits = (-distance.log10().floor()).clamp(0.0, 9.0) as usize;
    for tick in ticks {
        let x = shared.pixel((tick * 1e9).round() as i64);
        line(area, (x, top), (x, end), FAINT)?;
        line(area, (x, end), (x, end + 4), QUIET)?;
        let text = format!("{tick:.digits$} s");
        write(
            area,
            &text,
            (x, end + 13),
            style(12, INK, (HPos::Center, VPos::Center)),
        )?;
    }
    let name = match shared.axis {
        Axis::Run => "run time",
        Axis::Media => "media time",
    };
    let middle = i32::midpoint(LEFT, RIGHT);
    write(
        area,
        name,
        (middle, end + 32),
        style(12, QUIET, (HPos::Center, VPos::Center)),
    )
}

/// Lanes that a figure shows even where nothing happened on them.
pub(super) const ALWAYS: [Lane; 2] = [Lane::Defects, Lane::Video];
