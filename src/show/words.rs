//! What the screen and the player say to each other.

use mpdbg_model::Action;
use serde::{Deserialize, Serialize};

use super::Status;

/// What the screen asks of the player.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Wish {
    /// Do this.
    Do(Action),
    /// Pictures are to have at most this width and height, in pixels.
    Fit(u32, u32),
}

/// What the player says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Told {
    /// How it goes.
    pub(super) status: Status,
    /// The picture whose pixels come behind it, if there is one.
    pub(super) picture: Option<Sent>,
}

/// A picture that is sent.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Sent {
    pub(super) width: u32,
    pub(super) height: u32,
}
