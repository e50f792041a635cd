//! The packets of a file in its own order, over whatever cannot be read.

use std::path::Path;

use ffmpeg::Packet;
use ffmpeg_next as ffmpeg;
use mpdbg_model::{Span, TimeBase};

use super::error::CutError;
use super::footage::CutPacket;
use crate::Demuxer;
use crate::parameters::media_time;

/// Errors in a row after which nothing more is expected of a file.
const PATIENCE: u32 = 1000;

/// Opens the file so that every stream is read.
pub(super) fn open(path: &Path) -> Result<Demuxer, CutError> {
    let mut input = Demuxer::open(path)?;
    for stream in &mut input.streams {
        stream.selected = true;
    }
    input.discard_unselected();
    Ok(input)
}

/// Goes through the packets in the order of the file, over what cannot be read.
pub(super) fn each_packet(
    input: &mut Demuxer,
    mut take: impl FnMut(Packet) -> Result<(), CutError>,
) -> Result<(), CutError> {
    let mut failed = 0;
    while failed < PATIENCE {
        let mut packet = Packet::empty();
        match packet.read(&mut input.input) {
            Ok(()) => {
                failed = 0;
                take(packet)?;
            }
            Err(ffmpeg::Error::Eof) => break,
            Err(_) => failed += 1,
        }
    }
    Ok(())
}

/// What is to be known of a packet.
pub(super) fn noted(packet: &Packet, bases: &[TimeBase]) -> CutPacket {
    let base = bases.get(packet.stream()).copied();
    let base = base.unwrap_or(TimeBase { num: 0, den: 1 });
    let ticks = packet.pts().or_else(|| packet.dts());
    CutPacket {
        stream: u16::try_from(packet.stream()).unwrap_or(u16::MAX),
        time: ticks.and_then(|ticks| media_time(base, ticks)),
        duration: Span::from_nanos(base.nanos(packet.duration())),
        key: packet.is_key(),
    }
}
