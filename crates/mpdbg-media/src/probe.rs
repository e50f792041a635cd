//! The expected timeline: what the packets of a file promise, without decoding any.

use std::path::Path;

use mpdbg_model::{ExpectedTimeline, MediaTime, Span, StreamKind};

use crate::promise::Promise;
use crate::{Demuxer, MediaError, Read};

/// Errors in a row after which reading is given up.
const MOST_ERRORS: u32 = 100;

/// Reads what the sample at `path` promises.
///
/// # Errors
/// When the sample cannot be opened.
pub fn probe(path: &Path) -> Result<ExpectedTimeline, MediaError> {
    let mut demuxer = Demuxer::open(path)?;
    demuxer.read_all_sound();
    let mut streams: Vec<Promise> = demuxer
        .streams()
        .iter()
        .filter(|stream| stream.selected || stream.kind == StreamKind::Audio)
        .map(|info| Promise::new(info.clone(), demuxer.field_reader(info.index)))
        .collect();
    let read_error = read_all(&mut demuxer, &mut streams);
    let declared = demuxer.declared_duration();
    let start = demuxer.container().start;
    let mut played = streams.iter().filter(|stream| stream.info.selected);
    let is_kept = played.any(|stream| declared.is_some_and(|length| stream.holds(length)));
    let streams = streams
        .into_iter()
        .map(|stream| stream.finish(declared))
        .collect();
    let timeline = ExpectedTimeline {
        declared,
        start,
        streams,
        read_error,
    };
    Ok(if is_kept {
        ExpectedTimeline {
            declared: shown_length(&timeline),
            ..timeline
        }
    } else {
        timeline
    })
}

/// From the start of the container to the end of what is promised to be shown or heard; not more
/// than the container declares.
fn shown_length(timeline: &ExpectedTimeline) -> Option<Span> {
    let start = timeline.start.unwrap_or_default().max(MediaTime::ZERO);
    let played = timeline.streams.iter().filter(|it| it.info.selected);
    let ends = played.filter_map(|stream| {
        let picture = stream
            .frames
            .last()
            .map(|frame| frame.pts.plus(frame.duration));
        picture.or_else(|| stream.sound.last().map(|sound| sound.to))
    });
    ends.max()
        .map(|end| end.since(start))
        .into_iter()
        .chain(timeline.declared)
        .min()
}

fn read_all(demuxer: &mut Demuxer, streams: &mut [Promise]) -> Option<String> {
    let mut errors = 0;
    loop {
        match demuxer.read() {
            Read::Packet(packet) => {
                errors = 0;
                if let Some(stream) = streams.iter_mut().find(|s| s.info.index == packet.stream()) {
                    stream.add(&packet);
                }
            }
            Read::End => return None,
            Read::Failed(failure) => {
                errors += 1;
                if errors >= MOST_ERRORS {
                    return Some(failure.message);
                }
            }
        }
    }
}
