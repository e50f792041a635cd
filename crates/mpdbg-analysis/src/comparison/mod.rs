//! Two sessions held against each other: what a change did.

mod bucket;
mod case;
mod change;
mod circumstance;
mod content;
mod rates;
mod side;
mod whole;

pub use bucket::{NotComparable, Standing};
pub use case::CaseComparison;
pub use change::{DefectChange, Turn};
pub use circumstance::{Circumstance, Circumstances, Thing};
pub use content::ContentChange;
pub use rates::{Interval, RateChange, Rates, Ruling};
pub use side::{CaseSide, Play as ComparedPlay, PlayLoad};
pub use whole::{Comparison, ComparisonVerdict, Interest, SideTotals, Standings};
