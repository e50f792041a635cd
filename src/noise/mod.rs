//! What plays of one build differ by on this computer: measured by `mpdbg noise`, kept in `noise.json`
//! beside the sessions, used by every comparison. Nothing here prints.

mod at_once;
mod file;
mod lock;
mod place;
mod record;

pub(crate) use file::NoiseError;
pub(crate) use place::Place;
pub(crate) use record::{FILE, NoiseRecord};
