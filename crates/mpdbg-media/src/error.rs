//! What can go wrong with media.

use std::ffi::CStr;
use std::path::PathBuf;

use ffmpeg_next as ffmpeg;
use ffmpeg_next::ffi;
use mpdbg_model::Failure;

/// An error of this room.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// The file could not be opened or read by the operating system.
    #[error("cannot open {path}: {source}", path = .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A directory, a named pipe, a device: never opened.
    #[error("{path} is not a regular file", path = .0.display())]
    NotAFile(PathBuf),
    /// The library refused what it was given.
    #[error("{}", .0.message)]
    Library(Failure),
    /// There is no decoder for a codec.
    #[error("no decoder for {0}")]
    NoDecoder(String),
    /// There is no stream of pictures.
    #[error("it holds no pictures")]
    NoPictures,
}

impl From<ffmpeg::Error> for MediaError {
    fn from(error: ffmpeg::Error) -> Self {
        Self::Library(failure(error))
    }
}

impl From<MediaError> for Failure {
    fn from(error: MediaError) -> Self {
        match error {
            MediaError::Library(failure) => failure,
            MediaError::File { ref source, .. } => Self {
                code: -source.raw_os_error().unwrap_or(1),
                message: error.to_string(),
            },
            MediaError::NotAFile(_) | MediaError::NoDecoder(_) | MediaError::NoPictures => Self {
                code: -1,
                message: error.to_string(),
            },
        }
    }
}

/// The library's code and its own words for it.
pub(crate) fn failure(error: ffmpeg::Error) -> Failure {
    let code = error.into();
    let mut words = [0_u8; 128];
    #[expect(
        unsafe_code,
        reason = "ffmpeg-next keeps the words of errors in a table of its own"
    )]
    // SAFETY: `words` is as long as said, and FFmpeg ends what it writes there with a NUL.
    unsafe {
        ffi::av_strerror(code, words.as_mut_ptr().cast(), words.len());
    }
    let message = CStr::from_bytes_until_nul(&words).unwrap_or_default();
    Failure {
        code,
        message: message.to_string_lossy().into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_come_with_words() {
        assert_eq!(
            failure(ffmpeg::Error::InvalidData).message,
            "Invalid data found when processing input"
        );
        assert!(
            !failure(ffmpeg::Error::Other { errno: 5 })
                .message
                .is_empty()
        );
    }
}
