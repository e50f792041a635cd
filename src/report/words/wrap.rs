//! Text in lines.

/// Columns of a narrow terminal.
const WIDTH: usize = 80;

/// The lines of a text that is shown behind a margin of so many columns. Words that are longer than a line
/// stay whole, so that names and commands can be copied.
pub(crate) fn wrapped(text: &str, margin: usize) -> Vec<String> {
    wrapped_at(text, WIDTH.saturating_sub(margin))
}

/// The same in lines of so many columns.
pub(crate) fn wrapped_at(text: &str, room: usize) -> Vec<String> {
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

/// Columns of text below which it is not put beside what stands before it.
const LEAST: usize = 24;
/// Columns by which text is indented that goes below what stands before it.
const INDENT: usize = 6;

/// Lines of `text` behind `head`, in a terminal of so many columns; one line where its width is not known.
pub(crate) fn hanging(head: &str, text: &str, width: Option<usize>) -> String {
    let margin = head.chars().count();
    let Some(width) = width.filter(|width| margin + text.chars().count() > *width) else {
        return format!("{}\n", format!("{head}{text}").trim_end());
    };
    let beside = margin + LEAST.min(text.chars().count()) <= width;
    let margin = if beside { margin } else { INDENT };
    let mut lines = wrapped_at(text, width.saturating_sub(margin)).into_iter();
    let first = if beside { lines.next() } else { None };
    let mut shown = format!("{head}{}", first.unwrap_or_default());
    shown.truncate(shown.trim_end().len());
    shown.push('\n');
    for line in lines {
        shown.push_str(&" ".repeat(margin));
        shown.push_str(line.trim_end());
        shown.push('\n');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{hanging, wrapped};

    #[test]
    fn what_does_not_fit_hangs_behind_the_first_columns() {
        let text = "c dd eee ffff ggggg hhhhhh iiiiiii";
        let told = "ab  c dd eee ffff ggggg hhhhhh\n    iiiiiii\n";
        assert_eq!(hanging("ab  ", text, Some(32)), told);
        assert_eq!(hanging("ab  ", text, None), format!("ab  {text}\n"));
        // Hardly any room is left: it goes below.
        let text = hanging(&"x".repeat(30), &"y ".repeat(20), Some(40));
        assert!(
            text.lines().all(|line| line.chars().count() <= 40),
            "{text}"
        );
        assert_eq!(hanging("ab  ", "", Some(80)), "ab\n");
    }

    #[test]
    fn lines_end_between_words() {
        assert_eq!(wrapped("a bb ccc dddd", 72), ["a bb ccc", "dddd"]);
        assert_eq!(wrapped("a  b", 0), ["a  b"]);
        assert_eq!(wrapped(&"x".repeat(99), 0), ["x".repeat(99)]);
        assert_eq!(wrapped("", 4), [""]);
    }
}
