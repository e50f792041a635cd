//! Which lanes get how many rows.

use mpdbg_analysis::{Channel, Lane};

/// How a strip is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Drawn {
    /// Where two plays differ.
    Differences,
    /// Spans of defects.
    Spans,
    /// Marks of pictures.
    Video,
    /// Marks of sound.
    Audio,
    /// Marks of messages.
    Log,
    /// Marks of what was done.
    Control,
    /// Bars of the highest value of these channels.
    Bars(&'static [Channel]),
    /// Lines around zero of these channels.
    Lines(&'static [Channel]),
}

/// Some rows of a lane that show one thing, once for each play.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Strip {
    pub(super) lane: Lane,
    /// Name in the margin.
    pub(super) name: &'static str,
    pub(super) drawn: Drawn,
    /// Rows for each play.
    pub(super) rows: u16,
}

impl Strip {
    /// The differences stand once for both plays.
    pub(super) fn is_common(&self) -> bool {
        self.drawn == Drawn::Differences
    }
}

/// The lanes that are shown first where there is no room for all.
const IMPORTANT: [Lane; 10] = [
    Lane::Defects,
    Lane::Video,
    Lane::Audio,
    Lane::Offset,
    Lane::Control,
    Lane::Log,
    Lane::Clocks,
    Lane::Queues,
    Lane::Delay,
    Lane::Work,
];

/// Which lane gets more room first.
const GROWS: [Lane; 18] = [
    Lane::Defects,
    Lane::Offset,
    Lane::Video,
    Lane::Queues,
    Lane::Clocks,
    Lane::Defects,
    Lane::Work,
    Lane::Offset,
    Lane::Video,
    Lane::Delay,
    Lane::Defects,
    Lane::Clocks,
    Lane::Queues,
    Lane::Work,
    Lane::Delay,
    Lane::Defects,
    Lane::Offset,
    Lane::Queues,
];

/// Rows of defects over each other at most.
pub(super) const DEEPEST: usize = 6;

/// What there is to be shown.
#[derive(Clone, Debug, Default)]
pub(super) struct Content {
    pub(super) plays: u16,
    /// How many defects lie over each other, up to [`DEEPEST`].
    pub(super) deep: u16,
    /// Channels without anything.
    pub(super) empty: Vec<Channel>,
}

impl Content {
    /// The strips of a lane at a size from 0 on, as far as there is something in them.
    fn shape(&self, lane: Lane, size: usize) -> Vec<Strip> {
        let is_empty = |strip: &Strip| match strip.drawn {
            Drawn::Bars(channels) | Drawn::Lines(channels) => {
                channels.iter().all(|it| self.empty.contains(it))
            }
            _ => false,
        };
        let mut strips = shape(lane, size);
        if strips.iter().all(is_empty) {
            return shape(lane, 0);
        }
        strips.retain(|it| !is_empty(it));
        for strip in &mut strips {
            if strip.drawn == Drawn::Spans {
                strip.rows = strip.rows.min(self.deep.max(1));
            }
        }
        strips
    }
}

/// The strips for so many rows, top to bottom.
pub(super) fn strips(room: u16, content: &Content) -> Vec<Strip> {
    let plays = content.plays;
    let common = u16::from(plays > 1);
    let room = room.saturating_sub(common);
    let fitting = usize::from(room / plays.max(1)).min(IMPORTANT.len());
    let shown = &IMPORTANT[..fitting];
    let mut sizes = [0_usize; Lane::ALL.len()];
    for lane in GROWS {
        if !shown.contains(&lane) {
            continue;
        }
        sizes[lane as usize] += 1;
        if height(shown, &sizes, content) * plays > room {
            sizes[lane as usize] -= 1;
        }
    }
    let lanes = Lane::ALL.into_iter().filter(|it| shown.contains(it));
    let both = Strip {
        lane: Lane::Defects,
        name: "differ",
        drawn: Drawn::Differences,
        rows: 1,
    };
    let both = (common > 0).then_some(both).into_iter();
    both.chain(lanes.flat_map(|it| content.shape(it, sizes[it as usize])))
        .collect()
}

/// Rows of all strips for so many plays.
pub(super) fn rows(strips: &[Strip], plays: u16) -> u16 {
    let of = |it: &Strip| if it.is_common() { 1 } else { it.rows * plays };
    strips.iter().map(of).sum()
}

fn height(shown: &[Lane], sizes: &[usize], content: &Content) -> u16 {
    let strips = shown
        .iter()
        .flat_map(|it| content.shape(*it, sizes[*it as usize]));
    strips.map(|it| it.rows).sum()
}

/// The strips of a lane at a size from 0 on.
fn shape(lane: Lane, size: usize) -> Vec<Strip> {
    use Channel as C;
    let strip = |name, drawn, rows| Strip {
        lane,
        name,
        drawn,
        rows,
    };
    let own = |drawn, rows| vec![strip(lane.name(), drawn, rows)];
    let size = size as u16;
    match lane {
        Lane::Defects => own(Drawn::Spans, [1, 2, 3, 5, 6][usize::from(size.min(4))]),
        Lane::Video if size == 0 => own(Drawn::Video, 1),
        Lane::Video => vec![
            strip("video", Drawn::Video, 1),
            strip(" late", Drawn::Bars(&[C::Presented, C::Late]), size),
        ],
        Lane::Audio => own(Drawn::Audio, 1),
        Lane::Clocks if size == 0 => own(Drawn::Lines(&[C::AudioClock, C::VideoClock]), 1),
        Lane::Clocks => vec![
            strip("clock a", Drawn::Lines(&[C::AudioClock]), size),
            strip("clock v", Drawn::Lines(&[C::VideoClock]), size),
        ],
        Lane::Offset => own(Drawn::Lines(&[C::Offset]), size + 1),
        Lane::Delay => own(Drawn::Lines(&[C::Delay]), size + 1),
        Lane::Queues if size == 0 => own(Drawn::Bars(&[C::Pictures]), 1),
        Lane::Queues if size == 1 => vec![
            strip("pictures", Drawn::Bars(&[C::Pictures]), 1),
            strip("sound", Drawn::Bars(&[C::Sound]), 1),
        ],
        Lane::Queues => vec![
            strip("pkts v", Drawn::Bars(&[C::VideoPackets]), size - 1),
            strip("pkts a", Drawn::Bars(&[C::AudioPackets]), size - 1),
            strip("pictures", Drawn::Bars(&[C::Pictures]), size - 1),
            strip("sound", Drawn::Bars(&[C::Sound]), size - 1),
        ],
        Lane::Work if size == 0 => own(
            Drawn::Bars(&[C::VideoDecode, C::AudioDecode, C::Blocked]),
            1,
        ),
        Lane::Work => vec![
            strip("decode v", Drawn::Bars(&[C::VideoDecode]), size),
            strip("decode a", Drawn::Bars(&[C::AudioDecode]), 1),
            strip("blocked", Drawn::Bars(&[C::Blocked]), 1),
        ],
        Lane::Log => own(Drawn::Log, 1),
        Lane::Control => own(Drawn::Control, 1),
    }
}

/// How the rows of a screen are shared out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Emphasis {
    /// Lanes first, then details.
    #[default]
    Both,
    /// As many rows for the details as there are.
    Details,
    /// No details.
    Lanes,
}

impl Emphasis {
    pub(super) const fn next(self) -> Self {
        match self {
            Self::Both => Self::Details,
            Self::Details => Self::Lanes,
            Self::Lanes => Self::Both,
        }
    }
}

/// Fewer rows of details say nothing.
const DETAILS: u16 = 4;

/// How many of `room` rows the lanes get; the details get the rest.
pub(super) fn share(room: u16, plays: u16, emphasis: Emphasis) -> u16 {
    match emphasis {
        Emphasis::Lanes => room,
        Emphasis::Details => (3 * plays + plays - 1).min(room),
        Emphasis::Both => {
            let (least, most) = (10 * plays.min(2), 40);
            let lanes = if room <= least + 6 {
                // 80x24: all lanes of one play, and ten rows of details.
                room.saturating_sub(6).max(room.min(5 * plays))
            } else {
                let spare = room - least;
                (least + spare.saturating_sub(10) * 2 / 3).min(most)
            };
            if room - lanes < DETAILS { room } else { lanes }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(plays: u16) -> Content {
        Content {
            plays,
            deep: 6,
            empty: Vec::new(),
        }
    }

    #[test]
    fn strips_fit_and_show_what_matters_most() {
        for plays in [1, 2] {
            for room in 3..80 {
                let strips = strips(room, &all(plays));
                assert!(rows(&strips, plays) <= room, "{room} rows, {plays} plays");
                assert!(strips.iter().any(|it| it.drawn == Drawn::Spans));
                assert_eq!(strips[0].is_common(), plays > 1);
            }
        }
        let names = |room| {
            strips(room, &all(1))
                .iter()
                .map(|it| it.name)
                .collect::<Vec<_>>()
        };
        assert_eq!(names(3), ["defects", "video", "audio"]);
        let all: Vec<&str> = Lane::ALL.iter().map(|it| it.name()).collect();
        assert_eq!(names(10), all);
    }

    #[test]
    fn more_room_is_used() {
        let used = |room| rows(&strips(room, &all(1)), 1);
        for room in 10..34 {
            assert!(used(room) + 2 >= room, "{} of {room}", used(room));
        }
    }

    #[test]
    fn what_is_empty_takes_no_more_than_a_row() {
        let content = Content {
            plays: 1,
            deep: 0,
            empty: vec![Channel::Blocked, Channel::AudioDecode, Channel::Offset],
        };
        let strips = strips(40, &content);
        let named = |name: &str| strips.iter().find(|it| it.name == name);
        assert_eq!(named("defects").map(|it| it.rows), Some(1));
        assert_eq!(named("A/V").map(|it| it.rows), Some(1));
        assert!(named("decode v").is_some() && named("blocked").is_none());
    }

    #[test]
    fn lanes_and_details_share_the_rows() {
        // 24 rows less title, ruler, rule and keys.
        assert_eq!(share(20, 1, Emphasis::Both), 10);
        assert_eq!(share(20, 2, Emphasis::Both), 14);
        assert_eq!(share(56, 1, Emphasis::Both), 34);
        assert_eq!(share(6, 1, Emphasis::Both), 6);
        assert_eq!(share(20, 1, Emphasis::Lanes), 20);
        assert_eq!(share(20, 1, Emphasis::Details), 3);
        for plays in [1, 2] {
            for room in 5..200 {
                assert!(share(room, plays, Emphasis::Both) <= room);
            }
        }
    }
}
