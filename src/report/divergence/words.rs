//! A divergence in words.

use mpdbg_analysis::{Divergence, DivergenceKind as Kind, DivergenceSide as Side};
use mpdbg_model::Span;

use crate::report::about::counted;

/// From here on a length is told in seconds.
const SECONDS: Span = Span::from_secs(1);

/// What a divergence is, from the first recording to the second.
pub(crate) fn words(it: &Divergence) -> String {
    let mut words = said(it);
    let rest = it.count.saturating_sub(1);
    if rest > 0 && it.lasting.is_none() {
        words = format!("{words}, and {rest} more in a row");
        if let Some(most) = it.most.filter(|most| it.by.is_some_and(|by| by != *most)) {
            words = format!("{words}, by up to {}", amount(most));
        }
    }
    // A shift says so itself.
    let said = it.kind == Kind::Shift && it.lasting == it.by;
    if let Some(lasting) = it.lasting.filter(|_| !said) {
        let stays = how(lasting, "later", "earlier");
        words = format!("{words}; what follows stays {stays}");
    }
    words
}

/// A length without its sign.
fn amount(span: Span) -> String {
    let span = span.abs();
    if span < SECONDS {
        format!("{:.3} ms", span.as_millis_f64())
    } else {
        span.to_string()
    }
}

fn how(by: Span, more: &str, less: &str) -> String {
    let word = if by < Span::ZERO { less } else { more };
    format!("{} {word}", amount(by))
}

fn said(it: &Divergence) -> String {
    let by = it.by.unwrap_or_default();
    let later = || how(by, "later", "earlier");
    let further = || how(by, "further", "further back");
    match it.kind {
        Kind::PictureLate => format!(
            "a picture is presented {} than before, against its due time",
            later()
        ),
        Kind::PictureContent => "a picture has other pixels".to_owned(),
        Kind::PictureTime => format!("a picture carries another time, {}", further()),
        Kind::PictureOrder => "two pictures are presented in another order".to_owned(),
        Kind::SoundContent => "sound has other samples".to_owned(),
        Kind::SoundTime => format!("sound carries another time, {}", further()),
        Kind::SoundPieces => "sound is written in other pieces".to_owned(),
        Kind::Shift => format!("everything is {} than before from here on", later()),
        Kind::SeekLanding => format!("a seek lands elsewhere, {}", further()),
        Kind::SeekTime => format!("a seek is answered {} than before", later()),
        Kind::Start if it.lacks.is_none() => {
            let place = it.before.at == it.after.at;
            let by = if place { further() } else { later() };
            format!("the play starts elsewhere or at another moment, {by}")
        }
        Kind::Clock if it.lacks.is_none() => format!("a clock jumps, {} than before", further()),
        Kind::Position => format!(
            "the position that is heard jumps, {} than before",
            further()
        ),
        Kind::Ending if it.lacks.is_none() => match it.by {
            Some(_) if it.before.at == it.after.at => {
                format!("the play ends at another position, {}", further())
            }
            Some(_) => format!("the play ends {} than before", later()),
            None => "the play ends for another reason".to_owned(),
        },
        Kind::Underrun if it.lacks.is_none() => {
            format!("an underrun lacks {}", how(by, "more sound", "less sound"))
        }
        Kind::Crash => "the attempt ended otherwise".to_owned(),
        Kind::Order => "the same events come in another order".to_owned(),
        kind => match it.lacks {
            Some(lacks) => one_sided(kind, lacks),
            None => otherwise(kind, it.by),
        },
    }
}

/// What one side has and the other lacks.
fn one_sided(kind: Kind, lacks: Side) -> String {
    let (gone, come) = match kind {
        Kind::PictureDropped => (
            "a picture is thrown away as late that was presented before",
            "a picture is presented that was thrown away as late before",
        ),
        Kind::PictureLacking => (
            "a picture is not presented that was before",
            "a picture is presented that was not before",
        ),
        Kind::PictureTwice => (
            "a picture is presented once less than before",
            "a picture is presented once more than before",
        ),
        Kind::PictureStale => (
            "no picture from before the seek is presented any more",
            "a picture from before the seek is presented after it",
        ),
        Kind::SoundLacking => (
            "sound is not written that was before",
            "sound is written that was not before",
        ),
        Kind::SoundTwice => (
            "sound is written once less than before",
            "sound is written once more than before",
        ),
        Kind::SoundSilence => (
            "silence is no longer filled in, or stands in the place of sound",
            "silence is filled in, or sound stands in the place of silence",
        ),
        Kind::Underrun => (
            "the sound device does not run dry any more",
            "the sound device runs dry",
        ),
        Kind::Step => (
            "a step of the scenario is not taken that was before",
            "a step of the scenario is taken that was not before",
        ),
        Kind::Control => (
            "what a step does is not done any more",
            "a step does what it did not before",
        ),
        Kind::Log => (
            "a library does not write this message any more",
            "a library writes another message",
        ),
        Kind::Damage => ("damage is not reported any more", "damage is reported"),
        Kind::Ending => (
            "the end of the play is not told any more",
            "the end of the play is told",
        ),
        Kind::Work => (
            "decoding or reading takes no time any more",
            "decoding or reading takes time",
        ),
        _ => return format!("{}: only {}", kind.title(), has(lacks)),
    };
    match lacks {
        Side::After => gone.to_owned(),
        Side::Before => come.to_owned(),
    }
}

const fn has(lacks: Side) -> &'static str {
    match lacks {
        Side::After => "before",
        Side::Before => "after",
    }
}

fn otherwise(kind: Kind, by: Option<Span>) -> String {
    match by.filter(|by| *by != Span::ZERO) {
        Some(by) => format!("{}, {}", kind.title(), how(by, "more", "less")),
        None => kind.title().to_owned(),
    }
}

/// `, which explains 2 others`, or nothing.
pub(super) fn explains(it: &Divergence) -> String {
    match it.explains {
        0 => String::new(),
        others => format!(", which explains {}", counted(others, "other difference")),
    }
}

#[cfg(test)]
mod tests {
    use mpdbg_model::RunTime;

    use super::*;
    use mpdbg_analysis::Spot;

    #[test]
    fn both_ways_of_every_kind_read_differently_or_need_no_direction() {
        let spot = |at| Spot {
            event: 0,
            at: RunTime::from_nanos(at),
            there: true,
        };
        for kind in Kind::ALL {
            let there = Divergence {
                kind: *kind,
                lacks: Some(Side::After),
                media: None,
                by: Some(Span::from_millis(40)),
                most: None,
                lasting: None,
                before: spot(0),
                after: spot(1),
                count: 2,
                follows: None,
                explains: 0,
            };
            let (forth, back) = (words(&there), words(&there.mirrored()));
            let symmetric = ["content", "pieces", "order", "crash", "ending"];
            let needs_none = symmetric.iter().any(|it| kind.name().contains(it));
            assert!(forth != back || needs_none, "{forth}");
            assert!(forth.ends_with(", and 1 more in a row"), "{forth}");
        }
    }
}
