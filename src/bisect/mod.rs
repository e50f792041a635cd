//! Which commit brought a defect: drives `git bisect` with plays, in a tree of its own.

mod build;
mod error;
mod git;
mod left_over;
mod odds;
mod room;
mod search;
mod stage;
mod state;
mod walk;

pub(crate) use error::BisectError;
pub(crate) use git::Git;
pub(crate) use odds::{Count, Odds};
pub(crate) use room::{Room, RoomLock};
pub(crate) use search::Search;
pub(crate) use stage::{Answer, Stage, Watch};
pub(crate) use state::{Asked, Ended, Found, Revision, State, Verdict};
