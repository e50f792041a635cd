//! A play as it is shown: what lies in the columns, and where its defects are.

use mpdbg_analysis::{Axis, Cell, Channel, FARTHEST, Readout, Readouts, Window};
use mpdbg_model::{Defect, MediaRange, RunRange, Severity, What};

use crate::timeline::LookedAt;

/// How long a picture is shown where the file does not say it.
const PICTURE: i64 = 40_000_000;
/// The streams are told within so many events.
const STREAMS: u32 = 256;

/// A play and what is known of the part that is shown.
pub(super) struct Side {
    pub(super) play: LookedAt,
    /// How long a picture is shown, in nanoseconds.
    pub(super) picture: i64,
    /// The file said how long that is.
    is_told: bool,
    /// By axis, in the order of their beginning.
    spans: [Vec<DefectSpan>; 2],
    seen: Option<Seen>,
    /// What every channel shows at a place.
    read: Option<(Axis, i64, Readouts)>,
}

/// Where a defect lies on an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DefectSpan {
    /// At least a nanosecond.
    pub(super) window: Window,
    /// Its index among the defects.
    pub(super) defect: usize,
    pub(super) severity: Severity,
}

/// The columns of a window.
struct Seen {
    axis: Axis,
    window: Window,
    /// By channel; twice as many as there are columns.
    fine: Vec<Vec<Option<Cell>>>,
    /// By channel.
    cells: Vec<Vec<Option<Cell>>>,
    /// What every channel shows just before it.
    before: Readouts,
}

impl Side {
    pub(super) fn new(play: LookedAt) -> Self {
        let spans = [Axis::Run, Axis::Media].map(|axis| spans(play.defects(), axis));
        let mut side = Self {
            picture: PICTURE,
            is_told: false,
            play,
            spans,
            seen: None,
            read: None,
        };
        side.find_picture();
        side
    }

    /// Finds out how long a picture is shown, where that was not told yet.
    fn find_picture(&mut self) {
        if !self.is_told {
            self.play.reach(0);
            let told = picture(&self.play);
            self.picture = told.unwrap_or(PICTURE);
            self.is_told = told.is_some();
        }
    }

    /// Takes in what was recorded since; true when there is something new.
    pub(super) fn poll(&mut self) -> bool {
        if !self.play.is_live() || !self.play.poll() {
            return false;
        }
        self.spans = [Axis::Run, Axis::Media].map(|axis| spans(self.play.defects(), axis));
        self.find_picture();
        self.forget();
        true
    }

    /// Everything on an axis; an instant where nothing is.
    pub(super) fn range(&self, axis: Axis) -> Option<Window> {
        self.play.timeline.overview().range(axis)
    }

    /// The defects that have a place on an axis.
    pub(super) fn spans(&self, axis: Axis) -> &[DefectSpan] {
        &self.spans[axis as usize]
    }

    pub(super) fn defect(&self, span: &DefectSpan) -> Option<&Defect> {
        self.play.defects().get(span.defect)
    }

    /// The defects that share a part with a window: the worst first, and of those the shortest.
    pub(super) fn under(&self, axis: Axis, window: Window) -> Vec<DefectSpan> {
        let all = self.spans(axis).iter();
        let mut under: Vec<DefectSpan> =
            all.filter(|it| it.window.meets(window)).copied().collect();
        under.sort_by_key(|it| (std::cmp::Reverse(it.severity), it.window.length()));
        under
    }

    /// Looks at a window in so many columns; does nothing where that is what it looks at.
    pub(super) fn look(&mut self, axis: Axis, window: Window, columns: usize) {
        let same = |seen: &Seen| {
            let shown = seen.cells.first().map_or(0, Vec::len);
            (seen.axis, seen.window, shown) == (axis, window, columns)
        };
        if self.seen.as_ref().is_some_and(same) {
            return;
        }
        self.play.timeline.aim(axis, window);
        let fine = self.play.timeline.columns(axis, window, columns * 2);
        let cells = fine.iter().map(|it| halved(it)).collect();
        self.seen = Some(Seen {
            axis,
            window,
            fine,
            cells,
            before: self
                .play
                .timeline
                .readouts(axis, window.from.saturating_sub(1)),
        });
    }

    /// Something is known more exactly than it was looked at.
    pub(super) fn forget(&mut self) {
        self.seen = None;
        self.read = None;
    }

    /// Reads the values at a place, to be asked for again and again.
    pub(super) fn read(&mut self, axis: Axis, at: i64) {
        self.read = Some((axis, at, self.readouts(axis, at)));
    }

    /// What every channel shows at a place.
    pub(super) fn readouts(&self, axis: Axis, at: i64) -> Readouts {
        match &self.read {
            Some(read) if (read.0, read.1) == (axis, at) => read.2,
            _ => self.play.timeline.readouts(axis, at),
        }
    }

    /// The picture that is seen at a place.
    pub(super) fn seen(&self, axis: Axis, at: i64) -> Option<Readout> {
        let readouts = self.readouts(axis, at);
        let presented = [Channel::Presented, Channel::Late].map(|it| readouts[it as usize]);
        let presented = presented.into_iter().flatten();
        presented.max_by_key(|it| (it.place, it.event))
    }

    /// How many defects lie over each other at most, up to `most`.
    pub(super) fn depth(&self, axis: Axis, most: usize) -> usize {
        let mut ends: Vec<i64> = Vec::new();
        for span in self.spans(axis) {
            match ends.iter().position(|end| *end <= span.window.from) {
                Some(row) => ends[row] = span.window.to,
                None if ends.len() < most => ends.push(span.window.to),
                None => break,
            }
        }
        ends.len()
    }

    /// True when there is anything on a channel.
    pub(super) fn has(&self, channel: Channel, axis: Axis) -> bool {
        let levels = self.play.timeline.overview().channel(channel, axis);
        !levels.is_empty()
    }

    /// What lies in the columns.
    pub(super) fn cells(&self, channel: Channel) -> &[Option<Cell>] {
        let seen = self.seen.as_ref();
        seen.and_then(|it| it.cells.get(channel as usize))
            .map_or(&[], Vec::as_slice)
    }

    /// What a channel shows just before the columns.
    pub(super) fn before(&self, channel: Channel) -> Option<Readout> {
        self.seen.as_ref()?.before[channel as usize]
    }

    /// True when a channel goes on behind the columns.
    pub(super) fn goes_on(&self, channel: Channel) -> bool {
        let Some(seen) = &self.seen else { return false };
        let levels = self.play.timeline.overview().channel(channel, seen.axis);
        levels.range().is_some_and(|it| it.to > seen.window.to)
    }

    /// What lies in the halves of the columns.
    pub(super) fn fine(&self, channel: Channel) -> &[Option<Cell>] {
        let seen = self.seen.as_ref();
        seen.and_then(|it| it.fine.get(channel as usize))
            .map_or(&[], Vec::as_slice)
    }
}

/// Two columns together.
fn halved(fine: &[Option<Cell>]) -> Vec<Option<Cell>> {
    let pairs = fine.chunks(2);
    pairs
        .map(|pair| pair.iter().flatten().copied().reduce(Cell::with))
        .collect()
}

fn spans(defects: &[Defect], axis: Axis) -> Vec<DefectSpan> {
    let placed = defects.iter().enumerate().filter_map(|(number, defect)| {
        let window = match axis {
            Axis::Run => defect.run.map(run_window),
            Axis::Media => defect.media.map(media_window),
        }?;
        Some(DefectSpan {
            window: Window {
                from: window.from,
                to: window.to.max(window.from.saturating_add(1)),
            },
            defect: number,
            severity: defect.severity,
        })
    });
    let mut spans: Vec<DefectSpan> = placed.collect();
    spans.sort_by_key(|it| (it.window.from, it.window.to));
    spans
}

fn run_window(range: RunRange) -> Window {
    let nanos = |at: mpdbg_model::RunTime| {
        i64::try_from(at.nanos()).map_or(FARTHEST, |at| at.min(FARTHEST))
    };
    Window {
        from: nanos(range.from),
        to: nanos(range.to),
    }
}

fn media_window(range: MediaRange) -> Window {
    Window {
        from: range.from.nanos().clamp(-FARTHEST, FARTHEST),
        to: range.to.nanos().clamp(-FARTHEST, FARTHEST),
    }
}

/// How long a picture is shown at the rate that the stream which is played says of itself.
fn picture(play: &LookedAt) -> Option<i64> {
    let first = (0..STREAMS).map_while(|number| play.event(number));
    let mut rates = first.filter_map(|event| match &event.what {
        What::StreamFound(stream) if stream.selected => stream.video.as_ref(),
        _ => None,
    });
    let (num, den) = rates.next()?.frame_rate;
    let length = i64::from(den) * 1_000_000_000 / i64::from(num.max(1));
    (num > 0 && length > 0).then_some(length)
}
