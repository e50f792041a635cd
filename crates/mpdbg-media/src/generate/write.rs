//! Makes a set and writes it into a directory.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::clip::Recipe;
use super::error::GenerateError;
use super::set::Set;
use super::{mux, papers};

/// A sample that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// Name of the file in the directory.
    pub name: &'static str,
    /// Bytes.
    pub size: u64,
    /// BLAKE3 of the content, hexadecimal.
    pub blake3: String,
}

/// What is about to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Name of the file.
    pub name: &'static str,
    /// Its number in the set, from 1.
    pub number: usize,
    /// How many the set has.
    pub of: usize,
}

/// Makes the samples of a set in `dir`, which is created where it does not exist, and beside them
/// `_version.txt`, `_sources.txt` and `manifest.toml`. `progress` is told before each sample.
///
/// The same build of FFmpeg makes the same bytes every time.
///
/// # Errors
/// When a file to be written is there already (then nothing is written), when FFmpeg lacks an
/// encoder, or when a file cannot be written.
pub fn generate(
    set: Set,
    dir: &Path,
    progress: impl FnMut(Step),
) -> Result<Vec<Generated>, GenerateError> {
    write_set(set, set.recipes(), dir, progress)
}

/// As [`generate`], but makes only the samples of the set that are `wanted`, by their names.
///
/// # Errors
/// As [`generate`].
pub fn generate_some(
    set: Set,
    wanted: impl Fn(&str) -> bool,
    dir: &Path,
) -> Result<Vec<Generated>, GenerateError> {
    let mut recipes = set.recipes();
    recipes.retain(|recipe| wanted(recipe.name));
    write_set(set, recipes, dir, |_| {})
}

pub(super) fn write_set(
    set: Set,
    recipes: Vec<Recipe>,
    dir: &Path,
    mut progress: impl FnMut(Step),
) -> Result<Vec<Generated>, GenerateError> {
    crate::silence();
    refuse_existing(&recipes, dir)?;
    fs::create_dir_all(dir).map_err(|source| GenerateError::File {
        path: dir.to_owned(),
        source,
    })?;
    let mut made = Vec::with_capacity(recipes.len());
    let of = recipes.len();
    for (recipe, number) in recipes.into_iter().zip(1..) {
        let name = recipe.name;
        progress(Step { name, number, of });
        let bytes = bytes_of(&recipe)?;
        write_new(&dir.join(name), &bytes)?;
        let generated = Generated {
            name,
            size: bytes.len() as u64,
            blake3: blake3::hash(&bytes).to_hex().to_string(),
        };
        made.push((recipe, generated));
    }
    for (name, text) in papers::all(set, &made) {
        write_new(&dir.join(name), text.as_bytes())?;
    }
    Ok(made.into_iter().map(|(_, generated)| generated).collect())
}

fn bytes_of(recipe: &Recipe) -> Result<Vec<u8>, GenerateError> {
    let mut bytes = match &recipe.clip {
        Some(clip) => mux::encode(recipe.name, clip)?,
        None => Vec::new(),
    };
    for patch in recipe.patches {
        patch
            .apply(&mut bytes)
            .map_err(|message| GenerateError::Unsuitable {
                sample: recipe.name,
                message,
            })?;
    }
    Ok(bytes)
}

fn refuse_existing(recipes: &[Recipe], dir: &Path) -> Result<(), GenerateError> {
    let there: Vec<PathBuf> = recipes
        .iter()
        .map(|recipe| recipe.name)
        .chain(papers::NAMES)
        .map(|name| dir.join(name))
        .filter(|path| path.symlink_metadata().is_ok())
        .collect();
    if there.is_empty() {
        Ok(())
    } else {
        Err(GenerateError::Exists(there))
    }
}

fn write_new(path: &Path, bytes: &[u8]) -> Result<(), GenerateError> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .and_then(|mut file| file.write_all(bytes))
        .map_err(|source| GenerateError::File {
            path: path.to_owned(),
            source,
        })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    #![expect(clippy::print_stdout, reason = "a test that cannot run here says so")]

    use super::*;
    use crate::generate::clip::{Clip, Sound, Video};

    /// All recipes, cut down to half a second.
    fn short(set: Set) -> Vec<Recipe> {
        let mut recipes = set.recipes();
        for clip in recipes.iter_mut().filter_map(|recipe| recipe.clip.as_mut()) {
            if let Some(video) = &mut clip.video {
                video.length_ms = 500;
            }
            if let Some(sound) = &mut clip.sound {
                sound.length_ms = 500;
            }
        }
        recipes
    }

    fn one(name: &str) -> Vec<Recipe> {
        let mut recipes = short(Set::Small);
        recipes.retain(|recipe| recipe.name == name);
        recipes
    }

    #[test]
    fn every_sample_has_the_same_bytes_when_made_again() {
        for set in [Set::Small, Set::Large, Set::Marked] {
            let make = || {
                let dir = tempfile::tempdir().unwrap();
                write_set(set, short(set), dir.path(), |_| {})
            };
            match (make(), make()) {
                (Err(error @ GenerateError::NoEncoder(_)), _) => println!("skipped: {error}"),
                (once, again) => {
                    let once = once.unwrap();
                    assert_eq!(once, again.unwrap());
                    assert_eq!(once.len(), set.recipes().len());
                }
            }
        }
    }

    #[test]
    fn what_is_there_already_is_not_touched_and_nothing_else_is_written() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("manifest.toml"), "mine").unwrap();
        std::os::unix::fs::symlink("none", dir.path().join("tone.wav")).unwrap();
        let error = write_set(Set::Small, one("tone.wav"), dir.path(), |_| {}).unwrap_err();
        assert!(
            matches!(&error, GenerateError::Exists(there) if there.len() == 2),
            "{error}"
        );
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
        assert_eq!(fs::read(dir.path().join("manifest.toml")).unwrap(), b"mine");
    }

    #[test]
    fn the_papers_describe_what_was_written() {
        let dir = tempfile::tempdir().unwrap();
        let below = dir.path().join("a/b");
        let mut told = Vec::new();
        let recipes = [one("tone.wav"), one("empty.mp4")].concat();
        let made = write_set(Set::Small, recipes, &below, |step| told.push(step.number)).unwrap();
        assert_eq!(told, [1, 2]);
        let read = |name: &str| fs::read_to_string(below.join(name)).unwrap();
        assert_eq!(read("_version.txt"), "small 1\n");
        let manifest = read("manifest.toml");
        for sample in &made {
            let bytes = fs::read(below.join(sample.name)).unwrap();
            assert_eq!(bytes.len() as u64, sample.size);
            assert_eq!(blake3::hash(&bytes).to_string(), sample.blake3);
            assert!(manifest.contains(&format!("blake3 = \"{}\"", sample.blake3)));
        }
        assert!(manifest.contains("opens = false\nexpects = [\"life::open-failed\""));
        assert!(read("_sources.txt").contains("sound pcm_s16le, 22050 Hz, mono, 0.5 s"));
    }

    #[test]
    fn an_encoder_or_a_format_that_is_lacking_is_named() {
        fn changed(change: fn(&mut Clip)) -> String {
            let dir = tempfile::tempdir().unwrap();
            let mut recipes = one("h264-aac.mp4");
            change(recipes[0].clip.as_mut().unwrap());
            let error = write_set(Set::Small, recipes, dir.path(), |_| {}).unwrap_err();
            assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
            error.to_string()
        }
        let video = |clip: &mut Clip| {
            clip.video = clip.video.map(|video| Video {
                encoder: "nonesuch",
                ..video
            });
        };
        let sound = |clip: &mut Clip| {
            clip.sound = clip.sound.map(|sound| Sound {
                encoder: "nonesuch",
                ..sound
            });
        };
        assert_eq!(changed(video), "this FFmpeg has no encoder `nonesuch`");
        assert_eq!(changed(sound), "this FFmpeg has no encoder `nonesuch`");
        let format = |clip: &mut Clip| clip.format = "nonesuch";
        assert_eq!(
            changed(format),
            "this FFmpeg cannot write the format `nonesuch`"
        );
    }
}
