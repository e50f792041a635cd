//! Decoding on the wall clock, on a thread of its own: one answer a request, in order.

use std::sync::mpsc::{Receiver, Sender};
use std::time::Instant;

use mpdbg_media::LogCapture;
use mpdbg_model::{QueueLevels, StreamKind, What};

use crate::Reposition;
use crate::reading::span;
use crate::source::{Pulled, Source, tell_log};

/// What the decoding thread is asked for.
pub(crate) enum Request {
    /// The next picture or sound.
    Pull(StreamKind),
    /// To go on elsewhere.
    Reposition(Reposition),
}

/// What the decoding thread says.
pub(crate) struct Answer {
    /// How often it was asked to go on elsewhere before.
    pub(crate) generation: u32,
    /// What was asked for and what came, if anything was asked for.
    pub(crate) pulled: Option<(StreamKind, Pulled)>,
    /// What happened meanwhile.
    pub(crate) told: Vec<What>,
    /// Packets that wait.
    pub(crate) levels: QueueLevels,
}

/// Decodes until nobody asks or listens any more.
pub(crate) fn decode<M: From<Answer>>(
    mut source: Source,
    requests: &Receiver<Request>,
    answers: &Sender<M>,
) {
    let log = LogCapture::start();
    let mut generation = 0;
    while let Ok(request) = requests.recv() {
        let mut told = Vec::new();
        let pulled = match request {
            Request::Pull(kind) => Some((kind, pull(&mut source, kind, &log, &mut told))),
            Request::Reposition(to) => {
                generation += 1;
                source.reposition(to, &mut told);
                tell_log(&log, &mut told);
                None
            }
        };
        let answer = Answer {
            generation,
            pulled,
            told,
            levels: source.levels(),
        };
        if answers.send(answer.into()).is_err() {
            return;
        }
    }
}

/// Decodes, and tells how long that took without the reading.
fn pull(source: &mut Source, kind: StreamKind, log: &LogCapture, told: &mut Vec<What>) -> Pulled {
    let begun = Instant::now();
    let pulled = source.pull(kind, log, told);
    let whole = begun.elapsed();
    let reading = source.take_reading();
    if let Some(took) = reading.blocked {
        told.insert(0, What::ReadBlocked { took });
    }
    if matches!(pulled, Pulled::Picture(_) | Pulled::Sound(_)) {
        let stream = source.stream(kind).map_or(0, |info| info.index);
        let took = span(whole.saturating_sub(reading.total));
        let pts = pulled.pts();
        told.push(What::DecodeTook { stream, pts, took });
    }
    pulled
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::mpsc::channel;

    use mpdbg_media::{Demuxer, MediaError};
    use mpdbg_model::{MediaTime, Span};

    use super::*;

    #[test]
    fn every_request_is_answered_in_order_and_says_of_which_place_it_is() -> Result<(), MediaError>
    {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
        let demuxer = Demuxer::open(&samples.join("h264-aac.mp4"))?;
        let source = Source::new(demuxer, &mut Vec::new());
        let (requests, requested) = channel();
        let (answers, answered) = channel::<Answer>();
        let to = Reposition {
            target: MediaTime::ZERO.plus(Span::from_secs(3)),
            from_begin: false,
            audio: None,
        };
        let pull = || Request::Pull(StreamKind::Video);
        for request in [pull(), Request::Reposition(to), pull(), pull()] {
            assert!(requests.send(request).is_ok());
        }
        drop(requests);
        decode(source, &requested, &answers);
        drop(answers);
        let got: Vec<_> = answered
            .iter()
            .map(|answer| {
                let pts = answer.pulled.and_then(|(_, pulled)| pulled.pts());
                (answer.generation, pts.map(MediaTime::nanos))
            })
            .collect();
        let seconds = 1_000_000_000;
        let wanted = [
            (0, Some(0)),
            (1, None),
            (1, Some(2 * seconds)),
            (1, Some(2 * seconds + 40_000_000)),
        ];
        assert_eq!(got, wanted);
        Ok(())
    }
}
