//! Times and shares as text: `2.5s`, `200ms`, `50%`.

use mpdbg_model::{Place, Span};

/// Nanoseconds of the units, the longest first.
const UNITS: [(&str, i64); 2] = [("ms", 1_000_000), ("s", 1_000_000_000)];
/// Millionths of a percent.
const PERCENT: i64 = 10_000;

/// Reads a time; negative with a `-` before it.
pub(super) fn span(text: &str) -> Option<Span> {
    let (unit, nanos) = UNITS.into_iter().find(|(unit, _)| text.ends_with(unit))?;
    scaled(text.strip_suffix(unit)?.trim_end(), nanos).map(Span::from_nanos)
}

/// Reads a place: a time that is not negative, or a share of the length.
pub(super) fn place(text: &str) -> Option<Place> {
    if let Some(percent) = text.strip_suffix('%') {
        let millionths = scaled(percent.trim_end(), PERCENT)?;
        return u32::try_from(millionths).ok().map(Place::Share);
    }
    span(text)
        .filter(|span| *span >= Span::ZERO)
        .map(Place::Time)
}

/// A decimal number times `unit`; nothing when it has more digits than fit, or is none.
fn scaled(text: &str, unit: i64) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !are_digits(whole) || !are_digits(fraction) {
        return None;
    }
    let parts = u32::try_from(fraction.len())
        .ok()
        .and_then(|digits| 10_i64.checked_pow(digits))
        .filter(|parts| unit % parts == 0)?;
    let fraction = fraction.parse::<i64>().ok()?.checked_mul(unit / parts)?;
    let amount = whole.parse::<i64>().ok()?.checked_mul(unit)?;
    let amount = amount.checked_add(fraction)?;
    Some(if negative { -amount } else { amount })
}

/// A time as [`span`] reads it.
pub(super) fn span_text(span: Span) -> String {
    let nanos = span.nanos();
    if nanos % 1_000_000_000 != 0 && nanos % 1_000_000 == 0 {
        format!("{}ms", nanos / 1_000_000)
    } else {
        format!("{}s", decimal(nanos, 1_000_000_000))
    }
}

/// A place as [`place`] reads it.
pub(super) fn place_text(place: Place) -> String {
    match place {
        Place::Time(span) => span_text(span),
        Place::Share(millionths) => format!("{}%", decimal(i64::from(millionths), PERCENT)),
    }
}

/// `amount / unit` as a decimal number without zeros at its end; `unit` is a power of ten.
pub(super) fn decimal(amount: i64, unit: i64) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let (amount, unit) = (amount.unsigned_abs(), unit.unsigned_abs());
    let (whole, rest) = (amount / unit, amount % unit);
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    let digits = unit.ilog10() as usize;
    let fraction = format!("{rest:0digits$}");
    format!("{sign}{whole}.{}", fraction.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use proptest::prelude::*;

    #[test]
    fn times_have_a_unit_and_places_may_be_shares() {
        assert_eq!(span("2.5s"), Some(Span::from_millis(2500)));
        assert_eq!(span("200 ms"), Some(Span::from_millis(200)));
        assert_eq!(span("-0.5s"), Some(Span::from_millis(-500)));
        assert_eq!(place("12.5%"), Some(Place::Share(125_000)));
        assert_eq!(place("3s"), Some(Place::Time(Span::from_secs(3))));
        for bad in [
            "",
            "s",
            "5",
            "1.s",
            ".5s",
            "1e3s",
            "1,5s",
            "5 m",
            "--1s",
            "0.0000000001s",
            "99999999999s",
            "%",
            "+1s",
        ] {
            assert_eq!(span(bad), None, "{bad}");
        }
        for bad in ["-1s", "-1%", "1.00001%", "9999999%"] {
            assert_eq!(place(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(nanos in any::<i64>(), millionths in any::<u32>()) {
            let nanos = nanos.max(-i64::MAX) / 2;
            let written = span_text(Span::from_nanos(nanos));
            prop_assert_eq!(span(&written).unwrap().nanos(), nanos, "{}", written);
            let share = Place::Share(millionths);
            prop_assert_eq!(place(&place_text(share)).unwrap(), share);
        }
    }
}
