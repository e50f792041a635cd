//! How long the file was read.

use std::time::Duration;

use mpdbg_model::Span;

/// Time that went into reading the file.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reading {
    /// All of it.
    pub(crate) total: Duration,
    /// The reads that blocked.
    pub(crate) blocked: Option<Span>,
}

impl Reading {
    /// A read that takes longer than this did not come out of memory.
    const BLOCKS: Duration = Duration::from_millis(5);

    /// One read took so long.
    pub(crate) fn add(&mut self, took: Duration) {
        self.total += took;
        if took > Self::BLOCKS {
            let before = self.blocked.unwrap_or_default();
            self.blocked = Some(before.plus(span(took)));
        }
    }
}

/// A time of the wall clock in the model's word for it.
pub(crate) fn span(duration: Duration) -> Span {
    Span::from_nanos(i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_long_reads_block() {
        let mut reading = Reading::default();
        reading.add(Duration::from_millis(4));
        assert_eq!(reading.blocked, None);
        reading.add(Duration::from_millis(6));
        reading.add(Duration::from_millis(7));
        assert_eq!(reading.blocked, Some(Span::from_millis(13)));
        assert_eq!(reading.total, Duration::from_millis(17));
    }
}
