//! Packets that carry no picture to show: the probe counts pictures without decoding.

/// How many pictures a packet shows: 0 for one that only feeds later pictures, otherwise 1.
///
/// VP8 and VP9 send "alternate references" that are never shown (`show_frame` of the frame
/// header, RFC 6386 section 9.1 and the VP9 bitstream specification section 7.2). MPEG-4 part 2 in
/// AVI marks a place without a picture with an empty VOP. Everything else shows one picture a packet.
pub(crate) fn shown_pictures(codec: &str, data: &[u8]) -> u32 {
    let shown = match codec {
        "vp8" => data.first().is_none_or(|first| first & 0x10 != 0),
        "vp9" => vp9_shows(data),
        "mpeg4" => !is_empty_vop(data),
        _ => !data.is_empty(),
    };
    u32::from(shown)
}

/// A superframe shows its last picture; a single frame says so in its header.
fn vp9_shows(data: &[u8]) -> bool {
    let Some((&first, &last)) = data.first().zip(data.last()) else {
        return false;
    };
    if is_vp9_superframe(data, last) {
        return true;
    }
    let bit = |n: u8| (first >> (7 - n)) & 1;
    let profile = bit(2) | (bit(3) << 1);
    let after_profile = if profile == 3 { 5 } else { 4 };
    let show_existing = bit(after_profile) == 1;
    show_existing || bit(after_profile + 2) == 1
}

fn is_vp9_superframe(data: &[u8], marker: u8) -> bool {
    if marker & 0xe0 != 0xc0 {
        return false;
    }
    let frames = usize::from(marker & 0x07) + 1;
    let size_bytes = usize::from((marker >> 3) & 0x03) + 1;
    let index = 2 + frames * size_bytes;
    data.len() >= index && data[data.len() - index] == marker
}

/// An N-VOP: only a VOP header with `vop_coded` 0, a few bytes long.
fn is_empty_vop(data: &[u8]) -> bool {
    data.len() <= 7
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vp8_says_whether_it_shows() {
        assert_eq!(shown_pictures("vp8", &[0x10]), 1);
        assert_eq!(shown_pictures("vp8", &[0x00]), 0);
    }

    #[test]
    fn vp9_frames_and_superframes() {
        assert_eq!(
            shown_pictures("vp9", &[0b1000_0010, 0]),
            1,
            "key frame, shown"
        );
        assert_eq!(
            shown_pictures("vp9", &[0b1000_0100, 0]),
            0,
            "inter frame, not shown"
        );
        assert_eq!(
            shown_pictures("vp9", &[0b1000_1000, 0]),
            1,
            "an earlier frame is shown"
        );
        let marker = 0b1100_0001;
        let superframe = [0b1000_0100, 7, 7, marker, 1, 2, marker];
        assert_eq!(shown_pictures("vp9", &superframe), 1);
    }

    #[test]
    fn a_packet_without_data_shows_nothing() {
        for codec in ["h264", "vp9", "mpeg4"] {
            assert_eq!(shown_pictures(codec, &[]), 0, "{codec}");
        }
    }
}
