//! Thresholds as data.

use serde::{Deserialize, Serialize};

use crate::Span;

/// From when on a deviation is a defect. Printed with every report; the ending of a name
/// is its unit, and `freeze_times`, `handles_more` and `threads_more` count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Profile {
    /// What the profile is called.
    pub name: String,
    /// `picture::late`: later than this and than half a picture.
    pub late_ms: i64,
    /// `picture::early`: earlier than this and than half a picture.
    pub early_ms: i64,
    /// `picture::late`, `picture::early`, `sync::offset`: what a real device's start-up is left to
    /// settle; nothing is left out where the device is simulated.
    pub settle_ms: i64,
    /// `picture::freeze`: so many usual distances between pictures.
    pub freeze_times: i64,
    /// `picture::freeze`: and at least the usual distance and this.
    pub freeze_ms: i64,
    /// `picture::tail-missing`: less than this before the declared end is not missed.
    pub tail_ms: i64,
    /// `picture::dropped-by-decoder`: a picture that is lost so near to damage was lost to it.
    pub damage_reach_ms: i64,
    /// `sound::gap`: holes and overlaps up to this (or three quarters of a packet, if that is less) pass.
    pub gap_ms: i64,
    /// `sound::underrun`, `sound::gap`: underruns, and holes, closer than this are one.
    pub sound_merge_ms: i64,
    /// `sound::unheard`: so much of the sound that was written may not have been heard at the end.
    pub unheard_ms: i64,
    /// `sync::offset`: sound earlier than this is detectable.
    pub offset_early_ms: i64,
    /// `sync::offset`: sound later than this is detectable.
    pub offset_late_ms: i64,
    /// `sync::offset`: sound earlier than this is severe.
    pub offset_severe_early_ms: i64,
    /// `sync::offset`: sound later than this is severe.
    pub offset_severe_late_ms: i64,
    /// `sync::offset`: an offset has to last this long.
    pub offset_hold_ms: i64,
    /// `timing::scheduled-in-past`: asked for more than this too late.
    pub scheduled_in_past_ms: i64,
    /// `timing::timestamp-jump`: further than this and than two pictures from every promised time.
    pub jump_ms: i64,
    /// `timing::start-up`: to the first picture and to the first sound.
    pub start_up_ms: i64,
    /// `timing::stall`, `timing::position`: media time stands longer than this.
    pub stall_ms: i64,
    /// `timing::duration`, `timing::position`: how far an end may be from the declared one.
    pub duration_ms: i64,
    /// `timing::position`: how far a position may go back.
    pub position_ms: i64,
    /// `life::plays-on`: how long a play may go on after its end.
    pub plays_on_ms: i64,
    /// `sync::step`: how far the offset has to jump.
    pub step_ms: i64,
    /// `sync::drift`: how far the offset may go in a minute, beyond what its scatter leaves open.
    pub drift_ms: i64,
    /// `sync::drift`: stretches that are shorter than this are not judged.
    pub drift_length_ms: i64,
    /// `seek::landing`: how far the first sound may be from where it belongs, besides a packet.
    pub landing_ms: i64,
    /// `seek::landing`: how far before its place the first sound may end, and the clock stand.
    pub landing_early_ms: i64,
    /// `seek::latency`, `seek::unanswered`: to the first picture and to the first sound.
    pub seek_ms: i64,
    /// `sync::content`: what is seen and what is heard may be this far apart.
    pub content_ms: i64,
    /// `sync::start-skew`: the first picture and the first sound may be this much further apart than the
    /// file says; on a real device, its latency comes on top.
    pub start_skew_ms: i64,
    /// `life::false-report`: how far a position that is reported may be from the one that is heard.
    pub report_ms: i64,
    /// `cost::cpu`: percent of one CPU, held against the media time that was played.
    pub cpu_percent: i64,
    /// `cost::memory`: megabytes (2²⁰ bytes) that resident memory may grow by in a minute.
    pub memory_mb_minute: i64,
    /// `cost::memory`: megabytes that resident memory may come to.
    pub memory_peak_mb: i64,
    /// `cost::handles`: descriptors that may be open at the end beyond those of the start.
    pub handles_more: i64,
    /// `cost::handles`: threads that may run at the end beyond those of the start.
    pub threads_more: i64,
    /// A comparison of what two versions of a decoder made: pictures whose peak signal-to-noise ratio is less
    /// than this differ by more than rounding.
    pub content_picture_db: i64,
    /// A comparison of what two versions of a decoder made: sound whose difference is less than this below
    /// full scale (0 dBFS) differs by more than rounding.
    pub content_sound_db: i64,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            name: "default".to_owned(),
            late_ms: 20,
            early_ms: 5,
            settle_ms: 500,
            freeze_times: 3,
            freeze_ms: 150,
            tail_ms: 100,
            damage_reach_ms: 2000,
            gap_ms: 20,
            sound_merge_ms: 100,
            unheard_ms: 25,
            offset_early_ms: 45,
            offset_late_ms: 125,
            offset_severe_early_ms: 90,
            offset_severe_late_ms: 185,
            offset_hold_ms: 200,
            scheduled_in_past_ms: 5,
            jump_ms: 100,
            start_up_ms: 2000,
            stall_ms: 200,
            duration_ms: 250,
            position_ms: 20,
            plays_on_ms: 1000,
            step_ms: 20,
            drift_ms: 1,
            drift_length_ms: 10_000,
            landing_ms: 100,
            landing_early_ms: 25,
            seek_ms: 500,
            content_ms: 10,
            start_skew_ms: 60,
            report_ms: 5,
            cpu_percent: 150,
            memory_mb_minute: 30,
            memory_peak_mb: 2048,
            handles_more: 4,
            threads_more: 4,
            content_picture_db: 50,
            content_sound_db: 70,
        }
    }
}

impl Profile {
    /// Every threshold with its name, in the order of their declaration.
    pub fn thresholds(&self) -> [(&'static str, i64); 38] {
        [
            ("late_ms", self.late_ms),
            ("early_ms", self.early_ms),
            ("settle_ms", self.settle_ms),
            ("freeze_times", self.freeze_times),
            ("freeze_ms", self.freeze_ms),
            ("tail_ms", self.tail_ms),
            ("damage_reach_ms", self.damage_reach_ms),
            ("gap_ms", self.gap_ms),
            ("sound_merge_ms", self.sound_merge_ms),
            ("unheard_ms", self.unheard_ms),
            ("offset_early_ms", self.offset_early_ms),
            ("offset_late_ms", self.offset_late_ms),
            ("offset_severe_early_ms", self.offset_severe_early_ms),
            ("offset_severe_late_ms", self.offset_severe_late_ms),
            ("offset_hold_ms", self.offset_hold_ms),
            ("scheduled_in_past_ms", self.scheduled_in_past_ms),
            ("jump_ms", self.jump_ms),
            ("start_up_ms", self.start_up_ms),
            ("stall_ms", self.stall_ms),
            ("duration_ms", self.duration_ms),
            ("position_ms", self.position_ms),
            ("plays_on_ms", self.plays_on_ms),
            ("step_ms", self.step_ms),
            ("drift_ms", self.drift_ms),
            ("drift_length_ms", self.drift_length_ms),
            ("landing_ms", self.landing_ms),
            ("landing_early_ms", self.landing_early_ms),
            ("seek_ms", self.seek_ms),
            ("content_ms", self.content_ms),
            ("start_skew_ms", self.start_skew_ms),
            ("report_ms", self.report_ms),
            ("cpu_percent", self.cpu_percent),
            ("memory_mb_minute", self.memory_mb_minute),
            ("memory_peak_mb", self.memory_peak_mb),
            ("handles_more", self.handles_more),
            ("threads_more", self.threads_more),
            ("content_picture_db", self.content_picture_db),
            ("content_sound_db", self.content_sound_db),
        ]
    }

    /// A threshold in milliseconds as a span.
    pub const fn span(millis: i64) -> Span {
        Span::from_millis(millis)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn every_stored_threshold_is_listed() {
        let stored = serde_json::to_value(Profile::default()).unwrap();
        let mut listed = serde_json::Map::new();
        listed.insert("name".to_owned(), "default".into());
        for (name, value) in Profile::default().thresholds() {
            listed.insert(name.to_owned(), value.into());
        }
        assert_eq!(stored, serde_json::Value::Object(listed));
    }

    #[test]
    fn a_profile_may_state_only_what_it_changes() {
        let profile: Profile = toml::from_str("name = \"strict\"\nlate_ms = 5").unwrap();
        assert_eq!((profile.late_ms, profile.stall_ms), (5, 200));
        assert!(toml::from_str::<Profile>("late = 5").is_err());
    }
}
