//! Overview, sections and excerpt together.

use mpdbg_model::{MediaTime, RunTime, Span, What};

use super::super::Limits;
use super::*;

/// A sound of 20 ms every 20 ms, the media time running backwards in the second half.
fn events(count: u32) -> Vec<Event> {
    let event = |number: u32| Event {
        at: RunTime::from_nanos(u64::from(number) * 20_000_000),
        what: What::AudioWritten {
            pts: MediaTime::from_nanos(i64::from(number.min(count - number)) * 20_000_000),
            samples: 960,
            duration: Span::from_millis(20),
            hash: mpdbg_model::ContentHash::None,
        },
    };
    (0..count).map(event).collect()
}

fn counted(view: &[Vec<Option<Cell>>]) -> u32 {
    let cells = view.iter().flatten().flatten();
    cells.map(|it| it.count).sum()
}

#[test]
fn overview_and_closeup_show_the_same_points() {
    let late = Span::from_millis(20);
    let events = events(200_000);
    let mut timeline = Timeline::new(Overview::of(&events, Limits { late }));
    assert_eq!(timeline.overview().sections().len(), 4);
    for axis in [Axis::Run, Axis::Media] {
        let all = timeline.overview().range(axis).inspect(|all| {
            let view = timeline.columns(axis, *all, 200);
            assert_eq!(counted(&view), 200_000);
        });
        let from = all.map_or(0, |all| all.from);
        let window = Window {
            from,
            to: from + 200 * 20_000_000,
        };
        let coarse = counted(&timeline.columns(axis, window, 200));
        let mut reads = 0;
        while let Some(section) = timeline.wanted(axis, window) {
            let told = &timeline.overview().sections()[section];
            let (first, count) = (told.first as usize, told.count as usize);
            timeline.give(section, events[first..first + count].to_vec());
            reads += 1;
        }
        assert!(reads <= CLOSE);
        let sharp = counted(&timeline.columns(axis, window, 200));
        let exactly = match axis {
            Axis::Run => 200,
            Axis::Media => 399,
        };
        assert_eq!(sharp, exactly);
        assert!(coarse.abs_diff(sharp) <= 64, "{coarse} {sharp}");
    }
    let point = timeline.latest(Channel::Written, Axis::Run, 70_000_000);
    assert_eq!(point.map(|it| it.event), Some(3));
    assert!(timeline.event(5).is_some());
}

/// A piece of sound of 20 ms after the other, the content beginning anew after 20,000 of them.
fn looped(from: u32, to: u32) -> Vec<Event> {
    let event = |number: u32| Event {
        at: RunTime::from_nanos(u64::from(number) * 20_000_000),
        what: What::SilenceWritten {
            pts: MediaTime::from_nanos(i64::from(number % 20_000) * 20_000_000),
            duration: Span::from_nanos(number.into()),
        },
    };
    (from..to).map(event).collect()
}

/// Reads what a window needs; how many sections that were.
fn sharpen(timeline: &mut Timeline, events: &[Event], axis: Axis, window: Window) -> usize {
    let mut reads = 0;
    timeline.aim(axis, window);
    while let Some(section) = timeline.wanted(axis, window) {
        let told = &timeline.overview().sections()[section];
        let (first, count) = (told.first as usize, told.count as usize);
        timeline.give(section, events[first..first + count].to_vec());
        reads += 1;
    }
    reads
}

#[test]
fn content_that_is_played_twenty_times_is_shown_exactly() {
    let limits = Limits {
        late: Span::from_millis(20),
    };
    let mut events = looped(0, 400_000);
    let mut timeline = Timeline::new(Overview::of(&events, limits));
    assert_eq!(timeline.overview().sections().len(), 7);
    let window = |from: i64, to: i64| Window {
        from: from * 20_000_000,
        to: to * 20_000_000,
    };
    let all = window(0, 20_000);
    assert_eq!(sharpen(&mut timeline, &events, Axis::Media, all), 0);
    assert_eq!(counted(&timeline.columns(Axis::Media, all, 200)), 400_000);

    let near = window(10_000, 10_100);
    let at = near.from + 5;
    let read = |timeline: &Timeline| {
        timeline.readouts(Axis::Media, at)[Channel::Silence as usize].map(|it| it.exact)
    };
    assert_eq!(read(&timeline), Some(false));
    assert_eq!(
        timeline.wanted(Axis::Media, near),
        None,
        "nobody aimed at it"
    );
    // The last section is short, and none of it lies near there.
    assert_eq!(sharpen(&mut timeline, &events, Axis::Media, near), 6);
    let view = timeline.columns(Axis::Media, near, 200);
    let counts = view[Channel::Silence as usize].iter();
    let counts: Vec<u32> = counts.map(|it| it.map_or(0, |it| it.count)).collect();
    assert_eq!(counts, [20, 0].repeat(100));
    let reading = timeline.readouts(Axis::Media, at)[Channel::Silence as usize];
    let last = reading.map(|it| (it.exact, it.place, it.event, it.low));
    assert_eq!(last, Some((true, near.from, 390_000, 390_000)));

    for inside in [window(10_020, 10_021), window(9_950, 10_050)] {
        assert_eq!(sharpen(&mut timeline, &events, Axis::Media, inside), 0);
    }
    let more = looped(400_000, 620_000);
    for part in more.chunks(70_000) {
        timeline.extend(part);
    }
    events.extend(more);
    assert_eq!(sharpen(&mut timeline, &events, Axis::Media, near), 0);
    assert_eq!(counted(&timeline.columns(Axis::Media, near, 200)), 3_100);
    let aside = window(0, 100);
    assert!(sharpen(&mut timeline, &events, Axis::Media, aside) > 0);
    assert_eq!(counted(&timeline.columns(Axis::Media, aside, 200)), 3_100);
}

#[test]
fn a_moment_that_fills_many_sections_is_shown_exactly() {
    let limits = Limits {
        late: Span::from_millis(20),
    };
    let mut events = looped(0, 300_000);
    for (number, event) in (0..).zip(&mut events) {
        // Ten hours of nothing, then all within three milliseconds.
        let hours = u64::from(number > 0) * 36_000_000_000_000;
        event.at = RunTime::from_nanos(hours + number * 10);
    }
    let mut timeline = Timeline::new(Overview::of(&events, limits));
    let from = 36_000_000_000_000 + 1_000_000;
    let to = from + 1_000_000;
    let window = Window { from, to };
    let millisecond = Window {
        from: from - 500_000,
        to: to + 500_000,
    };
    assert_eq!(sharpen(&mut timeline, &events, Axis::Run, millisecond), 5);
    let view = timeline.columns(Axis::Run, window, 100);
    let counts = view[Channel::Silence as usize].iter();
    assert!(
        counts
            .map(|it| it.map_or(0, |it| it.count))
            .all(|it| it == 1000)
    );
}

#[test]
fn a_section_that_cannot_be_read_is_not_wanted_again() {
    let late = Span::from_millis(20);
    let mut timeline = Timeline::new(Overview::of(&events(100_000), Limits { late }));
    let all = Window { from: 0, to: 1 };
    assert_eq!(timeline.wanted(Axis::Run, all), Some(0));
    assert_eq!(timeline.lacking(0), Some(0));
    timeline.give_up(0);
    assert_eq!(
        (timeline.lacking(0), timeline.lacking(70_000)),
        (None, Some(1))
    );
    assert_eq!(timeline.wanted(Axis::Run, all), None);
    let shown = counted(&timeline.columns(Axis::Run, all, 10));
    assert!(shown > 0, "the overview shows it");
}

#[test]
fn places_at_the_ends_of_time_can_be_reckoned_with() {
    let late = Span::from_millis(20);
    let mut events = events(3);
    for (event, pts) in events.iter_mut().zip([i64::MIN, 0, i64::MAX]) {
        event.what = What::SilenceWritten {
            pts: MediaTime::from_nanos(pts),
            duration: Span::from_millis(20),
        };
    }
    let timeline = Timeline::new(Overview::of(&events, Limits { late }));
    let range = timeline.overview().range(Axis::Media);
    let (from, to) = (-super::super::FARTHEST, super::super::FARTHEST + 1);
    assert_eq!(range, Some(Window { from, to }));
    let view = timeline.columns(Axis::Media, Window { from, to }, 200);
    assert_eq!(counted(&view), 3);
}
