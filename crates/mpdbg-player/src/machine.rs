//! What a simulated machine charges virtual time for.
//!
//! Chance comes from PCG-XSH-RR 64/32, started with the machine's seed; one number is drawn for each
//! piece of work that costs anything, and only where the machine has jitter. So a machine and the order
//! of the work decide every cost.

use std::collections::VecDeque;

use mpdbg_model::{DecodeCost, Machine, Moment, RunTime, Span, StreamKind};
use oorandom::Rand32;

/// What a decoder is asked for: one picture or one piece of sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work<'w> {
    /// What the stream carries.
    pub kind: StreamKind,
    /// FFmpeg's name of the codec.
    pub codec: &'w str,
    /// Width of the picture, pixels.
    pub width: u32,
    /// Height of the picture, pixels.
    pub height: u32,
    /// Samples per channel of the piece of sound.
    pub samples: u32,
    /// Channels of the sound.
    pub channels: u16,
    /// True for a key frame.
    pub key: bool,
}

/// The costs of one play on a [`Machine`].
#[derive(Clone, Debug)]
pub struct Costs {
    decode: DecodeCost,
    chance: Rand32,
    stalls: VecDeque<Moment>,
    blocked_reads: VecDeque<Moment>,
}

impl Costs {
    /// The costs of a play that has not begun yet.
    pub fn new(machine: &Machine) -> Self {
        Self {
            decode: machine.decode.clone(),
            chance: Rand32::new(machine.seed),
            stalls: in_order(&machine.stalls),
            blocked_reads: in_order(&machine.blocked_reads),
        }
    }

    /// How long a decoder works, by the formula of [`Machine`]; draws the chance of the next work.
    /// Never negative; saturates. Streams that are not decoded cost nothing.
    pub fn decode(&mut self, work: Work<'_>) -> Span {
        let cost = &self.decode;
        let key = if work.key && cost.key_percent > 0 {
            cost.key_percent
        } else {
            100
        };
        let picoseconds = match work.kind {
            StreamKind::Video => {
                let pixels = u128::from(work.width) * u128::from(work.height);
                let each = u128::from(cost.picture_us) * 1_000_000;
                percent(each + pixels * u128::from(cost.pixel_ps), key)
            }
            StreamKind::Audio => {
                let samples = u128::from(work.samples) * u128::from(work.channels);
                samples * u128::from(cost.sample_ns) * 1_000
            }
            StreamKind::Subtitle | StreamKind::Data | StreamKind::Attachment => 0,
        };
        let codec = cost.codec_percent.get(work.codec).copied().unwrap_or(100);
        let sure = percent(picoseconds, codec);
        if sure == 0 {
            return Span::ZERO;
        }
        let nanos = sure.saturating_mul(self.drawn_millionths()) / 1_000_000 / 1_000;
        Span::from_nanos(i64::try_from(nanos).unwrap_or(i64::MAX))
    }

    /// How long a read blocks that begins at `now`. Every moment blocks one read, the earliest first:
    /// ask once for each read.
    pub fn blocked(&mut self, now: RunTime) -> Option<Span> {
        take(&mut self.blocked_reads, now)
    }

    /// How long the machine stands still from `now` on. Every moment is told once, the earliest first.
    pub fn stalled(&mut self, now: RunTime) -> Option<Span> {
        take(&mut self.stalls, now)
    }

    /// When the machine stands still next; `None` when it will not any more.
    pub fn next_stall(&self) -> Option<RunTime> {
        self.stalls.front().copied().map(begin)
    }

    /// What a cost is multiplied with by chance, in millionths.
    fn drawn_millionths(&mut self) -> u128 {
        let reach = self.decode.jitter_percent.min(100) * 10_000;
        if reach == 0 {
            return 1_000_000;
        }
        let drawn = self.chance.rand_range(0..2 * reach + 1);
        u128::from(1_000_000 - reach + drawn)
    }
}

fn in_order(moments: &[Moment]) -> VecDeque<Moment> {
    let mut sorted = moments.to_vec();
    sorted.sort_by_key(|moment| moment.at_ms);
    sorted.into()
}

const fn begin(moment: Moment) -> RunTime {
    RunTime::from_nanos(moment.at_ms as u64 * 1_000_000)
}

fn take(moments: &mut VecDeque<Moment>, now: RunTime) -> Option<Span> {
    let first = *moments.front()?;
    if begin(first) > now {
        return None;
    }
    moments.pop_front();
    Some(Span::from_millis(i64::from(first.for_ms)))
}

const fn percent(cost: u128, percent: u32) -> u128 {
    cost.saturating_mul(percent as u128) / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    const PICTURE: Work<'static> = Work {
        kind: StreamKind::Video,
        codec: "h264",
        width: 1920,
        height: 1080,
        samples: 0,
        channels: 0,
        key: false,
    };
    const SOUND: Work<'static> = Work {
        kind: StreamKind::Audio,
        codec: "aac",
        width: 0,
        height: 0,
        samples: 1024,
        channels: 2,
        key: true,
    };

    fn machine() -> Machine {
        Machine {
            decode: DecodeCost {
                picture_us: 100,
                pixel_ps: 25_000,
                sample_ns: 50,
                key_percent: 150,
                codec_percent: [("hevc".to_owned(), 200)].into(),
                jitter_percent: 0,
            },
            ..Machine::default()
        }
    }

    fn nanos(costs: &mut Costs, work: Work<'_>) -> i64 {
        costs.decode(work).nanos()
    }

    #[test]
    fn costs_are_those_of_the_formula() {
        let mut costs = Costs::new(&machine());
        assert_eq!(nanos(&mut costs, PICTURE), 100_000 + 1920 * 1080 * 25);
        let key = Work {
            key: true,
            ..PICTURE
        };
        assert_eq!(nanos(&mut costs, key), (100_000 + 1920 * 1080 * 25) * 3 / 2);
        let hevc = Work {
            codec: "hevc",
            ..PICTURE
        };
        assert_eq!(nanos(&mut costs, hevc), 2 * (100_000 + 1920 * 1080 * 25));
        assert_eq!(nanos(&mut costs, SOUND), 1024 * 2 * 50);
        let text = Work {
            kind: StreamKind::Subtitle,
            ..PICTURE
        };
        assert_eq!(nanos(&mut costs, text), 0);
    }

    #[test]
    fn an_ideal_machine_costs_nothing() {
        let mut costs = Costs::new(&Machine::default());
        assert!(Machine::default().is_ideal());
        assert_eq!(
            [costs.decode(PICTURE), costs.decode(SOUND)],
            [Span::ZERO; 2]
        );
        let end = RunTime::from_nanos(u64::MAX);
        assert_eq!((costs.blocked(end), costs.stalled(end)), (None, None));
        assert_eq!(costs.next_stall(), None);
    }

    #[test]
    fn the_seed_decides_the_jitter() {
        let seeded = |seed| {
            let mut machine = Machine { seed, ..machine() };
            machine.decode.jitter_percent = 20;
            let mut costs = Costs::new(&machine);
            (0..1000)
                .map(|_| nanos(&mut costs, PICTURE))
                .collect::<Vec<i64>>()
        };
        assert_eq!(seeded(7), seeded(7));
        assert_ne!(seeded(7), seeded(8));
        let sure: i64 = 100_000 + 1920 * 1080 * 25;
        let drawn = seeded(7);
        assert!(
            drawn
                .iter()
                .all(|it| (sure * 8 / 10..=sure * 12 / 10).contains(it))
        );
        let mean = drawn.iter().sum::<i64>() / 1000;
        assert!((mean - sure).abs() < sure / 50, "{mean}");
        // Recordings depend on the sequence, so it must stay what it is.
        assert_eq!(drawn[..3], [48_095_245, 59_481_999, 52_137_683]);
    }

    #[test]
    fn no_cost_overflows() {
        let worst = DecodeCost {
            picture_us: u32::MAX,
            pixel_ps: u32::MAX,
            sample_ns: u32::MAX,
            key_percent: u32::MAX,
            codec_percent: [("x".to_owned(), u32::MAX)].into(),
            jitter_percent: u32::MAX,
        };
        let mut costs = Costs::new(&Machine {
            decode: worst,
            ..Machine::default()
        });
        for kind in [StreamKind::Video, StreamKind::Audio] {
            let work = Work {
                kind,
                codec: "x",
                width: u32::MAX,
                height: u32::MAX,
                samples: u32::MAX,
                channels: u16::MAX,
                key: true,
            };
            assert_eq!(costs.decode(work), Span::from_nanos(i64::MAX));
        }
    }

    #[test]
    fn moments_come_once_and_in_order() {
        let at = |millis: u64| RunTime::from_nanos(millis * 1_000_000);
        let moment = |at_ms, for_ms| Moment { at_ms, for_ms };
        let mut costs = Costs::new(&Machine {
            stalls: vec![moment(300, 2), moment(100, 1)],
            blocked_reads: vec![moment(50, 7)],
            ..Machine::default()
        });
        assert_eq!(costs.next_stall(), Some(at(100)));
        assert_eq!(costs.stalled(RunTime::from_nanos(99_999_999)), None);
        assert_eq!(costs.stalled(at(100)), Some(Span::from_millis(1)));
        assert_eq!(costs.stalled(at(100)), None);
        assert_eq!(costs.next_stall(), Some(at(300)));
        assert_eq!(costs.stalled(at(1000)), Some(Span::from_millis(2)));
        assert_eq!(costs.next_stall(), None);
        assert_eq!(costs.blocked(at(60)), Some(Span::from_millis(7)));
        assert_eq!(costs.blocked(at(60)), None);
    }
}
