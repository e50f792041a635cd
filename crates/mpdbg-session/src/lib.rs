//! Sessions on disk: recordings, store, activation, protection, provenance.
