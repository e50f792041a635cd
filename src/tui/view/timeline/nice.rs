//! Figures that people like to read.

use mpdbg_analysis::ChannelUnit;

const MILLI: i64 = 1_000_000;
const SECOND: i64 = 1_000_000_000;

/// The smallest of 1, 2 and 5 times a power of ten that is at least `value`.
pub(super) fn round_up(value: i64) -> i64 {
    let mut unit: i64 = 1;
    loop {
        for factor in [1, 2, 5] {
            let nice = unit.saturating_mul(factor);
            if nice >= value {
                return nice;
            }
        }
        unit = unit.saturating_mul(10);
    }
}

/// Steps of minutes and hours, in seconds.
const STEPS: [i64; 10] = [10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

/// The step of a ruler whose ticks are at least `least` nanoseconds apart.
pub(super) fn tick(least: i64) -> i64 {
    if least <= 5 * SECOND {
        return round_up(least.max(1));
    }
    let nice = STEPS.iter().find(|it| **it * SECOND >= least);
    nice.map_or_else(
        || round_up(least.div_euclid(3600 * SECOND) + 1).saturating_mul(3600 * SECOND),
        |it| it * SECOND,
    )
}

/// A place on the ruler, as exact as `step` asks for: `1:02`, `0:01.25`, `1:00:00`.
pub(super) fn place(at: i64, step: i64) -> String {
    let minus = if at < 0 { "-" } else { "" };
    let at = at.unsigned_abs();
    let second = SECOND as u64;
    let (seconds, nanos) = (at / second, at % second);
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    let mut text = if hours > 0 {
        format!("{minus}{hours}:{minutes:02}:{:02}", seconds % 60)
    } else {
        format!("{minus}{minutes}:{:02}", seconds % 60)
    };
    let (mut digits, mut exact) = (0, SECOND);
    while digits < 9 && step % exact != 0 {
        (digits, exact) = (digits + 1, exact / 10);
    }
    if digits > 0 {
        let fraction = format!("{nanos:09}");
        text.push('.');
        text.push_str(&fraction[..digits]);
    }
    text
}

/// A value of a channel: `12.3 ms`, `4`; nothing where it has none.
pub(super) fn value(value: i64, unit: ChannelUnit) -> String {
    match unit {
        ChannelUnit::None => String::new(),
        ChannelUnit::Count => value.to_string(),
        ChannelUnit::Nanos => length(value),
    }
}

/// A length of time: `12.3 ms`, `1.25 s`.
pub(super) fn length(nanos: i64) -> String {
    let size = nanos.unsigned_abs();
    if size < 10 * SECOND as u64 && size >= SECOND as u64 {
        format!("{:.2} s", nanos as f64 / SECOND as f64)
    } else if size >= SECOND as u64 {
        format!("{:.1} s", nanos as f64 / SECOND as f64)
    } else if size >= 100 * MILLI as u64 {
        format!("{:.0} ms", nanos as f64 / MILLI as f64)
    } else {
        format!("{:.1} ms", nanos as f64 / MILLI as f64)
    }
}

/// The same with its sign.
pub(super) fn signed(nanos: i64) -> String {
    let length = length(nanos);
    if nanos < 0 {
        length
    } else {
        format!("+{length}")
    }
}

/// Words with figures in at most so many characters, as far as that can be had by rounding: the figures with the
/// most digits behind their point lose one, again and again.
pub(super) fn narrowed(words: &str, room: usize) -> String {
    let mut parts: Vec<String> = words.split(' ').map(str::to_owned).collect();
    loop {
        let joined = parts.join(" ");
        if joined.chars().count() <= room {
            return joined;
        }
        let most = parts.iter().map(|it| digits(it)).max().unwrap_or(0);
        if most == 0 {
            return joined;
        }
        for exact in parts.iter_mut().filter(|it| digits(it) == most) {
            *exact = rounded(exact);
        }
    }
}

/// Where the figure lies in a word that holds one, e.g. `+12.3ms`; it has no sign.
fn figure(word: &str) -> Option<(usize, usize)> {
    let from = word.find(|c: char| c.is_ascii_digit())?;
    let behind = word[from..].find(|c: char| !c.is_ascii_digit() && c != '.');
    Some((from, behind.map_or(word.len(), |it| from + it)))
}

/// How many digits stand behind the point.
fn digits(word: &str) -> usize {
    let figure = figure(word).map(|(from, to)| &word[from..to]);
    let behind = figure.and_then(|it| it.split_once('.'));
    behind.map_or(0, |(_, behind)| behind.len())
}

/// The word with one digit less behind its point.
fn rounded(word: &str) -> String {
    let value = figure(word).and_then(|(from, to)| {
        let value: f64 = word[from..to].parse().ok()?;
        Some((&word[..from], value, &word[to..]))
    });
    let digits = digits(word).saturating_sub(1);
    value.map_or_else(
        || word.to_owned(),
        |(sign, value, unit)| format!("{sign}{value:.digits$}{unit}"),
    )
}

/// A round length without a fraction: `50 ms`, `2 s`.
pub(super) fn whole(nanos: i64) -> String {
    if nanos >= SECOND {
        format!("{} s", nanos / SECOND)
    } else if nanos >= MILLI {
        format!("{} ms", nanos / MILLI)
    } else {
        format!("{} us", nanos / 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round() {
        for (least, step) in [
            (1, "0:00.000000001"),
            (30_000_000, "0:00.05"),
            (SECOND, "0:01"),
            (5 * SECOND + 1, "0:10"),
            (11 * SECOND, "0:15"),
            (61 * SECOND, "2:00"),
            (3601 * SECOND, "2:00:00"),
        ] {
            let step_of = tick(least);
            assert_eq!(place(step_of, step_of), step, "{least}");
        }
        assert_eq!(round_up(i64::MAX), i64::MAX);
    }

    #[test]
    fn places_are_as_exact_as_their_step() {
        assert_eq!(place(62_500_000_000, 500_000_000), "1:02.5");
        assert_eq!(place(-40_000_000, 20_000_000), "-0:00.04");
        assert_eq!(place(3600 * SECOND, SECOND), "1:00:00");
    }

    #[test]
    fn lengths_have_three_digits() {
        for (nanos, text) in [
            (0, "0.0 ms"),
            (12_340_000, "12.3 ms"),
            (-5_000_000, "-5.0 ms"),
            (123_400_000, "123 ms"),
            (1_250_000_000, "1.25 s"),
            (12_500_000_000, "12.5 s"),
        ] {
            assert_eq!(length(nanos), text);
        }
        assert_eq!(narrowed("a +46.4 v +46.6 ms", 18), "a +46.4 v +46.6 ms");
        assert_eq!(narrowed("a +46.4 v +46.6 ms", 17), "a +46 v +47 ms");
        assert_eq!(narrowed("v12 a9 p3 ~123.4ms", 16), "v12 a9 p3 ~123ms");
        assert_eq!(narrowed("-1.25 s", 5), "-1 s");
        assert_eq!(narrowed("picture::late.x", 5), "picture::late.x");
        assert_eq!(signed(5_000_000), "+5.0 ms");
        assert_eq!(whole(50_000_000), "50 ms");
    }
}
