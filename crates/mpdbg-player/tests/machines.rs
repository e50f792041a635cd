//! Simulated machines on the project's own samples: what they charge is exact, and repeats.

use std::path::Path;

use mpdbg_model::{
    Action, DecodeCost, DiscardReason, Event, Happening, Machine, Moment, Place, Scenario,
    ScenarioName, ScenarioStep, SeekMode, SeekTarget, Span, What, When,
};
use mpdbg_player::{PlayOptions, play};

fn events(name: &str, machine: Machine, scenario: Scenario) -> Vec<Event> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../samples")
        .join(name);
    let options = PlayOptions {
        machine,
        scenario,
        ..PlayOptions::default()
    };
    let mut told: Vec<Event> = Vec::new();
    assert!(play(&path, &options, &mut told).is_ok());
    told
}

fn played(machine: &Machine) -> Vec<Event> {
    events("h264-aac.mp4", machine.clone(), Scenario::default())
}

fn ms(millis: i64) -> Span {
    Span::from_millis(millis)
}

fn total(told: &[Event], of: impl Fn(&What) -> Option<Span>) -> Span {
    told.iter()
        .filter_map(|event| of(&event.what))
        .fold(Span::ZERO, Span::plus)
}

fn count(told: &[Event], wanted: impl Fn(&What) -> bool) -> usize {
    told.iter().filter(|event| wanted(&event.what)).count()
}

fn costing(picture_us: u32) -> Machine {
    Machine {
        decode: DecodeCost {
            picture_us,
            ..DecodeCost::default()
        },
        ..Machine::default()
    }
}

const fn is_late(what: &What) -> bool {
    matches!(
        what,
        What::FrameDiscarded {
            reason: DiscardReason::Late,
            ..
        }
    )
}

#[test]
fn a_decoder_that_is_fast_enough_loses_nothing() {
    let told = played(&costing(20_000));
    assert_eq!(
        count(&told, |w| matches!(w, What::FramePresented { .. })),
        100
    );
    let took: Vec<Span> = told
        .iter()
        .filter_map(|event| match event.what {
            What::DecodeTook { took, .. } => Some(took),
            _ => None,
        })
        .collect();
    assert_eq!(took, vec![ms(20); 100]);
    assert_eq!(count(&told, is_late), 0);
}

#[test]
fn a_slow_decoder_loses_pictures_and_repeats_exactly() {
    let machine = Machine {
        seed: 7,
        ..costing(60_000)
    };
    let told = played(&machine);
    assert!(count(&told, is_late) > 10, "{}", count(&told, is_late));
    let lost = count(&told, |w| matches!(w, What::FrameDiscarded { .. }));
    assert_eq!(
        count(&told, |w| matches!(w, What::FramePresented { .. })) + lost,
        100
    );
    assert_eq!(told, played(&machine));
    assert!(told.is_sorted_by_key(|event| event.at));
}

#[test]
fn a_read_that_blocks_delays_what_it_was_for() {
    let blocked = Moment {
        at_ms: 1000,
        for_ms: 700,
    };
    let told = played(&Machine {
        blocked_reads: vec![blocked],
        ..Machine::default()
    });
    let took = total(&told, |what| match what {
        What::ReadBlocked { took } => Some(*took),
        _ => None,
    });
    assert_eq!(took, ms(700));
    let lacking = total(&told, |what| match what {
        What::UnderrunOccurred { lacking, .. } => Some(*lacking),
        _ => None,
    });
    assert!(lacking > ms(300), "{lacking}");
}

#[test]
fn a_stall_that_is_longer_than_what_was_written_is_an_underrun() {
    let lacking = |for_ms| {
        let told = played(&Machine {
            stalls: vec![Moment {
                at_ms: 1003,
                for_ms,
            }],
            ..Machine::default()
        });
        let stalls: Vec<_> = told
            .iter()
            .filter(|event| matches!(event.what, What::MachineStalled { .. }))
            .map(|event| event.at.nanos())
            .collect();
        assert_eq!(stalls, [1_000_000 * (1003 + u64::from(for_ms))]);
        let silent = told.iter().all(|event| {
            let at = event.at.nanos() / 1_000_000;
            at <= 1003 || at >= 1003 + u64::from(for_ms)
        });
        assert!(silent, "nothing is told while the machine stands still");
        total(&told, |what| match what {
            What::UnderrunOccurred { lacking, .. } => Some(*lacking),
            _ => None,
        })
    };
    assert_eq!(lacking(100), Span::ZERO);
    assert!(lacking(600) > ms(300));
}

#[test]
fn a_storm_of_seeks_on_a_slow_machine_ends_in_order() {
    let step = |wait, target| ScenarioStep {
        when: When::After {
            what: Happening::Step,
            wait: ms(wait),
        },
        action: Action::Seek {
            to: SeekTarget::To(Place::Time(ms(target))),
            mode: SeekMode::Exact,
        },
    };
    let storm = Scenario {
        name: ScenarioName::parse("storm").unwrap_or_default(),
        steps: (0..30).map(|n| step(7 + n, (n * 1777) % 4000)).collect(),
        ..Scenario::default()
    };
    let machine = Machine {
        decode: DecodeCost {
            picture_us: 15_000,
            sample_ns: 500,
            jitter_percent: 30,
            ..DecodeCost::default()
        },
        ..Machine::default()
    };
    for name in ["h264-b-frames.mp4", "mpeg2-mp2.ts", "vp9-opus.webm"] {
        let told = events(name, machine.clone(), storm.clone());
        assert_eq!(told, events(name, machine.clone(), storm.clone()), "{name}");
        assert!(told.is_sorted_by_key(|event| event.at));
        assert_eq!(
            count(&told, |w| matches!(w, What::SeekAsked { .. })),
            30,
            "{name}"
        );
        let counters = told.iter().find_map(|event| match event.what {
            What::CountersReported(counters) => Some(counters),
            _ => None,
        });
        let counters = counters.unwrap_or_default();
        assert_eq!(
            counters.decoded as usize,
            count(&told, |w| matches!(w, What::FrameDecoded { .. })),
            "{name}"
        );
        let gone = count(&told, |w| matches!(w, What::FrameDiscarded { .. }));
        assert_eq!(counters.decoded, counters.presented + gone as u32, "{name}");
        assert_eq!(counters.dropped as usize, count(&told, is_late), "{name}");
    }
}
