//! `all`: every event in a line.

use std::io::{self, Write};

use crate::report::about::SampleReport;
use crate::report::event::{COLUMNS, event_line};

/// Writes every event of a recording, one line each.
pub fn write_all(out: &mut dyn Write, report: &SampleReport<'_>) -> io::Result<()> {
    report.write_head(out, "All events")?;
    writeln!(out, "{COLUMNS}")?;
    for (number, event) in (0_u64..).zip(report.events) {
        writeln!(out, "{}", event_line(number, event))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::report::fixture::sample_report;

    #[test]
    fn a_small_play() {
        insta::assert_snapshot!(sample_report("all", false), @r"
        All events of clip.mp4, session before
        attempt 1, started 2026-01-02T03:04:05Z, player mpdbg 0.1.0, virtual clock, profile default

         number       run time  event               what
              0       0.000000  opened              mov,mp4  duration 0.200 s  title=a\x1b[2Jb\u{202e}
              1       0.000000  stream-found        stream 0  video  h264 High  640x360  yuv420p  25/1 fps  tv/bt709/bt709/bt709
              2       0.000000  caps-reported       all
              3       0.010000  play-started        from 0:00:00.000
              4       0.010000  frame-decoded       pts 0:00:00.000  stream 0  duration 40.000 ms  key
              5       0.010000  frame-presented     pts 0:00:00.000  due 0.010000 s  000000000000abc0
              6       0.050000  frame-decoded       pts 0:00:00.040  stream 0  duration 40.000 ms
              7       0.080000  frame-presented     pts 0:00:00.040  due 0.050000 s  000000000000abc1
              8       0.090000  frame-decoded       pts 0:00:00.080  stream 0  duration 40.000 ms
              9       0.090000  frame-presented     pts 0:00:00.080  due 0.090000 s  000000000000abc2
             10       0.130000  frame-decoded       pts 0:00:00.120  stream 0  duration 40.000 ms
             11       0.170000  frame-decoded       pts 0:00:00.160  stream 0  duration 40.000 ms
             12       0.170000  frame-presented     pts 0:00:00.160  due 0.170000 s  000000000000abc4
             13       0.180000  log-written         error  h264: no frame!\x0aat 4
             14       0.210000  play-ended          end of stream  position 0:00:00.200
             15       0.211000  attempt-ended       finished
        ");
    }
}
