//! `frames`: a line for each picture that the file promises.

use std::io::{self, Write};

use mpdbg_analysis::{Evidence, Fate, Known, Part, Play, Presented};
use mpdbg_model::{Event, ExpectedFrame, ExpectedTimeline, Timing, What};

use crate::report::about::SampleReport;
use crate::report::event::content;

/// Writes a line for each picture that the file promises: when it was due, when it was presented or
/// why not, and its content hash; then what was presented beside these. Without an expected timeline
/// all presented pictures are beside it. A play that was moved elsewhere is written in its stretches.
pub fn write_frames(out: &mut dyn Write, report: &SampleReport<'_>) -> io::Result<()> {
    report.write_head(out, "Pictures")?;
    let play = Play::of(report.events);
    let known = Known {
        expected: report.expected,
        ..Known::default()
    };
    let parts = Part::all(&play, report.expected);
    let evidence = Evidence::new(&play, &parts, known, report.profile);
    let stretches = evidence.stretches();
    for (number, stretch) in (1..).zip(stretches) {
        if stretches.len() > 1 {
            write_heading(out, number, stretch)?;
        }
        write_stretch(out, report, stretch)?;
    }
    Ok(())
}

/// Where playing went on elsewhere.
fn write_heading(out: &mut dyn Write, number: usize, stretch: &Evidence<'_>) -> io::Result<()> {
    let begun = stretch.play.stretch.as_ref().and_then(|it| it.begun);
    match begun {
        None => writeln!(out, "Stretch {number}, from the start"),
        Some(begun) => writeln!(out, "\nStretch {number}, from event {}", begun.event),
    }
}

fn write_stretch(
    out: &mut dyn Write,
    report: &SampleReport<'_>,
    evidence: &Evidence<'_>,
) -> io::Result<()> {
    let play = evidence.play;
    let (Some(matching), Some(stream)) = (&evidence.pictures, evidence.video()) else {
        writeln!(out, "No pictures are promised, or the file was not probed.")?;
        return write_others(out, report, play, 0..play.presented.len());
    };
    let pts = match stream.timing {
        Timing::Carried => "pts",
        Timing::MadeUp => "pts (made up)",
    };
    writeln!(
        out,
        "{:>7}  {:>15}  {:>14}  {:>14}  {:>10}  what",
        "picture", pts, "due", "presented", "late"
    )?;
    let first = first_number(evidence);
    for (number, (frame, fate)) in (first..).zip(stream.frames.iter().zip(&matching.fates)) {
        write_frame(out, report.events, play, number, frame, *fate)?;
    }
    write_others(
        out,
        report,
        play,
        matching.extra.iter().map(|index| *index as usize),
    )
}

/// Number in the file of the first picture that is promised for a stretch.
fn first_number(evidence: &Evidence<'_>) -> usize {
    let first = evidence.video().and_then(|stream| stream.frames.first());
    let whole = evidence.whole.and_then(ExpectedTimeline::video);
    first.zip(whole).map_or(0, |(first, whole)| {
        whole.frames.partition_point(|frame| frame.pts < first.pts)
    })
}

fn write_frame(
    out: &mut dyn Write,
    events: &[Event],
    play: &Play<'_>,
    number: usize,
    frame: &ExpectedFrame,
    fate: Fate,
) -> io::Result<()> {
    let pts = seconds(frame.pts.nanos());
    match fate {
        Fate::Presented(index) | Fate::Mistimed(index) => {
            let shown = &play.presented[index as usize];
            let odd = match fate {
                Fate::Mistimed(_) => format!("  presented with pts {}", seconds(shown.pts.nanos())),
                _ => String::new(),
            };
            writeln!(
                out,
                "{number:>7}  {pts:>15}  {}{odd}",
                presented(events, shown)
            )
        }
        Fate::Discarded(index) => {
            let thrown = &play.discarded[index as usize];
            let due = seconds(thrown.due.nanos() as i64);
            let late = thrown.at.since(thrown.due).as_millis_f64();
            let why = thrown.reason;
            writeln!(
                out,
                "{number:>7}  {pts:>15}  {due:>14}  {:>14}  {late:>7.3} ms  thrown away: {why}",
                "-"
            )
        }
        Fate::NotReturned(_) => write_absent(out, number, &pts, "the decoder returned no picture"),
        Fate::Undecodable => write_absent(out, number, &pts, "before the first key frame"),
        Fate::Undecoded => write_absent(out, number, &pts, "dropped by the decoder"),
        Fate::Missing => write_absent(out, number, &pts, "missing"),
        Fate::Tail => write_absent(out, number, &pts, "missing at the end"),
        Fate::Unreached => write_absent(out, number, &pts, "not reached: the play was cut short"),
    }
}

fn write_absent(out: &mut dyn Write, number: usize, pts: &str, why: &str) -> io::Result<()> {
    writeln!(
        out,
        "{number:>7}  {pts:>15}  {:>14}  {:>14}  {:>10}  {why}",
        "-", "-", "-"
    )
}

fn presented(events: &[Event], shown: &Presented) -> String {
    let hash = match events.get(shown.event as usize).map(|event| &event.what) {
        Some(What::FramePresented { hash, .. }) => content(hash),
        _ => String::new(),
    };
    let (due, at) = (
        seconds(shown.due.nanos() as i64),
        seconds(shown.at.nanos() as i64),
    );
    format!(
        "{due:>14}  {at:>14}  {:>7.3} ms  {hash}",
        shown.lateness().as_millis_f64()
    )
}

fn write_others(
    out: &mut dyn Write,
    report: &SampleReport<'_>,
    play: &Play<'_>,
    others: impl ExactSizeIterator<Item = usize>,
) -> io::Result<()> {
    if others.len() == 0 {
        return Ok(());
    }
    writeln!(out, "\nPresented beside these")?;
    for index in others {
        let shown = &play.presented[index];
        let pts = seconds(shown.pts.nanos());
        writeln!(
            out,
            "{:>7}  {pts:>15}  {}",
            "-",
            presented(report.events, shown)
        )?;
    }
    Ok(())
}

fn seconds(nanos: i64) -> String {
    format!("{:.6}", nanos as f64 / 1e9)
}

#[cfg(test)]
mod tests {
    use crate::report::fixture::sample_report;

    #[test]
    fn a_small_play() {
        insta::assert_snapshot!(sample_report("frames", false), @"
        Pictures of clip.mp4, session before
        attempt 1, started 2026-01-02T03:04:05Z, player mpdbg 0.1.0, virtual clock, profile default

        picture              pts             due       presented        late  what
              0         0.000000        0.010000        0.010000    0.000 ms  000000000000abc0
              1         0.040000        0.050000        0.080000   30.000 ms  000000000000abc1
              2         0.080000        0.090000        0.090000    0.000 ms  000000000000abc2
              3         0.120000               -               -           -  missing
              4         0.160000        0.170000        0.170000    0.000 ms  000000000000abc4
        ");
    }
}
