//! Machines that can be simulated on the virtual clock.

use mpdbg_model::{Machine, Moment};

use super::failure::Failure;
use super::written::{Kind, Written};

const MACHINES: Kind = Kind {
    what: "machine",
    shipped: &[
        ("ideal", include_str!("../../machines/ideal.toml")),
        ("desktop", include_str!("../../machines/desktop.toml")),
        ("slow", include_str!("../../machines/slow.toml")),
    ],
};

/// Moments of one kind that a machine may have.
const MOST_MOMENTS: usize = 10_000;

/// The machine that `asked` means: the name of one that mpdbg brings along, or a path.
pub(crate) fn find(asked: &str) -> Result<Machine, Failure> {
    machine(&MACHINES.find(asked)?)
}

/// The text of the machine that `asked` means, which is valid.
pub(crate) fn text(asked: &str) -> Result<String, Failure> {
    let written = MACHINES.find(asked)?;
    machine(&written)?;
    Ok(written.text)
}

/// Name and first line of each machine that mpdbg brings along.
pub(crate) fn shipped() -> impl Iterator<Item = (&'static str, &'static str)> {
    MACHINES.shipped.iter().map(|(name, text)| {
        let line = text.lines().next().unwrap_or_default();
        (*name, line.trim_start_matches("# "))
    })
}

fn machine(written: &Written) -> Result<Machine, Failure> {
    let mut machine: Machine = written.read()?;
    machine.name = written.stated_name()?;
    check_costs(&machine, written)?;
    let device = &machine.device;
    let lists = [
        (&["stalls"][..], &machine.stalls),
        (&["blocked_reads"], &machine.blocked_reads),
        (&["device", "dry"], &device.dry),
    ];
    for (path, moments) in lists {
        check_moments(path, moments, written)?;
    }
    Ok(machine)
}

fn check_costs(machine: &Machine, written: &Written) -> Result<(), Failure> {
    let Machine { decode, device, .. } = machine;
    let period = i64::from(device.period_us.unwrap_or(20_000));
    let latency = i64::from(device.latency_us.unwrap_or(0));
    let figures = [
        (
            "decode",
            "picture_us",
            decode.picture_us.into(),
            0,
            10_000_000,
        ),
        ("decode", "pixel_ps", decode.pixel_ps.into(), 0, 10_000_000),
        ("decode", "sample_ns", decode.sample_ns.into(), 0, 1_000_000),
        (
            "decode",
            "key_percent",
            decode.key_percent.into(),
            0,
            10_000,
        ),
        (
            "decode",
            "jitter_percent",
            decode.jitter_percent.into(),
            0,
            100,
        ),
        ("device", "period_us", period, 1_000, 1_000_000),
        ("device", "latency_us", latency, 0, 10_000_000),
        (
            "device",
            "drift_ppm",
            device.drift_ppm.into(),
            -100_000,
            100_000,
        ),
    ];
    for (table, key, value, least, most) in figures {
        if !(least..=most).contains(&value) {
            let words = format!("{key} is not between {least} and {most}");
            return Err(written.wrong_at(&[table, key], words));
        }
    }
    for (codec, percent) in &decode.codec_percent {
        if *percent > 10_000 {
            let words = format!("a codec costs at most 10000 percent, {codec} does not");
            return Err(written.wrong_at(&["decode", "codec_percent", codec], words));
        }
    }
    Ok(())
}

fn check_moments(path: &[&str], moments: &[Moment], written: &Written) -> Result<(), Failure> {
    if moments.len() > MOST_MOMENTS {
        return Err(written.wrong_at(path, format!("more than {MOST_MOMENTS} moments")));
    }
    for (number, moment) in moments.iter().enumerate() {
        let limits = [
            ("at_ms", moment.at_ms, 0..=86_400_000),
            ("for_ms", moment.for_ms, 1..=600_000),
        ];
        for (key, value, limits) in limits {
            if !limits.contains(&value) {
                let number = number.to_string();
                let place = [path, &[number.as_str(), key]].concat();
                let (least, most) = limits.into_inner();
                let words = format!("{key} is not between {least} and {most}");
                return Err(written.wrong_at(&place, words));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::fs;

    use super::*;

    fn of(text: &str) -> Result<Machine, String> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mine.toml");
        fs::write(&path, text).unwrap();
        find(path.to_str().unwrap()).map_err(|failure| failure.to_string())
    }

    #[test]
    fn what_is_shipped_is_valid_and_goes_by_its_name() {
        for (name, about) in shipped() {
            assert_eq!(find(name).unwrap().name, name);
            assert!(about.ends_with('.') && !about.contains('='), "{about}");
        }
        assert!(find("ideal").unwrap().is_ideal());
        assert!(!find("slow").unwrap().is_ideal());
    }

    #[test]
    fn a_machine_may_state_only_what_it_costs() {
        let machine = of("[decode]\npixel_ps = 3\n[[stalls]]\nat_ms = 100\nfor_ms = 20\n").unwrap();
        assert_eq!(
            (machine.name.as_str(), machine.decode.pixel_ps),
            ("mine", 3)
        );
        assert_eq!(
            machine.stalls,
            [Moment {
                at_ms: 100,
                for_ms: 20
            }]
        );
    }

    #[test]
    fn the_example_of_the_help_is_valid() {
        let page = include_str!("topics/machine.txt").lines();
        let lines = page.skip_while(|line| !line.starts_with("A machine is"));
        let lines = lines
            .skip(1)
            .take_while(|line| !line.starts_with("A picture"));
        let machine = of(&lines.collect::<Vec<_>>().join("\n")).unwrap();
        assert_eq!(
            (machine.name.as_str(), machine.device.dry[0].for_ms),
            ("my", 80)
        );
        assert_eq!((machine.stalls.len(), machine.blocked_reads.len()), (1, 1));
    }

    #[test]
    fn a_mistake_is_told_with_its_place() {
        for (text, words) in [
            (
                "[decode]\npixel_ns = 3",
                "line 2, column 1: unknown key `pixel_ns`; did you mean `pixel_ps`?",
            ),
            (
                "[decode]\njitter_percent = 101",
                "line 2, column 18: jitter_percent is not between 0 and 100",
            ),
            (
                "[decode]\npixel_ps = -1",
                "line 2, column 12: invalid value",
            ),
            (
                "[device]\nperiod_us = 0",
                "line 2, column 13: period_us is not between",
            ),
            (
                "[decode.codec_percent]\nh264 = 20000",
                "line 2, column 8: a codec costs at most",
            ),
            (
                "[[device.dry]]\nat_ms = 1\nfor_ms = 1\n[[device.dry]]\nat_ms = 5\nfor_ms = 0",
                "line 6, column 10: for_ms is not between 1 and 600000",
            ),
            (
                "[[stalls]]\nat_ms = 5",
                "line 1, column 1: missing field `for_ms`",
            ),
        ] {
            let error = of(text).unwrap_err();
            assert!(error.contains(words), "{error}");
        }
        let error = find("slwo").unwrap_err().to_string();
        assert!(
            error.contains("no machine `slwo`; did you mean `slow`?"),
            "{error}"
        );
    }
}
