//! Two sessions held against each other: what a change did.

mod bucket;
mod case;
mod change;
mod circumstance;
mod comparing;
mod content;
mod counts;
mod cut;
mod differences;
mod ignored;
mod load;
mod matching;
mod noise;
mod rates;
mod rating;
mod showing;
mod side;
mod terms;
mod verdict;
mod whole;

pub use bucket::{NotComparable, Standing};
pub use case::{CaseComparison, CaseRepeats};
pub use change::{DefectChange, Turn};
pub use circumstance::{Circumstance, Circumstances, Thing};
pub use comparing::compare_case;
pub use content::ContentChange;
pub use counts::PlayCounts;
pub use ignored::Ignored;
pub use noise::{Band, CaseNoise, NoiseFloor};
pub use rates::{RateChange, Rates, Ruling};
pub use side::{CaseSide, Play as ComparedPlay, PlayLoad};
pub use terms::{Accepted, Terms};
pub use whole::{Comparison, ComparisonVerdict, Interest, SideTotals, Standings};
