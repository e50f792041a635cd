//! Pictures as pictures: the test is a terminal that has graphics.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustix::process::Signal;
use tempfile::TempDir;
use vt100::{Color, Screen};

use crate::harness::{Mpdbg, samples_with};
use crate::screens::mpdbg;
use crate::sixel;
use crate::terminal::OnTerminal;

const SAMPLE: &str = "h264-aac.mp4";
/// What the program asks: kitty's protocol, and what the terminal is.
const KITTY: &str = "\x1b_Gi=31,s=1,v=1,a=q,";
const WHAT: &str = "\x1b[c";
/// Nothing, kitty's protocol, sixel with cells of 9×18 pixels.
const NONE: &str = "\x1b[?62;22c";
const AS_KITTY: &str = "\x1b_Gi=31;OK\x1b\\\x1b[?62;52c";
const AS_SIXEL: &str = "\x1b[6;18;9t\x1b[?63;1;2;4;22c";
/// What one with sixel is asked then, and answers: its colours.
const COLOURS: &str = "\x1b[?1;1;0S\x1b[c";
const OF_COLOURS: &str = "\x1b[?1;0;256S\x1b[?63;1;2;4;22c";

/// A session with a sound play.
struct Played {
    _samples: TempDir,
    mpdbg: Mpdbg,
}

impl Played {
    fn new() -> Self {
        let samples = samples_with(&[SAMPLE]);
        let mpdbg = Mpdbg::over(samples.path());
        mpdbg.run(&["new", "sound"]).ends(0);
        mpdbg.run(&["run", "-q"]).ends(0);
        Self {
            _samples: samples,
            mpdbg,
        }
    }

    /// Its timeline with these variables, the cursor on a picture.
    fn open(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Option<OnTerminal> {
        let arguments = [&["timeline", SAMPLE][..], arguments].concat();
        let mut terminal = self.start(&arguments, variables)?;
        terminal.shows("video");
        terminal.keys("t1.5\r");
        terminal.shows("run 1.500000 s");
        Some(terminal)
    }

    fn start(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Option<OnTerminal> {
        let mut command = mpdbg(self.mpdbg.samples(), self.mpdbg.sessions(), arguments);
        for variable in ["TMUX", "STY"] {
            command.env_remove(variable);
        }
        command.env("COLORTERM", "truecolor");
        for (name, value) in variables {
            command.env(name, value);
        }
        OnTerminal::start(command, 120, 40)
    }

    /// The same with the picture at the cursor in half-blocks, since the terminal has not answered yet.
    fn with_halves(&self) -> Option<(OnTerminal, Picture)> {
        let mut terminal = self.open(&[], &[])?;
        assert_eq!(find(terminal.bytes(), WHAT), None, "asked too early");
        terminal.keys("p");
        terminal.shows("as it was presented");
        // What is asked is sent once the whole screen is drawn.
        terminal.until_sent("asked what it is", |drawn| find(drawn, WHAT).is_some());
        terminal.until("a picture", |screen| halves(screen).is_some());
        terminal.settles();
        let halves = halves(terminal.screen()).unwrap();
        Some((terminal, halves))
    }
}

/// A picture: width, height, red, green and blue.
type Picture = (u32, u32, Vec<u8>);

/// The picture in half-blocks, two pixels a cell.
fn halves(screen: &Screen) -> Option<Picture> {
    let (lines, columns) = screen.size();
    let (lines, columns) = (lines.get(), columns.get());
    let part = |colour| match colour {
        Color::Rgb(red, green, blue) => Some([red, green, blue]),
        Color::Default | Color::Idx(_) => None,
    };
    let row = |line: u16| -> Vec<([u8; 3], [u8; 3])> {
        let cells = (0..columns).filter_map(|column| screen.cell(line, column));
        let halves = cells.filter(|it| it.contents() == "▀");
        let both = halves.filter_map(|it| Some((part(it.fgcolor())?, part(it.bgcolor())?)));
        both.collect()
    };
    let rows: Vec<_> = (0..lines).map(row).filter(|it| !it.is_empty()).collect();
    let width = rows.first()?.len();
    if rows.iter().any(|it| it.len() != width) {
        return None;
    }
    let mut rgb = Vec::new();
    for row in &rows {
        rgb.extend(row.iter().flat_map(|it| it.0));
        rgb.extend(row.iter().flat_map(|it| it.1));
    }
    Some((width as u32, 2 * rows.len() as u32, rgb))
}

fn find(drawn: &[u8], what: &str) -> Option<usize> {
    let what = what.as_bytes();
    drawn.windows(what.len()).position(|it| it == what)
}

/// What stands from `begin` to the end of its string, wherever it is whole.
fn strings<'a>(drawn: &'a [u8], begin: &str) -> Vec<&'a [u8]> {
    let mut found = Vec::new();
    let mut rest = drawn;
    while let Some(at) = find(rest, begin) {
        rest = &rest[at..];
        let Some(end) = find(rest, "\x1b\\") else {
            break;
        };
        found.push(&rest[..end + 2]);
        rest = &rest[end + 2..];
    }
    found
}

/// What is said of a picture in kitty's protocol.
fn said<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut pairs = head.split(',').filter_map(|it| it.split_once('='));
    pairs.find(|it| it.0 == name).map(|it| it.1)
}

/// A picture without the margins in which nothing is drawn.
fn picture(width: u32, height: u32, pixels: &[u8], has_alpha: bool) -> Picture {
    let size = if has_alpha { 4 } else { 3 };
    assert_eq!(pixels.len(), size * (width * height) as usize);
    let drawn = |pixel: &&[u8]| pixel.get(3).is_none_or(|alpha| *alpha == 255);
    let rows = pixels.chunks(size * width as usize);
    let rows = rows.map(|row| row.chunks(size).filter(drawn).collect::<Vec<_>>());
    let rows: Vec<_> = rows.filter(|row| !row.is_empty()).collect();
    let width = rows[0].len() as u32;
    let height = rows.len() as u32;
    let parts = rows.into_iter().flatten().flat_map(|it| &it[..3]).copied();
    let rgb: Vec<u8> = parts.collect();
    assert_eq!(rgb.len(), 3 * (width * height) as usize);
    (width, height, rgb)
}

/// The pictures in kitty's protocol, by their numbers; and the numbers of those that were taken away.
fn by_kitty(drawn: &[u8]) -> (Vec<(String, Picture)>, Vec<String>) {
    let (mut shown, mut gone) = (Vec::new(), Vec::new());
    let mut has_alpha = false;
    let mut begun: Option<(String, u32, u32, String)> = None;
    for piece in strings(drawn, "\x1b_G") {
        let text = std::str::from_utf8(&piece[3..piece.len() - 2]).unwrap();
        let (head, data) = text.split_once(';').unwrap_or((text, ""));
        let number = |name| said(head, name).unwrap().parse().unwrap();
        match said(head, "a") {
            Some("T") => {
                assert_eq!(said(head, "q"), Some("2"), "no answers");
                has_alpha = said(head, "f") == Some("32");
                let name = said(head, "i").unwrap().to_owned();
                begun = Some((name, number("s"), number("v"), String::new()));
            }
            Some("d") => gone.push(said(head, "i").unwrap().to_owned()),
            Some(_) => continue,
            None => {}
        }
        let Some((name, width, height, all)) = &mut begun else {
            continue;
        };
        *all += data;
        if said(head, "m") == Some("0") {
            let pixels = STANDARD.decode(all).unwrap();
            shown.push((name.clone(), picture(*width, *height, &pixels, has_alpha)));
            begun = None;
        }
    }
    (shown, gone)
}

/// The mean of the pixels under each half-block is its colour, about.
#[track_caller]
fn is_the_same(fine: &Picture, halves: &Picture) {
    let (width, height, rgb) = fine;
    let of_halves = f64::from(halves.0) / f64::from(halves.1);
    let shape = f64::from(*width) / f64::from(*height);
    assert!(
        (shape / of_halves - 1.0).abs() < 0.05,
        "{shape} {of_halves}"
    );
    assert!(*width > 4 * halves.0 && *height > 4 * halves.1, "no finer");
    let mut off = 0.0;
    for y in 0..halves.1 {
        for x in 0..halves.0 {
            for part in 0..3 {
                let (mut sum, mut count) = (0.0, 0.0);
                for row in y * height / halves.1..(y + 1) * height / halves.1 {
                    for column in x * width / halves.0..(x + 1) * width / halves.0 {
                        sum += f64::from(rgb[3 * (row * width + column) as usize + part]);
                        count += 1.0;
                    }
                }
                let told = halves.2[3 * (y * halves.0 + x) as usize + part];
                off += (sum / count - f64::from(told)).abs();
            }
        }
    }
    let off = off / halves.2.len() as f64;
    assert!(off < 6.0, "off by {off} of 255 on average");
}

/// The lines of the lanes, which a picture does not touch.
fn lanes(terminal: &OnTerminal) -> Vec<String> {
    let text = terminal.text();
    let lanes = text.lines().take_while(|it| !it.starts_with("── "));
    lanes.map(str::to_owned).collect()
}

#[test]
fn a_picture_is_shown_by_kittys_protocol_and_taken_away() {
    let played = Played::new();
    let Some((mut terminal, halves)) = played.with_halves() else {
        return;
    };
    assert!(find(terminal.bytes(), KITTY).is_some());
    let before = lanes(&terminal);
    // Late, and in pieces: no key may come of it.
    let (first, second) = AS_KITTY.split_at(1);
    terminal.keys(first);
    terminal.keys(second);
    terminal.until_sent("a picture", |drawn| by_kitty(drawn).0.len() == 1);
    let (shown, _) = by_kitty(terminal.bytes());
    is_the_same(&shown[0].1, &halves);
    terminal.until("blank cells under it", |screen| {
        self::halves(screen).is_none()
    });
    assert_eq!(lanes(&terminal), before);

    terminal.keys("?");
    terminal.shows("next, previous defect");
    terminal.until_sent("taken away", |drawn| by_kitty(drawn).1.len() == 1);
    terminal.keys("q");
    terminal.until_sent("shown again", |drawn| by_kitty(drawn).0.len() == 2);
    terminal.keys("p");
    terminal.until_sent("taken away", |drawn| by_kitty(drawn).1.len() == 2);
    terminal.keys("p");
    terminal.until_sent("shown again", |drawn| by_kitty(drawn).0.len() == 3);
    // Another size is another screen.
    terminal.resize(100, 36);
    terminal.until_sent("shown anew", |drawn| by_kitty(drawn).0.len() == 4);
    terminal.keys("Q");
    assert_eq!(terminal.ends().exit_code(), 0);
    terminal.is_given_back();
    nothing_is_left(&terminal);
}

/// Every picture that was shown was taken away after it.
#[track_caller]
fn nothing_is_left(terminal: &OnTerminal) {
    let drawn = terminal.bytes();
    let (shown, _) = by_kitty(drawn);
    let (number, _) = shown.last().unwrap();
    let last = drawn.len() - drawn.rsplit(|it| *it == b'T').next().unwrap().len();
    let (_, gone) = by_kitty(&drawn[last..]);
    assert!(gone.contains(number), "{number} of {gone:?}");
}

#[test]
fn a_timeline_in_a_session_that_is_browsed_has_pixels_too() {
    let played = Played::new();
    let Some(mut terminal) = played.start(&["browse"], &[]) else {
        return;
    };
    terminal.shows(SAMPLE);
    terminal.keys("\r");
    terminal.shows("video");
    terminal.keys("t1.5\r");
    terminal.shows("run 1.500000 s");
    terminal.keys("p");
    terminal.until_sent("asked what it is", |drawn| find(drawn, WHAT).is_some());
    terminal.keys(AS_KITTY);
    terminal.until_sent("a picture", |drawn| by_kitty(drawn).0.len() == 1);
    terminal.keys("Q");
    assert_eq!(terminal.ends().exit_code(), 0);
    terminal.is_given_back();
    nothing_is_left(&terminal);
}

#[test]
fn a_signal_leaves_no_picture() {
    let played = Played::new();
    let Some((mut terminal, _)) = played.with_halves() else {
        return;
    };
    terminal.keys(AS_KITTY);
    terminal.until_sent("a picture", |drawn| by_kitty(drawn).0.len() == 1);
    OnTerminal::signal(terminal.pid(), Signal::TERM);
    assert!(!terminal.ends().success());
    terminal.is_given_back();
    nothing_is_left(&terminal);
}

#[test]
fn a_picture_is_shown_by_sixel() {
    let played = Played::new();
    let Some((mut terminal, halves)) = played.with_halves() else {
        return;
    };
    terminal.keys(AS_SIXEL);
    terminal.until_sent("asked for colours", |sent| find(sent, COLOURS).is_some());
    terminal.keys(OF_COLOURS);
    terminal.until_sent("a picture", |drawn| strings(drawn, "\x1bP").len() == 1);
    let pictures = strings(terminal.bytes(), "\x1bP");
    let picture = sixel::decoded(pictures[0]);
    is_the_same(&picture, &halves);
    // The terminal said how large its cells are.
    let cells = (picture.0.div_ceil(9), picture.1.div_ceil(18));
    assert!(cells.0.abs_diff(halves.0) <= 1 && cells.1.abs_diff(halves.1 / 2) <= 1);
    terminal.keys("Q");
    assert_eq!(terminal.ends().exit_code(), 0);
    terminal.is_given_back();
}

#[test]
fn a_terminal_without_graphics_keeps_half_blocks() {
    let played = Played::new();
    let Some((mut terminal, halves)) = played.with_halves() else {
        return;
    };
    terminal.keys(NONE);
    terminal.keys("?");
    terminal.shows("next, previous defect");
    terminal.keys("q");
    terminal.until("the same half-blocks", |screen| {
        let is_whole = screen.contents().contains("as it was presented");
        is_whole && self::halves(screen).as_ref() == Some(&halves)
    });
    terminal.keys("Q");
    assert_eq!(terminal.ends().exit_code(), 0);
    assert!(by_kitty(terminal.bytes()).0.is_empty());
    assert!(strings(terminal.bytes(), "\x1bP").is_empty());
}

#[test]
fn who_wants_plain_characters_is_not_asked_and_tmux_not_for_kitty() {
    let played = Played::new();
    for (arguments, variable, asked) in [
        (&["--ascii"][..], ("LC_ALL", "C.UTF-8"), None),
        (&[], ("NO_COLOR", "1"), None),
        (&[], ("TERM", "linux"), None),
        (&[], ("TMUX", "/tmp/tmux-0/default,1,0"), Some(())),
    ] {
        let Some(mut terminal) = played.open(arguments, &[variable]) else {
            return;
        };
        terminal.keys("p");
        terminal.shows("as it was presented");
        terminal.keys("Q");
        assert_eq!(terminal.ends().exit_code(), 0);
        let drawn = terminal.bytes();
        assert_eq!(find(drawn, WHAT).map(|_| ()), asked, "{variable:?}");
        assert_eq!(find(drawn, "\x1b_"), None, "{variable:?}");
    }
}
