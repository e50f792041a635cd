//! `life::log-errors`

use std::collections::BTreeMap;

use mpdbg_model::{Defect, LogLevel, RuleId, RunTime, Severity};

use crate::Evidence;
use crate::rules::finding::{Finding, counted};
use crate::rules::rule::{Needs, Rule, Scope, Subject, Verdict};
use crate::states::{DamageKind, Play};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("life::log-errors"),
    scope: Scope::Play,
    summary: "the libraries wrote error messages",
    meaning: "Messages of level error or worse, failures to read the container, and decoders that could \
              not be opened, counted by kind: the part of the library and its words, with figures left \
              out. One defect a kind. What decoders write on the \
              way to another place, of pictures that are thrown away, is left out.",
    look_at: "The first message of each kind and the events around it.",
    threshold: "one message of level error or worse",
    needs: Needs {
        subject: Subject::Life,
        caps: &[],
        expected: false,
    },
    check,
};

/// Stands between how often messages of a kind were written and the first of them.
const LIKE: &str = ", like: ";

/// The messages of one kind.
struct Kind {
    first: (u64, RunTime),
    last: (u64, RunTime),
    count: usize,
    words: String,
}

fn check(evidence: &Evidence<'_>) -> Verdict {
    let play = evidence.play;
    let mut kinds: BTreeMap<String, Kind> = BTreeMap::new();
    let mut note = |event: u64, at: RunTime, part: &str, words: &str| {
        let kind = kinds.entry(format!("{part}: {}", without_figures(words)));
        let kind = kind.or_insert_with(|| Kind {
            first: (event, at),
            last: (event, at),
            count: 0,
            words: format!("{part}: {}", words.trim()),
        });
        kind.last = (event, at);
        kind.count += 1;
    };
    for line in play
        .logs
        .iter()
        .filter(|line| line.what.level <= LogLevel::Error && !on_the_way(play, line.event))
    {
        note(
            line.event,
            line.at,
            &line.what.component,
            &line.what.message,
        );
    }
    for failure in &play.read_failures {
        note(failure.event, failure.at, "reading", &failure.what.message);
    }
    for damage in play
        .damage
        .iter()
        .filter(|damage| damage.kind == DamageKind::NoDecoder)
    {
        note(
            damage.event,
            damage.at,
            "opening the decoder",
            damage.words.unwrap_or_default(),
        );
    }
    Verdict::Found(kinds.into_values().map(defect).collect())
}

/// True for what was written between the asking for another place and the answer: decoders complain of
/// pictures that lean on what was not decoded, and that are thrown away.
fn on_the_way(play: &Play<'_>, event: u64) -> bool {
    let moves = &play.course.repositions;
    let after = moves.partition_point(|one| one.event < event);
    let last = after.checked_sub(1).and_then(|last| moves.get(last));
    last.is_some_and(|last| last.answer.is_none_or(|answer| event < answer.event))
}

fn defect(kind: Kind) -> Defect {
    let finding = Finding::new(RULE.id, Severity::Minor)
        .run(kind.first.1, kind.last.1)
        .events(kind.first.0, kind.last.0)
        .count(kind.count)
        .times(kind.count);
    if kind.count == 1 {
        return finding.detail(kind.words);
    }
    let count = counted(kind.count, "message");
    finding.detail(format!("{count}{LIKE}{}", kind.words))
}

/// The kind of message that a defect of this rule counts, from its detail: the words without how often they
/// were written.
pub(crate) fn kind_of(detail: &str) -> String {
    let counted = detail.split_once(LIKE).filter(|(count, _)| {
        let number = count.strip_suffix(" messages").unwrap_or(count);
        number.bytes().all(|byte| byte.is_ascii_digit())
    });
    without_figures(counted.map_or(detail, |(_, words)| words))
}

/// Every figure, decimal or hexadecimal, as `#`, so that messages that differ only in them are one kind.
fn without_figures(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for word in words
        .trim()
        .split_inclusive(|c: char| !c.is_ascii_alphanumeric())
    {
        let body = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let figures = body.bytes().any(|byte| byte.is_ascii_digit())
            && body
                .bytes()
                .all(|byte| byte.is_ascii_hexdigit() || byte == b'x');
        if figures {
            if out.ends_with(" -") {
                out.pop();
            }
            out.push('#');
            out.push_str(&word[body.len()..]);
        } else {
            out.push_str(word);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_make_no_kinds() {
        let first = without_figures("error while decoding MB 12 7, bytestream -5");
        assert_eq!(
            first,
            without_figures("error while decoding MB 3 44, bytestream 129")
        );
        assert_eq!(without_figures("at 0x7f3a (h264)"), "at # (h264)");
    }
}
