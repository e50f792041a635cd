//! Where samples come from: catalog, playlist, manifest.
