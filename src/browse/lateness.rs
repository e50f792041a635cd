//! Where along a play pictures came late.

use mpdbg_analysis::{Channel, Limits, Tracer};
use mpdbg_model::Event;

/// Parts that a play is cut into; more than a terminal has columns for it.
const PARTS: usize = 64;

/// Which share of the pictures came late, part by part of the run time. A picture that was thrown away since
/// it was late counts as late.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Lateness {
    /// Pictures in each part, and those of them that were late; empty where there is no picture.
    parts: Vec<(u32, u32)>,
}

impl Lateness {
    /// Of a recording.
    pub(crate) fn of(events: &[Event], limits: Limits) -> Self {
        let mut tracer = Tracer::new(limits);
        let mut pictures: Vec<(u64, bool)> = Vec::new();
        for (number, event) in (0_u32..).zip(events) {
            tracer.trace(number, event, &mut |point| {
                let late = match point.channel {
                    Channel::Presented => false,
                    Channel::Late | Channel::Dropped => true,
                    _ => return,
                };
                pictures.push((point.run.nanos(), late));
            });
        }
        Self::at(&pictures)
    }

    /// Of pictures in the order of their run times in nanoseconds, each with whether it was late.
    pub(crate) fn at(pictures: &[(u64, bool)]) -> Self {
        let (Some((from, _)), Some((to, _))) = (pictures.first(), pictures.last()) else {
            return Self::default();
        };
        let span = u128::from(to - from) + 1;
        let mut parts = vec![(0, 0); PARTS];
        for (at, late) in pictures {
            let part = u128::from(at.saturating_sub(*from)) * PARTS as u128 / span;
            let (all, of_them) = &mut parts[(part as usize).min(PARTS - 1)];
            *all += 1;
            *of_them += u32::from(*late);
        }
        Self { parts }
    }

    /// Late pictures.
    pub(crate) fn total(&self) -> u64 {
        self.parts.iter().map(|(_, late)| u64::from(*late)).sum()
    }

    /// Pictures.
    pub(crate) fn pictures(&self) -> u64 {
        self.parts.iter().map(|(all, _)| u64::from(*all)).sum()
    }

    /// The share of late pictures from 0 to 1 in each of `columns` parts, at most 64 of them; none in a part
    /// without pictures.
    pub(crate) fn shares(&self, columns: usize) -> Vec<Option<f64>> {
        let columns = columns.min(PARTS);
        if self.parts.is_empty() {
            return vec![None; columns];
        }
        let part = |column: usize| {
            let (from, to) = (column * PARTS / columns, (column + 1) * PARTS / columns);
            let sum = |(all, late): (u32, u32), it: &(u32, u32)| (all + it.0, late + it.1);
            let (all, late) = self.parts[from..to].iter().fold((0, 0), sum);
            (all > 0).then(|| f64::from(late) / f64::from(all))
        };
        (0..columns).map(part).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_pictures_show_where_they_are() {
        let pictures: Vec<(u64, bool)> =
            (0..128).map(|n| (n * 40, (64..80).contains(&n))).collect();
        let late = Lateness::at(&pictures);
        assert_eq!((late.pictures(), late.total()), (128, 16));
        let shares = late.shares(8);
        assert_eq!(shares.len(), 8);
        assert_eq!(shares[3], Some(0.0));
        assert_eq!(shares[4], Some(1.0));
        assert_eq!(shares[5], Some(0.0));
    }

    #[test]
    fn a_play_without_pictures_has_no_shares() {
        assert_eq!(Lateness::at(&[]).shares(3), [None, None, None]);
        let one = Lateness::at(&[(7, true)]);
        assert_eq!(one.shares(2), [Some(1.0), None]);
        assert_eq!(one.shares(1000).len(), 64);
    }
}
