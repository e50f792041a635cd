//! What was written to the sound device, and which media time each place in it is.

use std::collections::VecDeque;

use mpdbg_model::{MediaTime, Span, TimeBase};

/// The sound written to the device, laid end to end. Places are device time: zero is the first
/// thing the device takes.
#[derive(Debug)]
pub(super) struct SoundLine {
    pieces: VecDeque<Piece>,
    end: Span,
    /// Where the samples that are counted now began, and how many there are: positions come from
    /// one multiplication, so that rounding does not add up.
    base: Span,
    samples: u64,
    rate: u32,
}

#[derive(Clone, Copy, Debug)]
struct Piece {
    at: Span,
    media: MediaTime,
    /// False for a stall: media time stands while the device goes on.
    moves: bool,
}

impl SoundLine {
    pub(super) fn new(start: MediaTime) -> Self {
        let first = Piece {
            at: Span::ZERO,
            media: start,
            moves: true,
        };
        Self {
            pieces: VecDeque::from([first]),
            end: Span::ZERO,
            base: Span::ZERO,
            samples: 0,
            rate: 0,
        }
    }

    /// Where the next sample goes.
    pub(super) const fn end(&self) -> Span {
        self.end
    }

    /// Media time that the next sample should have.
    pub(super) fn next_media(&self) -> MediaTime {
        self.media_at(self.end)
    }

    /// The media time at a place; before the first and after the last it runs on.
    pub(super) fn media_at(&self, place: Span) -> MediaTime {
        let piece = self
            .pieces
            .iter()
            .rev()
            .find(|piece| piece.at <= place)
            .or_else(|| self.pieces.front());
        match piece {
            Some(piece) if piece.moves || place < piece.at => {
                piece.media.plus(place.minus(piece.at))
            }
            Some(piece) => piece.media,
            None => MediaTime::ZERO.plus(place),
        }
    }

    /// Samples of the sample's own sound; gives their length.
    pub(super) fn write(&mut self, samples: u32, rate: u32) -> Span {
        self.go_on();
        if rate != self.rate {
            self.rebase();
            self.rate = rate;
        }
        self.samples += u64::from(samples);
        let before = self.end;
        let ticks = i64::try_from(self.samples).unwrap_or(i64::MAX);
        self.end = self.base.plus(Span::from_nanos(
            TimeBase { num: 1, den: rate }.nanos(ticks),
        ));
        self.end.minus(before)
    }

    /// Silence between two pieces; media time goes on through it.
    pub(super) fn write_silence(&mut self, length: Span) {
        self.go_on();
        self.end = self.end.plus(length);
        self.rebase();
    }

    /// The device got nothing from `place` on: it goes on for `lacking`, media time does not, and
    /// what was written behind that place is heard later.
    pub(super) fn stall(&mut self, place: Span, lacking: Span) {
        let place = place.min(self.end);
        let media = self.media_at(place);
        let behind = self.pieces.partition_point(|piece| piece.at <= place);
        for piece in self.pieces.range_mut(behind..) {
            piece.at = piece.at.plus(lacking);
        }
        self.pieces.insert(
            behind,
            Piece {
                at: place,
                media,
                moves: false,
            },
        );
        if place < self.end {
            let goes_on = Piece {
                at: place.plus(lacking),
                media,
                moves: true,
            };
            self.pieces.insert(behind + 1, goes_on);
        }
        self.end = self.end.plus(lacking);
        self.rebase();
    }

    /// What is written from here on has another media time.
    pub(super) fn jump(&mut self, media: MediaTime) {
        self.pieces.push_back(Piece {
            at: self.end,
            media,
            moves: true,
        });
        self.rebase();
    }

    /// Forgets what was heard before `place`.
    pub(super) fn forget_before(&mut self, place: Span) {
        while self.pieces.len() > 1 && self.pieces.get(1).is_some_and(|second| second.at <= place) {
            self.pieces.pop_front();
        }
    }

    /// After a stall, media time moves again.
    fn go_on(&mut self) {
        if self.pieces.back().is_some_and(|piece| !piece.moves) {
            let media = self.next_media();
            self.pieces.push_back(Piece {
                at: self.end,
                media,
                moves: true,
            });
        }
    }

    const fn rebase(&mut self) {
        self.base = self.end;
        self.samples = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(millis: i64) -> Span {
        Span::from_millis(millis)
    }

    #[test]
    fn rounding_does_not_add_up() {
        let mut line = SoundLine::new(MediaTime::ZERO);
        for _ in 0..44_100 {
            line.write(1, 44_100);
        }
        assert_eq!(line.end(), Span::from_secs(1));
        assert_eq!(line.next_media(), MediaTime::ZERO.plus(Span::from_secs(1)));
    }

    #[test]
    fn media_time_stands_while_the_device_lacks_sound() {
        let mut line = SoundLine::new(MediaTime::ZERO);
        line.write(4800, 48_000);
        line.stall(ms(100), ms(50));
        line.write(4800, 48_000);
        assert_eq!(line.media_at(ms(120)), MediaTime::ZERO.plus(ms(100)));
        assert_eq!(line.media_at(ms(150)), MediaTime::ZERO.plus(ms(100)));
        assert_eq!(line.media_at(ms(250)), MediaTime::ZERO.plus(ms(200)));
    }

    #[test]
    fn what_was_written_behind_a_stall_is_heard_later() {
        let mut line = SoundLine::new(MediaTime::ZERO);
        line.write(9600, 48_000);
        line.stall(ms(100), ms(50));
        assert_eq!(line.end(), ms(250));
        assert_eq!(line.media_at(ms(140)), MediaTime::ZERO.plus(ms(100)));
        assert_eq!(line.media_at(ms(250)), MediaTime::ZERO.plus(ms(200)));
    }

    #[test]
    fn a_jump_is_heard_when_its_place_is_reached() {
        let mut line = SoundLine::new(MediaTime::ZERO);
        line.write(4800, 48_000);
        line.jump(MediaTime::ZERO.plus(Span::from_secs(60)));
        line.write(4800, 48_000);
        assert_eq!(line.media_at(ms(99)), MediaTime::ZERO.plus(ms(99)));
        assert_eq!(
            line.media_at(ms(110)),
            MediaTime::ZERO.plus(Span::from_secs(60)).plus(ms(10))
        );
        line.forget_before(ms(105));
        assert_eq!(
            line.media_at(ms(110)),
            MediaTime::ZERO.plus(Span::from_secs(60)).plus(ms(10))
        );
    }
}
