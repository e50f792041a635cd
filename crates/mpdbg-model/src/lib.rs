//! The words of mpdbg: plain data that every other room shares. No I/O, no clock, no threads.

mod caps;
mod defect;
mod event;
mod event_words;
mod expected;
mod outcome;
mod recording;
mod sample;
mod session;
mod stream;
mod time;

pub use caps::Caps;
pub use defect::{Defect, EventRange, Measure, MediaRange, RuleId, RunRange, Severity, Unit};
pub use event::{
    AudioDevice, Container, ContentHash, DecodeFailure, DecodeMarks, DecodeStage, DeviceKind,
    DiscardReason, EndReason, Event, Failure, LogLevel, LogLine, QueueLevels, What,
};
pub use expected::{ExpectedFrame, ExpectedSound, ExpectedStream, ExpectedTimeline, Timing};
pub use outcome::{Hang, Outcome};
pub use recording::{Clock, HashKind, Listener, RecordingHeader};
pub use sample::{SampleName, SampleNameError};
pub use session::{
    AudioRoute, Configuration, CrashList, Limits, SampleRecord, SamplesRecord, SkippedSample,
};
pub use stream::{AudioParameters, StreamInfo, StreamKind, VideoParameters};
pub use time::{MediaTime, RunTime, Span, TimeBase};
