use std::collections::VecDeque;
use std::path::PathBuf;

use mpdbg_model::{SampleName, SampleNameError};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::*;

const WANTED: Wanted = (
    MediaTime::from_nanos(1_040_000_000),
    ContentHash::Xxh3(0x1234),
);

/// A panel for a sample that is not there, in which nothing was found yet.
fn panel() -> Result<PicturePanel, SampleNameError> {
    let record = SampleRecord {
        name: SampleName::parse("clip.mp4")?,
        size: 7,
        blake3: String::new(),
        opens: true,
        expects: Vec::new(),
    };
    let path = PathBuf::from("/nowhere/clip.mp4");
    Ok(PicturePanel::new(path, record, HashKind::Xxh3))
}

/// A panel that found this, and whose sample is this.
fn with(found: Decoded, check: Sameness) -> Result<PicturePanel, SampleNameError> {
    Ok(PicturePanel {
        wanted: Some(WANTED),
        check: Check::Done(check),
        kept: VecDeque::from([(WANTED, found)]),
        ..panel()?
    })
}

/// From black on the left to white on the right, its upper half darker.
fn slope() -> Raster {
    let (width, height) = (16, 8);
    let mut rgb = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let bright = x * 255 / (width - 1);
            let bright = if y < height / 2 { bright / 2 } else { bright };
            rgb.extend([bright as u8; 3]);
        }
    }
    Raster { width, height, rgb }
}

fn drawn(panel: &mut PicturePanel, width: u16, height: u16, look: Look) -> String {
    let mut terminal =
        Terminal::new(TestBackend::new(width, height)).unwrap_or_else(|error| match error {});
    terminal
        .draw(|frame| panel.draw(frame, frame.area(), look))
        .unwrap_or_else(|error| match error {});
    let shown = terminal.backend().to_string();
    let lines = shown.lines().map(|it| it.trim_matches('"').trim_end());
    lines.collect::<Vec<_>>().join("\n")
}

const PLAIN: Look = Look {
    colour: false,
    ascii: false,
};
const ASCII: Look = Look {
    colour: false,
    ascii: true,
};

#[test]
fn a_picture_at_two_sizes() -> Result<(), SampleNameError> {
    let found = Decoded::Picture {
        raster: slope(),
        hash: WANTED.1,
    };
    let mut panel = with(found, Sameness::Same)?;
    insta::assert_snapshot!("picture_80", drawn(&mut panel, 80, 24, PLAIN));
    insta::assert_snapshot!("picture_200_ascii", drawn(&mut panel, 200, 60, ASCII));
    Ok(())
}

#[test]
fn a_picture_of_another_sample_says_both_in_a_narrow_panel() -> Result<(), SampleNameError> {
    let found = Decoded::Picture {
        raster: slope(),
        hash: ContentHash::Xxh3(1),
    };
    let other = Sameness::Other("9 bytes, was 7".to_owned());
    let mut panel = with(found, other)?;
    insta::assert_snapshot!("picture_of_another_sample", drawn(&mut panel, 40, 8, ASCII));
    Ok(())
}

#[test]
fn a_sample_that_is_gone_is_not_decoded() -> Result<(), SampleNameError> {
    let mut panel = panel()?;
    panel.check = Check::Done(Sameness::Absent("it is gone".to_owned()));
    panel.ask(WANTED.0, WANTED.1);
    assert!(!panel.is_busy() && !panel.work());
    let screen = drawn(&mut panel, 60, 4, PLAIN);
    assert_eq!(
        screen.trim(),
        "no picture: the sample is not there (it is gone)"
    );
    Ok(())
}

#[test]
fn what_was_found_is_not_asked_for_again() -> Result<(), SampleNameError> {
    let mut panel = with(Decoded::None, Sameness::Same)?;
    panel.ask(WANTED.0, WANTED.1);
    assert!(!panel.is_busy());
    panel.ask_none();
    let screen = drawn(&mut panel, 60, 4, PLAIN);
    assert_eq!(screen.trim(), "no picture was presented yet");
    Ok(())
}

#[test]
fn a_panel_of_no_rows_draws_nothing() -> Result<(), SampleNameError> {
    let mut panel = with(Decoded::TooLong, Sameness::Same)?;
    assert_eq!(drawn(&mut panel, 1, 1, PLAIN).lines().count(), 1);
    Ok(())
}
