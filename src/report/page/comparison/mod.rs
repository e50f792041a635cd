//! The page of a comparison.

mod changes;
mod page;
mod pair;
mod place_of_pairs;

pub use page::write_comparison_page;
pub(crate) use page::{severity, standings_list, write_comparison_html};
pub use pair::PairShown;
