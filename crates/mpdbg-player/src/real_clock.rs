//! placeholder
use crate::{PlayOptions, source::Source, telling::Telling};
pub(crate) fn drive(_s: Source, _o: &PlayOptions, _t: &mut Telling<'_>) -> std::io::Result<()> {
    Ok(())
}
