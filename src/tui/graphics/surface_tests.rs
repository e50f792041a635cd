use super::*;

const SCREEN: Rect = Rect::new(0, 0, 40, 10);
const AREA: Rect = Rect::new(20, 2, 16, 6);

fn raster(bright: u8) -> Raster {
    Raster {
        width: 80,
        height: 40,
        rgb: [bright, 0, 255 - bright].repeat(80 * 40),
    }
}

fn drawing(way: Way) -> Graphics {
    Graphics {
        way,
        ..Graphics::none()
    }
}

/// One screen: what is written over it.
fn laid(graphics: &mut Graphics, raster: Option<&Raster>) -> (String, Buffer) {
    let mut buffer = Buffer::filled(SCREEN, ratatui::buffer::Cell::new("x"));
    let area = AREA;
    graphics.lay(&[Laid { area, raster }], &mut buffer);
    (graphics.take_out(), buffer)
}

fn count(text: &str, what: &str) -> usize {
    text.matches(what).count()
}

#[test]
fn a_terminal_is_asked_once_and_only_when_a_picture_is_wanted() {
    let mut graphics = Graphics::ask_for("xterm", false);
    graphics.lay(&[], &mut Buffer::empty(SCREEN));
    assert_eq!(graphics.take_out(), "");
    assert_eq!(laid(&mut graphics, None).0, QUERY);
    assert!(graphics.awaited().is_some());
    let one = raster(7);
    let (out, buffer) = laid(&mut graphics, Some(&one));
    assert_eq!(
        (out.as_str(), buffer[AREA.as_position()].symbol()),
        ("", "x")
    );
    assert!(!graphics.answer(Answer::Kitty(true)));
    assert_eq!(graphics.cell(), HALVES);
    assert!(graphics.answer(Answer::Attributes { sixel: false }));
    assert!(graphics.awaited().is_none() && graphics.cell() != HALVES);
    let (out, buffer) = laid(&mut graphics, Some(&one));
    assert_eq!((count(&out, "a=T"), count(&out, QUERY)), (1, 0));
    assert_eq!(buffer[AREA.as_position()].symbol(), " ");
    assert_eq!(buffer[(19, 2)].symbol(), "x");
}

#[test]
fn one_with_sixel_is_asked_for_its_colours_first() {
    let mut graphics = Graphics::ask_for("xterm", false);
    laid(&mut graphics, None);
    let what = Answer::Attributes { sixel: true };
    assert!(graphics.answer(what));
    let one = raster(7);
    assert_eq!(laid(&mut graphics, Some(&one)).0, QUERY_COLOURS);
    assert!(!graphics.answer(Answer::Colours(16)));
    assert!(graphics.answer(what));
    let (out, _) = laid(&mut graphics, Some(&one));
    assert_eq!(count(&out, "\x1bP"), 1);
    assert_eq!((graphics.colours, graphics.answer(what)), (16, false));
}

#[test]
fn what_is_inside_another_terminal_is_not_asked_for_kitty_and_a_console_nothing() {
    let mut inside = Graphics::ask_for("screen-256color", false);
    assert_eq!(laid(&mut inside, None).0, QUERY_INSIDE);
    assert!(!QUERY_INSIDE.contains("\x1b_"));
    let mut inside = Graphics::ask_for("xterm", true);
    assert_eq!(laid(&mut inside, None).0, QUERY_INSIDE);
    for mut never in [Graphics::ask_for("linux", false), Graphics::none()] {
        assert_eq!(laid(&mut never, Some(&raster(1))).0, "");
    }
}

#[test]
fn a_terminal_without_graphics_keeps_characters() {
    let mut graphics = Graphics::ask_for("xterm", false);
    laid(&mut graphics, None);
    assert!(!graphics.answer(Answer::Attributes { sixel: false }));
    let (out, buffer) = laid(&mut graphics, Some(&raster(7)));
    assert_eq!(
        (out.as_str(), buffer[AREA.as_position()].symbol()),
        ("", "x")
    );
    assert_eq!(graphics.farewell(), "");
}

#[test]
fn a_picture_is_sent_once_and_its_cells_are_left_alone() {
    for way in [Way::Kitty, Way::Sixel] {
        let mut graphics = drawing(way);
        let one = raster(7);
        let (out, buffer) = laid(&mut graphics, Some(&one));
        assert!(
            out.starts_with("\x1b[4;21H") && out.ends_with(READY),
            "{out:.20}"
        );
        assert_eq!(buffer[(21, 4)].diff_option, CellDiffOption::None);
        let (out, buffer) = laid(&mut graphics, Some(&one));
        assert_eq!(out, "");
        assert_eq!(buffer[(21, 4)].diff_option, CellDiffOption::Skip);
        // 160 pixels of width are 80 of height: 4 of 6 rows.
        assert_eq!(buffer[(21, 2)].diff_option, CellDiffOption::None);
        assert_eq!(buffer[(21, 2)].symbol(), " ");
    }
}

#[test]
fn the_next_picture_waits_until_the_last_one_is_taken_in() {
    let mut graphics = drawing(Way::Kitty);
    laid(&mut graphics, Some(&raster(1)));
    assert_eq!(laid(&mut graphics, Some(&raster(2))).0, "");
    assert!(!graphics.is_overdue());
    assert!(graphics.answer(Answer::Ready));
    let (out, _) = laid(&mut graphics, Some(&raster(2)));
    // The new one first, so that nothing flickers.
    let (shown, hidden) = (out.find("a=T"), out.find("a=d"));
    assert!(shown.is_some() && shown < hidden, "{shown:?} {hidden:?}");
    assert!(!graphics.answer(Answer::Ready));
    graphics.asked = Instant::now().checked_sub(PATIENCE * 2);
    assert_eq!(count(&laid(&mut graphics, Some(&raster(3))).0, "a=T"), 1);
}

#[test]
fn of_two_pictures_both_are_taken_in_before_the_next_ones() {
    let mut graphics = drawing(Way::Kitty);
    let sent = |graphics: &mut Graphics, bright: u8| {
        let rasters = [raster(bright), raster(bright + 1)];
        let laid = [0, 20].map(|x| Laid {
            area: Rect { x, ..AREA },
            raster: Some(&rasters[usize::from(x > 0)]),
        });
        graphics.lay(&laid, &mut Buffer::empty(SCREEN));
        count(&graphics.take_out(), "a=T")
    };
    assert_eq!(sent(&mut graphics, 1), 2);
    assert_eq!(sent(&mut graphics, 3), 0);
    assert!(!graphics.answer(Answer::Ready));
    assert!(graphics.awaited().is_some() && !graphics.is_free());
    assert_eq!(sent(&mut graphics, 3), 0);
    assert!(graphics.answer(Answer::Ready));
    assert_eq!(sent(&mut graphics, 3), 2);
    // One answer that got lost holds up one picture, not every one from then on.
    assert!(!graphics.answer(Answer::Ready));
    graphics.asked = Instant::now().checked_sub(PATIENCE * 2);
    assert_eq!(sent(&mut graphics, 5), 2);
    assert!(!graphics.answer(Answer::Ready) && !graphics.is_free());
    assert!(!graphics.answer(Answer::Ready) && graphics.is_free());
    // One that nobody asked for frees nothing.
    assert!(!graphics.answer(Answer::Ready));
    assert_eq!(sent(&mut graphics, 7), 2);
}

#[test]
fn a_picture_that_goes_leaves_nothing() {
    let mut kitty = drawing(Way::Kitty);
    laid(&mut kitty, Some(&raster(1)));
    let (out, _) = laid(&mut kitty, None);
    assert_eq!((count(&out, "a=d,d=I"), kitty.shown.len()), (1, 0));
    assert_eq!(count(&kitty.farewell(), "a=d,d=I"), NUMBERS.len());

    let mut sixel = drawing(Way::Sixel);
    laid(&mut sixel, Some(&raster(1)));
    let (out, buffer) = laid(&mut sixel, None);
    assert_eq!(out, "");
    assert_eq!(buffer[(21, 4)].diff_option, CellDiffOption::AlwaysUpdate);
    assert_eq!(buffer[(21, 4)].symbol(), "x");
    assert_eq!(buffer[(19, 4)].diff_option, CellDiffOption::None);
    laid(&mut sixel, Some(&raster(1)));
    sixel.forget();
    sixel.answer(Answer::Ready);
    assert_eq!(count(&laid(&mut sixel, Some(&raster(1))).0, "\x1bP"), 1);
}

#[test]
fn no_picture_stands_on_the_last_line_or_outside() {
    for (way, rows) in [(Way::Kitty, 10), (Way::Sixel, 9)] {
        let graphics = drawing(way);
        let square = Raster {
            width: 1,
            height: 1,
            rgb: vec![0; 3],
        };
        let raster = Some(&square);
        let place = |area| graphics.place(&Laid { area, raster }, SCREEN);
        let cells = place(SCREEN).map(|it| it.1);
        assert_eq!(cells, Some(Rect::new(20 - rows, 0, 2 * rows, rows)));
        assert!(place(Rect::new(50, 50, 9, 9)).is_none());
        assert!(place(Rect::ZERO).is_none());
    }
}

#[test]
fn cells_of_any_shape_keep_the_shape_of_a_picture() {
    for cell in [(7, 20), (20, 20), (11, 23), (1, 1), (256, 3), (2, 256)] {
        let graphics = Graphics {
            cell,
            ..drawing(Way::Kitty)
        };
        let source = raster(3);
        let raster = Some(&source);
        let Some((_, cells, size)) = graphics.place(&Laid { area: AREA, raster }, SCREEN) else {
            panic!("{cell:?}");
        };
        assert!(size.0.abs_diff(2 * size.1) <= 1, "{size:?} of {cell:?}");
        assert_eq!(AREA.intersection(cells), cells, "{cell:?}");
    }
}

#[test]
fn a_huge_cell_is_not_believed() {
    let mut graphics = Graphics::ask_for("xterm", false);
    laid(&mut graphics, None);
    for told in ["\x1b[6;4000000000;4000000000t", "\x1b[6;1;4000000000t"] {
        assert_eq!(Answer::of(told.as_bytes()), None, "{told}");
    }
    // Whatever the size of a cell, nothing of this overflows.
    graphics.way = Way::Kitty;
    graphics.cell = (4_000_000_000, 4_000_000_000);
    let (source, area) = (raster(3), AREA);
    let raster = Some(&source);
    let placed = graphics.place(&Laid { area, raster }, SCREEN);
    let Some((_, cells, size)) = placed else {
        panic!("no place");
    };
    assert_eq!((cells.width, cells.height, size), (1, 1, (1000, 500)));
}

#[test]
fn the_cells_around_a_picture_that_is_enlarged_have_its_scale() {
    let graphics = Graphics {
        cell: (7, 15),
        ..drawing(Way::Kitty)
    };
    let source = raster(3);
    // Enlarged four times, to 320 by 160 pixels, in 46 columns and 11 rows: 322 by 165.
    let around = graphics.around(&source, Rect::new(0, 0, 46, 11), (320, 160));
    assert_eq!(around, (81, 41));
}

#[test]
fn the_size_of_a_cell_is_what_the_system_says() {
    let size = |columns, rows, width, height| WindowSize {
        rows,
        columns,
        width,
        height,
    };
    assert_eq!(cell_of(&size(80, 24, 724, 440)), Some((9, 18)));
    assert_eq!(cell_of(&size(80, 24, 0, 0)), None);
    assert_eq!(cell_of(&size(0, 0, 9, 9)), None);
    assert_eq!(cell_of(&size(1, 1, 256, 256)), Some((256, 256)));
    assert_eq!(cell_of(&size(1, 24, 65535, 440)), None);
    assert_eq!(cell_of(&size(80, 1, 724, 257)), None);
}
