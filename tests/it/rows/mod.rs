//! The rows of the exports are the events of the recordings, in every form and every column.

mod made;
mod parts;
mod recorded;
mod same_rows;
