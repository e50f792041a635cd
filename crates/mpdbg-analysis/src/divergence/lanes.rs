//! Sorts the events of a recording into lanes, each of which is aligned by itself.

use std::hash::{DefaultHasher, Hash, Hasher};

use mpdbg_model::{DiscardReason, Event, MediaTime, What};

/// Events that are aligned with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Lane {
    Opening,
    Control,
    Pictures,
    Sound,
    Underruns,
    Clocks,
    Heard,
    Log,
    Damage,
    Marks,
    SoundMarks,
    Decoded,
    SoundDecoded,
    Scheduled,
    Thrown,
    Drained,
    Work,
    Queues,
    Ending,
}

/// How many lanes there are.
const LANES: usize = Lane::Ending as usize + 1;

/// The events of a recording by lane.
pub(super) struct Lanes<'a> {
    pub(super) events: &'a [Event],
    of: [Vec<u32>; LANES],
    /// For each place where playing goes on elsewhere, how many events of each lane lie before it.
    cuts: Vec<[u32; LANES]>,
    /// The event at each of these places.
    begun: Vec<u32>,
}

impl<'a> Lanes<'a> {
    /// Sorts `events`; on the real clock what says nothing of the player is left out.
    pub(super) fn of(events: &'a [Event], real: bool) -> Self {
        let mut lanes = Self {
            events,
            of: Default::default(),
            cuts: Vec::new(),
            begun: Vec::new(),
        };
        for (number, event) in (0..).zip(events) {
            let Some(lane) = lane_of(&event.what, real) else {
                continue;
            };
            if begins_stretch(&event.what) {
                let before = lanes.of.each_ref().map(|lane| lane.len() as u32);
                lanes.cuts.push(before);
                lanes.begun.push(number);
            }
            lanes.of[lane as usize].push(number);
        }
        lanes
    }

    /// Numbers of the events of a lane.
    pub(super) fn lane(&self, lane: Lane) -> &[u32] {
        &self.of[lane as usize]
    }

    /// An event of a lane.
    pub(super) fn event(&self, lane: Lane, at: usize) -> &'a Event {
        &self.events[self.of[lane as usize][at] as usize]
    }

    /// What an event of a lane is aligned by.
    pub(super) fn key(&self, lane: Lane, at: usize) -> i64 {
        key(&self.event(lane, at).what)
    }

    /// The part of a lane that lies in a stretch, from 0.
    pub(super) fn stretch(&self, lane: Lane, stretch: usize) -> std::ops::Range<usize> {
        let lane = lane as usize;
        let cut = |number: usize| self.cuts.get(number).map(|cut| cut[lane] as usize);
        let from = stretch.checked_sub(1).and_then(cut).unwrap_or(0);
        from..cut(stretch).unwrap_or(self.of[lane].len())
    }

    /// The event by which playing goes on elsewhere for the first time (0), the second (1) …
    pub(super) fn begins(&self, number: usize) -> Option<&'a Event> {
        let event = self.begun.get(number)?;
        self.events.get(*event as usize)
    }
}

/// The first events in which two recordings differ, or where one of them ends: numbers on either side. What
/// belongs to no lane is passed over.
pub(super) fn first_unlike(before: &[Event], after: &[Event]) -> [usize; 2] {
    let (mut ones, mut others) = (compared(before), compared(after));
    loop {
        match (ones.next(), others.next()) {
            (Some((_, one)), Some((_, other))) if one == other => {}
            (one, other) => {
                let number = |it: Option<(usize, &Event)>, end| it.map_or(end, |(at, _)| at);
                return [number(one, before.len()), number(other, after.len())];
            }
        }
    }
}

/// The events that belong to a lane, and their numbers.
fn compared(events: &[Event]) -> impl Iterator<Item = (usize, &Event)> {
    let numbered = events.iter().enumerate();
    numbered.filter(|(_, event)| lane_of(&event.what, false).is_some())
}

/// True where playing goes on elsewhere.
pub(super) const fn begins_stretch(what: &What) -> bool {
    matches!(
        what,
        What::SeekAsked { .. }
            | What::Looped { .. }
            | What::Restarted { .. }
            | What::AudioTrackSelected { .. }
    )
}

fn lane_of(what: &What, real: bool) -> Option<Lane> {
    let lane = match what {
        What::Opened(_)
        | What::OpenFailed(_)
        | What::StreamFound(_)
        | What::CapsReported(_)
        | What::DeviceOpened(_)
        | What::ParametersChanged(_)
        | What::ScenarioBegun(_)
        | What::ScenarioRefused { .. } => Lane::Opening,
        What::PlayStarted { .. }
        | What::StepTaken { .. }
        | What::StepsLeft { .. }
        | What::Paused { .. }
        | What::Resumed { .. }
        | What::SeekAsked { .. }
        | What::SeekAnswered { .. }
        | What::RateChanged { .. }
        | What::AudioTrackSelected { .. }
        | What::Looped { .. }
        | What::Restarted { .. }
        | What::VolumeChanged { .. } => Lane::Control,
        What::FramePresented { .. } => Lane::Pictures,
        What::FrameDiscarded { reason, .. } => match reason {
            DiscardReason::Late => Lane::Pictures,
            DiscardReason::Flushed | DiscardReason::Skipped => Lane::Thrown,
        },
        What::AudioWritten { .. } | What::SilenceWritten { .. } => Lane::Sound,
        What::UnderrunOccurred { .. } => Lane::Underruns,
        What::ClocksRead { .. } => Lane::Clocks,
        What::AudioPlayed { .. } => Lane::Heard,
        What::LogWritten(_) => Lane::Log,
        What::DiscontinuityFound { .. }
        | What::PacketDamaged { .. }
        | What::DecodeFailed(_)
        | What::ReadFailed(_) => Lane::Damage,
        What::PictureMarkRead { .. } | What::PictureMarkUnread => Lane::Marks,
        What::SoundMarkRead { .. } | What::SoundMarkUnread { .. } => Lane::SoundMarks,
        What::FrameDecoded { .. } | What::FrameNotReturned { .. } => Lane::Decoded,
        What::AudioDecoded { .. } => Lane::SoundDecoded,
        What::FrameScheduled { .. } => Lane::Scheduled,
        What::StreamDrained { .. } => Lane::Drained,
        What::DecodeTook { .. } | What::ReadBlocked { .. } | What::MachineStalled { .. } => {
            Lane::Work
        }
        What::QueuesMeasured(_) | What::ResourcesMeasured(_) | What::LoadMeasured(_) => {
            Lane::Queues
        }
        What::PlayEnded { .. } | What::AttemptEnded(_) | What::CountersReported(_) => Lane::Ending,
        // The hash before it tells whether the content differs.
        What::PictureSketched(_) | What::SoundSketched(_) => return None,
    };
    let left_out = matches!(
        lane,
        Lane::Work | Lane::Queues | Lane::Heard | Lane::Scheduled | Lane::Thrown
    );
    (!(real && left_out)).then_some(lane)
}

/// What an event is aligned by within its lane: its media time, or else what kind of event it is.
pub(super) fn key(what: &What) -> i64 {
    let time = |time: &Option<MediaTime>| time.map_or(i64::MIN, MediaTime::nanos);
    match what {
        What::FramePresented { pts, .. }
        | What::FrameDiscarded { pts, .. }
        | What::FrameScheduled { pts, .. }
        | What::AudioWritten { pts, .. }
        | What::SilenceWritten { pts, .. } => pts.nanos(),
        What::AudioPlayed { position } | What::UnderrunOccurred { position, .. } => {
            position.nanos()
        }
        What::FrameDecoded { pts, .. } | What::AudioDecoded { pts, .. } => time(pts),
        // Behind the picture that came back, and before the one that did not.
        What::FrameNotReturned { after, .. } => time(after).wrapping_add(1),
        What::ClocksRead { video, master, .. } => video.unwrap_or(*master).nanos(),
        What::PictureMarkRead { time, .. } | What::SoundMarkRead { time, .. } => time.nanos(),
        What::LogWritten(line) => hashed(&(&line.component, &line.message)),
        What::DiscontinuityFound { expected, .. } => hashed(&(0, expected)),
        What::PacketDamaged { stream, pts } => hashed(&(1, stream, pts)),
        What::DecodeFailed(failure) => hashed(&(2, failure.stream, failure.pts)),
        _ => tag(what),
    }
}

fn hashed(value: &impl Hash) -> i64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    (hasher.finish() >> 1) as i64
}

/// Which kind of event it is, and which of several that have a number.
fn tag(what: &What) -> i64 {
    let numbered = |tag: i64, number: i64| (tag << 32) | number;
    match what {
        What::StreamFound(info) => numbered(1, info.index.into()),
        What::StepTaken { step } => numbered(2, (*step).into()),
        What::Looped { left } => numbered(3, (*left).into()),
        What::StreamDrained { stream } => numbered(4, (*stream).into()),
        What::Opened(_) => numbered(5, 0),
        What::OpenFailed(_) => numbered(5, 1),
        What::CapsReported(_) => numbered(6, 0),
        What::DeviceOpened(_) => numbered(6, 1),
        What::ParametersChanged(_) => numbered(7, 0),
        What::ScenarioBegun(_) => numbered(8, 0),
        What::ScenarioRefused { .. } => numbered(8, 1),
        What::PlayStarted { .. } => numbered(9, 0),
        What::StepsLeft { .. } => numbered(10, 0),
        What::Paused { .. } => numbered(11, 0),
        What::Resumed { .. } => numbered(11, 1),
        What::SeekAsked { .. } => numbered(12, 0),
        What::SeekAnswered { .. } => numbered(12, 1),
        What::RateChanged { .. } => numbered(13, 0),
        What::AudioTrackSelected { .. } => numbered(14, 0),
        What::Restarted { .. } => numbered(15, 0),
        What::VolumeChanged { .. } => numbered(16, 0),
        What::DecodeTook { stream, .. } => numbered(17, (*stream).into()),
        What::ReadBlocked { .. } => numbered(18, 0),
        What::MachineStalled { .. } => numbered(19, 0),
        What::QueuesMeasured(_) => numbered(20, 0),
        What::ResourcesMeasured(_) => numbered(21, 0),
        What::CountersReported(_) => numbered(22, 0),
        What::LoadMeasured(_) => numbered(27, 0),
        What::PlayEnded { .. } => numbered(23, 0),
        What::AttemptEnded(_) => numbered(24, 0),
        What::PictureMarkUnread => numbered(25, 0),
        What::SoundMarkUnread { .. } => numbered(26, 0),
        What::ReadFailed(_) => numbered(30, 0),
        _ => 0,
    }
}
