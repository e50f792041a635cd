//! The text of `_mpdbg_info.txt`.

use std::fmt::Write;

use sysinfo::{CpuRefreshKind, MemoryRefreshKind, RefreshKind, System};

const UNKNOWN: &str = "unknown";

/// The machine as it is now, a line a fact, for people to read. `build` is mpdbg's name and version;
/// `more` are facts that other rooms know (FFmpeg, audio devices), whose lines may be several.
pub fn machine_info(build: &str, more: &[(&str, String)]) -> String {
    let wanted = RefreshKind::nothing()
        .with_cpu(CpuRefreshKind::nothing())
        .with_memory(MemoryRefreshKind::nothing().with_ram());
    let system = System::new_with_specifics(wanted);
    let load = System::load_average();
    let facts = [
        ("mpdbg", build.to_owned()),
        ("recorded", jiff::Timestamp::now().to_string()),
        ("system", known(System::long_os_version())),
        ("kernel", known(System::kernel_version())),
        ("processor", processor(&system)),
        ("memory", format!("{} MiB", system.total_memory() >> 20)),
        (
            "load",
            format!("{:.2} {:.2} {:.2}", load.one, load.five, load.fifteen),
        ),
    ];
    let mut text = String::new();
    for (name, fact) in facts.iter().chain(more) {
        push_fact(&mut text, name, fact);
    }
    text
}

fn known(fact: Option<String>) -> String {
    fact.unwrap_or_else(|| UNKNOWN.to_owned())
}

fn processor(system: &System) -> String {
    let cores = system.cpus().len();
    let brand = system
        .cpus()
        .first()
        .map_or(UNKNOWN, |cpu| cpu.brand().trim());
    format!(
        "{brand}, {} architecture, {cores} cores",
        std::env::consts::ARCH
    )
}

/// Further lines of a fact are indented, so that a line that is not belongs to the next fact.
fn push_fact(text: &mut String, name: &str, fact: &str) {
    // Writing to a String cannot fail.
    let _ = write!(text, "{name}:");
    let mut lines = fact.lines();
    match lines.next() {
        Some(first) if fact.lines().count() == 1 => {
            let _ = writeln!(text, " {first}");
        }
        _ => {
            text.push('\n');
            for line in fact.lines() {
                let _ = writeln!(text, "  {line}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_lines_and_further_lines_are_indented() {
        let text = machine_info("mpdbg 1.2.3", &[("devices", "one\ntwo".to_owned())]);
        assert!(text.starts_with("mpdbg: mpdbg 1.2.3\n"), "{text}");
        assert!(text.ends_with("devices:\n  one\n  two\n"), "{text}");
        let memory = text.lines().find_map(|line| line.strip_prefix("memory: "));
        assert!(memory.is_some_and(|memory| memory != "0 MiB"), "{text}");
        let processor = text.lines().find(|line| line.starts_with("processor: "));
        assert!(
            processor.is_some_and(|line| !line.contains(" 0 cores")),
            "{text}"
        );
    }
}
