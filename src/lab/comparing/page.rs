//! What comparing comes to, for a terminal and for `docs/detection.md`.

use std::fmt::Write;

use super::outcome::{Compared, FaultRow, Wrong};

/// The table and the list, for a terminal.
pub(crate) fn compared_table(compared: &Compared) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "{:26} {:>6} {:>6} {:>6} {:>6}  {:>8} {:>6}  {:>8} {:>8} {:>6}",
        "fault",
        "cases",
        "right",
        "other",
        "missed",
        "improved",
        "both",
        "harmless",
        "content",
        "false"
    );
    for row in compared.faults.iter().chain([&compared.sum()]) {
        let _ = writeln!(
            text,
            "{:26} {:>6} {:>6} {:>6} {:>6}  {:>8} {:>6}  {:>8} {:>8} {:>6}",
            row.fault,
            row.cases,
            row.right,
            row.other,
            row.missed,
            row.improved,
            row.both,
            row.harmless,
            row.content,
            row.false_alarms
        );
    }
    if !compared.wrong.is_empty() {
        text.push_str("\nCalled something else\n");
        for it in &compared.wrong {
            let _ = writeln!(text, "  {}", one(it));
        }
    }
    let _ = writeln!(text, "\n{}", sums(compared));
    text
}

/// The part of `docs/detection.md`.
pub(crate) fn compared_part(compared: &Compared) -> String {
    let mut text = HEAD.to_owned();
    let _ = writeln!(text, "{}\n", sums(compared));
    text.push_str(
        "| fault | cases | right | other | missed | improved | both | harmless | content | false alarms |\n",
    );
    text.push_str("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
    for row in &compared.faults {
        text.push_str(&line(row));
    }
    if !compared.wrong.is_empty() {
        text.push_str("\n### Called something else\n\n");
        for it in &compared.wrong {
            let _ = writeln!(text, "- {}", one(it));
        }
    }
    text
}

const HEAD: &str = "## Broken players, compared

<!-- Written by `mpdbg lab --compare --write`, which is a part of `./x lab`. -->

Each broken player's session is compared, as *after*, with that of the sound player, by `mpdbg compare`'s own
means: no reference decode, no knowledge of the fault.

- *Cases* are those in which someone could see, hear or be told of the fault. *Right* ones were called worse by a
  rule that is right for the fault, *other* ones by other rules only; *missed* ones were not called worse.
- With the sessions swapped, *improved* cases were called better by a rule that is right, and nothing worse; in
  *both*, something was called worse or other too.
- *Harmless* cases are those in which nobody could see, hear or be told of the fault. In *content* nothing but hashes of
  the content differs, which is so (what some decoders return depends on where they began) and fails a comparison;
  anything else but *same* is a false alarm.
- The sound player is compared with itself under the scenarios that mpdbg brings along and under random ones.

";

fn line(row: &FaultRow) -> String {
    format!(
        "| `{}` | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
        row.fault,
        row.cases,
        row.right,
        row.other,
        row.missed,
        row.improved,
        row.both,
        row.harmless,
        row.content,
        row.false_alarms
    )
}

fn sums(compared: &Compared) -> String {
    let sum = compared.sum();
    let same = compared.same;
    format!(
        "{} faults in {} cases: {} called a regression by the right rule, {} by others, {} missed; {} called an \
         improvement the other way round, {} that and something else; {} false alarms in {} harmless cases, and {} \
         in which the content differs; \
         {} false alarms in {} comparisons of the sound player with itself",
        compared.faults.len(),
        sum.cases,
        sum.right,
        sum.other,
        sum.missed,
        sum.improved,
        sum.both,
        sum.false_alarms,
        sum.harmless,
        sum.content,
        same.false_alarms,
        same.comparisons,
    )
}

fn one(it: &Wrong) -> String {
    format!("{} ({}): {}", it.case, it.fault, it.called)
}

#[cfg(test)]
mod tests {
    use super::super::outcome::tests::good;
    use super::*;

    #[test]
    fn the_part_has_a_row_for_each_fault_and_names_what_was_called_wrong() {
        let mut compared = good();
        let part = compared_part(&compared);
        assert!(part.contains("| `picture-lost` | 3 | 3 | 0 | 0 | 2 | 1 | 2 | 1 | 0 |\n"));
        assert!(part.contains("0 false alarms in 1000 comparisons of the sound player"));
        assert!(!part.contains("Called something else"));
        compared.wrong.push(Wrong {
            fault: "none",
            case: "a.mp4".to_owned(),
            called: "regressed: picture::late new".to_owned(),
        });
        let part = compared_part(&compared);
        assert!(part.ends_with("- a.mp4 (none): regressed: picture::late new\n"));
    }

    #[test]
    fn the_table_has_columns_under_their_heads() {
        let table = compared_table(&good());
        let widths: Vec<usize> = table.lines().take(4).map(str::len).collect();
        assert!(widths.iter().all(|width| *width == widths[0]), "{table}");
    }
}
