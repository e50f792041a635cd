//! What is done to the bytes of a finished file.

/// A change to a finished file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Patch {
    /// Only the first so many percent are kept.
    KeepPercent(usize),
    /// The `moov` box of an MP4 file and all after it is cut off.
    CutBeforeMoov,
    /// The first track of an MP4 file is shown a quarter turn clockwise.
    TurnRight,
}

impl Patch {
    /// What it does, for a person.
    pub(super) fn in_words(self) -> String {
        match self {
            Self::KeepPercent(percent) => format!("cut off after {percent} % of its bytes"),
            Self::CutBeforeMoov => "cut off before its index (moov)".to_owned(),
            Self::TurnRight => "marked to be shown a quarter turn clockwise".to_owned(),
        }
    }

    /// Applies the change.
    ///
    /// # Errors
    /// What the file lacks.
    pub(crate) fn apply(self, file: &mut Vec<u8>) -> Result<(), &'static str> {
        match self {
            Self::KeepPercent(percent) => file.truncate(file.len() * percent / 100),
            Self::CutBeforeMoov => {
                let at = find(file, *b"moov").ok_or("there is no moov box")?;
                file.truncate(at - 4);
            }
            Self::TurnRight => turn_right(file)?,
        }
        Ok(())
    }
}

/// Writes the matrix of ISO/IEC 14496-12 into the first `tkhd`: 16.16 fixed point but for the last
/// column, which is 2.30.
fn turn_right(file: &mut [u8]) -> Result<(), &'static str> {
    const FROM_BOX_NAME: usize = 44;
    const ONE: i32 = 1 << 16;
    let at = find(file, *b"tkhd").ok_or("there is no tkhd box")? + FROM_BOX_NAME;
    let field = |file: &[u8], index: usize| -> Option<i32> {
        let bytes = file.get(at + 4 * index..at + 4 * index + 4)?;
        Some(i32::from_be_bytes(bytes.try_into().ok()?))
    };
    let old: Vec<i32> = (0..11).filter_map(|i| field(file, i)).collect();
    let [ONE, 0, 0, 0, ONE, 0, 0, 0, 0x4000_0000, _width, height] = old[..] else {
        return Err("the first track has no plain matrix in a tkhd box of version 0");
    };
    let turned = [0, ONE, 0, -ONE, 0, 0, height, 0, 0x4000_0000];
    for (index, value) in turned.into_iter().enumerate() {
        file[at + 4 * index..][..4].copy_from_slice(&value.to_be_bytes());
    }
    Ok(())
}

fn find(file: &[u8], name: [u8; 4]) -> Option<usize> {
    file.windows(4).position(|window| window == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_cut_where_asked() {
        let mut file = b"0123ftyp....SIZEmoov....".to_vec();
        assert_eq!(Patch::CutBeforeMoov.apply(&mut file), Ok(()));
        assert_eq!(file, b"0123ftyp....");
        assert_eq!(Patch::KeepPercent(50).apply(&mut file), Ok(()));
        assert_eq!(file, b"0123ft");
        assert!(Patch::CutBeforeMoov.apply(&mut file).is_err());
    }

    #[test]
    fn only_a_plain_matrix_is_turned() {
        let fields = [
            1 << 16,
            0,
            0,
            0,
            1 << 16,
            0,
            0,
            0,
            1 << 30,
            320 << 16,
            180 << 16,
        ];
        let mut file = b"SIZEtkhd".to_vec();
        file.resize(4 + 44, 0);
        file.extend(fields.iter().flat_map(|field: &i32| field.to_be_bytes()));
        assert_eq!(Patch::TurnRight.apply(&mut file), Ok(()));
        assert_eq!(file[52..56], [0, 1, 0, 0]);
        assert_eq!(file[60..64], [0xff, 0xff, 0, 0]);
        assert_eq!(file[72..76], [0, 180, 0, 0]);
        assert!(Patch::TurnRight.apply(&mut file).is_err());
        assert!(Patch::TurnRight.apply(&mut b"tkhd".to_vec()).is_err());
    }
}
