//! What was presented can be looked up again in the sample.

use std::path::{Path, PathBuf};

use mpdbg_media::{MediaError, PictureFinder, Sought};
use mpdbg_model::{ContentHash, Event, HashKind, MediaTime, What};
use mpdbg_player::{PlayError, PlayOptions, play};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../samples")
        .join(name)
}

fn presented(name: &str, options: &PlayOptions) -> Result<Vec<Sought>, PlayError> {
    let mut events: Vec<Event> = Vec::new();
    play(&sample(name), options, &mut events)?;
    let pictures = events.iter().filter_map(|event| match event.what {
        What::FramePresented { pts, hash, .. } => Some(Sought { pts, hash }),
        _ => None,
    });
    Ok(pictures.collect())
}

fn found(
    finder: &mut PictureFinder,
    sought: Sought,
    kind: HashKind,
) -> Result<Option<ContentHash>, MediaError> {
    let found = finder.find(sought, kind, &mut || true)?;
    Ok(found.map(|it| it.hash))
}

#[test]
fn every_picture_that_was_presented_is_found_with_the_content_that_it_had()
-> Result<(), Box<dyn std::error::Error>> {
    for name in [
        "h264-b-frames.mp4",
        "negative-start.ts",
        "rotated.mp4",
        "edit-list.mp4",
        "vfr.mkv",
        "gap.mkv",
        "corrupted.mp4",
        "vp9-opus.webm",
        "mpeg2-mp2.ts",
        "mpeg4-mp3.avi",
    ] {
        if !sample(name).exists() {
            return Err(format!("there is no {name}").into());
        }
        let options = PlayOptions::default();
        let presented = presented(name, &options)?;
        assert!(presented.len() > 20, "{name}: {}", presented.len());
        let mut finder = PictureFinder::open(&sample(name))?;
        for sought in presented.iter().step_by(10).chain(presented.last()) {
            let hash = found(&mut finder, *sought, options.hash)?;
            assert_eq!(hash, Some(sought.hash), "{name} at {:?}", sought.pts);
        }
    }
    Ok(())
}

#[test]
fn another_content_is_told_and_a_time_without_a_picture_finds_none()
-> Result<(), Box<dyn std::error::Error>> {
    let options = PlayOptions {
        hash: HashKind::Md5,
        ..PlayOptions::default()
    };
    let presented = presented("h264-aac.mp4", &options)?;
    let mut finder = PictureFinder::open(&sample("h264-aac.mp4"))?;
    let other = Sought {
        hash: ContentHash::Md5([7; 16]),
        ..presented[30]
    };
    let hash = found(&mut finder, other, options.hash)?;
    assert_eq!(hash, Some(presented[30].hash));
    let nowhere = Sought {
        pts: MediaTime::from_nanos(presented[30].pts.nanos() + 1),
        hash: ContentHash::None,
    };
    assert_eq!(found(&mut finder, nowhere, options.hash)?, None);
    let any = Sought {
        hash: ContentHash::None,
        ..presented[30]
    };
    assert_eq!(
        finder
            .find(any, options.hash, &mut || false)?
            .map(|it| it.hash),
        None
    );
    Ok(())
}

#[test]
fn a_sample_without_pictures_says_so() {
    let opened = PictureFinder::open(&sample("tone.flac"));
    assert!(matches!(opened, Err(MediaError::NoPictures)));
}
