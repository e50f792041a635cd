//! What an attempt amounts to, from how its process ended and what it recorded.

use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

use mpdbg_model::{EndReason, Event, Limits, Outcome, What};

use crate::play_one::EXIT_NOT_RECORDED;
use crate::watchdog::{End, Ended};

/// What a recording says of its own end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) open_failed: bool,
    /// Why the scenario does not fit the sample.
    pub(crate) refused: Option<String>,
    pub(crate) ended: Option<EndReason>,
}

impl Said {
    pub(crate) fn of(events: &[Event]) -> Self {
        let mut said = Self::default();
        for event in events {
            if let What::OpenFailed(_) = event.what {
                said.open_failed = true;
            } else if let What::ScenarioRefused { reason } = &event.what {
                said.refused = Some(reason.to_string());
            } else if let What::PlayEnded { reason, .. } = event.what {
                said.ended = Some(reason);
            }
        }
        said
    }
}

/// The outcome of an attempt. `stderr` is the end of what the player wrote there.
pub(crate) fn classify(ended: &Ended, said: Said, limits: &Limits, stderr: &[u8]) -> Outcome {
    match ended.end {
        End::Hung { how, silent_ms } => Outcome::Hung { how, silent_ms },
        End::TimedOut => Outcome::TimedOut {
            limit_ms: limits.timeout_ms,
        },
        End::Flooded => Outcome::Flooded {
            limit: limits.recording_bytes,
        },
        End::Interrupted => Outcome::Interrupted,
        End::Itself if ended.asked && !played_to_its_end(ended.status, &said) => {
            Outcome::Interrupted
        }
        End::Itself => of_status(ended.status, said, stderr),
    }
}

/// True for a player that was asked to end when it was over already.
fn played_to_its_end(status: ExitStatus, said: &Said) -> bool {
    status.success()
        && said
            .ended
            .is_some_and(|reason| reason != EndReason::Stopped)
}

fn of_status(status: ExitStatus, said: Said, stderr: &[u8]) -> Outcome {
    if let Some(signal) = status.signal() {
        return Outcome::Signaled {
            signal,
            name: signal_name(signal),
        };
    }
    match (status.code().unwrap_or(-1), said.refused) {
        (0, _) if said.open_failed => Outcome::OpenFailed,
        // Somebody else asked it to end: what it played is not the whole.
        (0, _) if said.ended == Some(EndReason::Stopped) => Outcome::Interrupted,
        (0, Some(reason)) => Outcome::NotApplicable { reason },
        (0, None) => Outcome::Finished,
        (EXIT_NOT_RECORDED, _) => Outcome::RecordingFailed {
            reason: last_line(stderr),
        },
        (code, _) => Outcome::Exited { code },
    }
}

fn signal_name(signal: i32) -> String {
    signal_hook::low_level::signal_name(signal)
        .map_or_else(|| format!("signal {signal}"), str::to_owned)
}

fn last_line(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let line = text.lines().rev().find(|line| !line.trim().is_empty());
    line.unwrap_or("the player could not write its recording")
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use mpdbg_model::{Hang, MediaTime, RunTime};

    const LIMITS: Limits = Limits {
        timeout_ms: 1,
        hang_ms: 2,
        recording_bytes: 3,
        memory_bytes: 4,
    };
    const NOTHING: Said = Said {
        open_failed: false,
        refused: None,
        ended: None,
    };
    const STOPPED: Said = Said {
        ended: Some(EndReason::Stopped),
        ..NOTHING
    };
    const END_OF_STREAM: Said = Said {
        ended: Some(EndReason::EndOfStream),
        ..NOTHING
    };

    fn by(end: End, asked: bool, wait_status: i32, said: Said) -> Outcome {
        let ended = Ended {
            end,
            asked,
            status: ExitStatus::from_raw(wait_status),
        };
        classify(&ended, said, &LIMITS, b"one\nNo space left\n\n")
    }

    #[test]
    fn a_player_that_ends_by_itself() {
        let itself = |status, said| by(End::Itself, false, status, said);
        let failed = Said {
            open_failed: true,
            ended: Some(EndReason::NothingToPlay),
            ..NOTHING
        };
        assert_eq!(itself(0, END_OF_STREAM), Outcome::Finished);
        assert_eq!(itself(0, NOTHING), Outcome::Finished);
        assert_eq!(itself(0, failed), Outcome::OpenFailed);
        assert_eq!(itself(0, STOPPED), Outcome::Interrupted);
        assert_eq!(itself(3 << 8, END_OF_STREAM), Outcome::Exited { code: 3 });
        let reason = "No space left".to_owned();
        assert_eq!(
            itself(EXIT_NOT_RECORDED << 8, NOTHING),
            Outcome::RecordingFailed { reason }
        );
        let name = "SIGSEGV".to_owned();
        assert_eq!(itself(11, NOTHING), Outcome::Signaled { signal: 11, name });
        let name = "signal 40".to_owned();
        assert_eq!(itself(40, NOTHING), Outcome::Signaled { signal: 40, name });
    }

    #[test]
    fn a_scenario_that_ends_or_refuses_the_play_is_no_interrupt() {
        let stopped = || Said {
            ended: Some(EndReason::ScenarioStopped),
            ..NOTHING
        };
        assert_eq!(by(End::Itself, false, 0, stopped()), Outcome::Finished);
        assert_eq!(by(End::Itself, true, 0, stopped()), Outcome::Finished);
        let refused = || Said {
            refused: Some("it cannot seek".to_owned()),
            ended: Some(EndReason::NothingToPlay),
            ..NOTHING
        };
        let reason = "it cannot seek".to_owned();
        assert_eq!(
            by(End::Itself, false, 0, refused()),
            Outcome::NotApplicable { reason }
        );
        assert_eq!(
            by(End::Itself, false, 3 << 8, refused()),
            Outcome::Exited { code: 3 }
        );
    }

    #[test]
    fn a_player_that_is_asked_to_end() {
        let asked = |status, said| by(End::Itself, true, status, said);
        assert_eq!(asked(0, STOPPED), Outcome::Interrupted);
        assert_eq!(asked(0, NOTHING), Outcome::Interrupted);
        assert_eq!(asked(15, NOTHING), Outcome::Interrupted);
        assert_eq!(asked(0, END_OF_STREAM), Outcome::Finished);
    }

    #[test]
    fn a_player_that_is_ended() {
        let killed = |end| by(end, false, 9, END_OF_STREAM);
        let (how, silent_ms) = (Hang::Waiting, 5);
        assert_eq!(
            killed(End::Hung { how, silent_ms }),
            Outcome::Hung { how, silent_ms }
        );
        assert_eq!(killed(End::TimedOut), Outcome::TimedOut { limit_ms: 1 });
        assert_eq!(killed(End::Flooded), Outcome::Flooded { limit: 3 });
        assert_eq!(killed(End::Interrupted), Outcome::Interrupted);
    }

    #[test]
    fn the_last_word_counts() {
        let ended = |reason| Event {
            at: RunTime::ZERO,
            what: What::PlayEnded {
                reason,
                position: MediaTime::ZERO,
            },
        };
        let events = [ended(EndReason::EndOfStream), ended(EndReason::Stopped)];
        assert_eq!(Said::of(&events), STOPPED);
        let refused = Event {
            at: RunTime::ZERO,
            what: What::ScenarioRefused {
                reason: "why".into(),
            },
        };
        assert_eq!(Said::of(&[refused]).refused.as_deref(), Some("why"));
        assert_eq!(Said::of(&[]), NOTHING);
    }
}
