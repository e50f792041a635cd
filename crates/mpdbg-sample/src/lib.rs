//! Where samples come from: catalog, playlist, manifest; and what is done with them: scenarios.

mod catalog;
mod check;
mod directory;
mod error;
mod expects;
mod fingerprint;
mod manifest;
mod mistake;
mod playlist;
mod record;
mod scenario;

pub use catalog::Catalog;
pub use check::{ADVISED_BYTES, ADVISED_LENGTH, Finding, Problem};
pub use directory::{EXCLUDED_EXTENSIONS, SamplesDir};
pub use error::SamplesError;
pub use expects::{Expecting, read_expectations};
pub use fingerprint::{Fingerprint, fingerprint, read_text_file};
pub use manifest::{Manifest, ManifestEntry};
pub use mistake::{Mistake, did_you_mean, nearest, read_toml};
pub use playlist::{BadLine, LineProblem};
pub use scenario::{
    ScenarioError, Shrunk, impossible, parse_scenario, random_scenario, scenario_text,
    shipped_scenarios, shrink,
};
