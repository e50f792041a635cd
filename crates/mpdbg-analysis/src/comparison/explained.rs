//! What explains that content differs.

use mpdbg_model::{Defect, MediaTime, Span};

/// So far around a defect other content is that defect's: what is broken stays so up to the next picture that
/// is whole.
pub(super) const AROUND: Span = Span::from_millis(500);

/// Where other content is explained.
#[derive(Debug, Default)]
pub(super) struct Explained {
    pictures: Places,
    sounds: Places,
}

/// Of pictures or of sound.
#[derive(Debug, Default)]
struct Places {
    /// The ranges of defects that changed.
    defects: Vec<(MediaTime, MediaTime)>,
    /// Where plays of one session differ in their content too, in order.
    chance: Vec<MediaTime>,
}

/// What explains other content in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// A defect that changed.
    Defect,
    /// It comes and goes.
    Chance,
}

impl Explained {
    /// A defect of pictures explains pictures, one of sound explains sound, and one of both explains both. How
    /// the player lived explains neither.
    pub(super) fn by_defects<'d>(defects: impl Iterator<Item = &'d Defect>) -> Self {
        let mut explained = Self::default();
        for defect in defects {
            let Some(media) = defect.media else {
                continue;
            };
            let range = (media.from.minus(AROUND), media.to.plus(AROUND));
            let area = defect.rule.0.split("::").next();
            let both = matches!(area, Some("seek" | "sync" | "timing"));
            if both || area == Some("picture") {
                explained.pictures.defects.push(range);
            }
            if both || area == Some("sound") {
                explained.sounds.defects.push(range);
            }
        }
        explained
    }

    /// Adds pictures and sound in which plays of one session differ.
    pub(super) fn add_chance(&mut self, [pictures, sounds]: [Vec<MediaTime>; 2]) {
        for (places, more) in [(&mut self.pictures, pictures), (&mut self.sounds, sounds)] {
            places.chance.extend(more);
            places.chance.sort_unstable();
        }
    }

    /// What explains other content at `pts`, if anything does.
    pub(super) fn why(&self, sound: bool, pts: MediaTime) -> Option<Why> {
        let places = if sound { &self.sounds } else { &self.pictures };
        let mut ranges = places.defects.iter();
        if ranges.any(|(from, to)| (*from..=*to).contains(&pts)) {
            return Some(Why::Defect);
        }
        let chance = places.chance.binary_search(&pts).is_ok();
        chance.then_some(Why::Chance)
    }
}

#[cfg(test)]
mod tests {
    use mpdbg_model::{MediaRange, RuleId, Severity};

    use super::*;

    fn at(millis: i64) -> MediaTime {
        MediaTime::from_nanos(millis * 1_000_000)
    }

    fn defect(rule: &'static str, from: i64, to: i64) -> Defect {
        Defect {
            rule: RuleId(rule),
            severity: Severity::Minor,
            media: Some(MediaRange {
                from: at(from),
                to: at(to),
            }),
            run: None,
            events: None,
            count: 1,
            measure: None,
            detail: String::new(),
            causes: Vec::new(),
        }
    }

    #[test]
    fn a_defect_explains_its_kind_in_its_range_and_half_a_second_around() {
        let defects = [
            defect("picture::late", 1000, 2000),
            defect("seek::stale", 9000, 9000),
            defect("life::crash", 0, 0),
        ];
        let mut explained = Explained::by_defects(defects.iter());
        let whys = |sound| [499, 500, 2500, 2501, 9300].map(|ms| explained.why(sound, at(ms)));
        let defect = Some(Why::Defect);
        assert_eq!(whys(false), [None, defect, defect, None, defect]);
        assert_eq!(whys(true), [None, None, None, None, defect]);
        explained.add_chance([Vec::new(), vec![at(501), at(500)]]);
        assert_eq!(explained.why(true, at(500)), Some(Why::Chance));
        assert_eq!(explained.why(true, at(502)), None);
        assert_eq!(explained.why(false, at(499)), None);
    }
}
