//! One measure over all sessions, as a table.

use std::io::{self, Write};

use mpdbg_model::Unit;

use crate::history::{Defects, Point, Worst};
use crate::report::words::{hanging, wrapped_at};
use crate::report::{Escaped, to_the_second};

/// Before a session in which the measure changed.
const CHANGED: char = '≠';

/// Writes a line for each session that has what was measured, and where the measure changed. `what` is what
/// was measured; lines are broken at so many columns.
pub(crate) fn write_history(
    out: &mut dyn Write,
    what: &str,
    points: &[Point],
    width: Option<usize>,
) -> io::Result<()> {
    let count = points.len();
    let plural = if count == 1 { "" } else { "s" };
    writeln!(
        out,
        "{}: defects in {count} session{plural}, oldest first",
        Escaped(what)
    )?;
    let told: Vec<&Point> = points.iter().filter(|it| !it.lacks).collect();
    let rows: Vec<[String; 5]> = told.iter().map(|point| row(point)).collect();
    let widths: Vec<usize> = (0..4)
        .map(|at| {
            rows.iter()
                .map(|row| row[at].chars().count())
                .max()
                .unwrap_or_default()
        })
        .collect();
    for (row, point) in rows.iter().zip(&told) {
        let mark = if point.change.is_some() { CHANGED } else { ' ' };
        let [session, made, revision, defects, rest] = row;
        let head = format!(
            "{mark} {session:<0$}  {made:<1$}  {revision:<2$}  {defects:>3$}  ",
            widths[0], widths[1], widths[2], widths[3]
        );
        write!(out, "{}", hanging(&head, rest, width))?;
    }
    write_lacking(out, points, width)?;
    write_changes(out, points)
}

/// The sessions that do not have it, in a line for each reason.
fn write_lacking(out: &mut dyn Write, points: &[Point], width: Option<usize>) -> io::Result<()> {
    let lacking: Vec<&Point> = points.iter().filter(|it| it.lacks).collect();
    let line = match lacking.as_slice() {
        [] => return Ok(()),
        [one] => format!("`{}` does not have it", Escaped(&one.session)),
        many => format!("{} sessions do not have it", many.len()),
    };
    for line in wrapped_at(&line, width.unwrap_or(usize::MAX)) {
        writeln!(out, "{line}")?;
    }
    Ok(())
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
    if let Some(player) = &point.player {
        words.push(format!("player {}", Escaped(player)));
    }
    words.extend(point.apart.as_ref().map(|it| Escaped(it).to_string()));
    if let Some(defects) = &point.defects {
        if defects.cases > 1 {
            words.push(format!(
                "in {} of {} cases",
                defects.cases_with, defects.cases
            ));
        }
        let rules = defects.rules.iter();
        words.extend(rules.map(|(rule, count)| {
            let worst = defects.worst.get(rule).map(worst);
            format!("{rule} {}{}", number(*count), worst.unwrap_or_default())
        }));
    }
    words.extend(point.remark.as_ref().map(|it| Escaped(it).to_string()));
    words.join(", ")
}

/// Behind a rule: how bad it is where it is worst, and where the plays differ how much.
fn worst(worst: &Worst) -> String {
    let most = amount(worst.most, worst.unit);
    match amount(worst.least, worst.unit) {
        least if least == most => format!(" (worst {most})"),
        least => format!(" (worst {least} … {most})"),
    }
}

fn amount(figure: f64, unit: Unit) -> String {
    match unit {
        Unit::Ms if figure >= 1000.0 => format!("{:.1} s", figure / 1000.0),
        Unit::Ms => format!("{} ms", number(figure)),
        Unit::Frames => format!("{} pictures", number(figure)),
        Unit::Count => number(figure),
    }
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
    let changes = points
        .iter()
        .filter_map(|it| Some((it, it.change.as_ref()?)));
    for (point, change) in changes.clone() {
        writeln!(
            out,
            "changed in `{}` since `{}`: {} → {}",
            Escaped(&point.session),
            Escaped(&change.since),
            figure(&change.before),
            figure(&change.after)
        )?;
        for (rule, last, now) in change.after.worse_or_better(&change.before) {
            let [last, now] = [last, now].map(|it| amount(it.most, it.unit));
            writeln!(out, "  {rule}: worst {last} → {now}")?;
        }
    }
    let measured = points.iter().any(|it| it.defects.is_some());
    match changes.count() {
        _ if !measured => writeln!(out, "no session has it"),
        0 => writeln!(out, "no change"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::collections::BTreeMap;

    use super::*;
    use crate::history::{Change, Ground};

    /// The second point changed since the first one.
    fn changed(one: &Point, mut other: Point) -> Point {
        other.change = Some(Change {
            since: one.session.clone(),
            before: one.defects.clone().unwrap(),
            after: other.defects.clone().unwrap(),
        });
        other
    }

    fn late(least: f64, most: f64) -> Worst {
        Worst {
            least,
            most,
            unit: Unit::Ms,
        }
    }

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
                worst: rules
                    .iter()
                    .map(|(id, count)| ((*id).to_owned(), late(20.0, 300.0 * count)))
                    .collect(),
                cases: 2,
                cases_with: rules.len(),
            }),
            player: None,
            remark: None,
            lacks: false,
            apart: None,
            change: None,
            ground: Ground::default(),
        }
    }

    #[test]
    fn each_session_has_a_line_and_the_change_is_named() {
        let one = point("one", 0.0, 0.0, &[]);
        let three = Point {
            dirty: true,
            player: Some("/builds/two/mpdbg".to_owned()),
            apart: Some("other FFmpeg".to_owned()),
            ..point("three", 2.0, 5.0, &[("picture::late", 3.5)])
        };
        let lacking = |session| Point {
            defects: None,
            lacks: true,
            ..point(session, 0.0, 0.0, &[])
        };
        let points = [
            one.clone(),
            Point {
                defects: None,
                revision: None,
                remark: Some("cannot be read: x\u{1b}[2J".to_owned()),
                ..point("two", 0.0, 0.0, &[])
            },
            lacking("a"),
            changed(&one, three),
            lacking("b"),
        ];
        let mut out = Vec::new();
        write_history(&mut out, "clip.mp4", &points, Some(100)).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        clip.mp4: defects in 5 sessions, oldest first
          one    2026-01-31T10:20:30Z  0123456789ab           0  in 0 of 2 cases
          two    2026-01-31T10:20:30Z  no revision            –  cannot be read: x\x1b[2J
        ≠ three  2026-01-31T10:20:30Z  0123456789ab+  3.5 (2…5)  player /builds/two/mpdbg, other FFmpeg, in
                                                                 1 of 2 cases, picture::late 3.5 (worst 20
                                                                 ms … 1.1 s)
        2 sessions do not have it
        changed in `three` since `one`: 0 → 3.5 (2…5)
        ");
    }

    #[test]
    fn as_many_that_are_worse_are_told_with_how_bad_they_are() {
        let stalled = |session: &str, worst| {
            let mut point = point(session, 1.0, 1.0, &[("timing::stall", 1.0)]);
            if let Some(defects) = &mut point.defects {
                defects.worst.insert("timing::stall".to_owned(), worst);
            }
            point
        };
        let one = stalled("one", late(290.0, 310.0));
        let two = changed(&one, stalled("two", late(4900.0, 5000.0)));
        let mut out = Vec::new();
        write_history(&mut out, "timing::stall", &[one, two], None).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        timing::stall: defects in 2 sessions, oldest first
          one  2026-01-31T10:20:30Z  0123456789ab  1  in 1 of 2 cases, timing::stall 1 (worst 290 ms … 310 ms)
        ≠ two  2026-01-31T10:20:30Z  0123456789ab  1  in 1 of 2 cases, timing::stall 1 (worst 4.9 s … 5.0 s)
        changed in `two` since `one`: 1 → 1
          timing::stall: worst 310 ms → 5.0 s
        ");
    }
}
