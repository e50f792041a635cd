//! What comparing comes to.

use serde::Serialize;

/// Comparisons of broken players with a sound one, and of a sound one with itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Compared {
    /// Always `lab-compare`.
    pub(crate) r#type: &'static str,
    /// A row for each fault.
    pub(crate) faults: Vec<FaultRow>,
    /// The sound player against itself.
    pub(crate) same: SameRow,
    /// Every case that was not called what it is.
    pub(crate) wrong: Vec<Wrong>,
}

/// One fault: the broken player's session held against the sound player's, and the other way round.
/// `cases = right + other + missed`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct FaultRow {
    /// The fault.
    pub(crate) fault: &'static str,
    /// Cases in which it shows: someone could see, hear or be told of it.
    pub(crate) cases: u64,
    /// Of these, called worse by a rule that is right for the fault.
    pub(crate) right: u64,
    /// Called worse by other rules only.
    pub(crate) other: u64,
    /// Not called worse.
    pub(crate) missed: u64,
    /// With the sessions swapped, called better by a rule that is right for the fault, and nothing worse.
    pub(crate) improved: u64,
    /// With the sessions swapped, called better by such a rule, and something worse or other too.
    pub(crate) both: u64,
    /// Cases in which it does not show.
    pub(crate) harmless: u64,
    /// Of these, called changed since nothing but the content of pictures or sound differs, which is so.
    pub(crate) content: u64,
    /// Of these, called anything else but the same.
    pub(crate) false_alarms: u64,
}

/// The sound player against itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct SameRow {
    /// Cases that could be compared.
    pub(crate) comparisons: u64,
    /// Cases that could not, since the scenario does not fit the sample.
    pub(crate) not_comparable: u64,
    /// Of the comparisons, those that were called anything but the same.
    pub(crate) false_alarms: u64,
}

/// A case that was not called what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Wrong {
    /// The fault; `none` where the player was sound.
    pub(crate) fault: &'static str,
    /// What was played.
    pub(crate) case: String,
    /// What it was called, and by which rules.
    pub(crate) called: String,
}

impl Compared {
    /// Of so many faults and comparisons of the same.
    pub(crate) const fn new(faults: Vec<FaultRow>, same: SameRow, wrong: Vec<Wrong>) -> Self {
        Self {
            r#type: "lab-compare",
            faults,
            same,
            wrong,
        }
    }

    /// The sum of the rows.
    pub(crate) fn sum(&self) -> FaultRow {
        let sum = FaultRow {
            fault: "all",
            ..FaultRow::default()
        };
        self.faults.iter().fold(sum, |sum, row| FaultRow {
            fault: sum.fault,
            cases: sum.cases + row.cases,
            right: sum.right + row.right,
            other: sum.other + row.other,
            missed: sum.missed + row.missed,
            improved: sum.improved + row.improved,
            both: sum.both + row.both,
            harmless: sum.harmless + row.harmless,
            content: sum.content + row.content,
            false_alarms: sum.false_alarms + row.false_alarms,
        })
    }

    /// True when every fault showed, was called what it is in every case and both ways, and nothing was
    /// called worse that is not.
    pub(crate) fn is_good(&self) -> bool {
        self.faults.iter().all(FaultRow::is_good) && self.same.false_alarms == 0
    }
}

impl FaultRow {
    const fn is_good(&self) -> bool {
        self.cases > 0
            && self.right == self.cases
            && self.improved + self.both == self.cases
            && self.false_alarms == 0
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A fault that is found in every case, and a sound player.
    pub(in crate::lab) fn good() -> Compared {
        let row = FaultRow {
            fault: "picture-lost",
            cases: 3,
            right: 3,
            improved: 2,
            both: 1,
            harmless: 2,
            content: 1,
            ..FaultRow::default()
        };
        let same = SameRow {
            comparisons: 1000,
            not_comparable: 20,
            false_alarms: 0,
        };
        Compared::new(vec![row.clone(), row], same, Vec::new())
    }

    #[test]
    fn one_case_that_is_called_wrong_is_enough() {
        assert!(good().is_good());
        let spoil: [fn(&mut Compared); 5] = [
            |it| it.same.false_alarms = 1,
            |it| it.faults[1].right = 2,
            |it| it.faults[0].improved = 1,
            |it| it.faults[0].false_alarms = 1,
            |it| it.faults[0] = FaultRow::default(),
        ];
        for spoil in spoil {
            let mut compared = good();
            spoil(&mut compared);
            assert!(!compared.is_good(), "{compared:?}");
        }
    }

    #[test]
    fn the_sum_adds_every_column() {
        let sum = good().sum();
        assert_eq!((sum.cases, sum.right, sum.improved, sum.both), (6, 6, 4, 2));
        assert_eq!((sum.harmless, sum.content), (4, 2));
        assert_eq!((sum.other, sum.missed, sum.false_alarms), (0, 0, 0));
    }
}
