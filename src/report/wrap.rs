//! Text in lines.

/// Columns of a narrow terminal.
const WIDTH: usize = 80;

/// The lines of a text that is shown behind a margin of so many columns. Words that are longer than a line
/// stay whole, so that names and commands can be copied.
pub(super) fn wrapped(text: &str, margin: usize) -> Vec<String> {
    let room = WIDTH.saturating_sub(margin);
    let mut lines: Vec<String> = Vec::new();
    let mut width = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        match lines.last_mut() {
            Some(line) if width + 1 + length <= room => {
                line.push(' ');
                line.push_str(word);
                width += 1 + length;
            }
            _ => {
                lines.push(word.to_owned());
                width = length;
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn lines_end_between_words() {
        assert_eq!(wrapped("a bb ccc dddd", 72), ["a bb ccc", "dddd"]);
        assert_eq!(wrapped("a  b", 0), ["a  b"]);
        assert_eq!(wrapped(&"x".repeat(99), 0), ["x".repeat(99)]);
        assert_eq!(wrapped("", 4), [""]);
    }
}
