//! Draws pictures, so that every one differs from the one before and says which one it is.

use ffmpeg::format::Pixel;
use ffmpeg::frame;
use ffmpeg_next as ffmpeg;
use mpdbg_model::MediaTime;
use mpdbg_model::mark::{self, PictureMark};

use super::clip::Scene;

/// Bits of the counter that each picture shows.
const COUNTER_BITS: u32 = 16;
/// Milliseconds that the mark for a full second is shown.
const FLASH_MS: u64 = 80;
/// Width and height of the texture.
const TILE: usize = 512;
/// Milliseconds from cut to cut.
const SCENE_MS: u64 = 4000;

const BLACK: u8 = 16;
const WHITE: u8 = 235;

/// Draws the pictures of one clip.
pub(super) struct Artist {
    scene: Scene,
    width: u32,
    height: u32,
    tile: Vec<u8>,
}

/// A rectangle in luma pixels.
#[derive(Clone, Copy)]
struct Area {
    x: usize,
    y: usize,
    width: usize,
    height: usize,
}

impl Artist {
    pub(super) fn new(scene: Scene, width: u32, height: u32) -> Self {
        let tile = match scene {
            Scene::Plain | Scene::Marked => Vec::new(),
            Scene::Busy => texture(),
        };
        Self {
            scene,
            width,
            height,
            tile,
        }
    }

    /// Picture `number`, shown `at` this time of the clip, in `yuv420p`.
    ///
    /// A scene that is marked has its mark in the top quarter. In the others, the counter stands at the
    /// top left, 16 blocks, the highest bit first, white for one. The block at the top right is white
    /// during the first 80 ms of every second, when the sound ticks.
    pub(super) fn draw(&self, number: u32, at: MediaTime) -> frame::Video {
        let at_ms = ((at.nanos() + 500_000) / 1_000_000) as u64;
        let mut picture = frame::Video::new(Pixel::YUV420P, self.width, self.height);
        match self.scene {
            Scene::Plain | Scene::Marked => self.draw_plain(&mut picture, number as usize),
            Scene::Busy => self.draw_busy(&mut picture, number as usize, at_ms),
        }
        if self.scene == Scene::Marked {
            self.draw_mark(&mut picture, PictureMark { number, time: at });
        } else {
            self.draw_counter(&mut picture, number, at_ms);
        }
        picture
    }

    fn draw_mark(&self, picture: &mut frame::Video, mark: PictureMark) {
        let (width, height) = self.size();
        let stride = picture.stride(0);
        mark::draw(mark, picture.data_mut(0), stride, width, height);
        for plane in [1, 2] {
            rows(picture, plane, |y, row| {
                if y < (height / 4).div_ceil(2) {
                    row.fill(128);
                }
            });
        }
    }

    fn draw_plain(&self, picture: &mut frame::Video, n: usize) {
        let (width, height) = self.size();
        rows(picture, 0, |y, row| {
            for (x, pixel) in row.iter_mut().take(width).enumerate() {
                *pixel = 60 + triangle(x + 2 * y + 3 * n, 120);
            }
        });
        for (plane, speed) in [(1, 2), (2, 5)] {
            rows(picture, plane, |y, row| {
                row.fill(88 + triangle(y + speed * n, 80));
            });
        }
        let side = height / 4;
        let corner = |range: usize, speed: usize| usize::from(triangle(n * speed, range as u8));
        let area = Area {
            x: corner((width - side).min(250), 4),
            y: corner((height - side).min(250), 3),
            width: side,
            height: side,
        };
        fill(picture, area, 200);
    }

    fn draw_busy(&self, picture: &mut frame::Video, n: usize, at_ms: u64) {
        let (width, height) = self.size();
        let scene = (at_ms / SCENE_MS) as usize;
        let (right, down) = (1 + scene % 5, scene % 3);
        self.copy_texture(
            picture,
            Area {
                x: 0,
                y: 0,
                width,
                height,
            },
            (scene * 97 + n * right, scene * 61 + n * down),
        );
        for (plane, speed) in [(1, 1), (2, 2)] {
            rows(picture, plane, |y, row| {
                for (x, pixel) in row.iter_mut().enumerate() {
                    *pixel = 96 + triangle(x / 2 + y + speed * n + scene * 50, 64);
                }
            });
        }
        for i in 0..12 {
            let side = height / 8 + i * height / 100;
            let area = Area {
                x: sway(n * (i + 2) + i * 400, width - side),
                y: sway(n * (13 - i) / 2 + i * 300, height - side),
                width: side,
                height: side,
            };
            self.copy_texture(picture, area, (i * 40 + scene * 13, i * 70));
        }
    }

    /// Fills an area with the texture, from `from` on.
    fn copy_texture(&self, picture: &mut frame::Video, area: Area, from: (usize, usize)) {
        let stride = picture.stride(0);
        let plane = picture.data_mut(0);
        for y in 0..area.height {
            let source = &self.tile[(from.1 + y) % TILE * TILE..][..TILE];
            let mut row = &mut plane[(area.y + y) * stride + area.x..][..area.width];
            let mut x = from.0 % TILE;
            while !row.is_empty() {
                let run = (TILE - x).min(row.len());
                let (now, later) = row.split_at_mut(run);
                now.copy_from_slice(&source[x..x + run]);
                row = later;
                x = 0;
            }
        }
    }

    fn draw_counter(&self, picture: &mut frame::Video, number: u32, at_ms: u64) {
        let (width, height) = self.size();
        let side = (width / (COUNTER_BITS as usize + 4)).min(height / 4);
        for bit in 0..COUNTER_BITS {
            let set = number >> (COUNTER_BITS - 1 - bit) & 1 == 1;
            let area = Area {
                x: bit as usize * side,
                y: 0,
                width: side,
                height: side,
            };
            fill(picture, area, if set { WHITE } else { BLACK });
        }
        let area = Area {
            x: width - 2 * side,
            y: 0,
            width: 2 * side,
            height: side,
        };
        let flash = at_ms % 1000 < FLASH_MS;
        fill(picture, area, if flash { WHITE } else { BLACK });
    }

    fn size(&self) -> (usize, usize) {
        (self.width as usize, self.height as usize)
    }
}

/// Smooth noise, the same every time.
fn texture() -> Vec<u8> {
    let mut state = 0x2545_f491_u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    })
    .take(TILE * TILE)
    .collect();
    let around = |x: usize, y: usize| {
        let offsets = [
            (0, 0),
            (1, 0),
            (2, 0),
            (0, 1),
            (1, 1),
            (2, 1),
            (0, 2),
            (1, 2),
            (2, 2),
        ];
        let sum: u32 = offsets
            .iter()
            .map(|(dx, dy)| u32::from(noise[(y + dy) % TILE * TILE + (x + dx) % TILE]))
            .sum();
        (sum / 9) as u8
    };
    (0..TILE * TILE)
        .map(|i| {
            let (x, y) = (i % TILE, i / TILE);
            around(x, y) / 2 + triangle(x + y / 3, 100)
        })
        .collect()
}

/// Goes up from 0 to `top` and down again, one a step.
fn triangle(step: usize, top: u8) -> u8 {
    sway(step, usize::from(top)) as u8
}

fn sway(step: usize, top: usize) -> usize {
    let phase = step % (2 * top);
    phase.min(2 * top - phase)
}

fn rows(picture: &mut frame::Video, plane: usize, mut each: impl FnMut(usize, &mut [u8])) {
    let stride = picture.stride(plane);
    for (y, row) in picture.data_mut(plane).chunks_exact_mut(stride).enumerate() {
        each(y, row);
    }
}

fn fill(picture: &mut frame::Video, area: Area, value: u8) {
    let stride = picture.stride(0);
    for row in picture
        .data_mut(0)
        .chunks_exact_mut(stride)
        .skip(area.y)
        .take(area.height)
    {
        row[area.x..area.x + area.width].fill(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(millis: i64) -> MediaTime {
        MediaTime::from_nanos(millis * 1_000_000)
    }

    fn counter(picture: &frame::Video, side: usize) -> u32 {
        (0..16).fold(0, |number, bit| {
            let middle = picture.data(0)[side / 2 * picture.stride(0) + bit * side + side / 2];
            number << 1 | u32::from(middle > 128)
        })
    }

    #[test]
    fn every_picture_says_its_number_and_flashes_at_full_seconds() {
        for scene in [Scene::Plain, Scene::Busy] {
            let artist = Artist::new(scene, 320, 180);
            for (number, at_ms, flash) in [(0, 0, true), (27, 1080, false), (43_210, 9_040, true)] {
                let picture = artist.draw(number, ms(at_ms));
                assert_eq!(counter(&picture, 16), number);
                assert_eq!(picture.data(0)[316] > 128, flash);
            }
        }
    }

    #[test]
    fn the_same_picture_is_drawn_the_same_and_the_next_one_differs() {
        for scene in [Scene::Plain, Scene::Busy] {
            let draw = |n| Artist::new(scene, 64, 48).draw(n, ms(500)).data(0).to_vec();
            assert_eq!(draw(7), draw(7));
            assert_ne!(draw(7), draw(8));
        }
    }
}
