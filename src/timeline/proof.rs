//! That a recording is the one that was sealed, found out while it is looked at.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::sync::{Arc, Weak};
use std::thread;

use mpdbg_session::Blocks;

/// A thread that proves the hash of all events; it ends when nobody waits for it any more.
pub(super) struct Proof {
    answer: Receiver<Result<(), String>>,
    _waiting: Arc<()>,
}

impl Proof {
    pub(super) fn begin(blocks: Arc<Blocks>) -> Self {
        let (tell, answer) = channel();
        let waiting = Arc::new(());
        let asks = Arc::downgrade(&waiting);
        let work = move || {
            let go_on = || match Weak::strong_count(&asks) {
                0 => ControlFlow::Break(()),
                _ => ControlFlow::Continue(()),
            };
            let proven = blocks.prove(go_on).map_err(|wrong| wrong.to_string());
            // Whoever asked may have gone.
            let _ = tell.send(proven.map(|_| ()));
        };
        // Without a thread the sender is dropped, and it is said that nothing was proven.
        let _ = thread::Builder::new().name("proof".to_owned()).spawn(work);
        Self {
            answer,
            _waiting: waiting,
        }
    }

    /// Once it is known: what is wrong, if anything is.
    pub(super) fn answer(&self) -> Option<Result<(), String>> {
        match self.answer.try_recv() {
            Ok(answer) => Some(answer),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => {
                Some(Err("the recording could not be proven".to_owned()))
            }
        }
    }
}
