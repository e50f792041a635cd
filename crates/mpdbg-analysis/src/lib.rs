//! Events to states to defects; pure.
