//! `mpdbg browse` where there is no terminal; what it draws is tested beside its screens.

use super::harness::{Mpdbg, samples_with};

#[test]
fn without_a_terminal_it_says_what_to_do_instead() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg
        .run(&["browse"])
        .fails(2, &["no session is active", "mpdbg new NAME"]);
    mpdbg.run(&["new", "a"]).ends(0);
    mpdbg
        .run(&["browse"])
        .fails(2, &["`mpdbg browse` needs a terminal", "mpdbg summarize"]);
    mpdbg.run(&["browse", "b"]).fails(2, &["no session `b`"]);
    mpdbg
        .run(&["browse", "--against", "a"])
        .fails(2, &["session `a` cannot be compared with itself"]);
    mpdbg
        .run(&["browse", "--against", "baseline"])
        .fails(2, &["there is no baseline"]);
    mpdbg
        .run(&["browse", "--json"])
        .fails(2, &["`mpdbg browse` has no --json"]);
}
