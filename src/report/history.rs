//! One measure over all sessions, as a table.

use std::io::{self, Write};

use super::{Escaped, to_the_second};
use crate::history::{Defects, Point};

/// Writes a line for each session, and where the measure changed. `what` is what was measured.
pub(crate) fn write_history(out: &mut dyn Write, what: &str, points: &[Point]) -> io::Result<()> {
    let count = points.len();
    let plural = if count == 1 { "" } else { "s" };
    writeln!(
        out,
        "{}: defects in {count} session{plural}, oldest first",
        Escaped(what)
    )?;
    let rows: Vec<[String; 5]> = points.iter().map(row).collect();
    let widths: Vec<usize> = (0..4)
        .map(|at| {
            rows.iter()
                .map(|row| row[at].chars().count())
                .max()
                .unwrap_or_default()
        })
        .collect();
    for (row, point) in rows.iter().zip(points) {
        let mark = if point.changed { '*' } else { ' ' };
        let [session, made, revision, defects, rest] = row;
        let line = format!(
            "{mark} {session:<0$}  {made:<1$}  {revision:<2$}  {defects:>3$}  {rest}",
            widths[0], widths[1], widths[2], widths[3]
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    write_changes(out, points)
}

/// Session, when it was made, revision, defects, and what they are.
fn row(point: &Point) -> [String; 5] {
    let dirty = if point.dirty { "+" } else { "" };
    let revision = point.revision.as_deref().unwrap_or("no revision");
    let created = point.created.as_deref().map(to_the_second);
    [
        Escaped(&point.session).to_string(),
        created
            .map(|it| Escaped(&it).to_string())
            .unwrap_or_default(),
        format!("{}{dirty}", Escaped(revision)),
        point
            .defects
            .as_ref()
            .map_or_else(|| "–".to_owned(), figure),
        rest(point),
    ]
}

fn rest(point: &Point) -> String {
    let mut words: Vec<String> = Vec::new();
    if let Some(defects) = &point.defects {
        if defects.cases > 1 {
            words.push(format!(
                "in {} of {} cases",
                defects.cases_with, defects.cases
            ));
        }
        let rules = defects.rules.iter();
        words.extend(rules.map(|(rule, defects)| format!("{rule} {}", number(*defects))));
    }
    words.extend(point.remark.as_ref().map(|it| Escaped(it).to_string()));
    words.join(", ")
}

/// The mean, and where the plays differ how much.
fn figure(defects: &Defects) -> String {
    let Defects {
        mean, fewest, most, ..
    } = defects;
    if fewest < most {
        format!("{} ({}…{})", number(*mean), number(*fewest), number(*most))
    } else {
        number(*mean)
    }
}

/// Whole numbers without decimals.
fn number(figure: f64) -> String {
    if (figure - figure.round()).abs() < 0.05 {
        format!("{figure:.0}")
    } else {
        format!("{figure:.1}")
    }
}

fn write_changes(out: &mut dyn Write, points: &[Point]) -> io::Result<()> {
    let mut last: Option<&Defects> = None;
    let mut changed = false;
    for point in points {
        let Some(now) = &point.defects else { continue };
        if let Some(last) = last.filter(|_| point.changed) {
            changed = true;
            let session = Escaped(&point.session);
            writeln!(
                out,
                "changed in `{session}`: {} → {}",
                figure(last),
                figure(now)
            )?;
        }
        last = Some(now);
    }
    match (last, changed) {
        (None, _) => writeln!(out, "no session has it"),
        (Some(_), false) => writeln!(out, "no change"),
        (Some(_), true) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::collections::BTreeMap;

    use super::*;

    fn point(session: &str, fewest: f64, most: f64, rules: &[(&str, f64)]) -> Point {
        Point {
            session: session.to_owned(),
            created: Some("2026-01-31T10:20:30.123Z".to_owned()),
            revision: Some("0123456789ab".to_owned()),
            dirty: false,
            defects: Some(Defects {
                mean: f64::midpoint(fewest, most),
                fewest,
                most,
                rules: rules
                    .iter()
                    .map(|(id, count)| ((*id).to_owned(), *count))
                    .collect::<BTreeMap<_, _>>(),
                cases: 2,
                cases_with: rules.len(),
            }),
            remark: None,
            changed: false,
        }
    }

    #[test]
    fn each_session_has_a_line_and_the_change_is_named() {
        let points = [
            point("one", 0.0, 0.0, &[]),
            Point {
                defects: None,
                revision: None,
                remark: Some("does not have it\u{1b}[2J".to_owned()),
                ..point("two", 0.0, 0.0, &[])
            },
            Point {
                dirty: true,
                changed: true,
                ..point("three", 2.0, 5.0, &[("picture::late", 3.5)])
            },
        ];
        let mut out = Vec::new();
        write_history(&mut out, "clip.mp4", &points).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        clip.mp4: defects in 3 sessions, oldest first
          one    2026-01-31T10:20:30Z  0123456789ab           0  in 0 of 2 cases
          two    2026-01-31T10:20:30Z  no revision            –  does not have it\x1b[2J
        * three  2026-01-31T10:20:30Z  0123456789ab+  3.5 (2…5)  in 1 of 2 cases, picture::late 3.5
        changed in `three`: 0 → 3.5 (2…5)
        ");
    }
}
