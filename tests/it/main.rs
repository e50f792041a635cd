//! Integration tests.

mod layout;
