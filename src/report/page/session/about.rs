//! What the page of a session is made from.

use mpdbg_analysis::{Counters, Judgement};
use mpdbg_model::{Case, Defect, RecordingHeader};

use crate::report::about::{SampleReport, SessionReport};
use crate::report::comparison::ComparisonReport;
use crate::report::page::timeline::timeline_data;
use crate::report::page::timeline::{Runs, data_block};

/// Defects of a play that the page lists at most.
const DEFECTS: usize = 50;

/// What the page of a session is made from.
#[derive(Clone, Copy, Debug)]
pub struct SessionPage<'a> {
    /// What the summary is made from too.
    pub report: SessionReport<'a>,
    /// What is known of each play, in the order of the summary's rows; none for a play that cannot be judged.
    pub plays: &'a [Option<PlayShown>],
    /// What the session holds to be known of where it comes from: name and value.
    pub origin: &'a [(&'static str, String)],
    /// What was noted of mpdbg and the machine when it was recorded.
    pub info: Option<&'a str>,
    /// What was noted of the source.
    pub revision: Option<&'a str>,
    /// How it stands against the baseline.
    pub baseline: Baseline<'a>,
    /// The mpdbg that judged it, and how recordings that it made itself may differ.
    pub judged_by: &'a str,
}

/// How a session stands against the baseline.
#[derive(Clone, Copy, Debug)]
pub enum Baseline<'a> {
    /// There is none.
    Absent,
    /// It is the session itself.
    Itself,
    /// It could not be compared: why.
    Failed(&'a str),
    /// It was compared.
    Compared(&'a ComparisonReport<'a>),
}

/// What the page shows of a play that was judged, besides its row of the summary.
#[derive(Clone, Debug)]
pub struct PlayShown {
    /// The recording.
    pub header: RecordingHeader,
    /// Something that a reader has to know of it; may be empty.
    pub caution: String,
    /// The worst defects, in the order of their run time.
    pub defects: Vec<Defect>,
    /// Defects that are not among them.
    pub more: usize,
    /// What was counted.
    pub counters: Counters,
    /// The timeline; absent where it is left out.
    pub chart: Option<Chart>,
}

/// The timeline of a play, ready to be put on a page.
#[derive(Clone, Debug)]
pub struct Chart {
    /// By which the page finds its data.
    pub(super) id: String,
    /// The data, as markup.
    pub(super) data: String,
}

impl Chart {
    /// The timeline of the play with this number, in about so many bytes.
    pub fn of(number: usize, report: &SampleReport<'_>, room: usize) -> Self {
        let id = format!("timeline-{number}");
        let data = timeline_data(report, room);
        let data = data_block(
            &id,
            &Runs {
                runs: vec![&data],
                first: None,
            },
        )
        .into_string();
        Self { id, data }
    }

    /// Bytes that it takes.
    pub const fn bytes(&self) -> usize {
        self.data.len()
    }
}

impl PlayShown {
    /// What is shown of a play, without its timeline.
    pub fn of(header: &RecordingHeader, caution: &str, judgement: &Judgement) -> Self {
        let mut worst: Vec<usize> = (0..judgement.defects.len()).collect();
        worst.sort_by_key(|at| (std::cmp::Reverse(judgement.defects[*at].severity), *at));
        worst.truncate(DEFECTS);
        worst.sort_unstable();
        let defects = worst.iter().map(|at| judgement.defects[*at].clone());
        Self {
            header: header.clone(),
            caution: caution.to_owned(),
            defects: defects.collect(),
            more: judgement.defects.len() - worst.len(),
            counters: judgement.counters,
            chart: None,
        }
    }

    /// The case.
    pub fn case(&self) -> Case {
        self.header.case()
    }

    /// The worst of its defects, the first of several.
    pub fn worst(&self) -> Option<&Defect> {
        let first_last = self.defects.iter().rev();
        first_last.max_by_key(|it| it.severity)
    }
}
