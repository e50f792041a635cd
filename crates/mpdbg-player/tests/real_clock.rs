//! The player on the wall clock, with the timed stand-in for a sound device: each test takes as long
//! as its sample plays, and waits for nothing else.

use std::path::Path;

use mpdbg_model::{
    Action, AudioRoute, Clock, DiscardReason, EndReason, Event, Happening, MediaTime, Place,
    RunTime, Scenario, ScenarioName, ScenarioStep, SeekMode, SeekTarget, Span, What, When,
};
use mpdbg_player::{PlayOptions, play};

fn events(name: &str, scenario: Scenario) -> Vec<Event> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    let options = PlayOptions {
        clock: Clock::Real,
        audio: AudioRoute::Null,
        scenario,
        ..PlayOptions::default()
    };
    let mut told: Vec<Event> = Vec::new();
    assert!(play(&samples.join(name), &options, &mut told).is_ok());
    told
}

fn ms(millis: i64) -> Span {
    Span::from_millis(millis)
}

fn after(what: Happening, wait: Span) -> When {
    When::After { what, wait }
}

fn exactly_to(place: Span) -> Action {
    Action::Seek {
        to: SeekTarget::To(Place::Time(place)),
        mode: SeekMode::Exact,
    }
}

/// Plays a little, pauses, seeks while paused, goes on, and leaves at four times the speed.
fn tour() -> Result<Scenario, mpdbg_model::ScenarioNameError> {
    let step = |when, action| ScenarioStep { when, action };
    let thousandths = 4000;
    Ok(Scenario {
        name: ScenarioName::parse("tour")?,
        steps: vec![
            step(When::Media(Place::Time(ms(200))), Action::Pause),
            step(after(Happening::Step, ms(150)), Action::Resume),
            step(after(Happening::Picture, ms(100)), exactly_to(ms(2950))),
            step(after(Happening::Picture, ms(50)), Action::Pause),
            step(after(Happening::Step, ms(50)), exactly_to(ms(1010))),
            step(after(Happening::Picture, ms(50)), Action::Resume),
            step(
                after(Happening::Picture, Span::ZERO),
                Action::Rate { thousandths },
            ),
        ],
        ..Scenario::default()
    })
}

/// Numbers of the events that are wanted.
fn places(told: &[Event], wanted: impl Fn(&What) -> bool) -> Vec<usize> {
    let events = told.iter().enumerate();
    events
        .filter_map(|(number, event)| wanted(&event.what).then_some(number))
        .collect()
}

fn pictures(told: &[Event]) -> Vec<MediaTime> {
    told.iter()
        .filter_map(|event| match event.what {
            What::FramePresented { pts, .. } => Some(pts),
            _ => None,
        })
        .collect()
}

fn at(millis: i64) -> MediaTime {
    MediaTime::ZERO.plus(ms(millis))
}

#[test]
fn a_scenario_ends_in_order_and_every_seek_shows_its_picture()
-> Result<(), mpdbg_model::ScenarioNameError> {
    let told = events("h264-aac.mp4", tour()?);
    assert!(told.is_sorted_by_key(|event| event.at));
    let end = told.last().map(|event| &event.what);
    let reason = EndReason::EndOfStream;
    assert!(matches!(end, Some(What::PlayEnded { reason: r, .. }) if *r == reason));
    let steps = told.iter().filter_map(|event| match event.what {
        What::StepTaken { step } => Some(step),
        _ => None,
    });
    assert_eq!(steps.collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5, 6]);

    let paused = places(&told, |what| matches!(what, What::Paused { .. }));
    let resumed = places(&told, |what| matches!(what, What::Resumed { .. }));
    let in_pause = &told[paused[0]..resumed[0]];
    assert_eq!(pictures(in_pause), [], "nothing is shown in a pause");
    let heard = |what: &What| matches!(what, What::AudioPlayed { .. });
    assert_eq!(places(in_pause, heard), [0; 0], "and nothing is heard");
    let lasted = told[resumed[0]].at.since(told[paused[0]].at);
    assert!(lasted >= ms(150), "{lasted}");

    let answered = places(&told, |what| matches!(what, What::SeekAnswered { .. }));
    assert_eq!(answered.len(), 2);
    // A computer that is busy may come to a picture too late, and throws it away then.
    let came = |what: &What| match what {
        What::FramePresented { pts, .. }
        | What::FrameDiscarded {
            pts,
            reason: DiscardReason::Late,
            ..
        } => Some(*pts),
        _ => None,
    };
    let after: Vec<Vec<MediaTime>> = answered
        .iter()
        .map(|&from| {
            told[from..]
                .iter()
                .filter_map(|it| came(&it.what))
                .collect()
        })
        .collect();
    assert_eq!(after[0][0], at(2920), "on the screen at 2.95 s");
    assert_eq!(
        after[1][0],
        at(1000),
        "on the screen at 1.01 s, shown in the pause"
    );
    assert!(pictures(&told[answered[1]..resumed[1]]).len() == 1);
    Ok(())
}

#[test]
fn at_four_times_the_speed_every_picture_comes_once_and_in_a_quarter_of_the_time()
-> Result<(), mpdbg_model::ScenarioNameError> {
    let thousandths = 4000;
    let scenario = Scenario {
        name: ScenarioName::parse("fast")?,
        steps: vec![ScenarioStep {
            when: When::Run(Span::ZERO),
            action: Action::Rate { thousandths },
        }],
        ..Scenario::default()
    };
    let told = events("h264-aac.mp4", scenario);
    let gone = told.iter().filter_map(|event| match event.what {
        What::FramePresented { pts, .. } | What::FrameDiscarded { pts, .. } => Some(pts),
        _ => None,
    });
    let all: Vec<MediaTime> = (0..100).map(|n| at(n * 40)).collect();
    assert_eq!(gone.collect::<Vec<_>>(), all);
    let took = told.last().map(|event| event.at).unwrap_or_default();
    let took = took.since(RunTime::ZERO);
    assert!(took > ms(950) && took < ms(3900), "{took} for 4 s");
    Ok(())
}

#[test]
fn what_decoding_and_the_process_took_is_told() {
    let told = events("vfr.mkv", Scenario::default());
    let count = |wanted: fn(&What) -> bool| places(&told, wanted).len();
    let decoded =
        count(|what| matches!(what, What::FrameDecoded { .. } | What::AudioDecoded { .. }));
    assert!(decoded > 100);
    assert_eq!(
        count(|what| matches!(what, What::DecodeTook { .. })),
        decoded
    );
    let used: Vec<_> = told
        .iter()
        .filter_map(|event| match &event.what {
            What::ResourcesMeasured(used) => Some(**used),
            _ => None,
        })
        .collect();
    assert!(used.len() > 4, "{}", used.len());
    assert!(used.is_sorted_by_key(|used| used.cpu));
    assert!(
        used.iter()
            .all(|used| used.resident > 0 && used.threads >= 2)
    );
    let behind: Vec<&What> = told[told.len() - 4..].iter().map(|it| &it.what).collect();
    let at_the_end = |wanted: fn(&What) -> bool| behind.iter().any(|what| wanted(what));
    assert!(at_the_end(|what| matches!(
        what,
        What::ResourcesMeasured(_)
    )));
    let load: Vec<_> = told
        .iter()
        .filter_map(|event| match &event.what {
            What::LoadMeasured(load) => Some(**load),
            _ => None,
        })
        .collect();
    if std::path::Path::new("/proc/self/schedstat").exists() {
        assert_eq!(load.len(), used.len());
        assert!(load.is_sorted_by_key(|load| load.waited));
        assert!(at_the_end(|what| matches!(what, What::LoadMeasured(_))));
    }
}
