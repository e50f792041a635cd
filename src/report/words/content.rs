//! Pictures and sound that differ, in words.

use mpdbg_analysis::{
    CaseComparison, Comparison, ContentChange, ContentDistance, PRESENTATION, PresentationChange,
};
use mpdbg_model::{Decibels, MediaTime, PictureSketch, RuleId, SoundSketch};

use crate::report::about::counted;
use crate::report::divergence::words as divergence;

/// What the distance of pictures is told in.
const PICTURES: &str = "dB PSNR";
/// What the distance of sound is told in.
const SOUND: &str = "dBFS";

/// Pictures or sound, and what differs of them.
struct Part {
    rule: &'static str,
    noun: &'static str,
    all: u64,
    other: u64,
    first: Option<MediaTime>,
    distance: Option<ContentDistance>,
    is_sound: bool,
}

/// What differs though no rule says whether for the better or the worse: the content, and what is presented
/// otherwise. Empty where nothing does.
pub(crate) fn content(case: &CaseComparison) -> Vec<(RuleId, String)> {
    let mut told = case.content.as_ref().map_or_else(Vec::new, of_content);
    told.extend(case.presentation.as_ref().map(of_presentation));
    told
}

fn of_presentation(change: &PresentationChange) -> (RuleId, String) {
    let first = &change.first;
    let at = first
        .media
        .map_or_else(String::new, |media| format!("from {media}: "));
    let more: u64 = change.kinds.iter().map(|it| it.divergences).sum();
    let more = match more.saturating_sub(1) {
        0 => String::new(),
        more => format!("; {} more", counted(more, "difference")),
    };
    let why = match (&change.accepted, change.weighs) {
        (Some(reason), _) => format!(" (accepted: {reason})"),
        (None, true) => String::new(),
        (None, false) => " (within the limit)".to_owned(),
    };
    let words = format!("{at}{}{more}{why}", divergence(first));
    (RuleId(PRESENTATION), words)
}

fn of_content(content: &ContentChange) -> Vec<(RuleId, String)> {
    let parts = [
        Part {
            rule: "picture::checksum",
            noun: "pictures",
            all: content.pictures,
            other: content.other_pictures,
            first: content.first_picture,
            distance: content.picture_distance,
            is_sound: false,
        },
        Part {
            rule: "sound::checksum",
            noun: "pieces of sound",
            all: content.sounds,
            other: content.other_sounds,
            first: content.first_sound,
            distance: content.sound_distance,
            is_sound: true,
        },
    ];
    let parts = parts.into_iter().filter(|it| it.other > 0);
    parts
        .map(|part| (RuleId(part.rule), part.words(content)))
        .collect()
}

/// In how many cases the content differs by no more than what another version of the decoder rounds
/// otherwise, and how far at worst.
pub(crate) fn rounding(comparison: &Comparison) -> Option<String> {
    let contents = comparison.cases.iter().filter_map(|it| it.content.as_ref());
    let contents: Vec<&ContentChange> = contents.filter(|it| it.is_rounding()).collect();
    if contents.is_empty() {
        return None;
    }
    let count = |others: fn(&ContentChange) -> u64| {
        let others = contents.iter().filter(|it| others(it) > 0);
        counted(others.count() as u64, "case")
    };
    let pictures = contents.iter().filter_map(|it| it.picture_distance);
    let pictures = pictures.map(|it| it.furthest).min();
    let sounds = contents.iter().filter_map(|it| it.sound_distance);
    let sounds = sounds.map(|it| it.furthest).max();
    let at_worst = |furthest: Option<Decibels>, unit: &str| {
        furthest.map_or_else(String::new, |it| format!(" (at worst {it} {unit})"))
    };
    Some(format!(
        "other content, made by another decoder: the pictures of {}{}, the sound of {}{}",
        count(|it| it.other_pictures),
        at_worst(pictures, PICTURES),
        count(|it| it.other_sounds),
        at_worst(sounds, SOUND),
    ))
}

impl Part {
    fn words(&self, content: &ContentChange) -> String {
        let Self {
            noun, all, other, ..
        } = self;
        let first = self
            .first
            .map_or_else(String::new, |at| format!(", the first at {at}"));
        let far = self
            .distance
            .map_or_else(String::new, |it| self.how_far(&it));
        let why = self.why(content);
        format!("{other} of {all} {noun} have other content{first}{far}{why}")
    }

    fn how_far(&self, distance: &ContentDistance) -> String {
        let ContentDistance {
            measured,
            furthest,
            furthest_at,
            beyond,
            first_beyond,
        } = distance;
        let (unit, nearest, bound) = if self.is_sound {
            (SOUND, SoundSketch::NEAREST, "less")
        } else {
            (PICTURES, PictureSketch::NEAREST, "more")
        };
        let bound = if *furthest == nearest {
            format!(" or {bound}")
        } else {
            format!(" at {furthest_at}")
        };
        let unmeasured = match self.other.saturating_sub(*measured) {
            0 => String::new(),
            rest => format!(", {rest} not measured"),
        };
        let beyond = match first_beyond {
            Some(at) => format!("; {beyond} beyond what rounding does, the first at {at}"),
            None => String::new(),
        };
        format!("; at worst {furthest} {unit}{bound}{unmeasured}{beyond}")
    }

    /// Why it is no defect, where it is none.
    fn why(&self, content: &ContentChange) -> String {
        let beyond = self.distance.is_some_and(|it| it.beyond > 0);
        if content.other_decoder && !beyond {
            return match self.distance {
                Some(_) => " (another decoder's rounding)".to_owned(),
                None => " (another decoder; not recorded how far apart)".to_owned(),
            };
        }
        if content.comes_and_goes {
            return " (it comes and goes)".to_owned();
        }
        if content.is_explained() {
            return " (at a defect that changed)".to_owned();
        }
        match &content.accepted {
            Some(reason) => format!(" (accepted: {reason})"),
            None => String::new(),
        }
    }
}
