//! How often the user asked for an end.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// Counts interrupts. After the first, no new sample is started and running ones are closed in order;
/// after the second, they are ended at once. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicU8>);

impl Interrupt {
    /// No interrupt yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts one more interrupt.
    pub fn raise(&self) {
        // Saturates: 255 interrupts are as good as two.
        let _ = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |count| {
                count.checked_add(1)
            });
    }

    /// True after the first interrupt.
    pub fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 0
    }

    /// True after the second interrupt.
    pub fn is_urgent(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 1
    }
}
