//! Checksums of a few bits.

/// CRC-16 of the lowest `bits` bits, highest first; polynomial 0x1021, begun with all ones.
pub(super) fn crc16(value: u64, bits: u32) -> u16 {
    (0..bits).rev().fold(u16::MAX, |crc, bit| {
        let differs = crc >> 15 != (value >> bit & 1) as u16;
        crc << 1 ^ if differs { 0x1021 } else { 0 }
    })
}

/// CRC-8 of 16 bits, highest first; polynomial 0x07, begun with all ones.
pub(super) fn crc8(value: u16) -> u8 {
    (0..16).rev().fold(u8::MAX, |crc, bit| {
        let differs = crc >> 7 != (value >> bit & 1) as u8;
        crc << 1 ^ if differs { 0x07 } else { 0 }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check value of CRC-16/IBM-3740, as catalogues of such codes give it for `123456789`.
    #[test]
    fn the_sixteen_bit_code_is_the_usual_one() {
        let value = u64::from_be_bytes(*b"12345678");
        let first = crc16(value, 64);
        let both = (0..8).rev().fold(first, |crc, bit| {
            let differs = crc >> 15 != u16::from(b'9' >> bit & 1);
            crc << 1 ^ if differs { 0x1021 } else { 0 }
        });
        assert_eq!(both, 0x29b1);
    }

    #[test]
    fn one_or_two_wrong_bits_change_the_code() {
        for value in [0_u16, 1, 0x5a5a, u16::MAX] {
            for (one, two) in (0..16).flat_map(|one| (0..16).map(move |two| (one, two))) {
                let damaged = value ^ (1 << one) ^ if one == two { 0 } else { 1 << two };
                assert_ne!(crc8(damaged), crc8(value));
                assert_ne!(crc16(damaged.into(), 46), crc16(value.into(), 46));
            }
        }
    }
}
