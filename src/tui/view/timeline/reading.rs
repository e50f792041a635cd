//! What the view needs of a large recording.

use mpdbg_analysis::Window;

use super::view::TimelineView;

impl TimelineView {
    /// Reads one more section that is shown or told of; false when everything is known that can be.
    pub(super) fn read_on(&mut self) -> bool {
        let (axis, parts) = (self.scope.axis(), self.parts());
        for side in &mut self.sides {
            for part in parts {
                if side.play.sharpen(axis, part) {
                    side.forget();
                    return true;
                }
            }
        }
        for (play, event) in self.told() {
            let side = &mut self.sides[play];
            if side.play.reach(event) {
                side.forget();
                return true;
            }
        }
        false
    }

    /// True when there is something to be read.
    pub(super) fn has_to_read(&self) -> bool {
        let (axis, parts) = (self.scope.axis(), self.parts());
        let coarse = self.sides.iter().any(|side| {
            let timeline = &side.play.timeline;
            parts.iter().any(|it| timeline.wanted(axis, *it).is_some())
        });
        let unknown = |(play, event): (usize, u32)| {
            let timeline = &self.sides[play].play.timeline;
            timeline.lacking(event).is_some()
        };
        coarse || self.told().into_iter().any(unknown)
    }

    /// What has to be known exactly: the window, and what is around the cursor.
    fn parts(&self) -> [Window; 2] {
        let at = self.scope.at();
        let here = Window {
            from: at,
            to: at.saturating_add(1),
        };
        [self.scope.window(), here]
    }

    /// The events that are told of, by play: what is at the cursor, and what is seen there.
    fn told(&self) -> Vec<(usize, u32)> {
        let at_cursor = self.events().into_iter().enumerate();
        let mut told: Vec<(usize, u32)> = at_cursor
            .filter_map(|(play, event)| Some((play, event?)))
            .collect();
        let (axis, at) = (self.scope.axis(), self.scope.at());
        for (play, (side, _)) in self.sides.iter().zip(&self.pictures).enumerate() {
            let seen = side.seen(axis, at).filter(|it| it.exact);
            told.extend(seen.map(|it| (play, it.event)));
        }
        told
    }
}
