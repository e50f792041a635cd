//! The files that go with the samples: version, sources, manifest.

use std::fmt::Write;

use super::clip::{Clip, Options, Pace, Recipe, Sound, Voice};
use super::set::Set;
use super::write::Generated;

pub(super) const NAMES: [&str; 3] = ["_version.txt", "_sources.txt", "manifest.toml"];

/// Names and contents of the files that go with the samples.
pub(super) fn all(set: Set, made: &[(Recipe, Generated)]) -> [(&'static str, String); 3] {
    let [version, sources, manifest] = NAMES;
    [
        (version, format!("{} {}\n", set.name(), set.version())),
        (sources, self::sources(set, made)),
        (manifest, self::manifest(made)),
    ]
}

fn sources(set: Set, made: &[(Recipe, Generated)]) -> String {
    let mut text = format!(
        "Made by `mpdbg samples generate --set {}` with libavcodec {} and libavformat {}.\n\
         Pictures and sound are drawn by mpdbg; nothing comes from elsewhere.\n",
        set.name(),
        dotted(ffmpeg_next::codec::version()),
        dotted(ffmpeg_next::format::version()),
    );
    for (recipe, _) in made {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n{}\n  {}\n", recipe.name, recipe.about);
        if let Some(clip) = &recipe.clip {
            describe(&mut text, clip);
        }
        for patch in recipe.patches {
            let _ = writeln!(text, "  then {}", patch.in_words());
        }
    }
    text
}

fn describe(text: &mut String, clip: &Clip) {
    let _ = writeln!(
        text,
        "  container {}{}",
        clip.format,
        listed(clip.format_options)
    );
    if let Some(video) = &clip.video {
        let pace = match video.pace {
            Pace::Constant(rate) => format!("{rate} pictures a second"),
            Pace::Rational(pictures, seconds) => format!("{pictures}/{seconds} pictures a second"),
            Pace::Variable => "a variable rate".to_owned(),
        };
        let (width, height) = (video.width, video.height);
        let seconds = f64::from(video.length_ms) / 1e3;
        let _ = writeln!(
            text,
            "  pictures {}, {width}x{height}, {pace}, {seconds} s{}",
            video.encoder,
            listed(video.options)
        );
        if video.damage_every > 0 {
            let _ = writeln!(
                text,
                "  every {}th video packet damaged, but no key frame",
                video.damage_every
            );
        }
    }
    for sound in clip.sound.iter().chain(&clip.second_sound) {
        describe_sound(text, sound);
    }
    if clip.shift_ms != 0 {
        let _ = writeln!(text, "  time stamps shifted by {} ms", clip.shift_ms);
    }
    if let Some(gap) = clip.gap {
        let _ = writeln!(text, "  a gap of {} ms at {} ms", gap.length_ms, gap.at_ms);
    }
}

fn describe_sound(text: &mut String, sound: &Sound) {
    let channels = if sound.channels == 1 {
        "mono"
    } else {
        "stereo"
    };
    let seconds = f64::from(sound.length_ms) / 1e3;
    let _ = writeln!(
        text,
        "  sound {}, {} Hz, {channels}, {seconds} s{}",
        sound.encoder,
        sound.rate,
        listed(sound.options)
    );
    if let Voice::Marks { early_us, .. } = sound.voice
        && early_us != 0
    {
        let millis = f64::from(early_us) / 1e3;
        let _ = writeln!(text, "  content of the sound {millis:+} ms early");
    }
}

fn listed(options: Options) -> String {
    options
        .iter()
        .fold(String::new(), |mut text, (key, value)| {
            let _ = write!(text, ", {key}={value}");
            text
        })
}

fn dotted(version: u32) -> String {
    format!(
        "{}.{}.{}",
        version >> 16,
        version >> 8 & 0xff,
        version & 0xff
    )
}

/// The recipes hold neither quotes nor backslashes, so their words stand in TOML as they are.
fn manifest(made: &[(Recipe, Generated)]) -> String {
    let mut text = "# What each sample holds and must do.\n".to_owned();
    for (recipe, generated) in made {
        let _ = write!(
            text,
            "\n[[sample]]\nname = \"{}\"\nsize = {}\nblake3 = \"{}\"\n",
            generated.name, generated.size, generated.blake3
        );
        if !recipe.opens {
            text.push_str("opens = false\n");
        }
        if !recipe.expects.is_empty() {
            let _ = writeln!(text, "expects = {}", expectations(recipe));
        }
        let _ = writeln!(text, "about = \"{}\"", recipe.about);
    }
    text
}

/// Defects that a play must show, then what it shows under some scenarios.
fn expectations(recipe: &Recipe) -> String {
    let always = format!("{:?}", recipe.expects);
    let Some(open) = always
        .strip_suffix(']')
        .filter(|_| !recipe.expects_under.is_empty())
    else {
        return always;
    };
    let under = recipe.expects_under.iter().flat_map(|under| {
        under.rules.iter().map(|rule| {
            format!(
                "\n  {{ rule = \"{rule}\", scenario = \"{}\", reason = \"{}\" }},",
                under.scenario, under.reason
            )
        })
    });
    let under: String = under.collect();
    format!("{open},{under}\n]")
}
