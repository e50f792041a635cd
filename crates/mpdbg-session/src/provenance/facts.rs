//! Reads `_mpdbg_info.txt` back.

/// The facts of an `_mpdbg_info.txt`, as [`crate::machine_info`] writes them: `name: value` in a line, or
/// `name:` and its lines behind it, each indented by two spaces. What is neither is passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts<'t>(Vec<(&'t str, Vec<&'t str>)>);

impl<'t> Facts<'t> {
    /// The facts that `text` states.
    pub fn of(text: &'t str) -> Self {
        let mut facts: Vec<(&str, Vec<&str>)> = Vec::new();
        for line in text.lines() {
            if let Some(further) = line.strip_prefix("  ") {
                if let Some((_, lines)) = facts.last_mut() {
                    lines.push(further);
                }
            } else if let Some((name, value)) = line.split_once(':') {
                let value = value.trim();
                let first = (!value.is_empty()).then_some(value);
                facts.push((name, first.into_iter().collect()));
            }
        }
        Self(facts)
    }

    /// The lines of a fact; none where it is not stated.
    pub fn lines(&self, name: &str) -> &[&'t str] {
        let found = self.0.iter().find(|(it, _)| *it == name);
        found.map_or(&[], |(_, lines)| lines)
    }

    /// The first line of a fact.
    pub fn line(&self, name: &str) -> Option<&'t str> {
        self.lines(name).first().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine_info;

    #[test]
    fn what_is_written_is_read() {
        let libraries = "libavutil 57.28.100\nlibavcodec 59.37.100".to_owned();
        let more = [
            ("FFmpeg libraries", libraries),
            ("audio devices", "a: b".to_owned()),
        ];
        let text = machine_info("mpdbg 1.2.3, debug build", &more);
        let facts = Facts::of(&text);
        assert_eq!(facts.line("mpdbg"), Some("mpdbg 1.2.3, debug build"));
        assert_eq!(
            facts.lines("FFmpeg libraries"),
            ["libavutil 57.28.100", "libavcodec 59.37.100"]
        );
        assert_eq!(facts.line("audio devices"), Some("a: b"));
        assert!(facts.line("recorded").is_some_and(|it| it.contains('T')));
        assert_eq!(facts.line("weather"), None);
    }

    #[test]
    fn what_is_no_fact_is_passed_over() {
        let facts = Facts::of("  indented first\nno colon\n: nameless\nmpdbg:\nnext: x\n");
        assert!(facts.lines("mpdbg").is_empty());
        assert_eq!(facts.line("next"), Some("x"));
        assert_eq!(facts.line("no colon"), None);
    }
}
