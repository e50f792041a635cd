//! Every fault that the detection lab knows, with what it does and what has to find it.

/// Writes the list of faults once: variant, word, what the player does wrong, the rules that are right
/// for it, the scenarios under which it shows.
macro_rules! faults {
    ($($variant:ident: $name:literal, $about:literal, $rules:expr, $scenarios:expr;)*) => {
        /// A fault of the player: something that one of its lines could do wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Fault {
            $(#[doc = $about] $variant,)*
        }

        impl Fault {
            /// Every fault.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word for it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What the player does wrong.
            pub const fn about(self) -> &'static str {
                match self { $(Self::$variant => $about,)* }
            }

            /// Ids of the rules that are right for it.
            pub const fn rules(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &$rules,)* }
            }

            /// Names of the shipped scenarios under which it shows.
            pub const fn scenarios(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &$scenarios,)* }
            }
        }
    };
}

faults! {
    PictureLost: "picture-lost", "every 20th picture is lost between decoder and scheduler",
        ["picture::missing"], ["play", "pause-resume"];
    FirstPictureLost: "first-picture-lost", "the first picture is never presented",
        ["picture::missing"], ["play"];
    TailNotDrained: "tail-not-drained", "the last eight pictures stay in the decoder",
        ["picture::tail-missing", "timing::duration"], ["play"];
    PicturesSwapped: "pictures-swapped", "two pictures are presented in the order of decoding",
        ["picture::out-of-order", "picture::missing", "timing::timestamp-jump"], ["play"];
    TimesRounded: "times-rounded", "presentation times are rounded to whole milliseconds",
        ["life::false-report", "timing::timestamp-jump"], ["play"];
    TimesWrapped: "times-wrapped", "from the 40th picture on times are 26.5 hours further",
        ["timing::timestamp-jump"], ["play"];
    TimesRepeated: "times-repeated", "five pictures in a row carry the time of the first of them",
        ["picture::repeated", "picture::missing", "timing::timestamp-jump"], ["play"];
    ContentStands: "content-stands", "ten pictures in a row show what the first of them shows",
        ["picture::repeated", "picture::checksum", "life::false-report"], ["play"];
    ContentBehind: "content-behind", "every picture shows what the one before it should show",
        ["picture::repeated", "picture::checksum", "life::false-report", "sync::content"], ["play"];
    SoundLost: "sound-lost", "every 20th piece of sound is lost",
        ["sound::gap", "sound::checksum"], ["play"];
    SoundRepeated: "sound-repeated", "a piece of sound is played twice, each time as new",
        ["sound::gap", "sound::checksum", "sync::content"], ["play"];
    SoundTailLost: "sound-tail-lost", "the last pieces of sound stay in the decoder",
        ["sound::gap"], ["play"];
    SoundLate: "sound-late", "sound is taken for 80 ms later than it is",
        ["sync::content", "sound::gap", "sound::checksum"], ["play"];
    SoundBehind: "sound-behind", "every piece of sound holds what the fifth before it should hold",
        ["sound::checksum", "sync::content"], ["play"];
    PresentedTwice: "presented-twice", "every 25th picture is presented twice",
        ["picture::repeated"], ["play"];
    PresentedLate: "presented-late", "every tenth picture is presented 50 ms late",
        ["picture::late"], ["play"];
    PresentedEarly: "presented-early", "every picture is presented 30 ms before it is due",
        ["picture::early"], ["play"];
    DroppedTooSoon: "dropped-too-soon", "a picture is taken for too late when it is due exactly",
        ["picture::dropped-late"], ["play"];
    DropsNotTold: "drops-not-told", "pictures that come too late are thrown away without a word",
        ["picture::missing", "picture::tail-missing"], ["play"];
    Freezes: "freezes", "nothing is presented for 600 ms",
        ["picture::late", "picture::dropped-late", "picture::freeze", "timing::stall"], ["play"];
    EndsEarly: "ends-early", "the play ends after 60 pictures as if that were all",
        ["picture::tail-missing", "timing::duration", "sound::gap"], ["play"];
    EndNotForSound: "end-not-for-sound", "the play ends when its last picture is shown and its last sound written",
        ["sound::unheard"], ["play"];
    PlaysOn: "plays-on", "the end is noticed five seconds late",
        ["life::plays-on", "timing::duration", "timing::stall"], ["play"];
    StartsSlowly: "starts-slowly", "the first picture comes three seconds after opening",
        ["timing::start-up"], ["play"];
    EndNotTold: "end-not-told", "it never says that the play ended",
        ["life::no-end"], ["play"];
    ToldAfterEnd: "told-after-end", "a picture is presented after the end of the play",
        ["life::protocol"], ["play"];
    StartedTwice: "started-twice", "it says twice that the play started",
        ["life::protocol"], ["play"];
    CounterLies: "counter-lies", "it counts one presented picture more than there were",
        ["life::false-report"], ["play"];
    EndPositionLies: "end-position-lies", "the position at the end is told a second too far",
        ["life::false-report", "timing::position", "timing::duration"], ["play"];
    PositionLies: "position-lies", "the heard position is told 60 ms ahead",
        ["life::false-report"], ["play"];
    PictureTimesLie: "picture-times-lie", "presented pictures are told with the time of the next one",
        ["life::false-report", "picture::missing"], ["play"];
    ClocksLie: "clocks-lie", "the sound clock is told 60 ms behind what it shows",
        ["life::false-report", "sync::offset"], ["play"];
    ScheduledTooLate: "scheduled-too-late", "every fifth picture is asked for 10 ms after it was due",
        ["timing::scheduled-in-past"], ["play"];
    LatencyForgotten: "latency-forgotten", "the latency of the sound device is taken for zero",
        ["sync::content", "life::false-report", "sync::offset"], ["play"];
    PositionStands: "position-stands", "the device's position stands for 15 periods",
        ["timing::stall", "timing::position", "life::false-report"], ["play"];
    PositionGoesBack: "position-goes-back", "the device's position goes back by 100 ms once",
        ["timing::position"], ["play"];
    SoundNotMaster: "sound-not-master", "pictures follow the wall clock while the device is 2 % too fast",
        ["sync::drift", "sync::offset", "sync::content", "sync::step", "life::false-report"], ["play"];
    UnderrunNotTold: "underrun-not-told", "the device runs dry and nothing is said of it",
        ["sync::content", "timing::stall", "life::false-report", "timing::position"], ["play"];
    SeekOneOff: "seek-one-off", "an exact seek lands one picture early",
        ["seek::landing"], ["seek-forward", "seek-back"];
    SeekFarOff: "seek-far-off", "a seek lands half a second late",
        ["seek::landing"], ["seek-forward", "seek-back"];
    SeekInPauseFarOff: "seek-in-pause-far-off", "a seek in a pause lands half a second late",
        ["seek::landing"], ["scrub"];
    SeekEchoed: "seek-echoed", "the target of a seek is told as the time of the picture that came",
        ["seek::landing", "life::false-report", "timing::timestamp-jump"], ["seek-forward", "seek-back"];
    SeekSlow: "seek-slow", "a seek takes two seconds",
        ["seek::latency"], ["seek-forward", "seek-back"];
    SeekIgnored: "seek-ignored", "the source is never positioned anew",
        ["seek::landing", "seek::unanswered", "seek::stale"], ["seek-forward", "seek-back"];
    StalePicture: "stale-picture", "one picture from before a seek is presented after it",
        ["seek::stale", "seek::landing"], ["seek-forward", "seek-back"];
    ClockNotReset: "clock-not-reset", "the clock is not set anew after a seek",
        ["seek::unanswered", "life::hang", "seek::landing"], ["seek-forward", "seek-back"];
    DeviceNotFlushed: "device-not-flushed", "sound from before a seek is played after it",
        ["sync::content", "life::false-report", "sound::underrun", "timing::position", "sync::step"],
        ["seek-forward", "seek-back"];
    SoundBeforeTarget: "sound-before-target", "a seek keeps the last 100 ms of sound before its place",
        ["seek::landing"], ["seek-forward", "seek-back"];
    SoundNotFlushed: "sound-not-flushed", "sound that waits when a seek is asked for is played after it",
        ["seek::stale"], ["seek-back"];
    PauseNotForSound: "pause-not-for-sound", "the device goes on in a pause",
        ["timing::position", "life::false-report", "sync::step", "sync::offset", "life::protocol", "sync::content", "timing::stall"],
        ["pause-resume"];
    ResumeSkips: "resume-skips", "after a pause the position is 80 ms further than the sound",
        ["sync::content", "sync::step", "life::false-report", "sync::offset", "timing::position"],
        ["pause-resume"];
    RateNotForSound: "rate-not-for-sound", "sound is played at its usual speed whatever the rate",
        ["timing::position", "timing::stall", "life::false-report", "sync::offset", "picture::late", "sync::step", "timing::duration"],
        ["rate-changes"];
    LoopSkipsFirst: "loop-skips-first", "the first picture is lost each time the sample begins again",
        ["seek::landing", "picture::missing"], ["loop-twice"];
    TrackStays: "track-stays", "the sound of the first track goes on when another is asked for",
        ["sync::content", "life::false-report", "sound::checksum", "sound::gap"], ["track-switch"];
    Panics: "panics", "it panics at the 30th picture", ["life::exit", "life::crash"], ["play"];
    Aborts: "aborts", "it aborts at the 30th picture", ["life::crash"], ["play"];
    ExitsWithError: "exits-with-error", "it exits with code 3 at the 30th picture", ["life::exit"], ["play"];
    WaitsForEver: "waits-for-ever", "it waits for ever at the 30th picture", ["life::hang"], ["play"];
    SpinsForEver: "spins-for-ever", "it turns in a loop at the 30th picture", ["life::hang"], ["play"];
    Leaks: "leaks", "it keeps a megabyte for each picture", ["cost::memory"], ["loop-twice"];
    LeaksHandles: "leaks-handles", "it keeps a descriptor open for each picture", ["cost::handles"], ["play"];
}
