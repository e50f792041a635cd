//! What every page is: one file that fetches nothing, in which nothing acts but its own script.

use maud::{DOCTYPE, Markup, PreEscaped, html};

/// A page before it is put together.
pub(crate) struct HtmlPage {
    /// Its title.
    pub(crate) title: Markup,
    /// The class of its body, by which its style knows it.
    pub(crate) class: Option<&'static str>,
    /// Everything that it shows.
    pub(crate) body: Markup,
    /// Its style.
    pub(crate) style: String,
    /// Its scripts, in order; they are the program's own.
    pub(crate) scripts: Vec<String>,
}

impl HtmlPage {
    /// The whole document.
    pub(crate) fn document(self) -> Markup {
        let nonce = nonce(&self.body.0);
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta http-equiv="Content-Security-Policy" content=(policy(&nonce, &self.scripts));
                    title { (self.title) }
                    style { (PreEscaped(self.style)) }
                }
                body class=[self.class] {
                    (self.body)
                    @for script in &self.scripts { script nonce=(nonce) { (PreEscaped(script)) } }
                }
            }
        }
    }
}

/// Nothing is fetched or sent, and no script runs but those that bear the nonce.
fn policy(nonce: &str, scripts: &[String]) -> String {
    let own = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
    if scripts.is_empty() {
        own.to_owned()
    } else {
        format!("{own}; script-src 'nonce-{nonce}'")
    }
}

/// A word that no text of a sample can hold: it depends on all of them.
fn nonce(body: &str) -> String {
    blake3::hash(body.as_bytes()).to_hex()[..32].to_owned()
}

/// Panics unless every element that is opened is closed, in order, and nothing stands outside of the page.
#[cfg(test)]
pub(crate) fn assert_well_formed(page: &str) {
    const VOID: [&str; 4] = ["meta", "input", "br", "hr"];
    let mut rest = page.strip_prefix("<!DOCTYPE html>").unwrap_or_default();
    assert!(rest.starts_with("<html"), "no document");
    let mut open: Vec<String> = Vec::new();
    while let Some((_, tag)) = rest.split_once('<') {
        let (tag, behind) = tag.split_once('>').unwrap_or((tag, ""));
        rest = behind;
        let name = tag.split([' ', '\n']).next().unwrap_or_default();
        if let Some(closed) = name.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(closed), "{tag}");
            continue;
        }
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric());
        assert!(is_name && tag.matches('"').count() % 2 == 0, "<{tag}>");
        if VOID.contains(&name) {
            continue;
        }
        open.push(name.to_owned());
        if matches!(name, "script" | "style") {
            let end = rest.find(&format!("</{name}>"));
            rest = &rest[end.unwrap_or_else(|| panic!("<{name}> has no end"))..];
        }
    }
    assert!(open.is_empty(), "{open:?} have no end");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(scripts: &[&str]) -> String {
        let page = HtmlPage {
            title: html! { "a < b" },
            class: None,
            body: html! { p { "text" } },
            style: "p{}".to_owned(),
            scripts: scripts.iter().map(|it| (*it).to_owned()).collect(),
        };
        page.document().into_string()
    }

    #[test]
    fn only_its_own_scripts_run() {
        let page = page(&["one()", "two()"]);
        let (_, nonce) = page.split_once("script-src 'nonce-").unwrap_or_default();
        let nonce = &nonce[..32];
        for script in ["one()", "two()"] {
            let tag = format!("<script nonce=\"{nonce}\">{script}</script>");
            assert!(page.contains(&tag), "{page}");
        }
        assert!(page.contains("<title>a &lt; b</title>"));
        assert_well_formed(&page);
    }

    #[test]
    fn without_a_script_none_runs() {
        let page = page(&[]);
        assert!(
            page.contains("default-src 'none'") && !page.contains("script"),
            "{page}"
        );
    }
}
