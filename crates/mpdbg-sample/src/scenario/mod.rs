//! Scenarios: read from files, shipped, made up by chance, made shorter, and written.

mod amounts;
mod error;
mod fields;
mod find;
mod impossible;
mod parse;
mod random;
mod shipped;
mod shrink;
mod step;
mod write;

pub use error::ScenarioError;
pub use impossible::impossible;
pub use parse::parse_scenario;
pub use random::random_scenario;
pub use shipped::shipped_scenarios;
pub use shrink::{Shrunk, shrink};
pub use write::scenario_text;
