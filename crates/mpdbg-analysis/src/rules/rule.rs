//! What a rule is.

use mpdbg_model::{Caps, Defect, ExpectedTimeline, Outcome, RuleId};

use crate::Evidence;

/// A kind of defect: its formula and its words.
#[derive(Debug)]
pub struct Rule {
    /// Its id, `area::name`.
    pub id: RuleId,
    /// What it is asked about: each stretch of a play, or the play as a whole.
    pub scope: Scope,
    /// What it finds, in a line.
    pub summary: &'static str,
    /// What a defect of it means, how it is found, and what is counted elsewhere.
    pub meaning: &'static str,
    /// Where a developer of a player would look.
    pub look_at: &'static str,
    /// From when on it is a defect, with the default figures.
    pub threshold: &'static str,
    /// What it has to know.
    pub needs: Needs,
    /// Finds the defects; asked only when everything that it needs is there.
    pub(crate) check: fn(&Evidence<'_>) -> Verdict,
}

/// Rules that hold moments against each other or against a limit, so that on the real clock the same build
/// finds now more, now less; besides those of `cost`.
const TIMED: [&str; 19] = [
    "picture::dropped-late",
    "picture::late",
    "picture::early",
    "picture::freeze",
    "sound::underrun",
    "sound::unheard",
    "sync::offset",
    "sync::drift",
    "sync::step",
    "sync::start-skew",
    "sync::content",
    "timing::scheduled-in-past",
    "timing::start-up",
    "timing::stall",
    "timing::position",
    "seek::latency",
    "seek::unanswered",
    "life::plays-on",
    "life::false-report",
];

/// What a rule is asked about. A play is split into stretches where it goes on elsewhere (a seek, a
/// restart, a loop, another audio stream); one in which nothing is done is a single stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Each stretch by itself, held against what the file promises for it.
    Stretch,
    /// The whole play, once.
    Play,
}

/// What a rule has to know.
#[derive(Clone, Copy, Debug)]
pub struct Needs {
    /// What the sample has to have; without it there is nothing to judge.
    pub(crate) subject: Subject,
    /// What the player has to report.
    pub caps: &'static [Cap],
    /// Whether the expected timeline is needed.
    pub expected: bool,
}

impl Needs {
    /// Everything that it has to know, in words; nothing where any play will do.
    pub fn words(&self) -> Vec<&'static str> {
        let mut words: Vec<&str> = self.caps.iter().map(|cap| cap.words()).collect();
        if self.expected {
            words.push("what the file promises");
        }
        match self.subject {
            Subject::PictureContent | Subject::SoundContent => {
                words.push("the sample decoded for reference");
            }
            Subject::Cost => words.push("what the process uses (real clock)"),
            Subject::Pair => words.push("two plays of the same sample"),
            Subject::Sessions => words.push("two sessions that are compared"),
            Subject::Picture
            | Subject::Sound
            | Subject::Both
            | Subject::Any
            | Subject::Moves
            | Subject::Life => {}
        }
        words
    }
}

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// The pictures.
    Picture,
    /// The sound.
    Sound,
    /// Pictures and sound together.
    Both,
    /// Either of them.
    Any,
    /// Places to which playing was moved.
    Moves,
    /// The play as a whole, even one that never opened.
    Life,
    /// The content of the pictures; asked only where the sample was decoded for reference.
    PictureContent,
    /// The content of the sound; asked only where the sample was decoded for reference.
    SoundContent,
    /// What the process used; asked only where it was measured, which is on the real clock.
    Cost,
    /// Two plays of the same sample; never asked of a single one.
    Pair,
    /// Two sessions; never asked of one.
    Sessions,
}

/// A capability of a player, by its name in [`Caps`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cap {
    /// `Caps::decoded`.
    Decoded,
    /// `Caps::presented`.
    Presented,
    /// `Caps::due`.
    Due,
    /// `Caps::discarded`.
    Discarded,
    /// `Caps::audio_written`.
    AudioWritten,
    /// `Caps::audio_position`.
    AudioPosition,
    /// `Caps::hashes`.
    Hashes,
    /// `Caps::underruns`.
    Underruns,
    /// `Caps::scheduling`.
    Scheduling,
    /// `Caps::log`.
    Log,
}

impl Cap {
    /// Its words: "the player does not report …".
    pub const fn words(self) -> &'static str {
        match self {
            Self::Decoded => "what its decoders return",
            Self::Presented => "which pictures it presents",
            Self::Due => "when pictures are due",
            Self::Discarded => "which pictures it throws away",
            Self::AudioWritten => "which sound it writes",
            Self::AudioPosition => "which position is heard",
            Self::Hashes => "hashes of the content",
            Self::Underruns => "underruns of the device",
            Self::Scheduling => "what its scheduler asks for",
            Self::Log => "messages of its libraries",
        }
    }

    const fn is_in(self, caps: &Caps) -> bool {
        match self {
            Self::Decoded => caps.decoded,
            Self::Presented => caps.presented,
            Self::Due => caps.due,
            Self::Discarded => caps.discarded,
            Self::AudioWritten => caps.audio_written,
            Self::AudioPosition => caps.audio_position,
            Self::Hashes => caps.hashes,
            Self::Underruns => caps.underruns,
            Self::Scheduling => caps.scheduling,
            Self::Log => caps.log,
        }
    }
}

/// A rule's answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// The defects; none is a good sign only because everything that the rule needs was there.
    Found(Vec<Defect>),
    /// What the rule would have to know.
    Unknown(String),
    /// The session does not look for what the rule needs, and so neither its silence nor its lack of an
    /// answer says anything: see [`Rule::asks_for`].
    NotAsked,
}

impl Verdict {
    /// No defect.
    pub(crate) const NONE: Self = Self::Found(Vec::new());

    /// This answer to one stretch and `other` to another one, as one: defects outweigh the lack of an
    /// answer.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Found(mut defects), Self::Found(more)) => {
                defects.extend(more);
                Self::Found(defects)
            }
            (Self::Found(defects), _) | (_, Self::Found(defects)) => Self::Found(defects),
            (Self::Unknown(reason), _) | (_, Self::Unknown(reason)) => Self::Unknown(reason),
            (Self::NotAsked, Self::NotAsked) => Self::NotAsked,
        }
    }
}

impl Rule {
    /// What has to be asked for before the rule is asked at all: nothing for most, which judge every play.
    pub const fn asks_for(&self) -> Option<&'static str> {
        match self.needs.subject {
            Subject::PictureContent | Subject::SoundContent => {
                Some("a session made with `--reference`")
            }
            Subject::Cost => Some("the real clock"),
            Subject::Pair => Some("two plays on the virtual clock"),
            Subject::Sessions => Some("a comparison (`mpdbg compare`)"),
            Subject::Picture
            | Subject::Sound
            | Subject::Both
            | Subject::Any
            | Subject::Moves
            | Subject::Life => None,
        }
    }

    /// True when what it finds depends on when things happen. On the virtual clock that is the same every
    /// time; on the real clock such a rule is compared by how often it finds something in repeated plays,
    /// never defect by defect.
    pub fn depends_on_time(&self) -> bool {
        self.needs.subject == Subject::Cost || TIMED.contains(&self.id.0)
    }

    /// The rule's answer to `evidence`: *unknown* when something that it needs is lacking, no defect
    /// when the sample has nothing that the rule is about.
    pub fn ask(&self, evidence: &Evidence<'_>) -> Verdict {
        if self.needs.subject == Subject::Life {
            return self.ask_capable(evidence);
        }
        if !self.is_asked(evidence) {
            return Verdict::NotAsked;
        }
        let play = evidence.play;
        if self.needs.subject == Subject::Moves && play.course.repositions.is_empty() {
            return Verdict::NONE;
        }
        let refused = matches!(play.outcome, Some(noted) if *noted.what == Outcome::OpenFailed);
        if refused || play.open_failure.is_some() {
            return Verdict::NONE;
        }
        if play.container.is_none() {
            return Verdict::Unknown("the play ended before the sample was opened".to_owned());
        }
        if !self.has_subject(evidence) {
            return Verdict::NONE;
        }
        self.ask_capable(evidence)
    }

    fn ask_capable(&self, evidence: &Evidence<'_>) -> Verdict {
        if !self.needs.caps.is_empty() {
            let Some(caps) = evidence.play.caps else {
                return Verdict::Unknown("the player never said what it can report".to_owned());
            };
            if let Some(cap) = self.needs.caps.iter().find(|cap| !cap.is_in(&caps)) {
                return Verdict::Unknown(format!("the player does not report {}", cap.words()));
            }
        }
        if self.needs.expected && evidence.expected.is_none() {
            return Verdict::Unknown("what the file promises was not probed".to_owned());
        }
        (self.check)(evidence)
    }

    const fn is_asked(&self, evidence: &Evidence<'_>) -> bool {
        match self.needs.subject {
            Subject::PictureContent | Subject::SoundContent => evidence.reference.is_some(),
            Subject::Cost => !evidence.play.resources.is_empty(),
            Subject::Pair | Subject::Sessions => false,
            Subject::Picture
            | Subject::Sound
            | Subject::Both
            | Subject::Any
            | Subject::Moves
            | Subject::Life => true,
        }
    }

    fn has_subject(&self, evidence: &Evidence<'_>) -> bool {
        let play = evidence.play;
        let promised = |find: fn(&ExpectedTimeline) -> bool| evidence.expected.is_some_and(find);
        let video = play.video().is_some() || promised(|timeline| timeline.video().is_some());
        let audio = play.audio().is_some() || promised(|timeline| timeline.audio().is_some());
        match self.needs.subject {
            Subject::Picture | Subject::PictureContent => video,
            Subject::Sound | Subject::SoundContent => audio,
            Subject::Both => video && audio,
            Subject::Any | Subject::Moves => video || audio,
            Subject::Life | Subject::Cost | Subject::Pair | Subject::Sessions => true,
        }
    }
}
