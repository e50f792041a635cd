//! A machine is found again from what it did.

use mpdbg_analysis::{Fitted, Observed};
use mpdbg_model::{
    AudioDevice, AudioParameters, DecodeMarks, DeviceKind, Event, MediaTime, RunTime, Span,
    StreamInfo, StreamKind, TimeBase, VideoParameters, What,
};

const SECOND: i64 = 1_000_000_000;

fn at(nanos: i64, what: What) -> Event {
    Event {
        at: RunTime::from_nanos(nanos as u64),
        what,
    }
}

fn stream(codec: &str, video: Option<(u32, u32)>) -> Event {
    let info = StreamInfo {
        index: 0,
        kind: video.map_or(StreamKind::Audio, |_| StreamKind::Video),
        selected: true,
        codec: codec.to_owned(),
        profile: String::new(),
        time_base: TimeBase { num: 1, den: 1000 },
        start: None,
        duration: None,
        frames: None,
        bit_rate: None,
        language: String::new(),
        video: video.map(|(width, height)| VideoParameters {
            width,
            height,
            pixel_format: String::new(),
            sample_aspect: (0, 1),
            frame_rate: (0, 1),
            rotation: 0,
            colour: String::new(),
        }),
        audio: video.is_none().then(|| AudioParameters {
            rate: 48_000,
            channels: 2,
            sample_format: String::new(),
        }),
    };
    at(0, What::StreamFound(Box::new(info)))
}

/// Evenly spread over −1 to 1, without a pattern that a fit could follow.
fn chance(number: i64) -> f64 {
    (number as f64 * 0.618_033_988_749_895).fract() * 2.0 - 1.0
}

fn took(nanos: f64, number: i64) -> What {
    What::DecodeTook {
        stream: 0,
        pts: Some(MediaTime::from_nanos(number)),
        took: Span::from_nanos(nanos as i64),
    }
}

/// Pictures that cost `cost` nanoseconds, a key frame of every ten half as much again.
fn pictures(codec: &str, size: (u32, u32), cost: f64, jitter: f64) -> Vec<Event> {
    let mut events = vec![stream(codec, Some(size))];
    for number in 0..400 {
        let key = number % 10 == 0;
        let decoded = What::FrameDecoded {
            stream: 0,
            pts: Some(MediaTime::from_nanos(number)),
            duration: Span::ZERO,
            marks: DecodeMarks {
                key,
                ..DecodeMarks::default()
            },
        };
        let cost = cost * if key { 1.5 } else { 1.0 } * (1.0 + jitter * chance(number));
        events.extend([at(number, took(cost, number)), at(number, decoded)]);
    }
    events
}

fn sounds(codec: &str, cost: f64) -> Vec<Event> {
    let mut events = vec![stream(codec, None)];
    for number in 0..400 {
        let decoded = What::AudioDecoded {
            stream: 0,
            pts: Some(MediaTime::from_nanos(number)),
            samples: 1024,
            marks: DecodeMarks::default(),
        };
        let cost = 2048.0 * cost * (1.0 + 0.1 * chance(number));
        events.extend([at(number, decoded), at(number, took(cost, number))]);
    }
    events
}

/// A minute of a device that runs `ppm` too fast, told every 100 ms with up to 1 ms of uncertainty.
fn device(kind: DeviceKind, ppm: i64) -> Vec<Event> {
    let opened = AudioDevice {
        name: String::new(),
        kind,
        rate: 48_000,
        channels: 2,
        period: Span::from_millis(12),
        latency: Span::from_millis(36),
    };
    let from = MediaTime::ZERO;
    let mut events = vec![
        at(0, What::DeviceOpened(Box::new(opened))),
        at(0, What::PlayStarted { from }),
    ];
    for number in 0..600 {
        let now = number * SECOND / 10;
        let position = now + now / 1_000_000 * ppm + (chance(number) * 1e6) as i64;
        let position = MediaTime::from_nanos(position);
        events.push(at(now, What::AudioPlayed { position }));
    }
    events
}

fn fitted(recordings: &[Vec<Event>]) -> Fitted {
    let mut observed = Observed::default();
    for recording in recordings {
        observed.take(recording);
    }
    observed.fitted()
}

fn near(found: u32, wanted: f64) -> bool {
    (f64::from(found) - wanted).abs() <= wanted * 0.03
}

fn hd(each: f64, pixel: f64) -> f64 {
    each + pixel * 1920.0 * 1080.0
}

fn small(each: f64, pixel: f64) -> f64 {
    each + pixel * 640.0 * 360.0
}

#[test]
fn a_machine_is_found_again_to_a_few_percent() {
    let fitted = fitted(&[
        pictures("h264", (1920, 1080), hd(300_000.0, 12.5), 0.2),
        pictures("h264", (640, 360), small(300_000.0, 12.5), 0.2),
        pictures("hevc", (640, 360), 1.8 * small(300_000.0, 12.5), 0.2),
        device(DeviceKind::Real, -150),
    ]);
    let decode = &fitted.machine.decode;
    assert!(near(decode.picture_us, 300.0), "{decode:?}");
    assert!(near(decode.pixel_ps, 12_500.0), "{decode:?}");
    assert!(near(decode.key_percent, 150.0), "{decode:?}");
    assert!(near(decode.codec_percent["hevc"], 180.0), "{decode:?}");
    assert_eq!(decode.codec_percent.len(), 1);
    assert!((19..=21).contains(&decode.jitter_percent), "{decode:?}");
    let device = &fitted.machine.device;
    assert_eq!(
        (device.period_us, device.latency_us),
        (Some(12_000), Some(36_000))
    );
    assert!((-155..=-145).contains(&device.drift_ppm), "{device:?}");
    assert_eq!(fitted.held_up, 0);
    let lacking = fitted.unmeasured.join("\n");
    assert!(
        lacking.contains("sound: none was decoded") && !lacking.contains("key frames"),
        "{lacking}"
    );
}

#[test]
fn sound_costs_by_its_samples_and_codecs() {
    let fitted = fitted(&[sounds("aac", 20.0), sounds("mp3", 9.0), sounds("aac", 20.0)]);
    let decode = fitted.machine.decode;
    assert!(near(decode.sample_ns, 20.0), "{decode:?}");
    assert!(near(decode.codec_percent["mp3"], 45.0), "{decode:?}");
    assert_eq!(decode.jitter_percent, 10);
}

#[test]
fn what_was_held_up_is_left_out_and_told() {
    let mut busy = pictures("h264", (640, 360), 1e6, 0.1);
    let late = busy.iter_mut().filter_map(|event| match &mut event.what {
        What::DecodeTook { took, .. } => Some(took),
        _ => None,
    });
    for took in late.skip(5).step_by(40) {
        *took = took.times(30);
    }
    let fitted = fitted(&[busy]);
    assert_eq!(fitted.held_up, 10);
    assert_eq!(fitted.machine.decode.jitter_percent, 10);
    assert!(near(fitted.machine.decode.pixel_ps, 1e9 / (640.0 * 360.0)));
}

#[test]
fn what_was_not_measured_is_said_and_costs_nothing() {
    let nothing = fitted(&[device(DeviceKind::Null, 5000)]);
    assert!(nothing.machine.is_ideal());
    assert_eq!(nothing.unmeasured.len(), 4);
    let mut sought = device(DeviceKind::Real, 5000);
    let position = MediaTime::ZERO;
    sought.push(at(60 * SECOND, What::SeekAnswered { position }));
    assert_eq!(fitted(&[sought]).machine.device.drift_ppm, 0);
    let steady = fitted(&[device(DeviceKind::Real, 0)]);
    assert_eq!(steady.machine.device.drift_ppm, 0);
    assert!(
        steady.unmeasured.iter().any(|it| it.contains("below")),
        "{steady:?}"
    );
}

#[test]
fn codecs_of_key_frames_alone_are_held_against_the_others() {
    let mut intra = pictures("mjpeg", (640, 360), 0.0, 0.0);
    for (number, event) in intra.iter_mut().enumerate() {
        match &mut event.what {
            What::FrameDecoded { marks, .. } => marks.key = true,
            What::DecodeTook { took, .. } => {
                let nanos = 3e6 * (1.0 + 0.1 * chance(number as i64));
                *took = Span::from_nanos(nanos as i64);
            }
            _ => {}
        }
    }
    let together = fitted(&[pictures("h264", (640, 360), 1e6, 0.1), intra.clone()]);
    // Each is a key frame, which costs 150 % of the others.
    assert!(
        near(together.machine.decode.codec_percent["mjpeg"], 200.0),
        "{together:?}"
    );
    let alone = fitted(&[intra]);
    assert_eq!(alone.machine.decode.codec_percent.len(), 0);
    assert!(near(alone.machine.decode.pixel_ps, 3e9 / (640.0 * 360.0)));
}
