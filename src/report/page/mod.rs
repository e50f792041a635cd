//! Pages for a browser: each one file that needs nothing else.

pub(crate) mod comparison;
mod document;
pub(crate) mod session;
pub(crate) mod timeline;

pub(crate) use document::HtmlPage;
#[cfg(test)]
pub(crate) use document::assert_well_formed;
