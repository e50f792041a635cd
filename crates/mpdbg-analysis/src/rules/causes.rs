//! Why a defect came about, where the events show it.
//!
//! Every cause is found here, and from events alone: a picture is late because it was decoded late, which
//! took as long as it did because a read blocked. The rules themselves name no causes, so that the same
//! thing is explained in the same words everywhere. A cause is no defect by itself.

use mpdbg_model::{Cause, Defect, EventRange, MediaRange, RunTime, Span, StreamKind, What};

use super::finding::ms;
use crate::states::{DamageKind, Play, Strain, StrainKind};
use crate::{Evidence, Profile};

/// How far back something that took time may reach: what was decoded ahead is used up by then.
const REACH: Span = Span::from_secs(2);

/// Fills in the causes of `defects`, the nearest first.
pub(crate) fn explain(evidence: &Evidence<'_>, defects: &mut [Defect]) {
    let play = evidence.play;
    let nothing_told = play.strains.is_empty()
        && play.underruns.is_empty()
        && play.damage.is_empty()
        && play.read_failures.is_empty()
        && play.course.deeds.is_empty();
    if nothing_told {
        return;
    }
    for defect in defects {
        defect.causes = causes(evidence, defect);
    }
}

fn causes(evidence: &Evidence<'_>, defect: &Defect) -> Vec<Cause> {
    let play = evidence.play;
    match defect.rule.0 {
        "picture::late"
        | "picture::dropped-late"
        | "picture::freeze"
        | "timing::scheduled-in-past" => of_a_late_picture(play, defect),
        "timing::start-up" | "seek::latency" | "seek::unanswered" => of_waiting(play, defect),
        "timing::stall" | "timing::position" => of_a_stand(play, defect),
        "sound::underrun" => of_an_underrun(play, defect),
        "sync::offset" | "sync::step" => of_an_offset(play, defect),
        "picture::missing"
        | "picture::null"
        | "picture::tail-missing"
        | "picture::dropped-by-decoder"
        | "seek::landing" => of_a_loss(evidence, defect, StreamKind::Video),
        "sound::gap" => of_a_loss(evidence, defect, StreamKind::Audio),
        _ => Vec::new(),
    }
}

/// The decoding of the first picture, if it ended when the picture was due already, and what held it up.
fn of_a_late_picture(play: &Play<'_>, defect: &Defect) -> Vec<Cause> {
    let (Some(run), Some(media)) = (defect.run, defect.media) else {
        return Vec::new();
    };
    let told = defect.events.and_then(|events| play.told(events.first));
    let due = match told.as_deref().map(|told| &told.what) {
        Some(
            What::FramePresented { due, .. }
            | What::FrameDiscarded { due, .. }
            | What::FrameScheduled { due, .. },
        ) => *due,
        _ => run.from,
    };
    let is_freeze = defect.rule.0 == "picture::freeze";
    let pts = if is_freeze { media.to } else { media.from };
    let is_its = |strain: &&Strain| {
        let (stream, of) = match strain.what {
            StrainKind::Decode { stream, pts } => (stream, pts),
            StrainKind::Read | StrainKind::Machine => return false,
        };
        stream == Some(StreamKind::Video) && of == Some(pts)
    };
    let strains = within(play, back(due, REACH), run.to.max(due));
    let decoded = strains.iter().rev().find(is_its);
    let late = decoded.filter(|strain| strain.at > due);
    let mut causes = Vec::new();
    if let Some(strain) = late {
        let words = format!(
            "the picture was decoded {} late; that took {}",
            ms(strain.at.since(due)),
            ms(strain.took)
        );
        causes.push(cause(words, strain));
    }
    let until = late.map_or(run.from.max(due), |strain| strain.at);
    causes.extend(hold_up(play, back(due, REACH), until, Span::ZERO));
    causes
}

/// What took longest between asking and getting.
fn of_waiting(play: &Play<'_>, defect: &Defect) -> Vec<Cause> {
    let Some(run) = defect.run else {
        return Vec::new();
    };
    if let Some(held) = hold_up(play, run.from, run.to, Span::ZERO) {
        return vec![held];
    }
    let strains = within(play, run.from, run.to);
    let whole = strains
        .iter()
        .fold(Span::ZERO, |sum, strain| sum.plus(strain.took));
    let ends = strains.first().zip(strains.last());
    let decoding = ends.filter(|_| whole.times(2) > run.to.since(run.from));
    let cause = decoding.map(|(first, last)| Cause {
        words: format!("decoding on the way took {}", ms(whole)),
        events: EventRange {
            first: first.event,
            last: last.event,
        },
    });
    cause.into_iter().collect()
}

fn of_a_stand(play: &Play<'_>, defect: &Defect) -> Vec<Cause> {
    let Some(run) = defect.run else {
        return Vec::new();
    };
    let underrun = underrun_within(play, run.from, run.to);
    let lacking = underrun
        .as_ref()
        .map_or(Span::ZERO, |(_, lacking)| *lacking);
    let mut causes: Vec<Cause> = underrun.into_iter().map(|(cause, _)| cause).collect();
    causes.extend(slow(play, run.from, run.to, lacking));
    causes
}

fn of_an_underrun(play: &Play<'_>, defect: &Defect) -> Vec<Cause> {
    let Some(run) = defect.run else {
        return Vec::new();
    };
    let lacking = defect.measure.map_or(0.0, |measure| measure.value);
    let lacking = Span::from_millis(lacking as i64);
    slow(play, back(run.from, REACH), run.to, lacking)
        .into_iter()
        .collect()
}

/// The device ran dry, or something was done, or the player was held up, just before.
fn of_an_offset(play: &Play<'_>, defect: &Defect) -> Vec<Cause> {
    let Some(run) = defect.run else {
        return Vec::new();
    };
    let begin = back(run.from, Span::from_secs(1));
    let end = if defect.rule.0 == "sync::step" {
        run.to
    } else {
        run.from
    };
    if let Some((dry, lacking)) = underrun_within(play, begin, end) {
        let mut causes = vec![dry];
        causes.extend(slow(play, back(begin, REACH), end, lacking));
        return causes;
    }
    if let Some(deed) = deed_within(play, begin, end) {
        return vec![deed];
    }
    hold_up(play, begin, end, Span::ZERO).into_iter().collect()
}

fn deed_within(play: &Play<'_>, from: RunTime, to: RunTime) -> Option<Cause> {
    let deeds = play.course.deeds.iter().rev();
    let mut near = deeds.filter(|deed| from <= deed.at && deed.at <= to);
    near.find_map(|deed| {
        let words = match deed.what {
            What::Paused { .. } => "a pause",
            What::Resumed { .. } => "the end of a pause",
            What::SeekAsked { .. } => "a seek",
            What::RateChanged { .. } => "a change of the rate",
            What::AudioTrackSelected { .. } => "a change of the audio stream",
            What::Looped { .. } => "a loop",
            What::Restarted { .. } => "a restart",
            _ => return None,
        };
        Some(Cause {
            words: format!("it followed {words}"),
            events: one(deed.event),
        })
    })
}

fn underrun_within(play: &Play<'_>, from: RunTime, to: RunTime) -> Option<(Cause, Span)> {
    let mut dry = play.underruns.iter().rev();
    let found = dry.find(|underrun| from <= underrun.at && underrun.at <= to)?;
    let cause = Cause {
        words: format!("the device ran dry, {} lacking", ms(found.lacking)),
        events: one(found.event),
    };
    Some((cause, found.lacking))
}

/// What held the player up, else a decoder that worked for at least half of what was `lacking`.
fn slow(play: &Play<'_>, from: RunTime, to: RunTime, lacking: Span) -> Option<Cause> {
    hold_up(play, from, to, Span::ZERO).or_else(|| {
        let strains = within(play, from, to).iter();
        let longest = strains.max_by_key(|strain| strain.took)?;
        let counts = lacking > Span::ZERO && longest.took.times(2) >= lacking;
        let what = match longest.what {
            StrainKind::Decode {
                stream: Some(StreamKind::Audio),
                ..
            } => "sound",
            _ => "a picture",
        };
        counts.then(|| {
            cause(
                format!("decoding {what} took {}", ms(longest.took)),
                longest,
            )
        })
    })
}

/// The longest block or stand that ended between the two moments and took more than `least`.
fn hold_up(play: &Play<'_>, from: RunTime, to: RunTime, least: Span) -> Option<Cause> {
    let strains = within(play, from, to).iter();
    let held = strains.filter(|strain| !matches!(strain.what, StrainKind::Decode { .. }));
    let longest = held.clone().map(|strain| strain.took).max()?;
    // The nearest one, unless it is short against another.
    let mut telling = held.rev().filter(|strain| strain.took.times(4) >= longest);
    let nearest = telling.next()?;
    let took = ms(nearest.took);
    let words = match nearest.what {
        StrainKind::Machine => format!("the machine stood still for {took}"),
        StrainKind::Read | StrainKind::Decode { .. } => {
            format!("a read of the file blocked for {took}")
        }
    };
    (nearest.took > least).then(|| cause(words, nearest))
}

/// Damage near the place that is lacking, else a failure to read.
fn of_a_loss(evidence: &Evidence<'_>, defect: &Defect, kind: StreamKind) -> Vec<Cause> {
    let play = evidence.play;
    let reach = Profile::span(evidence.profile.damage_reach_ms);
    let near = |media: MediaRange| {
        let damage = play.damage.iter().filter(|one| one.stream == Some(kind));
        let placed = damage.filter_map(|one| Some((one, one.near?)));
        let within =
            placed.filter(|(_, at)| media.from.minus(reach) <= *at && *at <= media.to.plus(reach));
        within.min_by_key(|(_, at)| at.since(media.from).abs())
    };
    let damage = defect.media.and_then(near).map(|(damage, _)| {
        let said = damage.words.filter(|said| !said.is_empty());
        let words = match damage.kind {
            DamageKind::Marked(_) => "the decoder marked damage".to_owned(),
            DamageKind::Packet => "a packet was damaged".to_owned(),
            DamageKind::NoDecoder => "there is no decoder".to_owned(),
            DamageKind::Failed => format!(
                "the decoder refused a packet{}",
                said.map(|said| format!(": {said}")).unwrap_or_default()
            ),
        };
        Cause {
            words,
            events: one(damage.event),
        }
    });
    let unread = || {
        let failure = play.read_failures.last()?;
        Some(Cause {
            words: format!("reading failed: {}", failure.what.message),
            events: one(failure.event),
        })
    };
    damage.or_else(unread).into_iter().collect()
}

/// What took time and was over between the two moments.
fn within<'p>(play: &'p Play<'_>, from: RunTime, to: RunTime) -> &'p [Strain] {
    let first = play.strains.partition_point(|strain| strain.at < from);
    let end = play.strains.partition_point(|strain| strain.at <= to);
    &play.strains[first..end.max(first)]
}

fn back(at: RunTime, by: Span) -> RunTime {
    RunTime::from_nanos(at.nanos().saturating_sub(by.nanos().unsigned_abs()))
}

fn cause(words: String, strain: &Strain) -> Cause {
    Cause {
        words,
        events: one(strain.event),
    }
}

const fn one(event: u64) -> EventRange {
    EventRange {
        first: event,
        last: event,
    }
}
