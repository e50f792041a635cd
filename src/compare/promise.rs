//! What a sample promises, as either session knows it.

use std::cmp::Ordering;
use std::io::ErrorKind;
use std::path::Path;

use mpdbg_model::{ExpectedTimeline, MediaTime, Reference, SampleName, Span};
use mpdbg_session::{RecordingError, Session, read_expected, read_reference};

/// What a session knows of a sample without the player; all its cases share it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Promise {
    pub(super) expected: Option<ExpectedTimeline>,
    pub(super) reference: Option<Reference>,
    /// Why one of them cannot be read, though it is there.
    pub(super) unreadable: Option<String>,
}

impl Promise {
    /// Reads it.
    pub(super) fn of(session: &Session, sample: &SampleName) -> Self {
        let mut promise = Self::default();
        match present(read_expected, &session.expected_path(sample)) {
            Ok(expected) => promise.expected = expected,
            Err(what) => promise.unreadable = Some(what),
        }
        if session.configuration().reference {
            match present(read_reference, &session.reference_path(sample)) {
                Ok(reference) => promise.reference = reference,
                Err(what) => promise.unreadable = Some(what),
            }
        }
        promise
    }
}

/// What is in a file, if there is one.
fn present<T>(
    read: impl FnOnce(&Path) -> Result<T, RecordingError>,
    path: &Path,
) -> Result<Option<T>, String> {
    match read(path) {
        Ok(value) => Ok(Some(value)),
        Err(RecordingError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

/// Makes both promise what the one promises that promises more, where the same sample promises different
/// things; answers a remark on it. What finds out what a sample promises is built with the program under
/// test: where it loses the end of a file, it promises as little as it plays.
pub(super) fn agree(before: &mut Promise, after: &mut Promise) -> Option<String> {
    let (Some(one), Some(other)) = (&before.expected, &after.expected) else {
        return None;
    };
    if one == other {
        return None;
    }
    let remark = remark(one, other);
    match by_promise(one, other) {
        Ordering::Less => before.expected.clone_from(&after.expected),
        Ordering::Equal | Ordering::Greater => after.expected.clone_from(&before.expected),
    }
    Some(remark)
}

/// The one that promises more is the greater: more pictures, then more sound, then a later end; if that is
/// all the same, by what they say.
fn by_promise(one: &ExpectedTimeline, other: &ExpectedTimeline) -> Ordering {
    let much = |it: &ExpectedTimeline| (pictures(it), sound(it), end(it));
    let words = |it: &ExpectedTimeline| serde_json::to_string(it).unwrap_or_default();
    much(one)
        .cmp(&much(other))
        .then_with(|| words(one).cmp(&words(other)))
}

fn pictures(timeline: &ExpectedTimeline) -> usize {
    timeline.video().map_or(0, |stream| stream.frames.len())
}

fn sound(timeline: &ExpectedTimeline) -> Span {
    let pieces = timeline.audio().into_iter().flat_map(|it| &it.sound);
    pieces.fold(Span::ZERO, |sum, it| sum.plus(it.to.since(it.from)))
}

/// Where the last picture or piece of sound ends.
fn end(timeline: &ExpectedTimeline) -> Option<MediaTime> {
    let frames = timeline.video().into_iter().flat_map(|it| &it.frames);
    let pieces = timeline.audio().into_iter().flat_map(|it| &it.sound);
    let frames = frames.map(|it| it.pts.plus(it.duration));
    frames.chain(pieces.map(|it| it.to)).max()
}

fn remark(before: &ExpectedTimeline, after: &ExpectedTimeline) -> String {
    let ended = |it| end(it).map_or_else(|| "nowhere".to_owned(), |end| end.to_string());
    let told = |it| {
        [
            format!("{} pictures", pictures(it)),
            format!("{} of sound", sound(it)),
            format!("an end at {}", ended(it)),
        ]
    };
    let both = told(before).into_iter().zip(told(after));
    let differ = both.filter(|(one, other)| one != other);
    let differ: Vec<String> = differ
        .map(|(one, other)| format!("{one} before, {other} after"))
        .collect();
    let (what, which) = if differ.is_empty() {
        let which = match by_promise(before, after) {
            Ordering::Less => "by that of the session after",
            Ordering::Equal | Ordering::Greater => "by that of the session before",
        };
        ("times or parameters of streams".to_owned(), which)
    } else {
        (differ.join("; "), "by the longer")
    };
    format!("the two sides promise different things: {what}; both are judged {which}")
}
