//! Events to states to defects; pure: no I/O, no clock, no threads.
//!
//! [`judge`] is the whole way: the events are folded once into a [`Play`] (plain arrays), the play is
//! held against what is known of its sample ([`Evidence`]), and every rule of [`RULES`] reads both. A
//! play that was moved elsewhere (a seek, a restart, a loop, another audio stream) is judged in stretches:
//! [`Scope`] says which rules are asked about each of them.
//! [`Summary`] adds up the judgements of a session.

mod comparison;
mod divergence;
mod evidence;
mod judge;
mod machine;
mod rules;
mod states;
mod statistics;
mod summary;
mod timeline;

pub use comparison::{
    Accepted, Amount, Band, CONTENT, CaseComparison, CaseNoise, CaseRepeats, CaseSide,
    Circumstance, Circumstances, ComparedPlay, Comparison, ComparisonVerdict, ContentChange,
    ContentDistance, DefectChange, Figure, Ignored, Interest, NoiseFloor, NotComparable,
    PRESENTATION, PlayCounts, PlayLoad, PresentationChange, RateChange, Rates, Ruling, SideTotals,
    Standing, Standings, Terms, Thing, Turn, WorstBand, areas, compare_case, is_named,
    names_of_differences,
};
pub use divergence::{
    Divergence, DivergenceKind, DivergenceSide, Divergences, KindCount, Spot, Strand, Tolerance,
    diverge,
};
pub use evidence::{Evidence, Fate, Hole, HoleKind, Matching, Part};
pub use judge::{Counters, Judgement, Known, judge, judge_folded};
pub use machine::{Fitted, Observed};
pub use mpdbg_model::Profile;
pub use rules::{Cap, Needs, RULES, Rule, Scope, Verdict, nondeterministic, rule};
pub use states::{
    Answer, Course, Damage, DamageKind, Decoded, Discarded, Discontinuity, Ended, Folding,
    HeardMark, How, Marks, NotReturned, Noted, Overdue, Pause, Piece, Play, Position, Presented,
    Reading, Reposition, Reread, SeenMark, Started, Strain, StrainKind, Stretch, Tempo, Told,
    Underrun,
};
pub use statistics::{Interval, share_interval};
pub use summary::{
    Bucket, Change, Conclusion, Entry, Folded, FoldedCount, Kept, KeptCase, NotRecorded, Recorded,
    Row, Rows, RuleChange, RuleCount, Summary, Tally, Unexpected,
};
pub use timeline::{
    Axis, Cell, Channel, ChannelUnit, Closeup, FARTHEST, Lane, Levels, Limits, Overview, Point,
    Readout, Readouts, Section, Timeline, Tracer, Window,
};
