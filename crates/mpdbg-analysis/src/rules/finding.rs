//! A defect while its rule fills it in.

use mpdbg_model::{
    Defect, EventRange, Measure, MediaRange, MediaTime, RuleId, RunRange, RunTime, Severity, Span,
    Unit,
};

/// A defect of `rule` with nothing known but its severity; the rest is added step by step.
pub(super) struct Finding(Defect);

impl Finding {
    pub(super) const fn new(rule: RuleId, severity: Severity) -> Self {
        Self(Defect {
            rule,
            severity,
            media: None,
            run: None,
            events: None,
            count: 1,
            measure: None,
            detail: String::new(),
            causes: Vec::new(),
        })
    }

    /// `from` and `to` in any order.
    pub(super) fn media(mut self, from: MediaTime, to: MediaTime) -> Self {
        self.0.media = Some(MediaRange {
            from: from.min(to),
            to: from.max(to),
        });
        self
    }

    /// `from` and `to` in any order.
    pub(super) fn run(mut self, from: RunTime, to: RunTime) -> Self {
        self.0.run = Some(RunRange {
            from: from.min(to),
            to: from.max(to),
        });
        self
    }

    pub(super) const fn events(mut self, first: u64, last: u64) -> Self {
        self.0.events = Some(EventRange { first, last });
        self
    }

    /// A single event.
    pub(super) fn event(self, event: u64, at: RunTime) -> Self {
        self.run(at, at).events(event, event)
    }

    pub(super) const fn within(
        mut self,
        run: Option<RunRange>,
        events: Option<EventRange>,
    ) -> Self {
        self.0.run = run;
        self.0.events = events;
        self
    }

    pub(super) fn count(mut self, count: usize) -> Self {
        self.0.count = count.max(1) as u64;
        self
    }

    pub(super) fn millis(mut self, span: Span) -> Self {
        self.0.measure = Some(Measure {
            value: span.as_millis_f64(),
            unit: Unit::Ms,
        });
        self
    }

    pub(super) fn frames(mut self, frames: usize) -> Self {
        self.0.measure = Some(Measure {
            value: frames as f64,
            unit: Unit::Frames,
        });
        self
    }

    pub(super) fn times(mut self, times: usize) -> Self {
        self.0.measure = Some(Measure {
            value: times as f64,
            unit: Unit::Count,
        });
        self
    }

    pub(super) fn detail(mut self, detail: impl Into<String>) -> Defect {
        self.0.detail = detail.into();
        self.0
    }
}

/// `1 picture`, `2 pictures`.
pub(super) fn counted(count: usize, one: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {one}s")
    }
}

/// Milliseconds without needless decimals.
pub(super) fn ms(span: Span) -> String {
    let millis = span.as_millis_f64();
    if millis.abs() >= 10.0 {
        format!("{millis:.0} ms")
    } else {
        format!("{millis:.1} ms")
    }
}
