//! Which plays a page has room for, so that the page of a large session can still be sent and opened.

use mpdbg_analysis::{Bucket, Row, Summary};

/// Rows of the table.
const ROWS: usize = 20_000;
/// Rows that unfold to more than the commands that show the play.
const DETAILS: usize = 2_000;

/// What a page has of its plays.
pub(super) struct Room {
    order: Vec<usize>,
    rows: Vec<bool>,
    details: Vec<bool>,
}

impl Room {
    /// For the plays of `summary`: those that are not as expected go first, then those with defects.
    pub(super) fn of(summary: &Summary) -> Self {
        let ranks: Vec<Rank> = summary.rows.iter().map(Rank::of).collect();
        Self {
            rows: first(&ranks, ROWS),
            details: first(&ranks, DETAILS),
            order: in_order(&ranks),
        }
    }

    /// The plays in the order of the table.
    pub(super) fn order(&self) -> impl Iterator<Item = usize> {
        self.order.iter().copied()
    }

    /// Whether the play has a row.
    pub(super) fn has_row(&self, number: usize) -> bool {
        self.rows[number]
    }

    /// Whether the row of the play unfolds to everything that is known of it.
    pub(super) fn has_details(&self, number: usize) -> bool {
        self.details[number]
    }

    /// How many plays have no row.
    pub(super) fn rows_left_out(&self) -> usize {
        self.rows.iter().filter(|it| !**it).count()
    }

    /// How many rows have no details.
    pub(super) fn details_left_out(&self) -> usize {
        let of = self.rows.iter().zip(&self.details);
        of.filter(|(row, details)| **row && !**details).count()
    }
}

/// What a reader looks for first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    NotAsExpected,
    Defective,
    Fine,
}

impl Rank {
    fn of(row: &Row) -> Self {
        if !row.unexpected.is_empty() || row.crashed_to_the_last {
            Self::NotAsExpected
        } else if row.bucket == Bucket::Perfect {
            Self::Fine
        } else {
            Self::Defective
        }
    }
}

/// The first `room` of them by rank, and within a rank in their order.
fn first(ranks: &[Rank], room: usize) -> Vec<bool> {
    let mut has = vec![false; ranks.len()];
    for number in in_order(ranks).into_iter().take(room) {
        has[number] = true;
    }
    has
}

/// By rank, and within a rank as they are.
fn in_order(ranks: &[Rank]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..ranks.len()).collect();
    order.sort_by_key(|&number| ranks[number]);
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_as_expected_has_room_first() {
        use Rank::{Defective, Fine, NotAsExpected};
        let ranks = [Fine, Defective, Fine, NotAsExpected, Defective];
        assert_eq!(first(&ranks, 0), [false; 5]);
        assert_eq!(first(&ranks, 2), [false, true, false, true, false]);
        assert_eq!(first(&ranks, 4), [true, true, false, true, true]);
        assert_eq!(first(&ranks, 9), [true; 5]);
        assert_eq!(in_order(&ranks), [3, 1, 4, 0, 2]);
    }
}
