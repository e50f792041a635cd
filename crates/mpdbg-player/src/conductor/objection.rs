//! Whether a scenario can apply to a sample.

use mpdbg_model::{
    Action, Happening, Place, Scenario, ScenarioNeeds, ScenarioStep, SeekTarget, When,
};

use super::SampleFacts;

/// Why the scenario cannot apply to a sample, if so: something that it needs is lacking, or one of its
/// steps can never happen.
pub fn objection(scenario: &Scenario, facts: &SampleFacts) -> Option<String> {
    lacking(scenario.needs, facts)
        .or_else(|| steps_that_cannot_be(scenario, facts))
        .or_else(|| stands_for_ever(&scenario.steps))
}

fn lacking(needs: ScenarioNeeds, facts: &SampleFacts) -> Option<String> {
    let tracks = facts.audio.len();
    if needs.seekable && !facts.seekable {
        return Some("the sample cannot seek".into());
    }
    if needs.pictures && !facts.pictures {
        return Some("the sample has no moving pictures".into());
    }
    if tracks < usize::from(needs.audio_tracks) {
        let wanted = needs.audio_tracks;
        return Some(format!(
            "{wanted} audio streams are needed, the sample has {tracks}"
        ));
    }
    if needs.length.nanos() <= 0 {
        return None;
    }
    match facts.length {
        None => Some("a length is needed, the sample's is unknown".into()),
        Some(length) if length < needs.length => {
            let wanted = needs.length;
            Some(format!(
                "a length of {wanted} is needed, the sample's is {length}"
            ))
        }
        Some(_) => None,
    }
}

fn steps_that_cannot_be(scenario: &Scenario, facts: &SampleFacts) -> Option<String> {
    let stop = scenario
        .steps
        .iter()
        .position(|step| step.action == Action::Stop);
    let steps = scenario.steps.iter().enumerate();
    steps.into_iter().find_map(|(number, step)| {
        let why = if stop.is_some_and(|stop| number > stop) {
            Some("is behind the stop".to_owned())
        } else {
            condition(step.when, facts).or_else(|| action(step.action, facts))
        };
        why.map(|why| format!("step {} {why}", number + 1))
    })
}

fn condition(when: When, facts: &SampleFacts) -> Option<String> {
    match when {
        When::Media(place) => place_in(place, facts),
        When::After {
            what: Happening::Picture,
            ..
        } if !facts.pictures => Some("waits for a picture, the sample has none".into()),
        When::After { .. } | When::Run(_) => None,
    }
}

fn place_in(place: Place, facts: &SampleFacts) -> Option<String> {
    let Some(media) = facts.media_at(place) else {
        return Some(UNKNOWN_LENGTH.into());
    };
    let length = facts.length?;
    let after = media.since(facts.begin);
    (after > length).then(|| format!("waits for {after}, the sample ends at {length}"))
}

const UNKNOWN_LENGTH: &str = "names a share of the sample's length, which is unknown";

fn action(action: Action, facts: &SampleFacts) -> Option<String> {
    match action {
        Action::Seek { to, .. } => {
            let is_share = matches!(to, SeekTarget::To(Place::Share(_)));
            (is_share && facts.length.is_none())
                .then(|| UNKNOWN_LENGTH.into())
                .or_else(|| needs_seeking(facts))
        }
        Action::SelectAudio { track } => {
            let tracks = facts.audio.len();
            let is_there = (1..=tracks).contains(&usize::from(track));
            (!is_there)
                .then(|| format!("asks for audio stream {track} of {tracks}"))
                .or_else(|| needs_seeking(facts))
        }
        Action::Loop { times } if times > 0 => needs_seeking(facts),
        Action::Restart => needs_seeking(facts),
        Action::Loop { .. }
        | Action::Pause
        | Action::Resume
        | Action::Rate { .. }
        | Action::Stop
        | Action::Volume { .. } => None,
    }
}

fn needs_seeking(facts: &SampleFacts) -> Option<String> {
    (!facts.seekable).then(|| "needs a sample that can seek".into())
}

/// While media time stands, neither a place nor the end is reached.
fn stands_for_ever(steps: &[ScenarioStep]) -> Option<String> {
    let mut paused = None;
    let mut shows_picture = false;
    for (number, step) in steps.iter().enumerate() {
        if let Some(pause) = paused {
            let comes = match step.when {
                When::Media(_) => false,
                When::Run(_) => true,
                When::After { what, .. } => match what {
                    Happening::Step => true,
                    Happening::Picture => shows_picture,
                    Happening::End => false,
                },
            };
            if !comes {
                return Some(format!(
                    "step {} never comes, step {} pauses the play",
                    number + 1,
                    pause + 1
                ));
            }
        }
        shows_picture = matches!(step.action, Action::Seek { .. });
        match step.action {
            Action::Pause => paused = paused.or(Some(number)),
            Action::Resume | Action::Restart | Action::Stop => paused = None,
            Action::Seek { .. }
            | Action::Rate { .. }
            | Action::SelectAudio { .. }
            | Action::Loop { .. }
            | Action::Volume { .. } => {}
        }
    }
    paused.map(|pause| format!("step {} pauses the play for ever", pause + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use mpdbg_model::{SeekMode, Span};

    fn facts() -> SampleFacts {
        SampleFacts {
            length: Some(Span::from_secs(4)),
            seekable: true,
            pictures: true,
            audio: vec![1],
            ..SampleFacts::default()
        }
    }

    fn steps(steps: &[(When, Action)]) -> Scenario {
        let step = |&(when, action): &(When, Action)| ScenarioStep { when, action };
        Scenario {
            steps: steps.iter().map(step).collect(),
            ..Scenario::default()
        }
    }

    fn at(seconds: i64) -> When {
        When::Media(Place::Time(Span::from_secs(seconds)))
    }

    const AT_ONCE: When = When::After {
        what: Happening::Step,
        wait: Span::ZERO,
    };

    fn seek(to: Place) -> Action {
        Action::Seek {
            to: SeekTarget::To(to),
            mode: SeekMode::Exact,
        }
    }

    fn said(scenario: &Scenario, facts: &SampleFacts) -> String {
        objection(scenario, facts).unwrap_or_default()
    }

    #[test]
    fn needs_that_are_not_met_are_named() {
        let needing = |needs| Scenario {
            needs,
            ..Scenario::default()
        };
        let none = ScenarioNeeds::default();
        let bare = SampleFacts::default();
        let seekable = ScenarioNeeds {
            seekable: true,
            ..none
        };
        let pictures = ScenarioNeeds {
            pictures: true,
            ..none
        };
        let tracks = ScenarioNeeds {
            audio_tracks: 2,
            ..none
        };
        let length = ScenarioNeeds {
            length: Span::from_secs(10),
            ..none
        };
        assert_eq!(said(&needing(none), &bare), "");
        assert_eq!(said(&needing(seekable), &bare), "the sample cannot seek");
        assert_eq!(
            said(&needing(pictures), &bare),
            "the sample has no moving pictures"
        );
        assert_eq!(
            said(&needing(tracks), &facts()),
            "2 audio streams are needed, the sample has 1"
        );
        assert!(said(&needing(length), &facts()).starts_with("a length of "));
        assert!(said(&needing(length), &bare).ends_with("unknown"));
    }

    #[test]
    fn steps_that_can_never_happen_are_named() {
        let unknown = SampleFacts {
            length: None,
            ..facts()
        };
        let beyond = steps(&[(at(1), Action::Pause), (at(5), Action::Resume)]);
        assert!(said(&beyond, &facts()).starts_with("step 2 waits for "));
        let share = steps(&[(at(1), seek(Place::Share(500_000)))]);
        assert_eq!(said(&share, &facts()), "");
        assert!(said(&share, &unknown).ends_with("which is unknown"));
        let track = steps(&[(at(1), Action::SelectAudio { track: 2 })]);
        assert_eq!(
            said(&track, &facts()),
            "step 1 asks for audio stream 2 of 1"
        );
        let sound_alone = SampleFacts {
            pictures: false,
            ..facts()
        };
        let picture = When::After {
            what: Happening::Picture,
            wait: Span::ZERO,
        };
        let waits = steps(&[(picture, Action::Stop)]);
        assert_eq!(said(&waits, &facts()), "");
        assert!(said(&waits, &sound_alone).starts_with("step 1 waits for a picture"));
        let behind = steps(&[(at(1), Action::Stop), (at(2), Action::Pause)]);
        assert_eq!(said(&behind, &facts()), "step 2 is behind the stop");
        let past_the_end = steps(&[(at(1), seek(Place::Time(Span::from_secs(9))))]);
        assert_eq!(said(&past_the_end, &facts()), "");
    }

    #[test]
    fn a_pause_without_a_way_out_is_named() {
        let pause = (at(1), Action::Pause);
        assert_eq!(
            said(&steps(&[pause]), &facts()),
            "step 1 pauses the play for ever"
        );
        let at_place = steps(&[pause, (at(2), Action::Resume)]);
        assert!(said(&at_place, &facts()).starts_with("step 2 never comes"));
        assert_eq!(
            said(&steps(&[pause, (AT_ONCE, Action::Resume)]), &facts()),
            ""
        );
        let picture = When::After {
            what: Happening::Picture,
            wait: Span::ZERO,
        };
        let seeks = [
            (AT_ONCE, seek(Place::Time(Span::ZERO))),
            (picture, Action::Resume),
        ];
        assert_eq!(said(&steps(&[&[pause], &seeks[..]].concat()), &facts()), "");
        let waits = steps(&[pause, (picture, Action::Resume)]);
        assert!(said(&waits, &facts()).starts_with("step 2 never comes"));
    }
}
