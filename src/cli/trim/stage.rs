//! Plays one cut after the other, and judges.

use std::fs::File;
use std::path::Path;

use mpdbg_analysis::Rule;
use mpdbg_media::{Cut, CutError, Footage};
use mpdbg_model::{
    Configuration, Defect, MediaRange, Outcome, SampleName, SampleRecord, SamplesRecord, Span,
};
use mpdbg_runner::{Interrupt, PlayerCommand};
use mpdbg_sample::{Manifest, SamplesDir};
use mpdbg_session::{begin_new_file, finish_new_file};

use super::output::{directory, taken};
use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;
use crate::cli::trial::{NO_DEFECT, Trial, rules_shown};
use crate::report::Escaped;

/// How far from its place a defect may be found in a cut: the reach of a comparison.
const REACH: Span = Span::from_millis(500);

impl From<CutError> for Failure {
    fn from(error: CutError) -> Self {
        let what = error.to_string();
        match error {
            CutError::Read(_) => Self::usage(what),
            CutError::NoFormat(_) | CutError::Write { .. } => {
                Self::work(what).hint("packets of this file cannot be copied into a shorter one")
            }
        }
    }
}

/// Plays one cut after the other.
pub(super) struct Stage<'a> {
    pub(super) work: &'a Path,
    pub(super) player: &'a PlayerCommand,
    pub(super) interrupt: &'a Interrupt,
    pub(super) configuration: Configuration,
    pub(super) rule: &'static Rule,
    pub(super) name: SampleName,
    pub(super) terminal: Terminal,
    pub(super) plays: u32,
}

/// What a play shows.
struct Shown {
    /// The defects of the rule, in order.
    defects: Vec<Defect>,
    /// What it shows at all.
    rules: String,
    outcome: Option<Outcome>,
}

impl Stage<'_> {
    /// Plays a file of a directory.
    fn play(&mut self, dir: &Path, record: SampleRecord) -> Result<Shown, Failure> {
        self.heed_interrupt()?;
        self.plays += 1;
        let trial = Trial {
            dir: &self.work.join("plays"),
            player: self.player,
            interrupt: self.interrupt,
        };
        let configuration = Configuration {
            samples_dir: dir.to_owned(),
            ..self.configuration.clone()
        };
        let samples = SamplesRecord {
            samples: vec![record],
            skipped: Vec::new(),
        };
        let name = format!("play-{}", self.plays);
        let tried = trial.play(&name, &configuration, &samples)?;
        // Hundreds of plays would fill the disk. What stays goes with the directory.
        let _ = std::fs::remove_dir_all(tried.session.dir());
        self.heed_interrupt()?;
        Ok(match tried.judged {
            Ok(judged) => Shown {
                rules: rules_shown(&judged),
                outcome: Some(judged.outcome.clone()),
                defects: judged
                    .judgement
                    .defects
                    .into_iter()
                    .filter(|it| it.rule == self.rule.id)
                    .collect(),
            },
            Err(reason) => Shown {
                defects: Vec::new(),
                rules: reason,
                outcome: None,
            },
        })
    }

    fn heed_interrupt(&self) -> Result<(), Failure> {
        if self.interrupt.is_raised() {
            return Err(Failure::work("interrupted; nothing was written"));
        }
        Ok(())
    }

    pub(super) fn say(&self, line: &str) {
        if !self.terminal.quiet {
            Terminal::say(&format!("{}\n", Escaped(line)));
        }
    }

    /// The first defect of the rule in the whole sample.
    pub(super) fn of_whole(
        &mut self,
        dir: &Path,
        record: &SampleRecord,
    ) -> Result<Defect, Failure> {
        let mut shown = self.play(dir, record.clone())?;
        if let Some(Outcome::NotApplicable { reason }) = &shown.outcome {
            return Err(Failure::usage(format!(
                "the scenario does not apply to `{}`: {reason}",
                record.name
            )));
        }
        if shown.defects.is_empty() {
            let (name, rule, rules) = (&record.name, self.rule.id, shown.rules);
            let words = match rules.as_str() {
                NO_DEFECT => format!("{name} shows no {rule}, and no other defect"),
                _ => format!("{name} shows no {rule}, but {rules}"),
            };
            return Err(Failure::usage(words).hint("`mpdbg explain RULE` says when it shows"));
        }
        Ok(shown.defects.remove(0))
    }

    /// The same defect in a copy of all packets. Where it shows only in the file as it is, it is not in
    /// the packets.
    pub(super) fn of_copy(
        &mut self,
        footage: &Footage,
        original: &Defect,
    ) -> Result<Defect, Failure> {
        let shown = self.play_cut(footage, &footage.whole())?;
        let place = original.media.map(|it| it.from);
        let from_there = |it: &Defect| match (it.media, place) {
            (Some(media), Some(place)) => media.from.since(place).abs(),
            _ => Span::ZERO,
        };
        let rules = shown.rules;
        let nearest = shown.defects.into_iter().min_by_key(from_there);
        nearest.ok_or_else(|| {
            Failure::work(format!(
                "{} is not in the packets: a copy of all of them shows {rules}",
                self.rule.id
            ))
            .hint("the container itself brings it, and a stream copy mends that: report the whole sample")
        })
    }

    fn play_cut(&mut self, footage: &Footage, cut: &Cut) -> Result<Shown, Failure> {
        let dir = self.work.join("cut");
        let path = dir.join(self.name.to_path());
        let at = |error| Failure::work(format!("{}: {error}", path.display()));
        std::fs::create_dir_all(directory(&path)).map_err(at)?;
        footage.write(cut, File::create(&path).map_err(at)?)?;
        self.play_file(&dir, &self.name.clone())
    }

    fn play_file(&mut self, dir: &Path, name: &SampleName) -> Result<Shown, Failure> {
        let dir = SamplesDir::open(dir, None)?;
        let names = std::slice::from_ref(name);
        let mut record = dir.record(names, Vec::new(), &Manifest::default())?;
        self.play(dir.root(), record.samples.remove(0))
    }

    /// Whether a cut shows the defect, at the place where it is. A cut that cannot be written shows none.
    pub(super) fn shows(
        &mut self,
        footage: &Footage,
        cut: &Cut,
        defect: &Defect,
    ) -> Result<bool, Failure> {
        let played = match self.play_cut(footage, cut) {
            Ok(played) => played,
            Err(failure) if self.interrupt.is_raised() => return Err(failure),
            Err(_) => return Ok(false),
        };
        let shows = is_there(&played.defects, defect, footage.shift(cut));
        if shows {
            let length = footage.length(cut).as_secs_f64();
            self.say(&format!(
                "{length:.2} s still show it (play {})",
                self.plays
            ));
        }
        Ok(shows)
    }

    /// Writes the cut, and plays what was written once more; its size in bytes.
    pub(super) fn write(
        &mut self,
        footage: &Footage,
        cut: &Cut,
        defect: &Defect,
        output: &Path,
    ) -> Result<u64, Failure> {
        let at = |error: std::io::Error| Failure::work(format!("{}: {error}", output.display()));
        let dir = directory(output);
        let unnamed = begin_new_file(output).map_err(at)?;
        footage.write(cut, unnamed.reopen().map_err(at)?)?;
        finish_new_file(unnamed, output).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => taken(output),
            _ => at(error),
        })?;
        let name = output.file_name().unwrap_or_default();
        let name = SampleName::from_path(Path::new(name))
            .map_err(|error| Failure::work(error.to_string()))?;
        let shown = self.play_file(dir, &name)?;
        if !is_there(&shown.defects, defect, footage.shift(cut)) {
            return Err(Failure::work(format!(
                "{} was written, but shows {}",
                output.display(),
                shown.rules
            )));
        }
        Ok(output.metadata().map_err(at)?.len())
    }
}

/// Whether one of the defects is the one that is sought, so much earlier.
fn is_there(found: &[Defect], sought: &Defect, shift: Span) -> bool {
    let near = |there: MediaRange, here: MediaRange| {
        here.from.since(there.from.minus(shift)).abs() <= REACH
    };
    found.iter().any(|it| match (sought.media, it.media) {
        (Some(there), Some(here)) => near(there, here),
        (None, _) => true,
        (Some(_), None) => false,
    })
}
