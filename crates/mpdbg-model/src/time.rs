//! Two time axes that cannot be mixed by accident, and lengths on either.

use std::fmt;

use serde::{Deserialize, Serialize};

const NANOS_PER_SECOND: i128 = 1_000_000_000;

/// A length of time on either axis, in nanoseconds; may be negative.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Span(i64);

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A span of `nanos` nanoseconds.
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// A span of `millis` milliseconds; saturates at the limits of the type.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(1_000_000))
    }

    /// A span of `seconds` seconds; saturates at the limits of the type.
    pub const fn from_secs(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000_000))
    }

    /// Nanoseconds.
    pub const fn nanos(self) -> i64 {
        self.0
    }

    /// Milliseconds, with a fraction.
    pub fn as_millis_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// Seconds, with a fraction.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e9
    }

    /// The length without its sign; saturates.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self(self.0.saturating_abs())
    }

    /// The sum; saturates at the limits of the type (292 years).
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference; saturates at the limits of the type.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// The span multiplied; saturates.
    #[must_use]
    pub const fn times(self, factor: i64) -> Self {
        Self(self.0.saturating_mul(factor))
    }

    /// Half of the span, rounded towards zero.
    #[must_use]
    pub const fn half(self) -> Self {
        Self(self.0 / 2)
    }
}

/// A place on the presentation timeline of the sample, in nanoseconds; may be negative.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct MediaTime(i64);

impl MediaTime {
    /// The start of the presentation timeline.
    pub const ZERO: Self = Self(0);

    /// `nanos` nanoseconds after the start of the timeline.
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// Nanoseconds after the start of the timeline.
    pub const fn nanos(self) -> i64 {
        self.0
    }

    /// Seconds after the start of the timeline.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e9
    }

    /// How far this is after `earlier`; negative when it is before; saturates.
    pub const fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }

    /// This place moved by `span`; saturates.
    #[must_use]
    pub const fn plus(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// This place moved back by `span`; saturates.
    #[must_use]
    pub const fn minus(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

/// Time since the recording began, in nanoseconds; never negative.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct RunTime(u64);

impl RunTime {
    /// The moment the recording began.
    pub const ZERO: Self = Self(0);

    /// `nanos` nanoseconds after the recording began.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// Nanoseconds since the recording began.
    pub const fn nanos(self) -> u64 {
        self.0
    }

    /// Seconds since the recording began.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e9
    }

    /// How far this is after `earlier`; negative when it is before; saturates.
    pub const fn since(self, earlier: Self) -> Span {
        if self.0 >= earlier.0 {
            let ahead = self.0 - earlier.0;
            Span(if ahead > i64::MAX as u64 {
                i64::MAX
            } else {
                ahead as i64
            })
        } else {
            let behind = earlier.0 - self.0;
            Span(if behind > i64::MAX as u64 {
                i64::MIN
            } else {
                -(behind as i64)
            })
        }
    }

    /// This moment moved by `span`; saturates at the beginning and at the end of the type.
    #[must_use]
    pub const fn plus(self, span: Span) -> Self {
        Self(self.0.saturating_add_signed(span.0))
    }
}

/// The unit of a stream's time stamps: `num / den` seconds a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TimeBase {
    /// Numerator, seconds.
    pub num: u32,
    /// Denominator; never 0 for a time base that came from a sample.
    pub den: u32,
}

impl TimeBase {
    /// `ticks` in nanoseconds, rounded to the nearest (halves away from zero); saturates.
    /// A time base with a zero in it gives 0.
    pub fn nanos(self, ticks: i64) -> i64 {
        if self.den == 0 {
            return 0;
        }
        let scaled = i128::from(ticks) * i128::from(self.num) * NANOS_PER_SECOND;
        saturate(rounded_division(scaled, i128::from(self.den)))
    }

    /// The ticks nearest to `nanos` (halves away from zero); saturates.
    pub fn ticks(self, nanos: i64) -> i64 {
        let tick = i128::from(self.num) * NANOS_PER_SECOND;
        if tick == 0 {
            return 0;
        }
        saturate(rounded_division(
            i128::from(nanos) * i128::from(self.den),
            tick,
        ))
    }

    /// The length of one tick, rounded to whole nanoseconds.
    pub fn tick(self) -> Span {
        Span(self.nanos(1))
    }
}

fn rounded_division(value: i128, by: i128) -> i128 {
    let half = by / 2;
    if value >= 0 {
        (value + half) / by
    } else {
        (value - half) / by
    }
}

fn saturate(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}

impl fmt::Display for Span {
    /// Seconds with three decimals, e.g. `-0.023 s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3} s", self.as_secs_f64())
    }
}

impl fmt::Display for MediaTime {
    /// `h:mm:ss.mmm`, with a sign where it is before the start of the timeline.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let millis = (self.0.unsigned_abs() + 500_000) / 1_000_000;
        let (seconds, millis) = (millis / 1000, millis % 1000);
        let (minutes, seconds) = (seconds / 60, seconds % 60);
        write!(
            f,
            "{sign}{}:{:02}:{seconds:02}.{millis:03}",
            minutes / 60,
            minutes % 60
        )
    }
}

impl fmt::Display for RunTime {
    /// Seconds with six decimals, e.g. `1.033333 s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6} s", self.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ticks_survive_the_way_to_nanoseconds_and_back(ticks in -1_000_000_000_i64..1_000_000_000, den in 1_u32..1_000_000) {
            let base = TimeBase { num: 1, den };
            prop_assert_eq!(base.ticks(base.nanos(ticks)), ticks);
        }

        #[test]
        fn run_time_differences_undo_additions(start in 0_u64..u64::MAX / 4, ahead in 0_i64..i64::MAX / 4) {
            let from = RunTime::from_nanos(start);
            let span = Span::from_nanos(ahead);
            prop_assert_eq!(from.plus(span).since(from), span);
            prop_assert_eq!(from.since(from.plus(span)), Span::from_nanos(-ahead));
        }
    }

    #[test]
    fn extremes_saturate() {
        let base = TimeBase {
            num: u32::MAX,
            den: 1,
        };
        assert_eq!(base.nanos(i64::MAX), i64::MAX);
        assert_eq!(base.nanos(i64::MIN), i64::MIN);
        assert_eq!(TimeBase { num: 0, den: 0 }.ticks(5), 0);
        assert_eq!(RunTime::ZERO.plus(Span::from_nanos(-1)), RunTime::ZERO);
    }

    #[test]
    fn times_read_as_people_write_them() {
        assert_eq!(
            MediaTime::from_nanos(3_723_004_500_000).to_string(),
            "1:02:03.005"
        );
        assert_eq!(
            MediaTime::from_nanos(-23_000_000).to_string(),
            "-0:00:00.023"
        );
    }
}
