//! A stream of events as a player writes it.

use mpdbg_model::{
    ContentHash, DecodeMarks, Event, PictureSketch, QueueLevels, RunTime, SoundSketch, TimeBase,
    What,
};

use crate::events::{media, run, span};

/// Incompressible numbers, the same in every run.
pub struct Noise(u64);

impl Noise {
    pub fn new() -> Self {
        Self(0x9e37_79b9_7f4a_7c15)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// From `-most` to `most`, near 0 most often.
    fn spread(&mut self, most: i32) -> i32 {
        let halves = [(); 2].map(|()| self.next() % (most as u64 + 1));
        (halves[0] + halves[1]) as i32 - most
    }
}

/// What a player does with `seconds` of 30000/1001 Hz video and 48 kHz AAC on a device with periods of
/// 10 ms. `jitter` is the most nanoseconds by which a real clock is late.
pub fn realistic(seconds: i64, jitter: u64) -> Vec<Event> {
    let mut player = Realistic {
        noise: Noise::new(),
        jitter,
        picture: [0; PictureSketch::SUMS],
        timed: Vec::new(),
    };
    let frames = seconds * 30_000 / 1001;
    for frame in 0..frames {
        player.frame(frame);
    }
    for packet in 0..seconds * 48_000 / 1024 {
        player.sound(packet);
    }
    for period in 0..seconds * 100 {
        player.period(period);
    }
    let mut timed = player.timed;
    timed.sort_by_key(|(planned, event)| (*planned, event.at));
    let mut last = RunTime::ZERO;
    let in_order = |(_, mut event): (u64, Event)| {
        last = last.max(event.at);
        event.at = last;
        event
    };
    timed.into_iter().map(in_order).collect()
}

const START: u64 = 20_000_000;

struct Realistic {
    noise: Noise,
    jitter: u64,
    picture: [i16; PictureSketch::SUMS],
    timed: Vec<(u64, Event)>,
}

impl Realistic {
    fn late(&mut self) -> u64 {
        if self.jitter == 0 {
            0
        } else {
            self.noise.next() % self.jitter
        }
    }

    fn push(&mut self, planned: u64, late: u64, what: What) {
        let at = run(planned + late);
        self.timed.push((planned, Event { at, what }));
    }

    fn frame(&mut self, number: i64) {
        let base = TimeBase {
            num: 1001,
            den: 30_000,
        };
        let pts = base.nanos(number);
        let due = START + pts as u64;
        let late = self.late();
        let decoded = What::FrameDecoded {
            stream: 0,
            pts: Some(media(pts)),
            duration: span(base.nanos(1)),
            marks: DecodeMarks {
                key: number % 250 == 0,
                ..DecodeMarks::default()
            },
        };
        self.push(due.saturating_sub(33_000_000), late, decoded);
        let asked = due.saturating_sub(30_000_000) + late;
        let scheduled = What::FrameScheduled {
            pts: media(pts),
            due: run(due),
            delay: span(due as i64 - asked as i64),
        };
        self.push(due.saturating_sub(30_000_000), late, scheduled);
        let late = self.late();
        let hash = ContentHash::Xxh3(self.noise.next());
        let presented = What::FramePresented {
            pts: media(pts),
            due: run(due),
            hash,
        };
        self.push(due, late, presented);
        self.picture = self.picture.map(|sum| sum + self.noise.spread(100) as i16);
        let sketch = PictureSketch(self.picture);
        self.push(due, late, What::PictureSketched(sketch));
        let heard = media(pts + late as i64);
        let clocks = What::ClocksRead {
            audio: Some(heard),
            video: Some(media(pts)),
            master: heard,
        };
        self.push(due, late, clocks);
        if number % 15 == 0 {
            let levels = QueueLevels {
                video_packets: (self.noise.next() % 30) as u32,
                audio_packets: (self.noise.next() % 50) as u32,
                bytes: self.noise.next() % 1_000_000,
                pictures: 3,
                sound: span((self.noise.next() % 100_000_000) as i64),
            };
            self.push(due, late, What::QueuesMeasured(levels));
        }
    }

    fn sound(&mut self, number: i64) {
        let base = TimeBase {
            num: 1,
            den: 48_000,
        };
        let pts = base.nanos(number * 1024);
        let planned = (START + pts as u64).saturating_sub(50_000_000);
        let late = self.late();
        let decoded = What::AudioDecoded {
            stream: 1,
            pts: Some(media(pts)),
            samples: 1024,
            marks: DecodeMarks {
                key: true,
                ..DecodeMarks::default()
            },
        };
        self.push(planned, late, decoded);
        let hash = ContentHash::Xxh3(self.noise.next());
        let written = What::AudioWritten {
            pts: media(pts),
            samples: 1024,
            duration: span(base.nanos((number + 1) * 1024) - pts),
            hash,
        };
        self.push(planned, late, written);
        let sums = [(); 4].map(|()| self.noise.spread(5000));
        let sketch = What::SoundSketched(SoundSketch(sums));
        self.push(planned, late, sketch);
    }

    fn period(&mut self, number: i64) {
        let planned = START + number as u64 * 10_000_000;
        let late = self.late();
        let position = media(number * 10_000_000 + late as i64);
        self.push(planned, late, What::AudioPlayed { position });
    }
}
