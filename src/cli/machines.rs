//! Machines that can be simulated on the virtual clock.

use mpdbg_model::Machine;

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
    match machine.out_of_range() {
        Some(wrong) => Err(written.out_of_range(wrong)),
        None => Ok(machine),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::fs;

    use mpdbg_model::Moment;

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
