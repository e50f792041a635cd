//! Which plays a page has room for, so that the page of a large session can still be sent and opened.

use mpdbg_analysis::{Bucket, Row, Summary};

/// Rows of the table.
const ROWS: usize = 20_000;
/// Rows that unfold to more than the commands that show the play.
const DETAILS: usize = 2_000;

/// What a page has of its plays: those that are not as expected go first, then those with defects.
pub(super) struct Room {
    order: Vec<usize>,
}

impl Room {
    /// For the plays of `summary`.
    pub(super) fn of(summary: &Summary) -> Self {
        let ranks: Vec<Rank> = summary.rows.iter().map(Rank::of).collect();
        Self {
            order: in_order(&ranks),
        }
    }

    /// The plays that have a row, in order, and whether it unfolds to everything that is known of them.
    pub(super) fn rows(&self) -> impl Iterator<Item = (usize, bool)> {
        let rows = self.order.iter().take(ROWS).enumerate();
        rows.map(|(place, number)| (*number, place < DETAILS))
    }

    /// How many plays have no row.
    pub(super) fn rows_left_out(&self) -> usize {
        self.order.len().saturating_sub(ROWS)
    }

    /// How many rows have no details.
    pub(super) fn details_left_out(&self) -> usize {
        self.order.len().min(ROWS).saturating_sub(DETAILS)
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
    fn what_is_not_as_expected_goes_first() {
        use Rank::{Defective, Fine, NotAsExpected};
        let ranks = [Fine, Defective, Fine, NotAsExpected, Defective];
        assert_eq!(in_order(&ranks), [3, 1, 4, 0, 2]);
    }
}
