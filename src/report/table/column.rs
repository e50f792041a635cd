//! Tables that other programs read: columns with a name, a type and a meaning, and rows of values.

use std::borrow::Cow;

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    /// A whole number that fits 64 bits with a sign.
    Int,
    /// A number with a fraction.
    Real,
    /// True or false.
    Flag,
    /// Text, which may be untrusted.
    Text,
    /// Rows of their own: objects in JSON, the text of that JSON elsewhere.
    Rows(&'static [Column]),
    /// One such row.
    Row(&'static [Column]),
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    /// Its name; the unit is the end of it.
    pub(crate) name: &'static str,
    /// What it holds.
    pub(super) holds: Type,
    /// True when a row may have nothing there.
    pub(super) may_be_empty: bool,
    /// What it means, in a line.
    pub(super) about: &'static str,
}

impl Column {
    /// A column that always holds something.
    pub(crate) const fn new(name: &'static str, holds: Type, about: &'static str) -> Self {
        Self {
            name,
            holds,
            may_be_empty: false,
            about,
        }
    }

    /// A column of whole numbers.
    pub(crate) const fn int(name: &'static str, about: &'static str) -> Self {
        Self::new(name, Type::Int, about)
    }

    /// A column of text.
    pub(crate) const fn text(name: &'static str, about: &'static str) -> Self {
        Self::new(name, Type::Text, about)
    }

    /// A column of yes and no.
    pub(crate) const fn flag(name: &'static str, about: &'static str) -> Self {
        Self::new(name, Type::Flag, about)
    }

    /// The same column where a row may have nothing there.
    pub(crate) const fn or_empty(mut self) -> Self {
        self.may_be_empty = true;
        self
    }
}

/// What a row has in a column.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value<'v> {
    /// Nothing.
    Empty,
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Real(f64),
    /// True or false.
    Flag(bool),
    /// Text, which may be untrusted.
    Text(Cow<'v, str>),
    /// Rows under columns of their own.
    Rows(&'static [Column], Vec<Vec<Value<'v>>>),
    /// One such row.
    Row(&'static [Column], Vec<Value<'v>>),
}

impl<'v> Value<'v> {
    /// A count; what does not fit becomes the largest number that does.
    pub(crate) fn count(number: impl TryInto<i64>) -> Self {
        Self::Int(number.try_into().unwrap_or(i64::MAX))
    }

    /// A whole number, or nothing.
    pub(crate) fn maybe_count(number: Option<impl TryInto<i64>>) -> Self {
        number.map_or(Self::Empty, Self::count)
    }

    /// Text.
    pub(crate) fn text(text: impl Into<Cow<'v, str>>) -> Self {
        Self::Text(text.into())
    }

    /// Text, or nothing.
    pub(crate) fn maybe_text(text: Option<impl Into<Cow<'v, str>>>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }

    /// True when a column may hold it.
    #[cfg(test)]
    pub(super) fn fits(&self, column: &Column) -> bool {
        match (self, column.holds) {
            (Self::Empty, _) => column.may_be_empty,
            (Self::Int(_), Type::Int)
            | (Self::Real(_), Type::Real)
            | (Self::Flag(_), Type::Flag)
            | (Self::Text(_), Type::Text) => true,
            (Self::Rows(columns, rows), Type::Rows(wanted)) => {
                let fits = |row: &Vec<Value<'_>>| fit(row, wanted);
                *columns == wanted && rows.iter().all(fits)
            }
            (Self::Row(columns, row), Type::Row(wanted)) => *columns == wanted && fit(row, wanted),
            _ => false,
        }
    }
}

/// True when the values are those of these columns.
#[cfg(test)]
pub(super) fn fit(values: &[Value<'_>], columns: &[Column]) -> bool {
    let mut pairs = values.iter().zip(columns);
    values.len() == columns.len() && pairs.all(|(value, column)| value.fits(column))
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Empty => to.serialize_none(),
            Self::Int(number) => to.serialize_i64(*number),
            Self::Real(number) => to.serialize_f64(*number),
            Self::Flag(flag) => to.serialize_bool(*flag),
            Self::Text(text) => to.serialize_str(text),
            Self::Rows(columns, rows) => {
                let mut list = to.serialize_seq(Some(rows.len()))?;
                for row in rows {
                    list.serialize_element(&Object(&[(columns, row)]))?;
                }
                list.end()
            }
            Self::Row(columns, row) => Object(&[(columns, row)]).serialize(to),
        }
    }
}

/// Values as an object whose keys are the names of their columns, part after part.
pub(crate) struct Object<'o, 'v>(pub(crate) &'o [(&'o [Column], &'o [Value<'v>])]);

impl Serialize for Object<'_, '_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut fields = to.serialize_map(None)?;
        for (columns, values) in self.0 {
            for (column, value) in columns.iter().zip(*values) {
                fields.serialize_entry(column.name, value)?;
            }
        }
        fields.end()
    }
}
