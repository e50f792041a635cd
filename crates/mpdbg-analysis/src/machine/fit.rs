//! The machine whose costs come nearest to what was observed.

use std::collections::BTreeMap;

use mpdbg_model::{AudioDevice, DecodeCost, DeviceModel, Machine};

use super::observed::{Observed, Picture, Sound};

/// Work that took longer than so many times what its like usually took was held up by something else. A
/// simulated machine never takes more than twice as long.
const HELD_UP: f64 = 2.0;
/// Key frames that are enough to say what one costs.
const ENOUGH_KEYS: usize = 5;
/// Sizes of pictures closer than this are one size.
const ONE_SIZE: f64 = 1.2;

/// A machine that was fitted, and how far it can be trusted.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    /// The machine, without a name.
    pub machine: Machine,
    /// Pictures and pieces of sound that took far longer than their like, and were left out.
    pub held_up: usize,
    /// What was not measured, a line each.
    pub unmeasured: Vec<String>,
}

/// Work of one kind: what it should take, and what it took, nanoseconds.
type Pair = (f64, f64);

impl Observed {
    /// The machine whose costs come nearest: least squares of the relative differences.
    pub fn fitted(&self) -> Fitted {
        let mut fitted = Fitted {
            machine: Machine::default(),
            held_up: 0,
            unmeasured: Vec::new(),
        };
        let mut pairs = Vec::new();
        fitted.pictures(&self.pictures, &mut pairs);
        fitted.sounds(&self.sounds, &mut pairs);
        fitted.machine.decode.jitter_percent = jitter(&pairs);
        fitted.device(self);
        fitted.lacks("stalls, blocked reads and a dry device: the events do not show them");
        fitted
    }
}

impl Fitted {
    fn lacks(&mut self, what: &str) {
        self.unmeasured.push(what.to_owned());
    }

    fn pictures(&mut self, observed: &[Picture], pairs: &mut Vec<Pair>) {
        let usual = usual_pictures(observed);
        self.held_up += observed.len() - usual.len();
        let Some(base) = base_codec(&usual) else {
            return self.lacks("pictures: none was decoded");
        };
        let has_inner = usual.iter().any(|it| it.codec == base && !it.key);
        let of_base = |it: &&&Picture| it.codec == base && it.key != has_inner;
        let line = Line::through(usual.iter().filter(of_base).copied());
        if line.one_size {
            self.lacks("what a picture costs whatever its size: all had about the same size");
        }
        let codecs = grouped(usual.iter().copied(), |it| &it.codec);
        let mut percents: BTreeMap<&str, f64> = BTreeMap::new();
        for (codec, of_codec) in &codecs {
            let inner = of_codec.iter().filter(|it| !it.key);
            let inner: Vec<Pair> = inner.map(|it| (line.cost(it.pixels), it.took)).collect();
            if !inner.is_empty() {
                percents.insert(codec, ratio(&inner));
            }
        }
        let keys = usual.iter().filter(|it| it.key);
        let keys = keys.filter_map(|it| {
            let percent = percents.get(it.codec.as_str())?;
            Some((line.cost(it.pixels) * percent, it.took))
        });
        let keys: Vec<Pair> = keys.collect();
        let known = keys.len() >= ENOUGH_KEYS;
        let key = if known { ratio(&keys) } else { 1.0 };
        if !known {
            self.lacks("key frames: too few were decoded beside other pictures of their codec");
        }
        for (codec, of_codec) in &codecs {
            percents.entry(codec).or_insert_with(|| {
                let all = of_codec
                    .iter()
                    .map(|it| (line.cost(it.pixels) * key, it.took));
                ratio(&all.collect::<Vec<Pair>>())
            });
        }
        let cost = &mut self.machine.decode;
        cost.picture_us = rounded(line.each / 1e3);
        cost.pixel_ps = rounded(line.pixel * 1e3);
        cost.key_percent = percent(key);
        name_codecs(cost, &percents);
        let expected = |it: &Picture| {
            let key = if it.key { key } else { 1.0 };
            line.cost(it.pixels) * percents.get(it.codec.as_str()).copied().unwrap_or(1.0) * key
        };
        pairs.extend(usual.iter().map(|it| (expected(it), it.took)));
    }

    fn sounds(&mut self, observed: &[Sound], pairs: &mut Vec<Pair>) {
        let groups = grouped(observed.iter(), |it| &it.codec);
        let usual: BTreeMap<&str, Vec<Pair>> = groups
            .into_iter()
            .map(|(codec, all)| {
                let each = all.iter().filter(|it| it.samples > 0.0);
                (
                    codec,
                    not_held_up(each.map(|it| (it.samples, it.took)).collect()),
                )
            })
            .filter(|(_, usual)| !usual.is_empty())
            .collect();
        self.held_up += observed.len() - usual.values().map(Vec::len).sum::<usize>();
        let most = usual.values().max_by_key(|of_codec| of_codec.len());
        let Some(base) = most.map(|of_codec| ratio(of_codec)) else {
            return self.lacks("sound: none was decoded");
        };
        let sample_ns = rounded(base).max(1);
        let percents: BTreeMap<&str, f64> = usual
            .iter()
            .map(|(codec, of_codec)| (*codec, ratio(of_codec) / f64::from(sample_ns)))
            .collect();
        self.machine.decode.sample_ns = sample_ns;
        name_codecs(&mut self.machine.decode, &percents);
        for (codec, of_codec) in &usual {
            let each = f64::from(sample_ns) * percents.get(codec).copied().unwrap_or(1.0);
            pairs.extend(
                of_codec
                    .iter()
                    .map(|(samples, took)| (samples * each, *took)),
            );
        }
    }

    fn device(&mut self, observed: &Observed) {
        if observed.devices.is_empty() {
            return self.lacks("the sound device: there was none");
        }
        let micros = |pick: fn(&AudioDevice) -> i64| {
            let mut all: Vec<i64> = observed.devices.iter().map(pick).collect();
            all.sort_unstable();
            u32::try_from(all[all.len() / 2] / 1_000)
                .ok()
                .filter(|it| *it > 0)
        };
        let period_us = micros(|it| it.period.nanos());
        let latency_us = micros(|it| it.latency.nanos());
        let mut drift_ppm = 0;
        let weight: f64 = observed.drifts.iter().map(|it| it.error.powi(-2)).sum();
        if weight > 0.0 {
            let sum: f64 = observed
                .drifts
                .iter()
                .map(|it| it.ppm * it.error.powi(-2))
                .sum();
            let (ppm, error) = (sum / weight, weight.sqrt().recip());
            if ppm.abs() > 2.0 * error {
                drift_ppm = ppm.round() as i32;
            } else {
                let least = (2.0 * error).ceil();
                self.lacks(&format!(
                    "drift of the sound device: it is below {least} ppm"
                ));
            }
        } else {
            self.lacks(
                "drift of the sound device: no play of more than six seconds was undisturbed",
            );
        }
        if period_us.is_none() {
            self.lacks("period of the sound device: it did not state one");
        }
        if latency_us.is_none() {
            self.lacks("latency of the sound device: it did not state one");
        }
        self.machine.device = DeviceModel {
            period_us,
            latency_us,
            drift_ppm,
            dry: Vec::new(),
        };
    }
}

/// What a picture costs by its size: `each + pixels × pixel` nanoseconds.
struct Line {
    each: f64,
    pixel: f64,
    one_size: bool,
}

impl Line {
    /// Minimizes the squares of `took / pixels − (each / pixels + pixel)`, neither of them negative.
    fn through<'p>(pictures: impl Iterator<Item = &'p Picture>) -> Self {
        let points: Vec<(f64, f64)> = pictures
            .map(|it| (it.pixels.recip(), it.took / it.pixels))
            .collect();
        let count = points.len() as f64;
        let x = points.iter().map(|it| it.0).sum::<f64>() / count;
        let y = points.iter().map(|it| it.1).sum::<f64>() / count;
        let most = points.iter().map(|it| it.0).fold(0.0, f64::max);
        let least = points.iter().map(|it| it.0).fold(f64::INFINITY, f64::min);
        let one_size = most < least * ONE_SIZE;
        let spread: f64 = points.iter().map(|it| (it.0 - x).powi(2)).sum();
        let together: f64 = points.iter().map(|it| (it.0 - x) * (it.1 - y)).sum();
        let each = if one_size { 0.0 } else { together / spread };
        let (each, pixel) = if each <= 0.0 {
            (0.0, y)
        } else if y < each * x {
            let squares: f64 = points.iter().map(|it| it.0 * it.0).sum();
            (
                points.iter().map(|it| it.0 * it.1).sum::<f64>() / squares,
                0.0,
            )
        } else {
            (each, y - each * x)
        };
        Self {
            each,
            pixel,
            one_size,
        }
    }

    fn cost(&self, pixels: f64) -> f64 {
        self.each + pixels * self.pixel
    }
}

/// The codec that the others are held against: the one with most pictures that are not key frames, or
/// where there are none, with most pictures.
fn base_codec<'p>(pictures: &[&'p Picture]) -> Option<&'p str> {
    let groups = grouped(pictures.iter().copied(), |it| &it.codec);
    let inner = |all: &Vec<&Picture>| all.iter().filter(|it| !it.key).count();
    let most = groups.iter().max_by_key(|(_, all)| (inner(all), all.len()));
    most.map(|(codec, _)| *codec)
}

fn grouped<'p, T>(
    all: impl Iterator<Item = &'p T>,
    codec: fn(&T) -> &String,
) -> BTreeMap<&'p str, Vec<&'p T>> {
    let mut groups: BTreeMap<&str, Vec<&T>> = BTreeMap::new();
    for one in all {
        groups.entry(codec(one)).or_default().push(one);
    }
    groups
}

fn usual_pictures(observed: &[Picture]) -> Vec<&Picture> {
    let sized = observed
        .iter()
        .filter(|it| it.pixels >= 1.0 && it.took > 0.0);
    let mut alike: BTreeMap<(&str, u64, bool), Vec<&Picture>> = BTreeMap::new();
    for one in sized {
        let kind = (one.codec.as_str(), one.pixels as u64, one.key);
        alike.entry(kind).or_default().push(one);
    }
    let usual = alike.into_values().flat_map(|all| {
        let limit = HELD_UP * median(all.iter().map(|it| it.took).collect());
        all.into_iter().filter(move |it| it.took <= limit)
    });
    usual.collect()
}

fn not_held_up(all: Vec<Pair>) -> Vec<Pair> {
    let worked = |it: &Pair| it.1 > 0.0;
    let each = all.iter().filter(|it| worked(it)).map(|it| it.1 / it.0);
    let limit = HELD_UP * median(each.collect());
    all.into_iter()
        .filter(|it| worked(it) && it.1 / it.0 <= limit)
        .collect()
}

/// The middle one; 0 of nothing.
fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or_default()
}

/// The factor with the least squares of the relative differences.
fn ratio(pairs: &[Pair]) -> f64 {
    pairs
        .iter()
        .map(|(expected, took)| took / expected)
        .sum::<f64>()
        / pairs.len() as f64
}

/// Percent by which costs were off. Costs that are off by up to `j` either way, all alike probable, have
/// the standard deviation `j / √3`.
fn jitter(pairs: &[Pair]) -> u32 {
    if pairs.is_empty() {
        return 0;
    }
    let square = |(expected, took): &Pair| (took / expected - 1.0).powi(2);
    let variance = pairs.iter().map(square).sum::<f64>() / pairs.len() as f64;
    percent((3.0 * variance).sqrt()).min(100)
}

fn percent(share: f64) -> u32 {
    rounded(share * 100.0)
}

fn rounded(value: f64) -> u32 {
    value.round().clamp(0.0, f64::from(u32::MAX)) as u32
}

fn name_codecs(cost: &mut DecodeCost, percents: &BTreeMap<&str, f64>) {
    let named = percents
        .iter()
        .map(|(codec, share)| ((*codec).to_owned(), percent(*share)))
        .filter(|(_, percent)| *percent != 100);
    cost.codec_percent.extend(named);
}
