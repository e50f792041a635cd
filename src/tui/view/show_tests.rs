use std::cell::RefCell;
use std::rc::Rc;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::KeyModifiers;

use super::*;

/// A player that notes what is wished, and says what the test says.
#[derive(Clone, Default)]
struct Fake {
    wished: Rc<RefCell<Vec<Wish>>>,
    says: Rc<RefCell<Shown>>,
    held: Rc<RefCell<Vec<bool>>>,
}

impl ShownPlay for Fake {
    fn wish(&mut self, wish: Wish) {
        self.wished.borrow_mut().push(wish);
    }

    fn news(&mut self) -> Shown {
        std::mem::take(&mut self.says.borrow_mut())
    }

    fn hold(&mut self) {
        self.held.borrow_mut().push(true);
    }

    fn go_on(&mut self) {
        self.held.borrow_mut().push(false);
    }
}

impl Fake {
    fn is(&self, standing: Standing, presented: u64) {
        self.says.borrow_mut().status = Some(Status {
            standing,
            presented,
            ..Status::new()
        });
    }

    fn shows(&self) {
        let raster = Raster {
            width: 2,
            height: 2,
            rgb: vec![255; 12],
        };
        self.says.borrow_mut().picture = Some(raster);
    }

    fn actions(&self) -> Vec<Action> {
        let wished = self.wished.borrow();
        let actions = wished.iter().filter_map(|it| match it {
            Wish::Do(action) => Some(*action),
            Wish::Fit(..) => None,
        });
        actions.collect()
    }
}

fn press(view: &mut ShowView, codes: &[KeyCode]) {
    for code in codes {
        view.key(KeyEvent::new(*code, KeyModifiers::NONE));
    }
}

fn drawn(view: &mut ShowView, width: u16, height: u16) -> String {
    let look = Look {
        colour: false,
        ascii: false,
    };
    let mut terminal =
        Terminal::new(TestBackend::new(width, height)).unwrap_or_else(|error| match error {});
    terminal
        .draw(|frame| view.draw(frame, frame.area(), look))
        .unwrap_or_else(|error| match error {});
    let shown = terminal.backend().to_string();
    let lines = shown.lines().map(|it| it.trim_matches('"').trim_end());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn keys_become_wishes_of_the_player() {
    let fake = Fake::default();
    let mut view = ShowView::new(Box::new(fake.clone()));
    let space = KeyCode::Char(' ');
    press(&mut view, &[space, KeyCode::Left, KeyCode::Right]);
    fake.is(Standing::Paused, 1);
    assert!(view.work());
    press(&mut view, &[space]);
    fake.is(Standing::AtEnd, 1);
    assert!(view.work());
    press(
        &mut view,
        &[space, KeyCode::Up, KeyCode::Down, KeyCode::Down],
    );
    let volume = |percent| Action::Volume { percent };
    let wanted = [
        Action::Pause,
        seek(Span::from_secs(-5)),
        seek(Span::from_secs(5)),
        Action::Resume,
        Action::Restart,
        volume(100),
        volume(90),
        volume(80),
    ];
    assert_eq!(fake.actions(), wanted);
    let key = KeyEvent::new(KeyCode::Char('q'), KeyModifiers::NONE);
    assert!(matches!(view.key(key), Next::Back));
}

#[test]
fn the_player_is_held_while_this_process_is_stopped() {
    let fake = Fake::default();
    let mut view = ShowView::new(Box::new(fake.clone()));
    view.stopped(true);
    view.stopped(false);
    assert_eq!(*fake.held.borrow(), [true, false]);
}

#[test]
fn the_player_learns_the_room_that_there_is_once_a_size() {
    let fake = Fake::default();
    let mut view = ShowView::new(Box::new(fake.clone()));
    drawn(&mut view, 40, 13);
    drawn(&mut view, 40, 13);
    drawn(&mut view, 80, 24);
    let wanted = [Wish::Fit(40, 20), Wish::Fit(80, 42)];
    assert_eq!(*fake.wished.borrow(), wanted);
}

#[test]
fn pictures_that_were_never_drawn_are_counted() {
    let fake = Fake::default();
    let mut view = ShowView::new(Box::new(fake.clone()));
    fake.is(Standing::Playing, 3);
    fake.shows();
    assert!(view.work() && !view.work() && view.is_busy());
    let screen = drawn(&mut view, 60, 6);
    assert!(screen.contains("not shown 2"), "{screen}");
    let again = drawn(&mut view, 60, 6);
    assert!(again.contains("not shown 2"), "{again}");
    fake.is(Standing::Over, 3);
    view.work();
    assert!(!view.is_busy());
}

#[test]
fn a_play_at_two_sizes() {
    let fake = Fake::default();
    let mut view = ShowView::new(Box::new(fake.clone()));
    fake.is(Standing::Playing, 1);
    fake.shows();
    view.work();
    insta::assert_snapshot!("show_80", drawn(&mut view, 80, 24));
    insta::assert_snapshot!("show_200", drawn(&mut view, 200, 60));
}

#[test]
fn a_picture_that_waits_for_the_one_before_it_is_not_shown_yet() {
    let fake = Fake::default();
    let mut view = ShowView::new(Box::new(fake.clone()));
    assert!(view.pictures().is_empty());
    fake.is(Standing::Playing, 1);
    fake.shows();
    assert!(view.work());
    view.set_cell((9, 18), false);
    assert!(drawn(&mut view, 80, 24).contains("not shown 1"));
    assert_eq!(*fake.wished.borrow(), [Wish::Fit(720, 378)]);
    view.set_cell((9, 18), true);
    drawn(&mut view, 80, 24);
    assert!(drawn(&mut view, 80, 24).contains("not shown 0"));
    assert_eq!(view.pictures().len(), 1);
}
