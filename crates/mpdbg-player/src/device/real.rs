//! placeholder
/// Names of the sound devices of this machine.
pub fn device_names() -> Vec<String> {
    Vec::new()
}
