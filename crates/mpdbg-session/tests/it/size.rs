//! A sealed recording takes at most 10 bytes an event, content hashes included.

use mpdbg_model::Outcome;
use mpdbg_session::seal;

use crate::realistic::realistic;
use crate::round_trip::record;

fn bytes_an_event(jitter: u64) -> f64 {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.dbg");
    let events = realistic(60, jitter);
    record(&path, &events);
    let unsealed = path.metadata().unwrap().len();
    let sealed = seal(&path, &Outcome::Finished).unwrap();
    let count = events.len() as f64;
    let (open, closed) = (unsealed as f64 / count, sealed.bytes as f64 / count);
    // Shown by `cargo test -- --nocapture`.
    #[expect(clippy::print_stdout, reason = "the figure is what the test is for")]
    {
        println!(
            "{count} events, jitter {jitter} ns: {open:.1} bytes each unsealed, {closed:.2} sealed"
        );
    }
    closed
}

#[test]
fn on_the_virtual_clock() {
    assert!(bytes_an_event(0) <= 10.0);
}

#[test]
fn on_a_real_clock_that_is_up_to_a_millisecond_late() {
    assert!(bytes_an_event(1_000_000) <= 10.0);
}
