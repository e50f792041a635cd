//! What may still be written into a session: the one place where protection is decided.

use mpdbg_model::Configuration;

use crate::{SessionError, SessionName};

/// Whether another recording may be made.
pub(crate) fn check_recording(
    session: &SessionName,
    configuration: &Configuration,
) -> Result<(), SessionError> {
    if configuration.protect_raw_data && !configuration.dev_debug {
        return Err(SessionError::RawDataProtected(session.to_string()));
    }
    Ok(())
}

/// Whether a report that exists may be written again.
pub(crate) const fn may_overwrite_reports(configuration: &Configuration) -> bool {
    !configuration.protect_reports || configuration.dev_debug
}
