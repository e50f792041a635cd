//! Parts of a page that different commands write.

/// Puts `body` where the part of this name is in `page`, or at its end; the rest stays as it is.
pub(crate) fn with_part(page: &str, name: &str, body: &str) -> String {
    let (begin, end) = (
        format!("<!-- begin {name} -->\n"),
        format!("<!-- end {name} -->\n"),
    );
    let part = format!("{begin}{}\n{end}", body.trim_end());
    let place = page.find(&begin).and_then(|from| {
        let to = page[from..].find(&end)?;
        Some((from, from + to + end.len()))
    });
    match place {
        Some((from, to)) => format!("{}{part}{}", &page[..from], &page[to..]),
        None if page.is_empty() => part,
        None => format!("{}\n\n{part}", page.trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_replaced_where_it_is() {
        let page = with_part("", "a", "one\n");
        let page = with_part(&page, "b", "two\n");
        let both =
            "<!-- begin a -->\none\n<!-- end a -->\n\n<!-- begin b -->\ntwo\n<!-- end b -->\n";
        assert_eq!(page, both);
        let page = with_part(&page, "a", "three");
        assert_eq!(page, both.replace("one", "three"));
    }

    #[test]
    fn what_no_part_holds_stays() {
        let page = with_part("# Title\n", "a", "one");
        assert_eq!(page, "# Title\n\n<!-- begin a -->\none\n<!-- end a -->\n");
    }
}
