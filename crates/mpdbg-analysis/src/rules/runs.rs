//! Runs of neighbours: consecutive things of a kind are one defect.

use std::ops::Range;

/// The ranges of neighbours that are all `wanted`.
pub(super) fn runs<T>(items: &[T], wanted: impl Fn(&T) -> bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = None;
    for (index, item) in items.iter().enumerate() {
        if wanted(item) {
            from.get_or_insert(index);
        } else if let Some(from) = from.take() {
            found.push(from..index);
        }
    }
    found.extend(from.map(|from| from..items.len()));
    found
}

/// The ranges of neighbours that belong together by pairs; every item is in one.
pub(super) fn chains<T>(items: &[T], together: impl Fn(&T, &T) -> bool) -> Vec<&[T]> {
    items.chunk_by(together).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_touch_both_ends() {
        let items = [1, 1, 0, 1, 0, 0, 1];
        assert_eq!(runs(&items, |item| *item == 1), [0..2, 3..4, 6..7]);
        assert!(runs(&items, |item| *item == 2).is_empty());
    }
}
