//! Where the header says that a stream ends.

use mpdbg_model::{ExpectedStream, MediaTime, Span, StreamKind};

use crate::Evidence;

/// The end that a header declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DeclaredEnd {
    /// The end.
    pub(crate) at: MediaTime,
    /// True when it is the container's, which is that of its longest stream: then nothing is lacking
    /// as long as one stream reaches it.
    pub(crate) of_container: bool,
}

/// The end that the header declares for `stream`: by the stream's own length where it states one, else
/// by the container's, which binds only when every stream of the container is played. Nothing when the
/// header promises no length.
pub(crate) fn declared_end(
    evidence: &Evidence<'_>,
    stream: &ExpectedStream,
) -> Option<DeclaredEnd> {
    let expected = evidence.expected?;
    let whole = expected.declared?;
    if let Some(own) = stream.info.duration.filter(|own| *own > Span::ZERO) {
        let at = start_of(stream)?.plus(own);
        return Some(DeclaredEnd {
            at,
            of_container: false,
        });
    }
    let mut others = evidence.play.streams.iter();
    let all_played = others.all(|other| other.selected || other.kind == StreamKind::Attachment);
    let played = || expected.streams.iter().filter(|it| it.info.selected);
    let others_state = played().any(|other| other.info.duration.is_some());
    let starts = played().filter_map(start_of).min();
    let at = expected.start.or(starts)?.plus(whole);
    (all_played && !others_state).then_some(DeclaredEnd {
        at,
        of_container: true,
    })
}

fn start_of(stream: &ExpectedStream) -> Option<MediaTime> {
    let first = stream.frames.first().map(|frame| frame.pts);
    let first = first.or_else(|| stream.sound.first().map(|piece| piece.from));
    stream.info.start.or(first)
}
