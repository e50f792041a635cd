//! What every page is: one file that fetches nothing, in which nothing acts but its own script.

use maud::{DOCTYPE, Markup, PreEscaped, html};

/// A page before it is put together.
pub(super) struct HtmlPage {
    /// Its title.
    pub(super) title: Markup,
    /// True when it takes the width that there is.
    pub(super) wide: bool,
    /// Everything that it shows.
    pub(super) body: Markup,
    /// Its style.
    pub(super) style: String,
    /// Its scripts, in order; they are the program's own.
    pub(super) scripts: Vec<String>,
}

impl HtmlPage {
    /// The whole document.
    pub(super) fn document(self) -> Markup {
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
                body class=[self.wide.then_some("wider")] {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn page(scripts: &[&str]) -> String {
        let page = HtmlPage {
            title: html! { "a < b" },
            wide: false,
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
