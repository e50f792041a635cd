//! Pictures of samples, decoded in a process of their own: a decoder may not survive a damaged sample, and
//! the terminal has to.

mod asked;
mod finding;
mod helper;
mod sameness;
mod wire;
mod worker;

pub(crate) use asked::{Asked, Decoded};
pub(crate) use finding::find_pictures;
pub(crate) use helper::{Helper, Said};
pub(crate) use sameness::Sameness;
pub(crate) use wire::{read_message, write_message};
pub(crate) use worker::PictureWorker;
