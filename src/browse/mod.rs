//! A session as a list that is looked through: what each case came to, found out in the background.
//!
//! Screens read [`List`] and [`Totals`]; the [`Crew`] lists, judges and watches on threads of its own and
//! tells [`News`]; a [`Desk`] does the work, so that nothing here knows where a session is or who judges.

mod crew;
mod desk;
mod filter;
mod found;
mod lateness;
mod list;
mod order;
mod queue;
mod scroll;
mod standings;
mod totals;

pub(crate) use crew::{Crew, News};
pub(crate) use desk::{Compared, Desk, Listing, Step, Tried};
pub(crate) use found::{Details, Found, Progress};
pub(crate) use lateness::Lateness;
pub(crate) use list::{List, Row};
pub(crate) use order::Order;
pub(crate) use scroll::Scroll;
pub(crate) use standings::{CaseLine, Standings};
pub(crate) use totals::{Totals, conclusion};
