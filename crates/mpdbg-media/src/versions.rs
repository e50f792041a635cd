//! Which FFmpeg this is.

use ffmpeg_next as ffmpeg;

/// One of FFmpeg's libraries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Library {
    /// Name, e.g. `libavcodec`.
    pub name: &'static str,
    /// Version, e.g. `59.37.100`.
    pub version: String,
    /// The configuration it was built with.
    pub configuration: &'static str,
}

/// The libraries that this binary runs with, as they say themselves.
pub fn libraries() -> Vec<Library> {
    [
        (
            "libavcodec",
            ffmpeg::codec::version(),
            ffmpeg::codec::configuration(),
        ),
        (
            "libavformat",
            ffmpeg::format::version(),
            ffmpeg::format::configuration(),
        ),
        (
            "libavutil",
            ffmpeg::util::version(),
            ffmpeg::util::configuration(),
        ),
        (
            "libswresample",
            ffmpeg::software::resampling::version(),
            ffmpeg::software::resampling::configuration(),
        ),
        (
            "libswscale",
            ffmpeg::software::scaling::version(),
            ffmpeg::software::scaling::configuration(),
        ),
    ]
    .into_iter()
    .map(|(name, version, configuration)| Library {
        name,
        version: format!(
            "{}.{}.{}",
            version >> 16,
            (version >> 8) & 0xff,
            version & 0xff
        ),
        configuration,
    })
    .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_library_names_itself() {
        let libraries = super::libraries();
        assert_eq!(libraries.len(), 5);
        assert!(
            libraries
                .iter()
                .all(|library| !library.version.starts_with("0."))
        );
    }
}
