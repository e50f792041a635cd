//! What is said of a picture under it.

use mpdbg_model::{ContentHash, MediaTime};

use super::picture::Wanted;
use crate::pictures::{Decoded, Sameness};
use crate::report::Escaped;

/// What is said of a picture and of its sample: `found` is the one that is wanted and what was found of it so
/// far, `check` whether the sample is the one that was recorded, as far as that is known.
pub(super) fn words(
    found: Option<(Wanted, Option<&Decoded>)>,
    check: Option<&Sameness>,
) -> Vec<String> {
    let mut said = Vec::new();
    let mut is_looked_for = true;
    match check {
        Some(Sameness::Absent(why)) => {
            said.push(format!(
                "no picture: the sample is not there ({})",
                Escaped(why)
            ));
            is_looked_for = false;
        }
        Some(Sameness::Other(how)) => {
            said.push(format!(
                "another sample than was recorded: {}",
                Escaped(how)
            ));
        }
        Some(Sameness::Same) | None => {}
    }
    match found {
        None => said.insert(0, "no picture was presented yet".to_owned()),
        Some(((pts, hash), decoded)) if is_looked_for || decoded.is_some() => {
            said.insert(0, of_picture(pts, hash, decoded));
        }
        Some(_) => {}
    }
    said
}

fn of_picture(pts: MediaTime, presented: ContentHash, decoded: Option<&Decoded>) -> String {
    let time = format!("{:.3} s", pts.as_secs_f64());
    match decoded {
        None => format!("{time}: being decoded"),
        Some(Decoded::None) => {
            format!("{time}: the sample holds no picture of this time")
        }
        Some(Decoded::TooLong) => format!("{time}: not found in time"),
        Some(Decoded::Failed(why)) => format!("{time}: cannot be decoded: {}", Escaped(why)),
        Some(Decoded::Picture { hash, .. }) => match (presented, *hash) {
            (ContentHash::None, _) | (_, ContentHash::None) => {
                format!("{time}: contents were not hashed: perhaps not what was presented")
            }
            (presented, hash) if presented == hash => format!("{time}: as it was presented"),
            _ => format!("{time}: NOT what was presented (another decoder, or the player erred)"),
        },
    }
}

#[cfg(test)]
mod tests {
    use mpdbg_media::Raster;

    use super::*;

    const ASKED: Wanted = (MediaTime::from_nanos(3_320_000_000), ContentHash::Xxh3(7));

    fn picture(hash: ContentHash) -> Decoded {
        Decoded::Picture {
            raster: Raster::default(),
            hash,
        }
    }

    fn said(decoded: Option<&Decoded>, check: Option<&Sameness>) -> String {
        words(Some((ASKED, decoded)), check).join(" | ")
    }

    #[test]
    fn a_picture_is_held_against_what_was_presented() {
        let same = picture(ContentHash::Xxh3(7));
        assert_eq!(said(Some(&same), None), "3.320 s: as it was presented");
        let other = picture(ContentHash::Xxh3(8));
        assert!(said(Some(&other), Some(&Sameness::Same)).contains("NOT what was presented"));
        let unknown = (ASKED.0, ContentHash::None);
        let line = words(Some((unknown, Some(&other))), None).join("");
        assert!(line.contains("were not hashed"), "{line}");
    }

    #[test]
    fn a_sample_that_is_gone_or_another_is_said() {
        let gone = Sameness::Absent("it is gone".to_owned());
        assert_eq!(
            said(None, Some(&gone)),
            "no picture: the sample is not there (it is gone)"
        );
        let other = Sameness::Other("12 bytes, was 7".to_owned());
        let same = picture(ContentHash::Xxh3(7));
        assert_eq!(
            said(Some(&same), Some(&other)),
            "3.320 s: as it was presented | another sample than was recorded: 12 bytes, was 7"
        );
    }

    #[test]
    fn what_cannot_be_shown_has_its_reason_and_no_control_characters() {
        let failed = Decoded::Failed("no decoder for \u{1b}[2J".to_owned());
        assert_eq!(
            said(Some(&failed), None),
            "3.320 s: cannot be decoded: no decoder for \\x1b[2J"
        );
        assert!(said(Some(&Decoded::None), None).contains("no picture of this time"));
        assert!(said(Some(&Decoded::TooLong), None).contains("not found in time"));
        assert_eq!(said(None, None), "3.320 s: being decoded");
        assert_eq!(words(None, None), ["no picture was presented yet"]);
    }
}
