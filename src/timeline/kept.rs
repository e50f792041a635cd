//! What was found out about a large recording, as it is kept beside it.

use std::borrow::Cow;

use mpdbg_analysis::{Counters, Judgement, Overview, rule};
use mpdbg_model::{Cause, Defect, EventRange, Measure, MediaRange, RuleId, RunRange, Severity};
use serde::{Deserialize, Serialize};

/// Everything about a recording that its screens show, but for its events.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept<'a> {
    overview: Cow<'a, Overview>,
    defects: Vec<KeptDefect<'a>>,
    unknown: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    not_asked: Vec<Cow<'a, str>>,
    counters: Counters,
    caution: Cow<'a, str>,
}

/// A defect; its rule is found again by its name.
#[derive(Serialize, Deserialize)]
struct KeptDefect<'a> {
    rule: Cow<'a, str>,
    severity: Severity,
    media: Option<MediaRange>,
    run: Option<RunRange>,
    events: Option<EventRange>,
    count: u64,
    measure: Option<Measure>,
    detail: Cow<'a, str>,
    causes: Cow<'a, [Cause]>,
}

impl<'a> Kept<'a> {
    /// What is to be kept.
    pub(crate) fn of(overview: &'a Overview, judgement: &'a Judgement, caution: &'a str) -> Self {
        let name = |it: &RuleId| Cow::Borrowed(it.0);
        let unknown = judgement.unknown.iter();
        Self {
            overview: Cow::Borrowed(overview),
            defects: judgement.defects.iter().map(KeptDefect::of).collect(),
            unknown: unknown
                .map(|it| (name(&it.0), it.1.as_str().into()))
                .collect(),
            not_asked: judgement.not_asked.iter().map(name).collect(),
            counters: judgement.counters,
            caution: caution.into(),
        }
    }
}

impl Kept<'_> {
    /// What was kept; nothing where it names a rule that is not known or cannot be what was kept.
    pub(crate) fn into_parts(self) -> Option<(Overview, Judgement, String)> {
        let overview = self.overview.into_owned();
        let known = |it: &str| rule(it).map(|it| it.id);
        let defects = self.defects.into_iter().map(KeptDefect::defect);
        let unknown = self.unknown.into_iter();
        let unknown = unknown.map(|(rule, why)| Some((known(&rule)?, why.into_owned())));
        let not_asked = self.not_asked.iter().map(|it| known(it));
        let judgement = Judgement {
            defects: defects.collect::<Option<_>>()?,
            unknown: unknown.collect::<Option<_>>()?,
            not_asked: not_asked.collect::<Option<_>>()?,
            counters: self.counters,
        };
        let sound = overview.holds_together();
        sound.then(|| (overview, judgement, self.caution.into_owned()))
    }
}

impl<'a> KeptDefect<'a> {
    fn of(defect: &'a Defect) -> Self {
        let Defect {
            rule,
            severity,
            media,
            run,
            events,
            count,
            measure,
            detail,
            causes,
        } = defect;
        Self {
            rule: rule.0.into(),
            severity: *severity,
            media: *media,
            run: *run,
            events: *events,
            count: *count,
            measure: *measure,
            detail: detail.into(),
            causes: causes.into(),
        }
    }

    fn defect(self) -> Option<Defect> {
        Some(Defect {
            rule: rule(&self.rule)?.id,
            severity: self.severity,
            media: self.media,
            run: self.run,
            events: self.events,
            count: self.count,
            measure: self.measure,
            detail: self.detail.into_owned(),
            causes: self.causes.into_owned(),
        })
    }
}
