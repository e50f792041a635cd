//! The whole corpus, twice: every sample in exactly one bucket, no crash of mpdbg, and the same
//! events both times.

use mpdbg_model::{Case, Outcome, SampleName};
use mpdbg_session::{EventsHash, Recording, Store};

use crate::harness::{Mpdbg, corpus};

#[test]
fn the_corpus_is_recorded_twice_with_the_same_events() {
    let Some(corpus) = corpus() else { return };
    let mpdbg = Mpdbg::over(&corpus);
    let once = recorded(&mpdbg, "once");
    let twice = recorded(&mpdbg, "twice");
    println!("{} samples recorded twice", once.len());
    for (a, b) in once.iter().zip(&twice) {
        assert_eq!(a, b, "two plays of {} differ", a.0);
    }
}

/// Runs the corpus as a session; the outcome and the hash of the events of every sample.
fn recorded(mpdbg: &Mpdbg, name: &str) -> Vec<(SampleName, Outcome, EventsHash)> {
    // No sample takes so long, however busy the computer is.
    mpdbg
        .run(&["new", name, "--timeout", "3600", "--hang", "600"])
        .ends(0);
    // The corpus holds broken files, and no manifest says so: defects were found.
    let run = mpdbg.run(&["run", "--json", "--session", name]).ends(1);
    let session = Store::new(mpdbg.sessions()).open(name).unwrap();
    let playlist = session.playlist().unwrap();
    assert_eq!(playlist.len(), 112, "the corpus has another size");
    let summary = run.json().pop().unwrap();
    let tally = summary["tally"].as_object().unwrap();
    let buckets = tally.iter().filter(|(bucket, _)| *bucket != "cases");
    let sum: u64 = buckets.filter_map(|(_, count)| count.as_u64()).sum();
    assert_eq!(
        (sum, tally["cases"].as_u64()),
        (112, Some(112)),
        "{tally:?}"
    );
    playlist
        .into_iter()
        .map(|sample| {
            let case = Case::plain(sample.clone());
            let recording = Recording::open(&session.attempt_files(&case, 0).recording).unwrap();
            let outcome = recording.outcome().cloned().unwrap();
            assert!(
                matches!(outcome, Outcome::Finished | Outcome::OpenFailed),
                "{sample}: {outcome}"
            );
            match recording {
                Recording::Sealed { hash, .. } => (sample, outcome, hash),
                other => panic!("{sample}: not sealed, {} events", other.events().len()),
            }
        })
        .collect()
}
