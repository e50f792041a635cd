//! A recipe: how a sample is made and what it must do. Plain data.

use super::patch::Patch;

/// Names and values that an encoder or a muxer of FFmpeg understands.
pub(super) type Options = &'static [(&'static str, &'static str)];

/// How one sample is made and what it must do.
#[derive(Clone, Debug)]
pub(super) struct Recipe {
    /// Name of the file.
    pub(super) name: &'static str,
    /// What is special about it.
    pub(super) about: &'static str,
    /// What is encoded; `None` for a file without a byte.
    pub(super) clip: Option<Clip>,
    /// What is done to the finished bytes, in order.
    pub(super) patches: &'static [Patch],
    /// Whether a player can open it.
    pub(super) opens: bool,
    /// Ids of the defects that a play of it must show.
    pub(super) expects: &'static [&'static str],
    /// What it shows beside these under some scenarios only.
    pub(super) expects_under: &'static [Under],
}

/// Defects that a sample shows under one scenario.
#[derive(Clone, Copy, Debug)]
pub(super) struct Under {
    /// Name of the scenario.
    pub(super) scenario: &'static str,
    /// Ids of the defects.
    pub(super) rules: &'static [&'static str],
    /// Why.
    pub(super) reason: &'static str,
}

/// What is encoded into a container.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clip {
    /// FFmpeg's name of the muxer.
    pub(super) format: &'static str,
    pub(super) format_options: Options,
    pub(super) video: Option<Video>,
    pub(super) sound: Option<Sound>,
    /// Another audio track, behind the first.
    pub(super) second_sound: Option<Sound>,
    /// Milliseconds added to every time stamp, after encoding.
    pub(super) shift_ms: i64,
    /// A hole in the time stamps of all streams.
    pub(super) gap: Option<Gap>,
}

/// The pictures of a clip.
#[derive(Clone, Copy, Debug)]
pub(super) struct Video {
    /// FFmpeg's name of the encoder.
    pub(super) encoder: &'static str,
    pub(super) options: Options,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) pace: Pace,
    pub(super) length_ms: u32,
    pub(super) scene: Scene,
    /// Every how many packets one is damaged (never a key frame, nor the first); 0 for none.
    pub(super) damage_every: usize,
}

/// How pictures follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// So many a second.
    Constant(i32),
    /// So many in so many seconds.
    Rational(i32, i32),
    /// Each is shown for another time, whole milliseconds.
    Variable,
}

/// What the pictures show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scene {
    /// A gradient, a box and a counter: few bits.
    Plain,
    /// Texture that moves, with cuts: as hard to code as filmed material.
    Busy,
    /// As plain, with a mark for machines in the top quarter: [`mpdbg_model::mark`].
    Marked,
}

/// What is to be heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    /// A soft tone that ticks at full seconds.
    Tone,
    /// Marks for machines: [`mpdbg_model::mark`].
    Marks {
        /// Number of the audio track, from 0.
        track: u8,
        /// Microseconds by which the content is early, against the pictures.
        early_us: i32,
    },
}

/// The sound of a clip.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sound {
    /// FFmpeg's name of the encoder.
    pub(super) encoder: &'static str,
    pub(super) options: Options,
    /// Samples a second.
    pub(super) rate: u32,
    /// 1 or 2.
    pub(super) channels: u16,
    pub(super) length_ms: u32,
    pub(super) voice: Voice,
}

/// A hole in the time stamps.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gap {
    /// Where it begins.
    pub(super) at_ms: i64,
    /// How long it is.
    pub(super) length_ms: i64,
}
