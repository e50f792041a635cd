//! What else differs between two sessions.

use std::path::PathBuf;

use mpdbg_model::{
    AudioRoute, Configuration, DecodeCost, Limits, Profile, SampleName, SampleRecord,
    SamplesRecord, ScenarioName,
};

use mpdbg_analysis::{Circumstance, Circumstances, Thing};
use mpdbg_model::{Clock, HashKind, PlayerProgram, Scenario};

use crate::compare::circumstances::{add_load, circumstances};
use crate::compare::setting::Setting;

fn setting() -> Setting {
    let sample = |name: &str| SampleRecord {
        name: SampleName::parse(name).unwrap(),
        size: 1,
        blake3: format!("hash of {name}"),
        opens: true,
        expects: Vec::new(),
    };
    Setting {
        configuration: Configuration {
            format: 3,
            made_by: "mpdbg 0.1.0".to_owned(),
            created: "2026-01-02T03:04:05Z".to_owned(),
            samples_dir: PathBuf::from("/samples"),
            recursive: false,
            clock: Clock::Virtual,
            hash: HashKind::Xxh3,
            audio: AudioRoute::Device,
            limits: Limits::default(),
            scenarios: vec![Scenario::default()],
            machine: None,
            profile: Profile::default(),
            reference: false,
            repeats: 1,
            player: None,
            protect_raw_data: false,
            protect_reports: false,
            dev_debug: false,
        },
        samples: SamplesRecord {
            samples: vec![sample("a.mp4"), sample("b.mp4")],
            skipped: Vec::new(),
        },
        revision: Some("git revision: 0123456789abcdef\nworking tree: clean\n".to_owned()),
        info: "mpdbg: mpdbg 0.1.0, release build\nprocessor: fast\nmemory: 1 MiB\n\
               FFmpeg libraries:\n  libavutil 57.1\n  libavcodec 59.1\nFFmpeg configuration: --a --b\n"
            .to_owned(),
    }
}

/// What differs when `change` is made to the second one: the thing, both words, and whether it counts.
fn differ(change: impl FnOnce(&mut Setting)) -> Vec<(Thing, String, String, bool)> {
    let (before, mut after) = (setting(), setting());
    change(&mut after);
    let there = circumstances(&before, &after, &[]);
    let back = circumstances(&after, &before, &[]);
    let told = |it: &Circumstance| (it.thing, it.before.clone(), it.after.clone(), it.counts);
    let mirrored: Vec<_> = there
        .iter()
        .map(|it| (it.thing, it.after.clone(), it.before.clone(), it.counts))
        .collect();
    assert_eq!(back.iter().map(told).collect::<Vec<_>>(), mirrored);
    there.iter().map(told).collect()
}

fn one(change: impl FnOnce(&mut Setting)) -> (Thing, String, String, bool) {
    let mut found = differ(change);
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

fn told(thing: Thing, before: &str, after: &str, counts: bool) -> (Thing, String, String, bool) {
    (thing, before.to_owned(), after.to_owned(), counts)
}

#[test]
fn nothing_differs_between_equals() {
    assert!(differ(|_| ()).is_empty());
}

#[test]
fn each_thing_is_told_in_its_words() {
    use Thing::{Audio, Clock as Driver, Ffmpeg, Hash, Limits, Machine, Mpdbg, Player, Repeats};
    let named = |name: &str| mpdbg_model::Machine {
        name: name.to_owned(),
        decode: DecodeCost {
            pixel_ps: 7,
            ..DecodeCost::default()
        },
        ..mpdbg_model::Machine::default()
    };
    assert_eq!(
        one(|it| it.configuration.machine = Some(named("slow"))),
        told(Machine, "ideal", "slow", true)
    );
    assert_eq!(
        one(|it| it.configuration.limits.hang_ms = 1),
        told(Limits, "hang_ms 10000", "hang_ms 1", true)
    );
    assert_eq!(
        one(|it| it.configuration.audio = AudioRoute::Null),
        told(Audio, "device", "null", true)
    );
    assert_eq!(
        one(|it| it.configuration.repeats = 5),
        told(Repeats, "once", "5 times", false)
    );
    assert_eq!(
        one(|it| it.configuration.reference = true),
        told(Hash, "xxh3", "xxh3, against a reference decode", true)
    );
    assert_eq!(
        one(|it| it.configuration.made_by = "mpdbg 0.2.0".to_owned()),
        told(Mpdbg, "mpdbg 0.1.0", "mpdbg 0.2.0", true)
    );
    assert_eq!(
        one(|it| it.info = it.info.replace("59.1", "61.3")),
        told(
            Ffmpeg,
            "libavutil 57.1, libavcodec 59.1",
            "libavutil 57.1, libavcodec 61.3",
            true
        )
    );
    assert_eq!(
        one(|it| it.info = it.info.replace("--b", "--c")),
        told(Ffmpeg, "built with --b", "built with --c", true)
    );
    let program = PlayerProgram {
        program: PathBuf::from("/build/mpdbg"),
        version: "mpdbg 0.1.0\nlibavcodec 59.1".to_owned(),
        blake3: None,
        own: false,
    };
    assert_eq!(
        one(|it| it.configuration.player = Some(program)),
        told(Player, "mpdbg's own", "/build/mpdbg (mpdbg 0.1.0)", true)
    );
    let found = differ(|it| it.configuration.clock = Clock::Real);
    assert_eq!(found, [told(Driver, "virtual", "real", true)]);
}

#[test]
fn a_machine_that_costs_nothing_is_none() {
    let ideal = mpdbg_model::Machine {
        name: "mine".to_owned(),
        ..mpdbg_model::Machine::default()
    };
    assert!(differ(|it| it.configuration.machine = Some(ideal)).is_empty());
}

#[test]
fn the_computer_counts_on_the_real_clock_only() {
    let other = |it: &mut Setting| it.info = it.info.replace("fast", "slow");
    assert_eq!(one(other), told(Thing::Computer, "fast", "slow", false));
    let (mut before, mut after) = (setting(), setting());
    other(&mut after);
    for it in [&mut before, &mut after] {
        it.configuration.clock = Clock::Real;
    }
    let found = circumstances(&before, &after, &[Thing::Computer]);
    assert!(found[0].counts && found[0].allowed, "{found:?}");
}

#[test]
fn changes_that_are_not_committed_may_be_others() {
    let clean = setting();
    let mut dirty = setting();
    dirty.revision = Some("git revision: 0123456789abcdef\nworking tree: has changes\n".to_owned());
    let told = circumstances(&clean, &dirty, &[]);
    assert_eq!(told[0].before, "git 0123456789ab");
    assert_eq!(told[0].after, "git 0123456789ab with changes");
    assert!(told[0].counts);
    // It cannot be known whether they are the same changes.
    let told = circumstances(&dirty, &dirty, &[]);
    assert_eq!((told[0].thing, told[0].counts), (Thing::Code, false));
}

#[test]
fn samples_and_scenarios_are_counted() {
    let found = one(|it| {
        it.samples.samples[0].blake3 = "other".to_owned();
        it.samples.samples.pop();
    });
    let wanted = (
        "2, 1 that the other lacks, 1 with other bytes",
        "1, 1 with other bytes",
    );
    assert_eq!(found, told(Thing::Samples, wanted.0, wanted.1, false));
    let found = one(|it| {
        it.configuration.scenarios.push(Scenario {
            name: ScenarioName::parse("loop").unwrap(),
            ..Scenario::default()
        });
    });
    assert_eq!(
        found,
        told(Thing::Scenarios, "1 of them", "2, with loop", false)
    );
}

#[test]
fn a_difference_in_load_is_one_in_shares() {
    let mut found = Circumstances::default();
    add_load(&mut found, (1, 2), (5, 10), &[]);
    assert!(found.0.is_empty());
    add_load(&mut found, (0, 10), (5, 10), &[Thing::Load]);
    assert_eq!(found.0[0].after, "5 of 10 plays held up");
    assert!(found.0[0].allowed && !found.0[0].counts);
    add_load(&mut found, (0, 10), (6, 10), &[]);
    assert!(found.0[1].counts);
}

#[test]
fn a_decoder_that_is_not_known_is_no_other_one() {
    let known = setting();
    let (mut other, mut unknown) = (setting(), setting());
    other.info = other.info.replace("59.1", "61.3");
    unknown.info = unknown.info.replace("libavcodec", "libsomething");
    assert!(known.has_other_decoder(&other));
    assert!(!known.has_other_decoder(&known));
    assert!(!known.has_other_decoder(&unknown));
    assert!(!unknown.has_other_decoder(&known));
}

#[test]
fn another_build_of_a_newer_revision_is_one_thing() {
    let (before, mut after) = (setting(), setting());
    after.revision = Some("git revision: fedcba9876543210\nworking tree: clean\n".to_owned());
    after.configuration.made_by = "mpdbg 0.2.0".to_owned();
    after.configuration.player = Some(PlayerProgram {
        program: PathBuf::from("/build/mpdbg"),
        version: "mpdbg 0.2.0".to_owned(),
        blake3: None,
        own: false,
    });
    let found = Circumstances(circumstances(&before, &after, &[]));
    let things: Vec<Thing> = found.0.iter().map(|it| it.thing).collect();
    assert_eq!(things, [Thing::Code, Thing::Player, Thing::Mpdbg]);
    assert!(found.muddle().is_empty());
    after.info = after.info.replace("59.1", "61.3");
    let found = Circumstances(circumstances(&before, &after, &[]));
    assert_eq!(found.muddle().len(), 4);
    let found = Circumstances(circumstances(&before, &after, &[Thing::Player]));
    let allowed = found.0.iter().filter(|it| it.allowed).map(|it| it.thing);
    assert_eq!(allowed.collect::<Vec<_>>(), things);
    assert!(found.muddle().is_empty());
}

#[test]
fn what_a_player_does_not_tell_is_no_difference() {
    let untold = |it: &mut Setting| {
        it.info = it.info.replace("FFmpeg configuration: --a --b\n", "");
    };
    assert!(differ(untold).is_empty());
}
