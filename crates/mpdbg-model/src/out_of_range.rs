//! Figures that people write by hand, and what is possible.

use std::fmt;

use crate::{Machine, Moment, Profile};

/// A figure that is not possible, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutOfRange {
    /// The keys that lead to it, the number of an element of a list among them, from 0.
    pub path: Vec<String>,
    /// What is wrong with it.
    pub words: String,
}

impl OutOfRange {
    fn at(path: &[&str], words: String) -> Self {
        Self {
            path: path.iter().map(|&part| part.to_owned()).collect(),
            words,
        }
    }
}

impl fmt::Display for OutOfRange {
    /// `decode.jitter_percent: jitter_percent is not between 0 and 100`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.join("."), self.words)
    }
}

impl Profile {
    /// The largest figure that a threshold may have: an hour, in milliseconds.
    pub const LARGEST: i64 = 3_600_000;

    /// The first threshold that is not possible.
    pub fn out_of_range(&self) -> Option<OutOfRange> {
        let wrong = |(key, value): (&str, i64)| {
            let words = if value < 0 {
                format!("{key} is negative")
            } else {
                format!("{key} is more than {}", Self::LARGEST)
            };
            OutOfRange::at(&[key], words)
        };
        let mut thresholds = self.thresholds().into_iter();
        let found = thresholds.find(|(_, value)| !(0..=Self::LARGEST).contains(value));
        found.map(wrong)
    }
}

impl Machine {
    /// Moments of one kind that a machine may have.
    pub const MOST_MOMENTS: usize = 10_000;

    /// The first figure that is not possible.
    pub fn out_of_range(&self) -> Option<OutOfRange> {
        let lists = [
            (&["stalls"][..], &self.stalls),
            (&["blocked_reads"], &self.blocked_reads),
            (&["device", "dry"], &self.device.dry),
        ];
        self.wrong_cost().or_else(|| {
            let mut wrong = lists.into_iter().filter_map(|(path, it)| moments(path, it));
            wrong.next()
        })
    }

    fn wrong_cost(&self) -> Option<OutOfRange> {
        let Self { decode, device, .. } = self;
        let period = i64::from(device.period_us.unwrap_or(20_000));
        let latency = i64::from(device.latency_us.unwrap_or(0));
        let figures = [
            (
                "decode",
                "picture_us",
                decode.picture_us.into(),
                0..=10_000_000,
            ),
            ("decode", "pixel_ps", decode.pixel_ps.into(), 0..=10_000_000),
            (
                "decode",
                "sample_ns",
                decode.sample_ns.into(),
                0..=1_000_000,
            ),
            (
                "decode",
                "key_percent",
                decode.key_percent.into(),
                0..=10_000,
            ),
            (
                "decode",
                "jitter_percent",
                decode.jitter_percent.into(),
                0..=100,
            ),
            ("device", "period_us", period, 1_000..=1_000_000),
            ("device", "latency_us", latency, 0..=10_000_000),
            (
                "device",
                "drift_ppm",
                device.drift_ppm.into(),
                -100_000..=100_000,
            ),
        ];
        for (table, key, value, possible) in figures {
            if !possible.contains(&value) {
                let (least, most) = possible.into_inner();
                let words = format!("{key} is not between {least} and {most}");
                return Some(OutOfRange::at(&[table, key], words));
            }
        }
        let mut codecs = decode.codec_percent.iter();
        let (codec, _) = codecs.find(|(_, percent)| **percent > 10_000)?;
        let words = format!("a codec costs at most 10000 percent, {codec} does not");
        Some(OutOfRange::at(&["decode", "codec_percent", codec], words))
    }
}

/// The first of these moments that is not possible.
fn moments(path: &[&str], moments: &[Moment]) -> Option<OutOfRange> {
    if moments.len() > Machine::MOST_MOMENTS {
        let words = format!("more than {} moments", Machine::MOST_MOMENTS);
        return Some(OutOfRange::at(path, words));
    }
    for (number, moment) in moments.iter().enumerate() {
        let limits = [
            ("at_ms", moment.at_ms, 0..=86_400_000),
            ("for_ms", moment.for_ms, 1..=600_000),
        ];
        for (key, value, limits) in limits {
            if !limits.contains(&value) {
                let number = number.to_string();
                let place = [path, &[number.as_str(), key]].concat();
                let (least, most) = limits.into_inner();
                let words = format!("{key} is not between {least} and {most}");
                return Some(OutOfRange::at(&place, words));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_told_with_its_place() {
        let profile = Profile {
            late_ms: -1,
            ..Profile::default()
        };
        let told = profile.out_of_range().map(|it| it.to_string());
        assert_eq!(told.as_deref(), Some("late_ms: late_ms is negative"));
        assert_eq!(Profile::default().out_of_range(), None);
        let mut machine = Machine::default();
        assert_eq!(machine.out_of_range(), None);
        let good = Moment {
            at_ms: 0,
            for_ms: 1,
        };
        let bad = Moment {
            at_ms: 0,
            for_ms: 0,
        };
        machine.device.dry = vec![good, bad];
        let told = machine.out_of_range().map(|it| it.to_string());
        let words = "device.dry.1.for_ms: for_ms is not between 1 and 600000";
        assert_eq!(told.as_deref(), Some(words));
        machine
            .decode
            .codec_percent
            .insert("h264".to_owned(), 10_001);
        let path = machine.out_of_range().map(|it| it.path.join(" "));
        assert_eq!(path.as_deref(), Some("decode codec_percent h264"));
    }
}
