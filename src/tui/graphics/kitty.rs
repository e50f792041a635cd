//! Kitty's protocol: <https://sw.kovidgoyal.net/kitty/graphics-protocol/>.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mpdbg_media::Raster;

/// Characters of a piece at most, as the protocol has it.
const PIECE: usize = 4096;

/// Shows a picture at the cursor, which stays, under this number; the terminal is to answer nothing.
pub(super) fn show(raster: &Raster, number: u32) -> String {
    let (width, height) = (raster.width, raster.height);
    let head = format!("a=T,f=24,s={width},v={height},i={number},p=1,C=1,q=2,");
    send(&head, &raster.rgb)
}

/// The same, and the terminal enlarges it to so many columns and rows. It takes no heed of the shape, so the picture
/// stands in the middle of this size, which has the shape of the cells; around it nothing is drawn.
pub(super) fn enlarge(
    raster: &Raster,
    (width, height): (u32, u32),
    (columns, rows): (u16, u16),
    number: u32,
) -> String {
    let head =
        format!("a=T,f=32,s={width},v={height},c={columns},r={rows},i={number},p=1,C=1,q=2,");
    let left = width.saturating_sub(raster.width) / 2;
    let top = height.saturating_sub(raster.height) / 2;
    let mut pixels = vec![0; 4 * width as usize * height as usize];
    for y in 0..raster.height.min(height) {
        for x in 0..raster.width.min(width) {
            let at = 4 * ((top + y) as usize * width as usize + (left + x) as usize);
            let [red, green, blue] = raster.pixel(x, y);
            pixels[at..at + 4].copy_from_slice(&[red, green, blue, 255]);
        }
    }
    send(&head, &pixels)
}

fn send(head: &str, pixels: &[u8]) -> String {
    let data = STANDARD.encode(pixels);
    let pieces = data.len().div_ceil(PIECE).max(1);
    let mut out = String::with_capacity(data.len() + 16 * pieces + head.len());
    for piece in 0..pieces {
        let from = piece * PIECE;
        let to = (from + PIECE).min(data.len());
        out += "\x1b_G";
        if piece == 0 {
            out += head;
        }
        out += if piece + 1 < pieces { "m=1;" } else { "m=0;" };
        out += &data[from..to];
        out += "\x1b\\";
    }
    out
}

/// Takes a picture away, and forgets its pixels.
pub(super) fn hide(number: u32) -> String {
    format!("\x1b_Ga=d,d=I,i={number},q=2\x1b\\")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn the_pieces_hold_the_pixels() {
        for (width, height) in [(1, 1), (7, 3), (64, 16), (64, 48), (321, 200)] {
            let rgb = (0..3 * width * height).map(|it| (it * 37 % 251) as u8);
            let raster = Raster {
                width,
                height,
                rgb: rgb.collect(),
            };
            let shown = show(&raster, 9);
            let mut data = String::new();
            let pieces: Vec<&str> = shown.split_terminator("\x1b\\").collect();
            for (number, piece) in pieces.iter().enumerate() {
                let (head, payload) = piece
                    .strip_prefix("\x1b_G")
                    .unwrap()
                    .split_once(';')
                    .unwrap();
                assert!(payload.len() <= PIECE);
                let is_last = number + 1 == pieces.len();
                assert!(
                    head.ends_with(if is_last { "m=0" } else { "m=1" }),
                    "{head}"
                );
                assert!(is_last || payload.len() % 4 == 0);
                data += payload;
            }
            assert!(pieces[0].contains(&format!("s={width},v={height},i=9,")));
            assert_eq!(STANDARD.decode(data).unwrap(), raster.rgb);
        }
    }
    #[test]
    fn around_a_picture_that_is_enlarged_nothing_is_drawn() {
        let raster = Raster {
            width: 1,
            height: 2,
            rgb: vec![1, 2, 3, 4, 5, 6],
        };
        let shown = enlarge(&raster, (3, 2), (4, 2), 9);
        let (head, data) = shown.split_once(';').unwrap();
        assert!(head.contains("f=32,s=3,v=2,c=4,r=2,"), "{head}");
        let pixels = STANDARD
            .decode(data.strip_suffix("\x1b\\").unwrap())
            .unwrap();
        let (none, first, second) = ([0; 4], [1, 2, 3, 255], [4, 5, 6, 255]);
        assert_eq!(pixels, [none, first, none, none, second, none].concat());
    }
}
