//! What is written and not taken yet, and how it is taken.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::engine::USUAL;

/// What is written and not taken yet.
pub(super) struct Queue {
    pub(super) pieces: VecDeque<Piece>,
    /// Single samples (not per channel) that were asked for and not there.
    pub(super) lacked: u64,
    /// What was set last.
    pub(super) settings: Settings,
    /// Thousandths of the usual speed at which is taken during this pull.
    pub(super) tempo: u32,
}

/// How what is in the queue is taken.
#[derive(Clone, Copy)]
pub(super) struct Settings {
    /// How often what was written was flushed.
    pub(super) epoch: u32,
    pub(super) is_running: bool,
    /// Thousandths of the usual speed.
    pub(super) thousandths: u32,
    /// What every sample is multiplied with.
    pub(super) loudness: f32,
}

pub(super) enum Piece {
    Samples(std::vec::IntoIter<f32>),
    /// So many single samples.
    Silence(u64),
}

pub(super) fn lock(queue: &Mutex<Queue>) -> MutexGuard<'_, Queue> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Queue {
    /// An empty queue that runs, at the usual speed.
    pub(super) const fn new() -> Self {
        Self {
            pieces: VecDeque::new(),
            lacked: 0,
            settings: Settings {
                epoch: 0,
                is_running: true,
                thousandths: USUAL,
                loudness: 1.0,
            },
            tempo: USUAL,
        }
    }

    /// The next frame, silence where there is none.
    pub(super) fn next_frame(&mut self, channels: usize, frame: &mut Vec<f32>) {
        frame.clear();
        frame.extend((0..channels).map(|_| self.next_sample()));
    }

    fn next_sample(&mut self) -> f32 {
        while let Some(piece) = self.pieces.front_mut() {
            match piece {
                Piece::Samples(samples) => {
                    if let Some(sample) = samples.next() {
                        return sample;
                    }
                }
                Piece::Silence(0) => {}
                Piece::Silence(left) => {
                    *left -= 1;
                    return 0.0;
                }
            }
            self.pieces.pop_front();
        }
        self.lacked += 1;
        0.0
    }
}

impl Settings {
    /// The speed at which is taken now.
    pub(super) const fn tempo(self) -> u32 {
        if self.is_running { self.thousandths } else { 0 }
    }
}
