//! The lab's result as a table for a terminal and as `docs/detection.md`.

use std::fmt::Write;

use super::tally::{Listed, Row, Tally, share};

/// The table and the lists, for a terminal.
pub(crate) fn table(tally: &Tally) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "{:26} {:>8} {:>6} {:>6} {:>6} {:>6}  {:>8} {:>6}",
        "kind", "injected", "right", "other", "missed", "alone", "harmless", "false"
    );
    for row in &tally.kinds {
        let _ = writeln!(
            text,
            "{:26} {:>8} {:>6} {:>6} {:>6} {:>6}  {:>8} {:>6}",
            row.kind,
            row.injected,
            row.right,
            row.other,
            row.missed,
            row.alone,
            row.harmless,
            row.false_alarms
        );
    }
    for (title, list) in lists(tally) {
        let _ = writeln!(text, "\n{title}");
        for it in list {
            let _ = writeln!(text, "  {}", one(it));
        }
    }
    let _ = writeln!(text, "\n{}", sums(tally));
    text
}

/// The text of `docs/detection.md`.
pub(crate) fn document(tally: &Tally) -> String {
    let mut text = HEAD.to_owned();
    let _ = writeln!(text, "{}\n", sums(tally));
    text.push_str("## By kind\n\n");
    text.push_str(
        "| kind | injected | right | other | missed | alone | harmless | false alarms |\n",
    );
    text.push_str("|---|---:|---:|---:|---:|---:|---:|---:|\n");
    for row in &tally.kinds {
        text.push_str(&line(row));
    }
    for (title, list) in lists(tally) {
        let _ = writeln!(text, "\n## {title}\n");
        for it in list {
            let _ = writeln!(text, "- {}", one(it));
        }
    }
    if !tally.not_made.is_empty() {
        text.push_str("\n## Not made\n\n");
        text.push_str(&not_made(tally));
    }
    text
}

const HEAD: &str = "# What the rules find

<!-- Written by `./x lab`; write it again with the same command. -->

Defects are injected, everything is played by mpdbg's own pipeline under the virtual clock, each play in a
process of its own, and judged with the default profile.

- *Injected* counts the injections that are defects: those that change what the file holds. What a file
  holds is its reference decode: the pictures, the sound, their times against each other, and the size,
  shape and turn of the pictures. What changes nothing is *harmless* and counted apart; an alarm on it is
  a false alarm, as is one on a clean play.
- *Right* was found by a rule whose words describe the damage, *other* by other rules only, *missed* by
  none. These know the reference decode and the expected timeline of the clean clip, as someone does who
  keeps golden references.
- *Alone* was found by the play and the damaged file's own promises, without any reference. A file that is
  consistently wrong looks right that way.

";

fn line(row: &Row) -> String {
    format!(
        "| `{}` | {} | {} | {} | {} | {} | {} | {} |\n",
        row.kind,
        row.injected,
        row.right,
        row.other,
        row.missed,
        row.alone,
        row.harmless,
        row.false_alarms
    )
}

fn sums(tally: &Tally) -> String {
    let totals = tally.totals;
    let percent = |part, whole| 100.0 * share(part, whole);
    format!(
        "{} defects injected, {} detected: recall {:.2} % ({:.2} % without a reference); {} false alarms, \
         of them {} on {} clean plays",
        totals.injected,
        totals.detected,
        percent(totals.detected, totals.injected),
        percent(tally.alone(), totals.injected),
        totals.false_alarms,
        tally.clean.false_alarms,
        tally.clean.plays,
    )
}

/// The lists that are not empty.
fn lists(tally: &Tally) -> impl Iterator<Item = (&'static str, &[Listed])> {
    let lists = [
        ("Missed", tally.missed.as_slice()),
        ("Found by other rules", tally.found_by_others.as_slice()),
        ("False alarms", tally.false_alarms.as_slice()),
    ];
    lists.into_iter().filter(|(_, list)| !list.is_empty())
}

fn one(it: &Listed) -> String {
    let done = if it.done.is_empty() {
        String::new()
    } else {
        format!("{}; ", it.done)
    };
    format!("{} ({}): {done}{}", it.case, it.kind, it.shows)
}

/// What could not be injected: each kind and reason with its count.
fn not_made(tally: &Tally) -> String {
    let mut reasons: Vec<(&str, &str, usize)> = Vec::new();
    for it in &tally.not_made {
        let known = reasons
            .iter_mut()
            .find(|(kind, reason, _)| *kind == it.kind && *reason == it.reason);
        match known {
            Some((_, _, count)) => *count += 1,
            None => reasons.push((it.kind, &it.reason, 1)),
        }
    }
    reasons
        .into_iter()
        .fold(String::new(), |mut text, (kind, reason, count)| {
            let _ = writeln!(text, "- `{kind}`, {count} times: {reason}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::super::tally::tests::results;
    use super::*;

    #[test]
    fn the_page_has_a_row_for_each_kind_and_names_what_was_missed() {
        let page = document(&Tally::of(&results()));
        assert!(page.contains("| `picture-packet-lost` | 3 | 1 | 1 | 1 | 1 | 2 | 1 |"));
        assert!(page.contains("3 defects injected, 2 detected: recall 66.67 % (33.33 % without"));
        assert!(page.contains(
            "## Missed\n\n- clip/picture-packet-lost-0.mp4 (picture-packet-lost): packet 3 is lacking; picture 3\n"
        ));
        assert!(page.contains("- b.mp4 (clean): sync::offset: words\n"));
        assert!(page.contains("- `turned`, 1 times: the clip has nothing of that kind\n"));
    }

    #[test]
    fn the_table_has_columns_under_their_heads() {
        let table = table(&Tally::of(&results()));
        let mut lines = table.lines();
        let (head, row) = lines.next().zip(lines.next()).unwrap_or_default();
        assert_eq!(head.len(), row.len());
        assert!(table.contains("\nMissed\n  clip/") && table.contains("\nFalse alarms\n"));
    }
}
