//! `--view origin`: the rows that pyglet's media debugging gave of a play, a row a picture.

use std::io::{self, Write};

use mpdbg_model::{DiscardReason, Event, MediaTime, RunTime, Span, What};
use serde::Serialize;

use super::formats::TimelineFormat;
use crate::report::about::SampleReport;
use crate::report::table::unwritten;
use crate::report::words::write_json;

/// The state of the play after a picture was presented. Times in seconds; what is not known is absent, where
/// the origin wrote a zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
struct Row {
    /// Run time of the presentation, since the recording began.
    wall_time: f64,
    /// Run time since the play started: what the scheduler of the player counted.
    player_time: Option<f64>,
    /// Media time that is heard.
    audio_time: Option<f64>,
    /// Media time of the master clock.
    current_time: Option<f64>,
    /// Pictures that were presented or thrown away as too old, this one included.
    frame_number: u64,
    /// Delay that was asked for until the next picture; negative when it was due before. Absent behind the
    /// last one.
    rescheduling_time: Option<f64>,
}

/// The forms of this view.
pub const ORIGIN_FORMATS: &[TimelineFormat] = &[
    TimelineFormat {
        name: "text",
        about: "columns for a person",
        binary: false,
        write: write_text,
        write_against: None,
    },
    TimelineFormat {
        name: "csv",
        about: "comma-separated values with a header, RFC 4180",
        binary: false,
        write: write_csv,
        write_against: None,
    },
    TimelineFormat {
        name: "json",
        about: "an array of rows",
        binary: false,
        write: write_rows,
        write_against: None,
    },
    TimelineFormat {
        name: "jsonl",
        about: "a row a line",
        binary: false,
        write: write_lines,
        write_against: None,
    },
];

const COLUMNS: [&str; 6] = [
    "wall_time",
    "player_time",
    "audio_time",
    "current_time",
    "frame_number",
    "rescheduling_time",
];

impl Row {
    /// The columns as text: microseconds are as exact as a player's clock is.
    fn cells(&self) -> [String; 6] {
        let seconds = |time: Option<f64>| time.map_or_else(String::new, |it| format!("{it:.6}"));
        [
            seconds(Some(self.wall_time)),
            seconds(self.player_time),
            seconds(self.audio_time),
            seconds(self.current_time),
            self.frame_number.to_string(),
            seconds(self.rescheduling_time),
        ]
    }
}

/// The rows of a recording.
fn rows(events: &[Event]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut started: Option<RunTime> = None;
    let mut frames = 0;
    // A delay belongs to the row of the picture before, unless pictures were thrown away since.
    let mut shown = false;
    for event in events {
        match &event.what {
            What::PlayStarted { .. } => started = Some(event.at),
            What::FrameDiscarded {
                reason: DiscardReason::Late,
                ..
            } => {
                frames += 1;
                shown = false;
            }
            What::FramePresented { .. } => {
                frames += 1;
                shown = true;
                rows.push(Row {
                    wall_time: event.at.as_secs_f64(),
                    player_time: started.map(|it| event.at.since(it).as_secs_f64()),
                    frame_number: frames,
                    ..Row::default()
                });
            }
            What::ClocksRead { audio, master, .. } => {
                // The clocks are read at the moment of a presentation.
                let row = rows.last_mut();
                if let Some(row) = row.filter(|it| it.current_time.is_none()) {
                    row.audio_time = audio.map(MediaTime::as_secs_f64);
                    row.current_time = Some(master.as_secs_f64());
                }
            }
            What::FrameScheduled { delay, .. } => {
                // The last one counts: a picture may be scheduled anew.
                if let Some(row) = rows.last_mut().filter(|_| shown) {
                    row.rescheduling_time = Some(Span::as_secs_f64(*delay));
                }
            }
            _ => {}
        }
    }
    rows
}

fn write_text(out: &mut dyn Write, report: &SampleReport<'_>) -> io::Result<()> {
    report.write_head(out, "Rows of the origin, times in seconds,")?;
    let line = |cells: [String; 6]| {
        let cells = cells.map(|it| if it.is_empty() { "-".to_owned() } else { it });
        let [wall, player, audio, current, frame, rescheduling] = cells;
        format!("{wall:>12} {player:>12} {audio:>12} {current:>12} {frame:>12} {rescheduling:>17}")
    };
    writeln!(out, "{}", line(COLUMNS.map(str::to_owned)))?;
    for row in rows(report.events) {
        writeln!(out, "{}", line(row.cells()))?;
    }
    Ok(())
}

fn write_csv(out: &mut dyn Write, report: &SampleReport<'_>) -> io::Result<()> {
    let mut table = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    table.write_record(COLUMNS).map_err(unwritten)?;
    for row in rows(report.events) {
        table.write_record(row.cells()).map_err(unwritten)?;
    }
    table.flush()
}

fn write_rows(out: &mut dyn Write, report: &SampleReport<'_>) -> io::Result<()> {
    write_json(out, &rows(report.events))?;
    writeln!(out)
}

fn write_lines(out: &mut dyn Write, report: &SampleReport<'_>) -> io::Result<()> {
    for row in rows(report.events) {
        write_json(out, &row)?;
        writeln!(out)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use mpdbg_model::ContentHash;

    use super::*;

    fn media(millis: i64) -> MediaTime {
        MediaTime::from_nanos(millis * 1_000_000)
    }

    fn presented(pts: i64) -> What {
        What::FramePresented {
            pts: media(pts),
            due: RunTime::ZERO,
            hash: ContentHash::None,
        }
    }

    fn scheduled(delay: i64) -> What {
        What::FrameScheduled {
            pts: media(0),
            due: RunTime::ZERO,
            delay: Span::from_millis(delay),
        }
    }

    #[test]
    fn a_row_is_the_state_after_a_picture() {
        let clocks = |audio: Option<i64>| What::ClocksRead {
            audio: audio.map(media),
            video: None,
            master: media(7),
        };
        let dropped = What::FrameDiscarded {
            pts: media(40),
            due: RunTime::ZERO,
            reason: DiscardReason::Late,
        };
        let what = [
            (50, What::PlayStarted { from: media(0) }),
            (50, scheduled(9)),
            (100, presented(0)),
            (100, clocks(Some(-3))),
            (101, scheduled(-5)),
            (140, dropped),
            (141, scheduled(-60_000)),
            (150, presented(80)),
            (150, clocks(None)),
        ];
        let event = |(at, what): (u64, What)| Event {
            at: RunTime::from_nanos(at * 1_000_000),
            what,
        };
        let events: Vec<Event> = what.into_iter().map(event).collect();
        let cells: Vec<_> = rows(&events).iter().map(Row::cells).collect();
        assert_eq!(
            cells,
            [
                [
                    "0.100000",
                    "0.050000",
                    "-0.003000",
                    "0.007000",
                    "1",
                    "-0.005000"
                ],
                ["0.150000", "0.100000", "", "0.007000", "3", ""],
            ]
        );
    }
}
