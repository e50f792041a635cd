//! The sound device on the wall clock: what it says goes to the engine, and it is replaced when it
//! dies.

use std::time::{Duration, Instant};

use mpdbg_model::{AudioParameters, MediaTime, RunTime, Span, What};

use super::output::{Output, device_line};
use super::real::Callback;
use crate::engine::{DeviceReport, Engine, USUAL};
use crate::reading::span;

/// A real device that calls back no more for this long is dead.
const LONGEST_SILENCE: Duration = Duration::from_secs(2);

/// A sound device that is watched.
pub(crate) struct WatchedDevice {
    /// Where the sound goes.
    pub(crate) output: Output,
    audio: Option<AudioParameters>,
    heard: MediaTime,
    has_marks: bool,
    /// Thousandths of the usual speed at which it takes; 0: it stands.
    tempo: u32,
    /// It was started since it was flushed last.
    is_running: bool,
    /// When the real device last called back, or was started.
    called_back: Option<Instant>,
}

impl WatchedDevice {
    /// A device for sound of these parameters, which was not started.
    pub(crate) const fn new(output: Output, audio: Option<AudioParameters>) -> Self {
        Self {
            output,
            audio,
            heard: MediaTime::ZERO,
            has_marks: false,
            tempo: USUAL,
            is_running: false,
            called_back: None,
        }
    }

    /// Listens for marks from now on; `trusted` where it is known that there are some.
    pub(crate) fn listen(&mut self, trusted: bool) {
        self.has_marks |= trusted;
        self.output.listen(trusted);
    }

    /// The engine says what is heard.
    pub(crate) const fn heard(&mut self, position: MediaTime) {
        self.heard = position;
    }

    /// Starts to take what is written. Gives what there is to tell.
    pub(crate) fn start<P, S>(&mut self, now: RunTime, engine: &Engine<P, S>) -> Vec<What> {
        self.is_running = true;
        self.called_back = Some(Instant::now());
        match self.output.start(now) {
            Ok(()) => Vec::new(),
            Err(error) => self.replace(now, &format!("did not start: {error}"), engine),
        }
    }

    /// Forgets what was written and stops; places begin at zero when it is started again.
    pub(crate) fn flush(&mut self) {
        self.output.flush();
        self.is_running = false;
    }

    /// What was written is taken at so many thousandths of the usual speed from now on; at 0 it
    /// stays.
    pub(crate) fn set_tempo(&mut self, now: RunTime, thousandths: u32) {
        self.tempo = thousandths;
        self.output.set_tempo(now, thousandths);
    }

    /// The real device called back. Gives what there is to tell.
    pub(crate) fn called_back<P, S>(
        &mut self,
        now: RunTime,
        callback: &Callback,
        engine: &mut Engine<P, S>,
    ) -> Option<What> {
        let Output::Real(real) = &mut self.output else {
            return None;
        };
        self.called_back = Some(callback.at);
        // While it stands it takes nothing, and what it took before a flush is of no use any more.
        if callback.tempo == 0 || callback.epoch != real.epoch() {
            return None;
        }
        let age = span(callback.at.elapsed());
        real.hear(now.plus(Span::ZERO.minus(age)), callback);
        let latency = callback.latency.minus(age);
        let report = DeviceReport {
            place: callback.place,
            taken: callback.taken,
            lacking: callback.lacking,
            latency: at_tempo(latency, callback.tempo),
        };
        engine.device_report(now, report);
        (callback.starved > Span::ZERO).then_some(What::UnderrunOccurred {
            position: self.heard,
            lacking: callback.starved,
        })
    }

    /// Runs the stand-in, and asks a real device for its faults and whether it lives. Gives what
    /// there is to tell.
    pub(crate) fn look_after<P, S>(
        &mut self,
        now: RunTime,
        engine: &mut Engine<P, S>,
    ) -> Vec<What> {
        self.run_stand_in(now, engine);
        let mut told = self.faults();
        // A device that stopped calling back will not come again: the timed stand-in takes over.
        let silence = self.called_back.map(|last| last.elapsed());
        if let (Output::Real(_), Some(silence)) = (&self.output, silence)
            && silence > LONGEST_SILENCE
        {
            let why = format!("said nothing for {:.1} s", silence.as_secs_f64());
            told.extend(self.replace(now, &why, engine));
        }
        told
    }

    fn run_stand_in<P, S>(&mut self, now: RunTime, engine: &mut Engine<P, S>) {
        let Output::StandIn(stand_in) = &mut self.output else {
            return;
        };
        while let Some(due) = stand_in.next_pull().filter(|due| *due <= now) {
            let mut report = stand_in.pull();
            let age = stand_in.device_span(now.since(due));
            report.latency = report.latency.minus(age);
            if !engine.device_report(now, report) {
                stand_in.stop();
            }
        }
    }

    fn faults(&self) -> Vec<What> {
        let Output::Real(real) = &self.output else {
            return Vec::new();
        };
        let (underruns, others) = real.faults().take();
        let mut told = Vec::new();
        // What runs dry while nothing is to be played is nothing that could be heard.
        if underruns > 0 && self.is_running && self.tempo > 0 {
            told.push(What::UnderrunOccurred {
                position: self.heard,
                lacking: Span::ZERO,
            });
        }
        if others > 0 {
            let line = format!("the sound device reported {others} errors");
            told.push(device_line(line));
        }
        told
    }

    /// Puts the timed stand-in in the place of a device that is of no use any more.
    fn replace<P, S>(&mut self, now: RunTime, why: &str, engine: &Engine<P, S>) -> Vec<What> {
        let Some(audio) = &self.audio else {
            return Vec::new();
        };
        let mut stand_in = Output::stand_in(audio);
        stand_in.set_tempo(now, self.tempo);
        if self.is_running {
            let (taken, written) = engine.sound_places();
            stand_in.take_over(now, taken, written);
        }
        let opened = What::DeviceOpened(Box::new(stand_in.describe()));
        self.output = Output::StandIn(stand_in);
        if self.has_marks {
            self.output.listen(true);
        }
        vec![device_line(format!("the sound device {why}")), opened]
    }
}

/// How much of what was written goes by in so much run time.
fn at_tempo(run: Span, thousandths: u32) -> Span {
    let scaled = i128::from(run.nanos()) * i128::from(thousandths) / i128::from(USUAL);
    Span::from_nanos(i64::try_from(scaled).unwrap_or(i64::MAX))
}
