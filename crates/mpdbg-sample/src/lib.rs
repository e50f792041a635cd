//! Where samples come from: catalog, playlist, manifest.

mod catalog;
mod check;
mod directory;
mod error;
mod fingerprint;
mod manifest;
mod playlist;
mod record;

pub use catalog::Catalog;
pub use check::{ADVISED_BYTES, ADVISED_LENGTH, Finding, Problem};
pub use directory::{EXCLUDED_EXTENSIONS, SamplesDir};
pub use error::SamplesError;
pub use fingerprint::{Fingerprint, fingerprint};
pub use manifest::{Manifest, ManifestEntry};
pub use playlist::{BadLine, LineProblem};
