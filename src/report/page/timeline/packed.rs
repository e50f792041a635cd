//! Rows of whole numbers as a short text, which a page reads back.

/// Numbers further from zero than this are cut to it, so that the difference of two of them, and its
/// sign, are still exact in a page's numbers (2⁵³). In nanoseconds: 26 days.
const FURTHEST: i64 = 1 << 51;

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Numbers one behind the other, each in as many bytes of seven bits as it needs (LEB128).
#[derive(Clone, Debug, Default)]
pub(super) struct Packed {
    bytes: Vec<u8>,
}

/// A number that is written as what it differs from the one before.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Running(i64);

impl Running {
    /// Behind a first one.
    pub(super) fn from(value: i64) -> Self {
        Self(exact(value))
    }

    /// How far `value` lies from the one before.
    pub(super) fn step(&mut self, value: i64) -> i64 {
        let value = exact(value);
        value - std::mem::replace(&mut self.0, value)
    }
}

/// A number that a page holds exactly.
pub(super) fn exact(value: i64) -> i64 {
    value.clamp(-FURTHEST, FURTHEST)
}

impl Packed {
    /// Adds a number that is not negative.
    pub(super) fn put(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    /// Adds a number with a sign: 0, -1, 1, -2 … as 0, 1, 2, 3 …
    pub(super) fn put_signed(&mut self, value: i64) {
        self.put(folded(value));
    }

    /// Adds a number with a sign, or none at all.
    pub(super) fn put_maybe(&mut self, value: Option<i64>) {
        self.put(value.map_or(0, |it| folded(it) + 1));
    }

    /// Length of [`Packed::text`].
    pub(super) fn text_length(&self) -> usize {
        self.bytes.len().div_ceil(3) * 4
    }

    /// All of it in base 64 (RFC 4648, section 4).
    pub(super) fn text(&self) -> String {
        let mut text = String::with_capacity(self.text_length());
        for three in self.bytes.chunks(3) {
            let byte = |number: usize| u32::from(three.get(number).copied().unwrap_or(0));
            let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
            for digit in 0..4 {
                if digit > three.len() {
                    text.push('=');
                } else {
                    let at = bits >> (18 - 6 * digit) & 63;
                    text.push(char::from(DIGITS[at as usize]));
                }
            }
        }
        text
    }
}

const fn folded(value: i64) -> u64 {
    (value << 1 ^ value >> 63) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_base_64() {
        let of = |bytes: &[u8]| {
            let bytes = bytes.to_vec();
            Packed { bytes }.text()
        };
        let told = ["", "f", "fo", "foo", "foob", "fooba", "foobar"];
        let texts = told.map(|it| of(it.as_bytes()));
        let rfc = [
            "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy",
        ];
        assert_eq!(texts, rfc);
    }

    #[test]
    fn numbers_take_the_bytes_that_they_need() {
        let mut packed = Packed::default();
        packed.put(0);
        packed.put(300);
        packed.put_signed(-1);
        packed.put_signed(64);
        packed.put_maybe(None);
        packed.put_maybe(Some(0));
        assert_eq!(packed.bytes, [0, 0xac, 2, 1, 0x80, 1, 0, 1]);
        let mut running = Running::default();
        assert_eq!(running.step(7), 7);
        assert_eq!(running.step(4), -3);
        assert_eq!(running.step(i64::MAX), FURTHEST - 4);
        assert_eq!(running.step(i64::MIN), -2 * FURTHEST);
    }
}
