//! Whether the pictures that were presented are the ones that the player says.

use mpdbg_model::{ContentHash, ExpectedStream, MediaTime, Reference, Span, Timing};

use crate::Evidence;
use crate::states::{How, Play, Presented, SeenMark};

/// What is in a picture that was presented, as far as its mark or the reference decode tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Nothing says that it is another one than the player says.
    Own,
    /// The one of the picture before once more.
    Again,
    /// One of the place before a seek, in the place of the first ones behind it.
    Stale,
    /// Another one's, which the reference decode has at this time too: it is the file's doing.
    Moved,
    /// Another one's, which belongs so much later, or, negative, earlier.
    Other(Span),
}

/// True when two hashes can be compared at all.
pub(crate) const fn same_kind(a: ContentHash, b: ContentHash) -> bool {
    matches!(
        (a, b),
        (ContentHash::Xxh3(_), ContentHash::Xxh3(_)) | (ContentHash::Md5(_), ContentHash::Md5(_))
    )
}

impl Evidence<'_> {
    /// What is in a picture that was presented, by its index in `Play::presented`.
    pub(crate) fn content_of(&self, shown: u32) -> Content {
        let content = self.contents.get(shown as usize);
        content.copied().unwrap_or(Content::Own)
    }

    /// The pictures that were presented behind a seek under a new time, but with content from before it.
    pub(crate) fn stale_content(&self) -> impl Iterator<Item = &Presented> {
        let shown = self.play.presented.iter().zip(&self.contents);
        let stale = shown.filter(|(_, content)| **content == Content::Stale);
        stale.map(|(shown, _)| shown)
    }
}

/// What is in each presented picture; nothing where neither marks nor a reference tell.
pub(super) fn contents(
    play: &Play<'_>,
    promised: Option<&ExpectedStream>,
    reference: Option<&Reference>,
    frame: Span,
) -> Vec<Content> {
    let right = reference.map(Right::of);
    if play.marks.seen.is_empty() && right.is_none() {
        return Vec::new();
    }
    let mut contents = vec![Content::Own; play.presented.len()];
    shown_again(play, right.as_ref(), &mut contents);
    let marks = read(play, promised, frame, &contents);
    let groups: Vec<&[Read]> = marks.chunk_by(|a, b| a.ahead == b.ahead).collect();
    let stale = stale(play, &groups, frame);
    for read in groups.iter().take(usize::from(stale)).copied().flatten() {
        contents[read.shown] = Content::Stale;
    }
    let judge = Judge {
        play,
        promised,
        right,
        frame,
    };
    judge.others(&groups[usize::from(stale)..], &mut contents);
    contents
}

/// The hashes of the reference decode, by time.
struct Right(Vec<(MediaTime, ContentHash)>);

impl Right {
    fn of(reference: &Reference) -> Self {
        let pictures = reference.pictures.iter();
        let mut known: Vec<_> = pictures
            .filter_map(|picture| Some((picture.pts?, picture.hash)))
            .collect();
        known.sort_by_key(|(pts, _)| *pts);
        Self(known)
    }

    /// The hash at `pts`; nothing when there is none or more than one picture.
    fn at(&self, pts: MediaTime) -> Option<ContentHash> {
        let first = self.0.partition_point(|(time, _)| *time < pts);
        let next = self.0.get(first + 1);
        let found = self.0.get(first).filter(|(time, _)| *time == pts)?;
        next.is_none_or(|(time, _)| *time != pts).then_some(found.1)
    }
}

fn shown_again(play: &Play<'_>, right: Option<&Right>, contents: &mut [Content]) {
    let pts = |mark: &SeenMark| play.presented.get(mark.shown as usize).map(|one| one.pts);
    for pair in play.marks.seen.windows(2) {
        let neighbours = pair[1].shown == pair[0].shown + 1;
        if neighbours && pair[0].number == pair[1].number && pts(&pair[0]) != pts(&pair[1]) {
            contents[pair[1].shown as usize] = Content::Again;
        }
    }
    let Some(right) = right else {
        return;
    };
    for (index, pair) in (1..).zip(play.presented.windows(2)) {
        let (before, now) = (play.hash_of(pair[0].event), play.hash_of(pair[1].event));
        let differ = right.at(pair[0].pts).zip(right.at(pair[1].pts));
        let should_differ = differ.is_some_and(|(a, b)| a != b && same_kind(b, now));
        if should_differ && before == now && differ.is_some_and(|(a, _)| a == now) {
            contents[index] = Content::Again;
        }
    }
}

/// A mark beside what the player says of its picture.
#[derive(Clone, Copy)]
struct Read {
    shown: usize,
    pts: MediaTime,
    time: MediaTime,
    /// How many pictures further the content is than the number of the picture that the file promises at
    /// its time, plus whatever number this stretch began with.
    ahead: i64,
}

impl Read {
    /// What has to be added to the time of content for its presentation time.
    const fn offset(&self) -> Span {
        self.pts.since(self.time)
    }
}

/// The marks, but those of pictures that were shown again.
fn read(
    play: &Play<'_>,
    promised: Option<&ExpectedStream>,
    frame: Span,
    contents: &[Content],
) -> Vec<Read> {
    let carried = promised.filter(|stream| stream.timing == Timing::Carried);
    let step = frame.nanos().max(1);
    let seen = play.marks.seen.iter();
    let read = seen.filter_map(|mark| {
        let shown = mark.shown as usize;
        let pts = play.presented.get(shown)?.pts;
        let place = match carried.filter(|stream| !stream.frames.is_empty()) {
            Some(stream) => nearest(stream, pts) as i64,
            None => (pts.nanos() + step / 2).div_euclid(step),
        };
        let of_content = if carried.is_some() {
            i64::from(mark.number)
        } else {
            (mark.time.nanos() + step / 2).div_euclid(step)
        };
        (contents[shown] == Content::Own).then_some(Read {
            shown,
            pts,
            time: mark.time,
            ahead: of_content - place,
        })
    });
    read.collect()
}

fn nearest(stream: &ExpectedStream, pts: MediaTime) -> usize {
    let after = stream.frames.partition_point(|frame| frame.pts < pts);
    let off = |index: usize| {
        let frame = stream.frames.get(index);
        frame.map_or(Span::from_nanos(i64::MAX), |frame| {
            frame.pts.since(pts).abs()
        })
    };
    let before = after.saturating_sub(1);
    if off(before) <= off(after) {
        before
    } else {
        after
    }
}

/// True when the first group is from before the seek that this stretch began with: nearer to the place
/// before than to the time that it was given.
fn stale(play: &Play<'_>, groups: &[&[Read]], frame: Span) -> bool {
    let Some(stretch) = &play.stretch else {
        return false;
    };
    let moved = stretch
        .begun
        .filter(|begun| !matches!(begun.how, How::Track(_)));
    let ((Some(first), Some(next)), Some(before), Some(_)) = (
        (
            groups.first().and_then(|group| group.first()),
            groups.get(1).and_then(|group| group.first()),
        ),
        stretch.before,
        moved,
    ) else {
        return false;
    };
    let own = first.time.plus(next.offset());
    let off = first.pts.since(own).abs();
    off > frame.half() && own.since(before).abs() < off
}

struct Judge<'a> {
    play: &'a Play<'a>,
    promised: Option<&'a ExpectedStream>,
    right: Option<Right>,
    frame: Span,
}

impl Judge<'_> {
    /// Names the groups that come from elsewhere and after which the play goes on as before: a shift that
    /// stays is a picture that is missing or was added.
    fn others(&self, groups: &[&[Read]], contents: &mut [Content]) {
        let mut usual: Option<&[Read]> = groups.first().copied();
        for (index, group) in groups.iter().enumerate().skip(1) {
            let Some(base) = usual.and_then(|usual| usual.last()) else {
                return;
            };
            let returns = groups[index + 1..]
                .iter()
                .any(|later| later[0].ahead == base.ahead);
            if group[0].ahead == base.ahead || !returns {
                usual = Some(group);
                continue;
            }
            for read in *group {
                let own = read.time.plus(base.offset());
                let by = own.since(read.pts);
                if by.abs() > self.frame.half() && self.is_promised(own) {
                    let is_right = self.is_right(read);
                    contents[read.shown] = if is_right {
                        Content::Moved
                    } else {
                        Content::Other(by)
                    };
                }
            }
        }
    }

    /// True when the file has a time of its own for this content; beyond the ends of the stretch it has.
    fn is_promised(&self, own: MediaTime) -> bool {
        let frames = self.promised.map_or(&[][..], |stream| &stream.frames);
        let Some((first, last)) = frames.first().zip(frames.last()) else {
            return true;
        };
        let near = Span::from_nanos(self.frame.nanos() / 4);
        let after = frames.partition_point(|frame| frame.pts < own.minus(near));
        let there = frames
            .get(after)
            .is_some_and(|frame| frame.pts <= own.plus(near));
        there || own < first.pts || own > last.pts
    }

    /// True when the reference decode has this content at this time too.
    fn is_right(&self, read: &Read) -> bool {
        let event = self.play.presented[read.shown].event;
        let right = self.right.as_ref().and_then(|right| right.at(read.pts));
        right == Some(self.play.hash_of(event))
    }
}
