//! What becomes of the header, for the kinds of damage that are done to headers.

use super::dice::Dice;
use super::kind::Kind;
use crate::generate::Patch;

/// What the header is to say instead of the truth, when the file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Lie {
    /// Width and height that are added to the size.
    pub(super) wider: i32,
    pub(super) higher: i32,
    /// Shape of the pixels.
    pub(super) aspect: Option<(i32, i32)>,
}

/// What the header is to say, and in words; none where `kind` is not done when the file is written.
pub(super) fn lie(kind: Kind, dice: &mut Dice) -> Option<(Lie, String)> {
    match kind {
        Kind::SizeChanged => {
            let lie = Lie {
                wider: 2 * dice.within(1, 32) as i32,
                higher: 2 * dice.within(0, 32) as i32,
                ..Lie::default()
            };
            let words = format!("the header says {} wider, {} higher", lie.wider, lie.higher);
            Some((lie, words))
        }
        Kind::AspectChanged => {
            let (num, den) = dice.among(&[(4, 3), (8, 9), (16, 11), (12, 11), (64, 45), (2, 1)])?;
            let lie = Lie {
                aspect: Some((num, den)),
                ..Lie::default()
            };
            Some((lie, format!("the header says pixels of {num}:{den}")))
        }
        _ => None,
    }
}

/// Changes a field of the header of a finished file, and says how; none where `kind` is not done to
/// such a field or the file has none.
pub(super) fn patch(kind: Kind, file: &mut Vec<u8>, dice: &mut Dice) -> Option<String> {
    let percent = match kind {
        Kind::DeclaredLonger => dice.within(130, 300),
        Kind::DeclaredShorter => dice.within(30, 80),
        Kind::Turned => {
            Patch::TurnRight.apply(file).ok()?;
            return Some("the header says a quarter turn clockwise".to_owned());
        }
        _ => return None,
    };
    let fields = lengths(file);
    for field in &fields {
        field.scale(file, percent as u64);
    }
    (!fields.is_empty()).then(|| format!("the header declares {percent} % of the length"))
}

/// A field that says how long something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
    /// Big-endian, as in MP4.
    Big32(usize),
    Big64(usize),
    /// Little-endian, as in AVI.
    Little32(usize),
    /// A big-endian floating-point number, as in Matroska.
    Float64(usize),
}

impl Length {
    /// `percent` of what it said; nothing where the file ends before it.
    fn scale(self, file: &mut [u8], percent: u64) {
        match self {
            Self::Big32(at) => change(file, at, |bytes| {
                scaled32(u32::from_be_bytes(bytes), percent).to_be_bytes()
            }),
            Self::Little32(at) => change(file, at, |bytes| {
                scaled32(u32::from_le_bytes(bytes), percent).to_le_bytes()
            }),
            Self::Big64(at) => change(file, at, |bytes| {
                (u64::from_be_bytes(bytes).saturating_mul(percent) / 100).to_be_bytes()
            }),
            Self::Float64(at) => change(file, at, |bytes| {
                (f64::from_be_bytes(bytes) * percent as f64 / 100.0).to_be_bytes()
            }),
        }
    }
}

fn scaled32(value: u32, percent: u64) -> u32 {
    u32::try_from(u64::from(value) * percent / 100).unwrap_or(u32::MAX)
}

fn change<const N: usize>(file: &mut [u8], at: usize, new: impl Fn([u8; N]) -> [u8; N]) {
    if let Some(field) = file.get_mut(at..at + N)
        && let Ok(old) = <[u8; N]>::try_from(&*field)
    {
        field.copy_from_slice(&new(old));
    }
}

/// Where the header says a length: ISO/IEC 14496-12 (`mvhd`, `tkhd`, `mdhd`), the `Duration` of a
/// Matroska segment, `dwTotalFrames` and `dwLength` of AVI.
fn lengths(file: &[u8]) -> Vec<Length> {
    if file.get(4..8) == Some(b"ftyp") {
        let boxes: [(&[u8], usize, usize); 3] =
            [(b"mvhd", 16, 24), (b"tkhd", 20, 28), (b"mdhd", 16, 24)];
        return boxes
            .into_iter()
            .flat_map(|(name, short, long)| {
                all(file, name).map(move |at| match file.get(at) {
                    Some(0) => Length::Big32(at + short),
                    _ => Length::Big64(at + long),
                })
            })
            .collect();
    }
    if file.starts_with(b"RIFF") {
        let total = all(file, b"avih")
            .take(1)
            .map(|at| Length::Little32(at + 4 + 16));
        let streams = all(file, b"strh")
            .take(2)
            .map(|at| Length::Little32(at + 4 + 32));
        return total.chain(streams).collect();
    }
    if file.starts_with(&[0x1a, 0x45, 0xdf, 0xa3]) {
        let duration = all(file, &[0x44, 0x89, 0x88]).take(1);
        return duration.map(Length::Float64).collect();
    }
    Vec::new()
}

/// The places behind each `name`.
fn all<'a>(file: &'a [u8], name: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    let found = file.windows(name.len()).enumerate();
    found
        .filter(move |(_, window)| *window == name)
        .map(move |(at, _)| at + name.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lengths_of_each_format_are_found() {
        let mp4 = b"SIZEftypSIZEmvhd\0...SIZEtkhd\x01...SIZEmdhd\0...".to_vec();
        let found = lengths(&mp4);
        let expected = [Length::Big32(32), Length::Big64(56), Length::Big32(56)];
        assert_eq!(found, expected);
        let avi = b"RIFFavihSIZEstrhSIZE".to_vec();
        assert_eq!(lengths(&avi), [Length::Little32(28), Length::Little32(52)]);
        let webm = [0x1a, 0x45, 0xdf, 0xa3, 0x44, 0x89, 0x88];
        assert_eq!(lengths(&webm), [Length::Float64(7)]);
        assert_eq!(lengths(b"G@..transport stream"), []);
    }

    #[test]
    fn a_length_is_scaled_in_its_own_form() {
        let mut file = [
            1000_u32.to_be_bytes().to_vec(),
            1000_u32.to_le_bytes().to_vec(),
            1000_u64.to_be_bytes().to_vec(),
            1000_f64.to_be_bytes().to_vec(),
        ]
        .concat();
        for field in [
            Length::Big32(0),
            Length::Little32(4),
            Length::Big64(8),
            Length::Float64(16),
            Length::Big32(22),
        ] {
            field.scale(&mut file, 150);
        }
        assert_eq!(file[..4], 1500_u32.to_be_bytes());
        assert_eq!(file[4..8], 1500_u32.to_le_bytes());
        assert_eq!(file[8..16], 1500_u64.to_be_bytes());
        assert_eq!(file[16..], 1500_f64.to_be_bytes());
    }
}
