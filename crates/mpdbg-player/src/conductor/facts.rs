//! What a scenario has to know of a sample.

use mpdbg_model::{Container, MediaTime, Place, Span, StreamInfo, StreamKind};

/// What a scenario has to know of a sample.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SampleFacts {
    /// Where media time begins: the start that the container declares, 0 when unknown.
    pub begin: MediaTime,
    /// Its length: the one that the container declares, else the longest stream's.
    pub length: Option<Span>,
    /// True when the container can seek.
    pub seekable: bool,
    /// True when there are pictures that move.
    pub pictures: bool,
    /// Indices of the audio streams, in the container's order.
    pub audio: Vec<u16>,
}

impl SampleFacts {
    /// What an open container says.
    pub fn of(container: &Container, streams: &[StreamInfo]) -> Self {
        let longest = || streams.iter().filter_map(|stream| stream.duration).max();
        let is_moving = |stream: &StreamInfo| {
            stream.kind == StreamKind::Video && stream.selected && stream.frames != Some(1)
        };
        Self {
            begin: container.start.unwrap_or_default(),
            length: container
                .duration
                .or_else(longest)
                .filter(|length| *length > Span::ZERO),
            seekable: container.seekable,
            pictures: streams.iter().any(is_moving),
            audio: streams
                .iter()
                .filter(|stream| stream.kind == StreamKind::Audio)
                .map(|stream| stream.index)
                .collect(),
        }
    }

    /// Media time of a place; absent when it is a share of an unknown length.
    pub(crate) fn media_at(&self, place: Place) -> Option<MediaTime> {
        let after = match place {
            Place::Time(after) => after,
            Place::Share(millionths) => share(self.length?, millionths),
        };
        Some(self.begin.plus(after))
    }

    /// The place of the sample that is nearest to `target`.
    pub(crate) fn clamped(&self, target: MediaTime) -> MediaTime {
        let end = self
            .length
            .map_or(target, |length| self.begin.plus(length).min(target));
        end.max(self.begin)
    }
}

fn share(length: Span, millionths: u32) -> Span {
    let nanos = i128::from(length.nanos()) * i128::from(millionths) / 1_000_000;
    Span::from_nanos(i64::try_from(nanos).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_from_the_beginning_of_the_sample() {
        let facts = SampleFacts {
            begin: MediaTime::from_nanos(-500),
            length: Some(Span::from_nanos(4000)),
            ..SampleFacts::default()
        };
        let at = |place| facts.media_at(place).map(MediaTime::nanos);
        assert_eq!(at(Place::Time(Span::from_nanos(700))), Some(200));
        assert_eq!(at(Place::Share(250_000)), Some(500));
        let clamped = |nanos| facts.clamped(MediaTime::from_nanos(nanos)).nanos();
        assert_eq!([-900, 100, 9000].map(clamped), [-500, 100, 3500]);
    }
}
