//! The first interrupt closes in order, the second ends at once.

use std::fs;
use std::io::Read;

use mpdbg_model::Outcome;

use crate::stage::{PATIENT, Stage};

/// Raises `times` interrupts once the player says, through a named pipe, that it is ready.
fn interrupted(script: &str, times: usize) -> Stage {
    let stage = Stage::new(&["a", "b", "c"], PATIENT);
    let pipe = stage.dir.path().join("pipe");
    let mode = rustix::fs::Mode::from(0o600);
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    let interrupt = stage.interrupt.clone();
    let raiser = std::thread::spawn(move || {
        let mut ready = Vec::new();
        fs::File::open(pipe)
            .unwrap()
            .read_to_end(&mut ready)
            .unwrap();
        for _ in 0..times {
            interrupt.raise();
        }
    });
    let totals = stage.play(script);
    raiser.join().unwrap();
    assert_eq!((totals.interrupted, totals.not_started), (1, 2));
    assert_eq!(totals.all(), 3);
    assert_eq!(stage.outcomes(), [Outcome::Interrupted]);
    stage
}

#[test]
fn the_first_interrupt_lets_the_player_close_in_order() {
    let stage = interrupted(
        "trap 'cp \"$1/stopped\" \"$4\"; exit 0' TERM
        echo ready > \"$1/pipe\"
        while :; do sleep 0.02; done",
        1,
    );
    let sample = &stage.session.playlist().unwrap()[0];
    let report = stage.told.ended.lock().unwrap()[0].clone();
    assert_eq!(report.case.sample, *sample);
    assert_eq!(
        report.seal.unwrap().events,
        2,
        "what it wrote while closing is there"
    );
}

#[test]
fn the_second_interrupt_ends_a_player_that_does_not_listen() {
    interrupted("trap '' TERM; echo ready > \"$1/pipe\"; exec sleep 1000", 2);
}

#[test]
fn an_interrupt_before_the_start_starts_nothing() {
    let stage = Stage::new(&["a"], PATIENT);
    stage.interrupt.raise();
    let totals = stage.play("exit 0");
    assert_eq!((totals.not_started, totals.all()), (1, 1));
    assert!(stage.told.started.lock().unwrap().is_empty());
}
