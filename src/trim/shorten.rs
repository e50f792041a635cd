//! Halves what is tried: the end first, then the beginning, then whole streams.

use std::collections::HashMap;

use mpdbg_media::{Cut, Footage};
use mpdbg_model::{MediaRange, MediaTime, Span};

/// A defect needs a little behind its end to be seen as one.
const BEHIND: Span = Span::from_millis(500);
/// Rounds after which no more is tried: a shorter end may allow another beginning, and so on.
const ROUNDS: u32 = 4;

/// The shortest cut that shows the defect, as far as halving finds it; `shows` plays a cut. The whole is
/// known to show it, at this place if it has one. What is kept always was played and shows it.
pub(crate) fn shorten<E>(
    footage: &Footage,
    place: Option<MediaRange>,
    shows: impl FnMut(&Cut) -> Result<bool, E>,
) -> Result<Cut, E> {
    let mut trials = Trials {
        footage,
        shows,
        known: HashMap::new(),
    };
    let mut cut = footage.whole();
    for _ in 0..ROUNDS {
        let before = cut.clone();
        cut = trials.end(cut, place)?;
        cut = trials.beginning(&cut, place)?;
        cut = trials.streams(cut)?;
        if cut == before {
            break;
        }
    }
    Ok(cut)
}

struct Trials<'a, F> {
    footage: &'a Footage,
    shows: F,
    /// Cuts that were played, by the packets that they keep.
    known: HashMap<Vec<bool>, bool>,
}

impl<E, F: FnMut(&Cut) -> Result<bool, E>> Trials<'_, F> {
    fn shows(&mut self, cut: &Cut) -> Result<bool, E> {
        let packets = 0..self.footage.packets().len();
        let kept: Vec<bool> = packets.map(|it| self.footage.keeps(cut, it)).collect();
        if !kept.contains(&true) {
            return Ok(false);
        }
        if let Some(shows) = self.known.get(&kept) {
            return Ok(*shows);
        }
        let shows = (self.shows)(cut)?;
        self.known.insert(kept, shows);
        Ok(shows)
    }

    /// The earliest end.
    fn end(&mut self, cut: Cut, place: Option<MediaRange>) -> Result<Cut, E> {
        let guess = place.and_then(|place| self.last_before(&cut, place.to.plus(BEHIND)));
        let to = self.least(cut.from, cut.to, guess, |to| Cut { to, ..cut.clone() })?;
        Ok(Cut { to, ..cut })
    }

    /// The latest beginning; numbered backwards, since the least is sought.
    fn beginning(&mut self, cut: &Cut, place: Option<MediaRange>) -> Result<Cut, E> {
        let mut beginnings = self.footage.beginnings(cut);
        beginnings.retain(|it| *it > cut.from);
        beginnings.reverse();
        let of = |number: usize| Cut {
            from: beginnings.get(number - 1).copied().unwrap_or(cut.from),
            ..cut.clone()
        };
        let packets = self.footage.packets();
        let before = |from: usize| Some(packets[from].time? <= place?.from);
        let guess = beginnings.iter().position(|it| before(*it) == Some(true));
        let guess = guess.map(|it| it + 1);
        let found = self.least(0, beginnings.len() + 1, guess, of)?;
        Ok(of(found))
    }

    /// Each stream that the defect shows without goes.
    fn streams(&mut self, mut cut: Cut) -> Result<Cut, E> {
        for stream in cut.streams.clone() {
            let without = self.without(&cut, stream);
            if self.shows(&without)? {
                cut = without;
            }
        }
        Ok(cut)
    }

    /// The cut without a stream; where that led, another one leads from about there on.
    fn without(&self, cut: &Cut, stream: u16) -> Cut {
        let mut without = cut.clone();
        without.streams.remove(&stream);
        let packets = self.footage.packets();
        if cut.from > 0 && packets[cut.from].stream == stream {
            let beginnings = self.footage.beginnings(&without);
            let begin = packets[cut.from].time;
            let mut latest_first = beginnings.into_iter().rev();
            let before = latest_first.find(|it| packets[*it].time <= begin);
            without.from = before.unwrap_or(0);
        }
        without
    }

    /// The least number above `none` whose cut shows the defect, if that of every greater one does, too;
    /// that of `all` is known to. `guess` is tried first.
    fn least(
        &mut self,
        mut none: usize,
        mut all: usize,
        guess: Option<usize>,
        cut: impl Fn(usize) -> Cut,
    ) -> Result<usize, E> {
        let mut next = guess;
        while none + 1 < all {
            let middle = none + (all - none) / 2;
            let tried = next.take().filter(|it| (none + 1..all).contains(it));
            let tried = tried.unwrap_or(middle);
            if self.shows(&cut(tried))? {
                all = tried;
            } else {
                none = tried;
            }
        }
        Ok(all)
    }

    /// The number behind the last packet that is presented before this time.
    fn last_before(&self, cut: &Cut, time: MediaTime) -> Option<usize> {
        let packets = &self.footage.packets()[..cut.to];
        let last = packets
            .iter()
            .rposition(|it| it.time.is_some_and(|it| it < time));
        last.map(|number| number + 1)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::convert::Infallible;
    use std::path::Path;

    use super::*;

    fn footage(name: &str) -> Footage {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        Footage::read(&samples.join(name)).unwrap()
    }

    /// Shortens a sample whose defect shows where these packets are kept; also the number of plays.
    fn shortened(footage: &Footage, guilty: &[usize], place: Option<MediaRange>) -> (Cut, u32) {
        let mut plays = 0;
        let cut = shorten(footage, place, |cut| {
            plays += 1;
            Ok::<_, Infallible>(guilty.iter().all(|it| footage.keeps(cut, *it)))
        });
        (cut.unwrap(), plays)
    }

    #[test]
    fn nothing_is_kept_behind_the_defect_nor_before_its_key_frame() {
        let footage = footage("h264-aac.mp4");
        let packets = footage.packets();
        let beginnings = footage.beginnings(&footage.whole());
        let pictures = packets.iter().enumerate().skip(beginnings[0] + 1);
        let mut pictures = pictures.filter(|(_, it)| it.stream == 0 && !it.key);
        let guilty = pictures.nth(7).unwrap().0;
        let time = packets[guilty].time.unwrap();
        let at = MediaRange {
            from: time,
            to: time,
        };
        for place in [None, Some(at)] {
            let (cut, plays) = shortened(&footage, &[guilty], place);
            assert_eq!(cut.to, guilty + 1);
            assert_eq!(cut.from, beginnings[0]);
            assert_eq!(cut.streams.into_iter().collect::<Vec<_>>(), [0]);
            assert!(plays < 40, "{plays}");
        }
    }

    #[test]
    fn a_defect_of_the_sound_needs_no_pictures() {
        let footage = footage("h264-aac.mp4");
        let packets = footage.packets().iter();
        let sound = packets.enumerate().filter(|(_, it)| it.stream == 1);
        let guilty = sound.map(|(number, _)| number).nth(50).unwrap();
        let (cut, _) = shortened(&footage, &[guilty, guilty], None);
        assert_eq!(cut.streams.iter().copied().collect::<Vec<_>>(), [1]);
        let kept = (0..footage.packets().len()).filter(|it| footage.keeps(&cut, *it));
        assert_eq!(kept.collect::<Vec<_>>(), [guilty]);
    }

    #[test]
    fn what_takes_all_of_it_stays_whole() {
        let footage = footage("mpeg2-mp2.ts");
        let last = footage.packets().len() - 1;
        let both = [0, 1].map(|stream| {
            let mut packets = footage.packets().iter();
            packets.position(|it| it.stream == stream).unwrap()
        });
        let guilty = [both[0], both[1], last];
        assert_eq!(shortened(&footage, &guilty, None).0, footage.whole());
    }
}
