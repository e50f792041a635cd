//! The kinds of events that came after the first format: they are stored as they are.

use mpdbg_model::{
    Action, DiscardReason, EndReason, Event, Happening, Load, Outcome, PictureSketch, Place,
    PlayerCounters, Resources, Scenario, ScenarioName, ScenarioNeeds, ScenarioStep, SeekMode,
    SeekTarget, SoundSketch, What, When,
};
use mpdbg_session::{Recorder, Recording, seal};

use crate::events::{header, media, run, span};
use crate::round_trip::record;

fn scenario() -> Scenario {
    let step = |when, action| ScenarioStep { when, action };
    let after = |what| When::After {
        what,
        wait: span(5_000_000),
    };
    let seek = |to, mode| Action::Seek { to, mode };
    let half = SeekTarget::To(Place::Share(500_000));
    let back = SeekTarget::By(span(-1));
    Scenario {
        name: ScenarioName::parse("all-of-it").unwrap(),
        summary: "Prøve".to_owned(),
        needs: ScenarioNeeds {
            seekable: true,
            pictures: true,
            audio_tracks: 2,
            length: span(10),
        },
        steps: vec![
            step(When::Media(Place::Time(span(7))), Action::Pause),
            step(When::Run(span(9)), Action::Resume),
            step(after(Happening::Step), seek(half, SeekMode::Exact)),
            step(after(Happening::Picture), seek(back, SeekMode::Key)),
            step(after(Happening::End), Action::Rate { thousandths: 250 }),
            step(after(Happening::Step), Action::SelectAudio { track: 2 }),
            step(after(Happening::Step), Action::Loop { times: 3 }),
            step(after(Happening::Step), Action::Volume { percent: 50 }),
            step(after(Happening::Step), Action::Restart),
            step(after(Happening::Step), Action::Stop),
        ],
    }
}

fn done() -> Vec<What> {
    let position = media(-1);
    vec![
        What::ScenarioBegun(Box::new(scenario())),
        What::ScenarioRefused {
            reason: "it cannot \u{1b}[31m seek".into(),
        },
        What::StepTaken { step: 300 },
        What::StepsLeft { first: 1 },
        What::Paused { position },
        What::Resumed { position },
        What::SeekAsked {
            from: position,
            target: media(i64::MAX),
            mode: SeekMode::Key,
        },
        What::SeekAnswered { position },
        What::RateChanged {
            thousandths: 4000,
            position,
        },
        What::AudioTrackSelected {
            stream: 2,
            position,
        },
        What::Looped { left: 1 },
        What::Restarted { from: position },
        What::VolumeChanged { percent: 100 },
    ]
}

fn measured() -> Vec<What> {
    let took = span(12_345_678);
    let time = media(40_000_000);
    vec![
        What::DecodeTook {
            stream: 0,
            pts: Some(time),
            took,
        },
        What::ReadBlocked { took },
        What::MachineStalled { took },
        What::PictureMarkRead { number: 7, time },
        What::PictureMarkUnread,
        What::SoundMarkRead {
            heard: run(1),
            time,
        },
        What::SoundMarkUnread { heard: run(2) },
        What::CountersReported(PlayerCounters {
            decoded: 3,
            presented: 2,
            dropped: 1,
        }),
        What::ResourcesMeasured(Box::new(Resources {
            cpu: span(1),
            resident: 2,
            handles: 3,
            threads: 4,
        })),
    ]
}

/// The first of what came with format 3.
pub fn load() -> Vec<Event> {
    let load = Load {
        waited: span(12_345_678),
        stolen: span(10_000_000),
    };
    vec![Event {
        at: run(1),
        what: What::LoadMeasured(Box::new(load)),
    }]
}

/// The sketches that came with format 3: two pictures, of which the second is stored as a difference.
pub fn sketches() -> Vec<Event> {
    let sketches = [
        What::PictureSketched(PictureSketch([
            0,
            1,
            -1,
            125,
            -126,
            4000,
            i16::MAX,
            i16::MIN,
        ])),
        What::PictureSketched(PictureSketch([
            1,
            1,
            1,
            130,
            -120,
            3990,
            i16::MIN,
            i16::MAX,
        ])),
        What::SoundSketched(SoundSketch([0, -9000, i32::MAX, i32::MIN])),
    ];
    let told = |what| Event { at: run(1), what };
    sketches.into_iter().map(told).collect()
}

/// One event of every kind that came with format 2, and of the older ones with a later reason.
pub fn later() -> Vec<Event> {
    let reasons = vec![
        What::FrameDiscarded {
            pts: media(1),
            due: run(2),
            reason: DiscardReason::Skipped,
        },
        What::PlayEnded {
            reason: EndReason::ScenarioStopped,
            position: media(3),
        },
    ];
    (0..)
        .zip([done(), measured(), reasons].concat())
        .map(|(number, what)| Event {
            at: run(number * 1000),
            what,
        })
        .collect()
}

#[test]
fn every_later_kind_comes_back_from_the_bytes_it_always_had() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.dbg");
    record(&path, &later());
    assert_eq!(Recording::open(&path).unwrap().events(), later());
    let refused = Outcome::NotApplicable {
        reason: "it cannot seek".to_owned(),
    };
    let sealed = seal(&path, &refused).unwrap();
    let opened = Recording::open(&path).unwrap();
    assert_eq!(opened.events()[..later().len()], later());
    assert_eq!(opened.outcome(), Some(&refused));
    // Another hash is another format: recordings that are there could not be read any more.
    assert_eq!(
        sealed.hash.to_string(),
        "29b49adf49abae6b35efb60ce50259eca148c2e79ba60b171ca55289b7179b72"
    );
}

#[test]
fn the_load_comes_back_from_the_bytes_it_always_had() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.dbg");
    record(&path, &load());
    let sealed = seal(&path, &Outcome::Finished).unwrap();
    assert_eq!(Recording::open(&path).unwrap().events()[..1], load());
    assert_eq!(
        sealed.hash.to_string(),
        "5a6a56de40e13103d9f8892ab5b72c7e4d550de22f668c62e70eb3681e9f3972"
    );
}

#[test]
fn a_header_says_what_was_done_and_on_which_machine() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.dbg");
    let mut with = header();
    with.scenario = ScenarioName::parse("seek-back").unwrap();
    with.machine = Some("slow".to_owned());
    with.repeat = 2;
    Recorder::create(&path, &with).unwrap().finish().unwrap();
    let opened = Recording::open(&path).unwrap();
    assert_eq!(opened.header(), Some(&with));
}

#[test]
fn sketches_come_back_from_the_bytes_they_always_had() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.dbg");
    record(&path, &sketches());
    let sealed = seal(&path, &Outcome::Finished).unwrap();
    let opened = Recording::open(&path).unwrap();
    assert_eq!(opened.events()[..sketches().len()], sketches());
    assert_eq!(
        sealed.hash.to_string(),
        "496258aa577bd7a0de785466eb02e8e32c23e2d64840cf0caf4443aae198c4c2"
    );
}
