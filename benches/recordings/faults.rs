//! What goes wrong in a scripted play.

/// Which session a play belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// The session that is compared with.
    Before,
    /// The session that is compared.
    After,
}

impl Side {
    /// Name of the session.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
        }
    }
}

/// What goes wrong, from this picture on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Two pictures are neither presented nor thrown away.
    Lost(u64),
    /// Two pictures are thrown away, since they are late.
    Dropped(u64),
    /// Five pictures are presented 30 ms late.
    Late(u64),
    /// Every picture is presented late, by 1 to 13 ms.
    Slow,
    /// A picture has other pixels.
    Repainted(u64),
    /// The device runs dry for 30 ms.
    Underrun(u64),
    /// The player crashes.
    Crashed(u64),
}

/// The fault of a recording by its number: seven in a hundred have one, and all but the first of these
/// differ between the sessions. The very first recording has one, so that a single pair differs too.
pub(crate) fn fault(number: u64, side: Side, pictures: u64) -> Option<Fault> {
    let place = pictures * 2 / 3;
    let elsewhere = place.saturating_sub(5);
    let is_after = side == Side::After;
    match number % 100 {
        13 => Some(Fault::Dropped(place)),
        0 => is_after.then_some(Fault::Lost(place)),
        17 => (!is_after).then_some(Fault::Lost(place)),
        34 => is_after.then_some(Fault::Late(place)),
        51 => Some(Fault::Dropped(if is_after { place } else { elsewhere })),
        68 => is_after.then_some(Fault::Repainted(place)),
        85 => is_after.then_some(Fault::Underrun(place)),
        // One crash in a thousand.
        99 if number % 1000 == 99 => is_after.then_some(Fault::Crashed(place)),
        _ => None,
    }
}
