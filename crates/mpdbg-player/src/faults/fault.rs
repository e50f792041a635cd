//! Which fault is in this process, and what it needs to show.

use mpdbg_model::{Clock, DeviceModel, Machine, Moment};
#[cfg(feature = "faults")]
use std::sync::OnceLock;

use super::catalogue::Fault;

impl Fault {
    /// The machine on which it shows; an ideal one for most.
    pub fn machine(self) -> Machine {
        let with_device = |device| Machine {
            device,
            ..Machine::default()
        };
        match self {
            Self::DropsNotTold => Machine {
                stalls: vec![Moment {
                    at_ms: 1000,
                    for_ms: 150,
                }],
                ..Machine::default()
            },
            Self::SoundNotMaster => with_device(DeviceModel {
                drift_ppm: 20_000,
                ..DeviceModel::default()
            }),
            Self::UnderrunNotTold => with_device(DeviceModel {
                dry: vec![Moment {
                    at_ms: 1500,
                    for_ms: 300,
                }],
                ..DeviceModel::default()
            }),
            _ => Machine::default(),
        }
    }

    /// The clock on which it shows; the virtual one for most.
    pub const fn clock(self) -> Clock {
        match self {
            Self::Leaks | Self::LeaksHandles => Clock::Real,
            _ => Clock::Virtual,
        }
    }

    /// The fault of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|fault| fault.name() == name)
    }

    /// True when this is the fault that was put into this process.
    #[cfg(feature = "faults")]
    pub(crate) fn is_injected(self) -> bool {
        INJECTED.get() == Some(&self)
    }

    /// True when this is the fault that was put into this process: never, without the feature.
    #[cfg(not(feature = "faults"))]
    #[expect(clippy::unused_self, reason = "the face of the one with the feature")]
    pub(crate) const fn is_injected(self) -> bool {
        false
    }
}

#[cfg(feature = "faults")]
static INJECTED: OnceLock<Fault> = OnceLock::new();

/// Puts a fault into every play of this process from now on; only the first call counts.
#[cfg(feature = "faults")]
pub fn inject(fault: Fault) {
    // A second fault would hide what the first one does.
    let _ = INJECTED.set(fault);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_found_by_its_word_and_says_what_finds_it() {
        for fault in Fault::ALL {
            assert_eq!(Fault::named(fault.name()), Some(*fault));
            assert!(!fault.about().is_empty() && !fault.rules().is_empty());
            assert!(!fault.scenarios().is_empty());
        }
        assert_eq!(Fault::named("no such fault"), None);
        assert!(Fault::ALL.len() >= 40);
    }
}
