//! Sketches of pictures and of sound: signed sums, from which the distance of two can be estimated
//! (`mpdbg_model::PictureSketch`).

mod picture;
mod picture_sums;
mod signs;
mod sound;
