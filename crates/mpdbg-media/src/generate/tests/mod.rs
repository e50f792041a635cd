//! Tests that make clips and decode them.

mod marked;
