//! The shortest cut of a sample that still shows a defect.

mod shorten;

pub(crate) use shorten::shorten;
