//! Marks of the sample's content, read from what is really presented and from what the sound device
//! really takes: [`mpdbg_model::mark`].

mod pictures;
mod tap;

pub(crate) use pictures::PictureMarks;
pub(crate) use tap::{SoundTap, Taken};
