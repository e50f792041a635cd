//! A play for the viewers of traces.

mod firefox;
mod firefox_thread;
mod flows;
mod perfetto;
mod tracks;

pub(crate) use firefox::write_firefox;
pub(crate) use perfetto::write_perfetto;
