//! The perfect play of a scene in which things are done.

use mpdbg_model::{DecodeMarks, MediaTime, SeekMode, What};
use serde::Deserialize;

use crate::scene::{Scene, nanos};
use crate::script::{AHEAD, Picture, START, Script, Sound, Way, run_time};

/// Something that is done, at a run time in seconds. In order.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Act {
    pub(crate) at: f64,
    #[serde(rename = "do")]
    pub(crate) deed: Deed,
    /// From asking for another place to the answer, seconds.
    #[serde(default = "ten_milliseconds")]
    pub(crate) takes: f64,
    /// In a pause: media time goes on from so much before the picture that a seek lands on and that is
    /// shown at once, seconds.
    #[serde(default)]
    pub(crate) before: f64,
}

/// What is done.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Deed {
    Pause,
    Resume,
    /// Thousandths.
    Rate(u32),
    /// Media time in seconds.
    Seek(f64),
    /// To the key frame at or before it.
    KeySeek(f64),
    Restart,
    /// To the audio stream with this index.
    Track(u16),
}

const fn ten_milliseconds() -> f64 {
    0.01
}

/// From this run time on media time goes on from here, at so many thousandths.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turn {
    pub(crate) run: i64,
    pub(crate) media: i64,
    pub(crate) rate: i64,
}

/// Media time at run time `at`.
pub(crate) fn media_at(clock: &[Turn], at: i64) -> i64 {
    let after = clock.partition_point(|turn| turn.run <= at);
    let turn = &clock[after.saturating_sub(1)];
    turn.media + (at - turn.run) * turn.rate / 1000
}

/// Run time at which `media` is reached by the turns of one stretch; nothing when it stands before that.
fn run_at(turns: &[Turn], media: i64) -> Option<i64> {
    for (index, turn) in turns.iter().enumerate() {
        let ends = turns.get(index + 1).map(|next| next.media);
        if turn.rate > 0 && ends.is_none_or(|ends| media <= ends) {
            let left = (media - turn.media).max(0) * 1000;
            return Some(turn.run + (left + turn.rate - 1) / turn.rate);
        }
    }
    None
}

/// A stretch while it is made.
struct Making<'s> {
    scene: &'s Scene,
    marks: Vec<i64>,
    sounds: Vec<(i64, i64)>,
    end: i64,
    stretch: usize,
    /// The first picture to come.
    first: usize,
    turns: Vec<Turn>,
    rate: i64,
    paused: bool,
    stream: u16,
    takes: i64,
    /// `before` of what is done now.
    before: i64,
    /// `before` of the seek that this stretch began with.
    ahead: i64,
    from: i64,
    /// Of the last seek.
    target: i64,
    /// The answer, which comes when playing does not go on elsewhere before.
    pending: Option<(i64, What)>,
    script: Script,
}

/// The perfect play of `scene`, which begins at `from`.
pub(crate) fn played(scene: &Scene, script: Script, from: i64) -> Script {
    let marks = scene
        .video
        .as_ref()
        .map_or_else(Vec::new, crate::scene::Video::marks);
    let sounds: Vec<(i64, i64)> = script
        .sounds
        .iter()
        .map(|one| (one.pts, one.length))
        .collect();
    let of_video = marks.last().copied().unwrap_or(from);
    let end = sounds
        .last()
        .map_or(of_video, |(pts, length)| of_video.max(pts + length));
    let mut script = script;
    script.pictures.clear();
    script.sounds.clear();
    let begin = Turn {
        run: START,
        media: from,
        rate: 1000,
    };
    let mut making = Making {
        scene,
        marks,
        sounds,
        end,
        stretch: 0,
        first: 0,
        turns: vec![begin],
        rate: 1000,
        paused: false,
        stream: 1,
        takes: nanos(ten_milliseconds()),
        before: 0,
        ahead: 0,
        from,
        target: from,
        pending: None,
        script,
    };
    for act in &scene.course {
        making.takes = nanos(act.takes);
        making.before = nanos(act.before);
        making.take(nanos(act.at), &act.deed);
    }
    for left in (0..scene.loops).rev() {
        let at = making.runs_out();
        making.go(at, from, at, What::Looped { left });
    }
    let end = making.runs_out();
    making.tell(end, false);
    making.script.end = end;
    making.script
}

impl Making<'_> {
    fn take(&mut self, at: i64, deed: &Deed) {
        let now = media_at(&self.turns, at);
        let position = MediaTime::from_nanos(now);
        match deed {
            Deed::Pause => {
                self.paused = true;
                self.turn(at, now, What::Paused { position });
            }
            Deed::Resume => {
                self.paused = false;
                self.turn(at, now, What::Resumed { position });
            }
            Deed::Rate(thousandths) => {
                self.rate = i64::from(*thousandths);
                let thousandths = *thousandths;
                self.turn(
                    at,
                    now,
                    What::RateChanged {
                        thousandths,
                        position,
                    },
                );
            }
            Deed::Seek(target) => self.seek(at, now, nanos(*target), SeekMode::Exact),
            Deed::KeySeek(target) => self.seek(at, now, nanos(*target), SeekMode::Key),
            Deed::Restart => {
                self.paused = false;
                self.go(at, self.from, at, What::Restarted { from: position });
            }
            Deed::Track(stream) => {
                let stream = *stream;
                let (stretch, first) = (self.stretch, self.first);
                // On the way of a seek the clock shows its target.
                let begin = self.turns[0].run;
                let now = media_at(&self.turns, at.max(begin));
                let shown = if at < begin { self.target } else { now };
                let position = MediaTime::from_nanos(shown);
                self.go(at, now, at, What::AudioTrackSelected { stream, position });
                let mut shown = self.script.pictures.iter().rev();
                let last = shown.find(|one| one.stretch == stretch && one.way == Way::Presented);
                let behind = |last: &Picture| self.marks.partition_point(|pts| *pts <= last.pts);
                let next = last.map_or(first, behind);
                self.first = next.min(self.marks.len().saturating_sub(1));
                self.stream = stream;
            }
        }
    }

    fn seek(&mut self, at: i64, now: i64, target: i64, mode: SeekMode) {
        self.target = target;
        let on_screen = self
            .marks
            .partition_point(|pts| *pts <= target)
            .saturating_sub(1);
        let last = self.marks.len().saturating_sub(2);
        let mut landing = on_screen.min(last);
        if mode == SeekMode::Key {
            let keys = self.scene.video.as_ref().map_or(0, |video| video.keys);
            landing = landing.checked_div(keys).map_or(0, |group| group * keys);
        }
        let to = self.marks.get(landing).copied().unwrap_or(target);
        // The sound is not held back for a picture that is on the screen for long.
        let is_held = mode == SeekMode::Exact && target - to > nanos(1.0) && on_screen <= last;
        let to = if is_held { target } else { to };
        let (from, target) = (MediaTime::from_nanos(now), MediaTime::from_nanos(target));
        let asked = What::SeekAsked { from, target, mode };
        self.go(at, to - self.before, at, asked);
        if self.before > 0 {
            self.first = landing;
            self.ahead = self.before;
        }
        if let Some(before) = landing.checked_sub(1) {
            let way = skipped(self.marks[before], at + self.takes / 2);
            self.script.more.extend(way);
        }
    }

    /// Tempo changes.
    fn turn(&mut self, run: i64, media: i64, what: What) {
        let rate = if self.paused { 0 } else { self.rate };
        self.turns.push(Turn { run, media, rate });
        self.script.more.push((run, what));
    }

    /// Playing goes on at `media`.
    fn go(&mut self, at: i64, media: i64, end: i64, what: What) {
        self.tell(end, !matches!(what, What::Looped { .. }));
        let answered = at + self.takes;
        let position = MediaTime::from_nanos(media);
        self.script.more.push((at, what));
        self.pending = Some((answered, What::SeekAnswered { position }));
        self.stretch += 1;
        self.ahead = 0;
        let behind = self.marks.partition_point(|pts| *pts <= media);
        self.first = behind.saturating_sub(1);
        let rate = if self.paused { 0 } else { self.rate };
        self.turns = vec![Turn {
            // The answer comes before everything that follows from it.
            run: answered + 1,
            media,
            rate,
        }];
    }

    fn runs_out(&self) -> i64 {
        run_at(&self.turns, self.end).expect("a play that is paused has no end")
    }

    /// Tells the stretch up to run time `until`; what waits then is thrown away when it is `flushed`.
    fn tell(&mut self, until: i64, flushed: bool) {
        let begin = self.turns[0].run;
        let answer = self.pending.take().filter(|(at, _)| *at < until);
        self.script.more.extend(answer);
        let count = self.marks.len().saturating_sub(1);
        for index in self.first.min(count)..count {
            let pts = self.marks[index];
            let at_once = pts <= self.turns[0].media + self.ahead;
            let is_first = index == self.first && self.stretch > 0 && at_once;
            let due = if is_first {
                Some(begin)
            } else {
                run_at(&self.turns, pts)
            };
            let Some(due) = due.filter(|due| due - AHEAD < until) else {
                break;
            };
            let way = if flushed && due >= until {
                Way::Flushed(until)
            } else {
                Way::Presented
            };
            self.script.pictures.push(Picture {
                stretch: self.stretch,
                pts,
                decoded_by: (due - AHEAD).max(begin),
                due,
                at: due,
                way,
                marks: DecodeMarks::default(),
                again: 0,
                overdue: 0,
            });
        }
        self.tell_sound(begin, until, flushed);
        let ran = self.turns.iter().filter(|turn| turn.run <= until);
        self.script.clock.extend(ran);
    }

    fn tell_sound(&mut self, begin: i64, until: i64, flushed: bool) {
        let media = self.turns[0].media;
        for (pts, length) in self.sounds.clone() {
            if pts + length <= media && self.stretch > 0 {
                continue;
            }
            let Some(at) = run_at(&self.turns, pts.max(media)).filter(|at| at - AHEAD < until)
            else {
                break;
            };
            self.script.sounds.push(Sound {
                stretch: self.stretch,
                stream: self.stream,
                position: pts.max(media),
                pts,
                length,
                at,
                not_before: begin,
                heard: !flushed || at < until,
                written: 1,
                marks: DecodeMarks::default(),
                off: 0,
            });
        }
    }
}

/// A picture that is decoded only to get elsewhere.
fn skipped(pts: i64, at: i64) -> [(i64, What); 2] {
    let time = MediaTime::from_nanos(pts);
    let decoded = What::FrameDecoded {
        stream: 0,
        pts: Some(time),
        duration: mpdbg_model::Span::ZERO,
        marks: DecodeMarks::default(),
    };
    let skipped = What::FrameDiscarded {
        pts: time,
        due: run_time(at),
        reason: mpdbg_model::DiscardReason::Skipped,
    };
    [(at, decoded), (at, skipped)]
}
