//! FFmpeg behind a small safe face.
