//! `picture::format`

use mpdbg_model::{Defect, RuleId, RunTime, Severity, StreamInfo, StreamKind, VideoParameters};

use crate::Evidence;
use crate::rules::finding::Finding;
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("picture::format"),
    scope: Scope::Play,
    summary: "the pictures are not what the container says",
    meaning: "Size, pixel format, colour, sample aspect, rotation or rate of what the decoder returned \
              differ from the container's, or its size, sample aspect and rotation from what was promised. What one of the two leaves open is no difference, nor is a \
              full-range pixel format against a plain one with the range beside it, nor fields against \
              frames.",
    look_at: "The file first; then how the player takes over a change of parameters.",
    threshold: "any difference; rates more than 5 % apart",
    needs: Needs {
        subject: Subject::Picture,
        caps: &[Cap::Decoded],
        expected: false,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    let changes = evidence
        .play
        .changed
        .iter()
        .filter(|change| change.what.kind == StreamKind::Video);
    let defects = changes.filter_map(|change| {
        let stated = evidence
            .play
            .streams
            .iter()
            .find(|info| info.index == change.what.index)?;
        let differences = differences(stated, change.what)?;
        let finding = Finding::new(RULE.id, Severity::Minor).event(change.event, change.at);
        Some(
            finding
                .count(differences.len())
                .detail(differences.join(", ")),
        )
    });
    Verdict::Found(defects.chain(another_file(evidence)).collect())
}

/// Size, sample aspect or rotation of the container that was played, where they are not those of the one
/// whose promises are known: an older one, a golden one.
fn another_file(evidence: &Evidence<'_>) -> Option<Defect> {
    let promised = evidence.video()?.info.video.as_ref()?;
    let played = evidence.play.video()?.video.as_ref()?;
    let square = |(num, den): (u32, u32)| {
        if num == 0 || den == 0 {
            (1, 1)
        } else {
            (num, den)
        }
    };
    let shapes = (square(promised.sample_aspect), square(played.sample_aspect));
    let mut list = Vec::new();
    let mut note = |what: &str, promised: String, played: String| {
        list.push(format!(
            "{what}: {promised} was promised, the container says {played}"
        ));
    };
    if size(promised) != size(played) {
        note("size", size(promised), size(played));
    }
    if aspects_differ(shapes.0, shapes.1) {
        note("sample aspect", ratio(shapes.0), ratio(shapes.1));
    }
    if promised.rotation != played.rotation {
        note(
            "rotation",
            promised.rotation.to_string(),
            played.rotation.to_string(),
        );
    }
    let finding = Finding::new(RULE.id, Severity::Minor).run(RunTime::ZERO, RunTime::ZERO);
    (!list.is_empty()).then(|| finding.count(list.len()).detail(list.join(", ")))
}

fn differences(stated: &StreamInfo, found: &StreamInfo) -> Option<Vec<String>> {
    let (stated, found) = (stated.video.as_ref()?, found.video.as_ref()?);
    let mut list = Vec::new();
    let mut note = |what: &str, stated: String, found: String| {
        list.push(format!(
            "{what}: the container says {stated}, the decoder {found}"
        ));
    };
    let known = |video: &VideoParameters| video.width > 0 && video.height > 0;
    if known(stated) && known(found) && size(stated) != size(found) {
        note("size", size(stated), size(found));
    }
    if differ(&plain(&stated.pixel_format), &plain(&found.pixel_format)) {
        note(
            "pixel format",
            stated.pixel_format.clone(),
            found.pixel_format.clone(),
        );
    }
    if aspects_differ(stated.sample_aspect, found.sample_aspect) {
        note(
            "sample aspect",
            ratio(stated.sample_aspect),
            ratio(found.sample_aspect),
        );
    }
    if stated.rotation != found.rotation {
        note(
            "rotation",
            stated.rotation.to_string(),
            found.rotation.to_string(),
        );
    }
    if colours_differ(&stated.colour, &found.colour) {
        note("colour", stated.colour.clone(), found.colour.clone());
    }
    if rates_differ(stated.frame_rate, found.frame_rate) {
        note("rate", ratio(stated.frame_rate), ratio(found.frame_rate));
    }
    (!list.is_empty()).then_some(list)
}

fn size(video: &VideoParameters) -> String {
    format!("{}x{}", video.width, video.height)
}

fn ratio((num, den): (u32, u32)) -> String {
    format!("{num}:{den}")
}

/// `yuvj420p` is `yuv420p` in full range; the range is part of the colour.
fn plain(format: &str) -> String {
    format
        .strip_prefix("yuvj")
        .map_or_else(|| format.to_owned(), |rest| format!("yuv{rest}"))
}

fn differ(stated: &str, found: &str) -> bool {
    !stated.is_empty() && !found.is_empty() && stated != found
}

fn aspects_differ(stated: (u32, u32), found: (u32, u32)) -> bool {
    let known = |(num, den): (u32, u32)| num > 0 && den > 0;
    let cross = |a: (u32, u32), b: (u32, u32)| u64::from(a.0) * u64::from(b.1);
    known(stated) && known(found) && cross(stated, found) != cross(found, stated)
}

/// Range, space, primaries and transfer, joined by `/`; each may be left open.
fn colours_differ(stated: &str, found: &str) -> bool {
    let open = |part: &str| matches!(part, "" | "unknown" | "unspecified" | "reserved");
    let pairs = stated.split('/').zip(found.split('/'));
    pairs
        .into_iter()
        .any(|(a, b)| !open(a) && !open(b) && a != b)
}

/// Apart by more than 5 %, and not fields against frames.
fn rates_differ(stated: (u32, u32), found: (u32, u32)) -> bool {
    let value = |(num, den): (u32, u32)| f64::from(num) / f64::from(den);
    let (a, b) = (value(stated), value(found));
    let near = |a: f64, b: f64| (a - b).abs() <= 0.05 * b;
    let known = a.is_finite() && b.is_finite() && a > 0.0 && b > 0.0;
    known && !near(a, b) && !near(a, 2.0 * b) && !near(2.0 * a, b)
}
