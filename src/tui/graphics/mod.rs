//! Pictures as pictures, where the terminal has graphics: kitty's protocol or sixel
//! ([decision 0007](../../../docs/decisions/0007-pictures-on-a-terminal.md)).

mod answer;
mod kitty;
mod palette;
mod sixel;
mod surface;

pub(super) use answer::Answer;
pub(super) use surface::Graphics;
pub(crate) use surface::Laid;
