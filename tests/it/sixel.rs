//! A sixel picture read back, as a terminal reads it.

/// Width, height and pixels of a picture, from `ESC P` to `ESC \`. Pixels that nothing sets are black.
pub(crate) fn decoded(sequence: &[u8]) -> (u32, u32, Vec<u8>) {
    let text = std::str::from_utf8(sequence).unwrap();
    let begin = text.find('q').unwrap() + 1;
    let mut rest = text[begin..].strip_suffix("\x1b\\").unwrap();
    let mut colours = vec![[0; 3]; 256];
    let (mut size, mut pixels) = ((0, 0), Vec::new());
    let (mut colour, mut column, mut band) = (0, 0, 0);
    while let Some(first) = rest.chars().next() {
        rest = &rest[1..];
        let mut count = 1;
        let mut shown = first;
        match first {
            '"' => {
                let told = numbers(&mut rest);
                assert_eq!(told[..2], [1, 1], "pixels are square");
                size = (told[2], told[3]);
                pixels = vec![[0_u8; 3]; size.0 * size.1];
                continue;
            }
            '#' => {
                let told = numbers(&mut rest);
                colour = told[0];
                if let [_, kind, parts @ ..] = &told[..] {
                    assert_eq!(*kind, 2, "red, green and blue");
                    let parts: Vec<u8> = parts.iter().map(|it| (it * 255 / 100) as u8).collect();
                    colours[colour] = parts.try_into().unwrap();
                }
                continue;
            }
            '$' => {
                column = 0;
                continue;
            }
            '-' => {
                (column, band) = (0, band + 1);
                continue;
            }
            '!' => {
                count = numbers(&mut rest)[0];
                shown = rest.chars().next().unwrap();
                rest = &rest[1..];
            }
            _ => {}
        }
        assert!(('?'..='~').contains(&shown), "{shown:?}");
        let bits = shown as u8 - b'?';
        for column in column..column + count {
            for row in (0..6).filter(|row| bits >> row & 1 == 1) {
                pixels[(band * 6 + row) * size.0 + column] = colours[colour];
            }
        }
        column += count;
    }
    (size.0 as u32, size.1 as u32, pixels.concat())
}

/// The numbers that stand next, with `;` between them.
fn numbers(rest: &mut &str) -> Vec<usize> {
    let is_number = |it: char| it.is_ascii_digit() || it == ';';
    let end = rest.find(|it| !is_number(it)).unwrap_or(rest.len());
    let (told, after) = rest.split_at(end);
    *rest = after;
    told.split(';').map(|it| it.parse().unwrap()).collect()
}
