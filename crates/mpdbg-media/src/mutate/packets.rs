//! The packets of a clip as plain data, and what is to become of them.

/// Which of the two streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Track {
    Pictures,
    Sound,
}

/// A packet of the clean clip. Times are nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) track: Track,
    pub(super) pts: Option<i64>,
    pub(super) dts: Option<i64>,
    pub(super) duration: i64,
    pub(super) key: bool,
    pub(super) bytes: usize,
}

/// A packet to be written. Times are nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Number of the clean packet whose place it takes: its stream and its marks.
    pub(super) of: usize,
    /// Number of the clean packet whose data it has.
    pub(super) data: usize,
    /// How many bytes of the data are kept.
    pub(super) bytes: usize,
    pub(super) track: Track,
    pub(super) pts: Option<i64>,
    pub(super) dts: Option<i64>,
    pub(super) duration: i64,
}

impl Slot {
    /// When it begins, as far as that is known.
    pub(super) fn time(&self) -> i64 {
        self.pts.or(self.dts).unwrap_or(0)
    }
}

impl Piece {
    /// The packet as it is.
    pub(super) const fn whole(of: usize, slot: &Slot) -> Self {
        Self {
            of,
            data: of,
            bytes: slot.bytes,
            track: slot.track,
            pts: slot.pts,
            dts: slot.dts,
            duration: slot.duration,
        }
    }

    /// Later by so many nanoseconds.
    pub(super) fn delay(&mut self, by: i64) {
        self.retime(|time| time + by);
    }

    pub(super) fn retime(&mut self, new: impl Fn(i64) -> i64) {
        self.pts = self.pts.map(&new);
        self.dts = self.dts.map(&new);
    }
}
