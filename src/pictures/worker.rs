//! Looks pictures up beside the screen: the newest request wins.

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use super::asked::{Answer, Asked, Decoded};
use super::helper::{Helper, Said};

/// After this a process that does not answer is ended: longer than it may look for a picture.
const PATIENCE: Duration = Duration::from_secs(15);

/// What reaches the thread that asks.
pub(super) enum Message {
    /// A picture is asked for.
    Ask(Asked),
    /// The process that was connected so many times before said this.
    Told(u32, Said<(u64, Answer)>),
    /// Nobody looks any more.
    Stop,
}

/// The process that is asked.
pub(super) trait Link {
    /// Asks it.
    fn ask(&mut self, asked: Asked) -> io::Result<()>;
    /// How it ended.
    fn how_it_ended(&mut self) -> String;
}

impl Link for Helper {
    fn ask(&mut self, asked: Asked) -> io::Result<()> {
        Self::ask(self, &asked)
    }

    fn how_it_ended(&mut self) -> String {
        Self::how_it_ended(self)
    }
}

/// Starts a process whose messages go to the sender, under this number.
type Connect = dyn FnMut(u32, Sender<Message>) -> io::Result<Box<dyn Link>> + Send;

/// Looks pictures of one sample up. Whoever asks never waits.
pub(crate) struct PictureWorker {
    messages: Sender<Message>,
    answers: Receiver<(Asked, Decoded)>,
}

impl PictureWorker {
    /// For the sample at `path`; its process begins with the first request.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self::connecting(Box::new(move |number, messages| {
            let arguments = ["picture-one".as_ref(), "--".as_ref(), path.as_os_str()];
            let helper = Helper::start(&arguments, move |said| {
                // The asking thread may be gone.
                let _ = messages.send(Message::Told(number, said));
            })?;
            Ok(Box::new(helper))
        }))
    }

    pub(super) fn connecting(connect: Box<Connect>) -> Self {
        let (messages, received) = channel();
        let (sender, answers) = channel();
        let told = messages.clone();
        thread::spawn(move || Asking::new(connect, told, sender).run(&received));
        Self { messages, answers }
    }

    /// Asks for a picture; what was asked for before and is not there yet is not wanted any more.
    pub(crate) fn ask(&self, asked: Asked) {
        // The thread goes on until this is dropped.
        let _ = self.messages.send(Message::Ask(asked));
    }

    /// What came since.
    pub(crate) fn take(&self) -> Option<(Asked, Decoded)> {
        self.answers.try_recv().ok()
    }
}

impl Drop for PictureWorker {
    fn drop(&mut self) {
        let _ = self.messages.send(Message::Stop);
    }
}

/// The thread that asks.
struct Asking {
    connect: Box<Connect>,
    told: Sender<Message>,
    answers: Sender<(Asked, Decoded)>,
    link: Option<Box<dyn Link>>,
    /// Processes that were started.
    started: u32,
    /// What was asked for and is not answered.
    open: Option<Asked>,
}

impl Asking {
    fn new(
        connect: Box<Connect>,
        told: Sender<Message>,
        answers: Sender<(Asked, Decoded)>,
    ) -> Self {
        Self {
            connect,
            told,
            answers,
            link: None,
            started: 0,
            open: None,
        }
    }

    fn run(mut self, messages: &Receiver<Message>) {
        loop {
            let message = if self.open.is_some() {
                messages.recv_timeout(PATIENCE)
            } else {
                messages.recv().map_err(RecvTimeoutError::from)
            };
            match message {
                Ok(Message::Ask(first)) => {
                    let Some(newest) = newest(first, messages, &mut self) else {
                        return;
                    };
                    self.ask(newest);
                }
                Ok(Message::Told(number, said)) => self.take(number, said),
                Err(RecvTimeoutError::Timeout) => {
                    self.link = None;
                    self.answer(Decoded::TooLong);
                }
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn ask(&mut self, asked: Asked) {
        self.open = Some(asked);
        if self.link.is_none() {
            self.started += 1;
            match (self.connect)(self.started, self.told.clone()) {
                Ok(link) => self.link = Some(link),
                Err(error) => {
                    self.answer(Decoded::Failed(format!("no process for it: {error}")));
                    return;
                }
            }
        }
        if let Some(link) = &mut self.link {
            // That it is gone it says itself.
            let _ = link.ask(asked);
        }
    }

    fn take(&mut self, number: u32, said: Said<(u64, Answer)>) {
        if number != self.started {
            return;
        }
        match said {
            Said::Message((number, answer), bytes) => {
                if self.open.is_some_and(|open| open.number == number) {
                    self.answer(answer.with(bytes));
                }
            }
            Said::Gone => {
                let how = self.link.take().map(|mut link| link.how_it_ended());
                let how = how.unwrap_or_else(|| "ended".to_owned());
                self.answer(Decoded::Failed(format!(
                    "the process that decodes it {how}"
                )));
            }
        }
    }

    fn answer(&mut self, decoded: Decoded) {
        if let Some(open) = self.open.take() {
            // Whoever asked may be gone.
            let _ = self.answers.send((open, decoded));
        }
    }
}

/// The newest of the requests that wait; none when there is to be an end.
fn newest(first: Asked, messages: &Receiver<Message>, asking: &mut Asking) -> Option<Asked> {
    let mut newest = first;
    while let Ok(message) = messages.try_recv() {
        match message {
            Message::Ask(asked) => newest = asked,
            Message::Told(number, said) => asking.take(number, said),
            Message::Stop => return None,
        }
    }
    Some(newest)
}

#[cfg(test)]
#[path = "worker_tests.rs"]
mod tests;
