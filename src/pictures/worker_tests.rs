use std::sync::{Arc, Mutex, PoisonError};

use mpdbg_media::Raster;
use mpdbg_model::{ContentHash, HashKind, MediaTime};

use super::*;

/// A process that notes what it is asked, and says what the test says.
struct Fake {
    asked: Sender<Asked>,
}

impl Link for Fake {
    fn ask(&mut self, asked: Asked) -> io::Result<()> {
        let _ = self.asked.send(asked);
        Ok(())
    }

    fn how_it_ended(&mut self) -> String {
        "ended by signal 11".to_owned()
    }
}

/// Where the latest process says something.
type Mouth = Arc<Mutex<Option<(u32, Sender<Message>)>>>;

struct Room {
    worker: PictureWorker,
    asked: Receiver<Asked>,
    mouth: Mouth,
}

impl Room {
    fn new() -> Self {
        let (sender, asked) = channel();
        let mouth = Mouth::default();
        let told = Arc::clone(&mouth);
        let connect = move |number, messages| -> io::Result<Box<dyn Link>> {
            *told.lock().unwrap_or_else(PoisonError::into_inner) = Some((number, messages));
            let asked = sender.clone();
            Ok(Box::new(Fake { asked }))
        };
        Self {
            worker: PictureWorker::connecting(Box::new(connect)),
            asked,
            mouth,
        }
    }

    fn says(&self, said: Said<(u64, Answer)>) {
        let mouth = self.mouth.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((number, messages)) = &*mouth {
            let _ = messages.send(Message::Told(*number, said));
        }
    }

    fn answers(&self, number: u64) {
        let answer = Answer::Picture {
            width: 1,
            height: 1,
            hash: ContentHash::Xxh3(number),
        };
        self.says(Said::Message((number, answer), vec![1, 2, 3]));
    }

    /// Waits for an answer.
    fn answer(&self) -> Option<(u64, Decoded)> {
        let answer = self.worker.answers.recv().ok();
        answer.map(|(asked, decoded)| (asked.number, decoded))
    }
}

fn asked(number: u64) -> Asked {
    Asked {
        number,
        pts: MediaTime::from_nanos(number as i64),
        hash: ContentHash::Xxh3(number),
        kind: HashKind::Xxh3,
        bounds: (8, 8),
    }
}

fn picture(number: u64) -> Decoded {
    let raster = Raster {
        width: 1,
        height: 1,
        rgb: vec![1, 2, 3],
    };
    Decoded::Picture {
        raster,
        hash: ContentHash::Xxh3(number),
    }
}

#[test]
fn the_newest_request_wins() {
    let room = Room::new();
    room.worker.ask(asked(1));
    assert_eq!(room.asked.recv(), Ok(asked(1)));
    room.worker.ask(asked(2));
    assert_eq!(room.asked.recv(), Ok(asked(2)));
    room.answers(1);
    room.answers(2);
    assert_eq!(room.answer(), Some((2, picture(2))));
    assert!(room.worker.take().is_none());
}

#[test]
fn a_process_that_dies_is_the_answer_and_the_next_request_has_another() {
    let room = Room::new();
    room.worker.ask(asked(1));
    assert_eq!(room.asked.recv(), Ok(asked(1)));
    room.says(Said::Gone);
    let why = "the process that decodes it ended by signal 11".to_owned();
    assert_eq!(room.answer(), Some((1, Decoded::Failed(why))));
    room.worker.ask(asked(2));
    assert_eq!(room.asked.recv(), Ok(asked(2)));
    let mouth = room.mouth.lock().unwrap_or_else(PoisonError::into_inner);
    assert_eq!(mouth.as_ref().map(|it| it.0), Some(2));
    drop(mouth);
    room.answers(2);
    assert_eq!(room.answer(), Some((2, picture(2))));
}

#[test]
fn a_process_that_cannot_be_started_is_said() {
    let none = |_, _| Err(io::Error::from(io::ErrorKind::NotFound));
    let worker = PictureWorker::connecting(Box::new(none));
    worker.ask(asked(1));
    let answer = worker.answers.recv().map(|it| it.1);
    let is_told = matches!(&answer, Ok(Decoded::Failed(why)) if why.contains("no process for it"));
    assert!(is_told, "{answer:?}");
}
