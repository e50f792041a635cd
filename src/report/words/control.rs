//! What was done to a play, and what it cost, in words.

use mpdbg_model::{SeekMode, What};

use crate::report::about::counted;

/// The words of an event that a scenario, a machine or a mark brings; none for any other event.
pub(crate) fn control_words(what: &What) -> Option<String> {
    let words = match what {
        What::ScenarioBegun(scenario) => {
            let steps = counted(scenario.steps.len() as u64, "step");
            format!("{}  {steps}", scenario.name)
        }
        What::ScenarioRefused { reason } => reason.to_string(),
        What::StepTaken { step } => format!("step {}", u32::from(*step) + 1),
        What::StepsLeft { first } => format!("from step {} on", u32::from(*first) + 1),
        What::Paused { position }
        | What::Resumed { position }
        | What::SeekAnswered { position } => {
            format!("position {position}")
        }
        What::SeekAsked { from, target, mode } => {
            let mode = match mode {
                SeekMode::Exact => "exact",
                SeekMode::Key => "to a key frame",
            };
            format!("from {from}  target {target}  {mode}")
        }
        What::RateChanged {
            thousandths,
            position,
        } => format!("× {}  position {position}", f64::from(*thousandths) / 1e3),
        What::AudioTrackSelected { stream, position } => {
            format!("stream {stream}  position {position}")
        }
        What::Looped { left } => format!("{left} left"),
        What::Restarted { from } => format!("from {from}"),
        What::VolumeChanged { percent } => format!("{percent} %"),
        What::DecodeTook { stream, pts, took } => {
            let pts = pts.map_or_else(|| "none".to_owned(), |pts| pts.to_string());
            format!("pts {pts}  stream {stream}  {:.3} ms", took.as_millis_f64())
        }
        What::ReadBlocked { took } | What::MachineStalled { took } => {
            format!("{:.3} ms", took.as_millis_f64())
        }
        What::PictureMarkRead { number, time } => format!("number {number}  time {time}"),
        What::SoundMarkRead { heard, time } => format!("time {time}  heard {heard}"),
        What::SoundMarkUnread { heard } => format!("heard {heard}"),
        What::CountersReported(counters) => format!(
            "decoded {}  presented {}  dropped {}",
            counters.decoded, counters.presented, counters.dropped
        ),
        What::ResourcesMeasured(used) => format!(
            "cpu {:.3} s  resident {} KiB  {} descriptors  {} threads",
            used.cpu.as_secs_f64(),
            used.resident >> 10,
            used.handles,
            used.threads
        ),
        What::LoadMeasured(load) => format!(
            "waited {:.3} ms for a core  {:.3} ms stolen",
            load.waited.as_millis_f64(),
            load.stolen.as_millis_f64()
        ),
        What::PictureSketched(sketch) => sums(sketch.0),
        What::SoundSketched(sketch) => sums(sketch.0),
        _ => return None,
    };
    Some(words)
}

/// The sums of a sketch, one after the other.
fn sums(sums: impl IntoIterator<Item = impl ToString>) -> String {
    let sums: Vec<String> = sums.into_iter().map(|it| it.to_string()).collect();
    sums.join(" ")
}
