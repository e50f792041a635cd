//! What events hold.

mod audio_device;
mod container;
mod content;
mod failure;
mod levels;
mod log_line;
mod reason;
mod sketch;

pub use audio_device::{AudioDevice, DeviceKind};
pub use container::Container;
pub use content::{ContentHash, DecodeMarks};
pub use failure::{DecodeFailure, DecodeStage, Failure};
pub use levels::{Load, PlayerCounters, QueueLevels, Resources};
pub use log_line::{LogLevel, LogLine};
pub use reason::{DiscardReason, EndReason};
pub use sketch::{Decibels, PictureSketch, SoundSketch};
