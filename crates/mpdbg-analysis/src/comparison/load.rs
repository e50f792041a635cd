//! Whether other work held up a play.

use mpdbg_model::{Event, RunTime, Span, What};

use super::PlayLoad;

// Measured with three clips of 3 and 4 s on the real clock, three plays each, on two cores (the player
// waited, stolen ticks come on top and are 10 ms each):
//
//   alone on its cores (`chrt -f 10 mpdbg run`)     0.1 … 0.5 ms      0.01 %   no play with a defect
//   beside compilers, ten processes that run        10 … 360 ms    0.3 … 9 %   1 of 9 plays
//   and `stress-ng --cpu 2` on top                  13 … 1100 ms   0.4 … 27 %  4 of 9 plays
//
// What the threads of the player take from each other counts too: a player with more work than cores
// holds itself up.

/// No picture is late for being held up for less than this in all: it is `late_ms` of the default profile.
const LEAST: Span = Span::from_millis(20);
/// A play is loaded that was held up for a longer share of its time than this, in thousandths: twenty
/// times and more of what a quiet computer shows.
const SHARE: i64 = 10;
/// However long it took, a play is loaded that was held up for longer than this in all, besides what a
/// quiet computer shows: as long as a picture is shown at 25 a second.
const IN_ALL: Span = Span::from_millis(40);
/// What a quiet computer shows at most, in millionths of the time.
const QUIET: i64 = 200;

impl PlayLoad {
    /// What a play says of it at last; nothing where it does not, as on the virtual clock.
    pub fn of(events: &[Event]) -> Option<Self> {
        let (at, load) = events.iter().rev().find_map(|event| match &event.what {
            What::LoadMeasured(load) => Some((event.at, load)),
            _ => None,
        })?;
        let begun = events.iter().find_map(|event| match &event.what {
            What::PlayStarted { .. } => Some(event.at),
            _ => None,
        });
        Some(Self {
            waited: load.waited,
            stolen: load.stolen,
            took: at.since(begun.unwrap_or(RunTime::ZERO)),
        })
    }

    /// True when other work held up the play for so long that what depends on time says little of the
    /// player.
    pub fn is_loaded(&self) -> bool {
        let held_up = self.waited.plus(self.stolen);
        let quiet = Span::from_nanos(self.took.nanos() / 1_000_000 * QUIET);
        let share = Span::from_nanos(self.took.nanos() / 1000 * SHARE);
        held_up > LEAST && (held_up > share || held_up > IN_ALL.plus(quiet))
    }
}

#[cfg(test)]
mod tests {
    use mpdbg_model::{Load, MediaTime};

    use super::*;

    #[test]
    fn the_last_word_counts_and_the_time_since_the_start() {
        let event = |at, what| Event {
            at: RunTime::from_nanos(at),
            what,
        };
        let load = |waited| {
            What::LoadMeasured(Box::new(Load {
                waited: Span::from_nanos(waited),
                stolen: Span::ZERO,
            }))
        };
        let from = MediaTime::ZERO;
        let events = [
            event(5, load(1)),
            event(10, What::PlayStarted { from }),
            event(30, load(2)),
            event(40, What::StreamDrained { stream: 0 }),
        ];
        let told = PlayLoad::of(&events).map(|it| (it.waited.nanos(), it.took.nanos()));
        assert_eq!(told, Some((2, 20)));
        assert_eq!(PlayLoad::of(&events[1..2]), None);
    }

    #[test]
    fn a_share_of_the_time_or_much_of_it_is_load() {
        let load = |waited, stolen, took| PlayLoad {
            waited: Span::from_millis(waited),
            stolen: Span::from_millis(stolen),
            took: Span::from_millis(took),
        };
        assert!(!load(0, 0, 0).is_loaded());
        assert!(!load(0, 20, 1000).is_loaded());
        assert!(load(11, 10, 1000).is_loaded());
        assert!(!load(20, 20, 4000).is_loaded());
        assert!(load(40, 1, 4000).is_loaded());
        assert!(!load(100, 60, 600_000).is_loaded());
        assert!(load(161, 0, 600_000).is_loaded());
    }
}
