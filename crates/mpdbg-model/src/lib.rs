//! The words of mpdbg: plain data that every other room shares. No I/O, no clock, no threads.

mod caps;
mod case;
mod defect;
mod event;
mod event_parts;
mod expectation;
mod expected;
mod machine;
pub mod mark;
mod out_of_range;
mod outcome;
mod profile;
mod recording;
mod reference;
mod sample;
mod scenario;
mod session;
mod stream;
mod time;

pub use caps::Caps;
pub use case::Case;
pub use defect::{
    Cause, Defect, EventRange, Measure, MediaRange, RuleId, RunRange, Severity, Unit,
};
pub use event::{Event, What};
pub use event_parts::{
    AudioDevice, Container, ContentHash, Decibels, DecodeFailure, DecodeMarks, DecodeStage,
    DeviceKind, DiscardReason, EndReason, Failure, Load, LogLevel, LogLine, PictureSketch,
    PlayerCounters, QueueLevels, Resources, SoundSketch,
};
pub use expectation::Expectation;
pub use expected::{ExpectedFrame, ExpectedSound, ExpectedStream, ExpectedTimeline, Timing};
pub use machine::{DecodeCost, DeviceModel, Machine, Moment};
pub use out_of_range::OutOfRange;
pub use outcome::{Hang, Outcome};
pub use profile::Profile;
pub use recording::{Clock, HashKind, Listener, RecordingHeader};
pub use reference::{Reference, ReferencePicture, ReferenceSound};
pub use sample::{SampleName, SampleNameError};
pub use scenario::{
    Action, Happening, Place, Scenario, ScenarioName, ScenarioNameError, ScenarioNeeds,
    ScenarioStep, SeekMode, SeekTarget, When,
};
pub use session::{
    AudioRoute, Configuration, CrashList, Limits, PlayerProgram, SampleRecord, SamplesRecord,
    SkippedSample,
};
pub use stream::{AudioParameters, StreamInfo, StreamKind, VideoParameters};
pub use time::{MediaTime, RunTime, Span, TimeBase};
