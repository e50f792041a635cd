//! Reads the fields of a TOML table and notes what is wrong with them, and where.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::mistake::{Mistake, nearest};

/// Notes what is wrong with a text.
pub(super) struct Notes<'t> {
    text: &'t str,
    mistakes: Vec<Mistake>,
}

impl<'t> Notes<'t> {
    pub(super) const fn on(text: &'t str) -> Self {
        Self {
            text,
            mistakes: Vec::new(),
        }
    }

    /// Notes a mistake that begins at this byte of the text.
    pub(super) fn note(&mut self, at: usize, message: impl Into<String>) {
        let mistake = Mistake::at_offset(self.text, at, message.into());
        self.mistakes.push(mistake);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.mistakes.is_empty()
    }

    /// All mistakes in the order of the text.
    pub(super) fn into_mistakes(mut self) -> Vec<Mistake> {
        self.mistakes
            .sort_by_key(|mistake| (mistake.line, mistake.column));
        self.mistakes
    }
}

/// A table whose fields are read one by one.
#[derive(Clone, Copy)]
pub(super) struct Fields<'t> {
    table: &'t DeTable<'t>,
}

/// A field with where it stands.
#[derive(Clone)]
pub(super) struct Field<'t> {
    pub(super) name: &'t str,
    pub(super) value: &'t DeValue<'t>,
    /// Where the name stands.
    pub(super) at: usize,
    /// Where the value stands.
    pub(super) span: Range<usize>,
}

impl<'t> Fields<'t> {
    pub(super) const fn of(table: &'t DeTable<'t>) -> Self {
        Self { table }
    }

    pub(super) fn all(self) -> impl Iterator<Item = Field<'t>> {
        self.table.iter().map(|(name, value)| field(name, value))
    }

    pub(super) fn get(self, name: &str) -> Option<Field<'t>> {
        self.all().find(|field| field.name == name)
    }

    /// Notes every field that is not among `known`.
    pub(super) fn deny_others(self, known: &[&str], notes: &mut Notes<'_>) {
        for field in self.all().filter(|field| !known.contains(&field.name)) {
            notes.note(field.at, unknown("key", field.name, known));
        }
    }
}

fn field<'t>(
    name: &'t Spanned<toml::de::DeString<'t>>,
    value: &'t Spanned<DeValue<'t>>,
) -> Field<'t> {
    Field {
        name: name.get_ref(),
        value: value.get_ref(),
        at: name.span().start,
        span: value.span(),
    }
}

/// Says that there is no such name, and which one was meant.
pub(super) fn unknown(kind: &str, name: &str, known: &[&str]) -> String {
    let instead = match nearest(name, known.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("known are {}", known.join(", ")),
    };
    format!("unknown {kind} `{}`; {instead}", shown(name))
}

/// Foreign text without anything that acts on a terminal.
pub(super) fn shown(text: &str) -> impl std::fmt::Display + '_ {
    text.escape_debug()
}

impl<'t> Field<'t> {
    /// The value as `read` understands it, or a note of what was expected.
    pub(super) fn read<T>(
        &self,
        notes: &mut Notes<'_>,
        expected: &str,
        read: impl FnOnce(&'t DeValue<'t>) -> Option<T>,
    ) -> Option<T> {
        let found = read(self.value);
        if found.is_none() {
            let message = format!(
                "`{}` is {expected}, not {}",
                self.name,
                value_text(self.value)
            );
            notes.note(self.span.start, message);
        }
        found
    }
}

fn value_text(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("\"{}\"", shown(text)),
        DeValue::Integer(number) => number.as_str().to_owned(),
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Boolean(value) => value.to_string(),
        DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
            format!("of the type {}", value.type_str())
        }
    }
}

/// A number, whole or not.
pub(super) fn number(value: &DeValue<'_>) -> Option<f64> {
    let text = match value {
        DeValue::Float(number) => number.as_str(),
        DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
        _ => return None,
    };
    text.replace('_', "").parse().ok()
}

/// A whole number that is not negative and at most `most`.
pub(super) fn whole<T: TryFrom<u64>>(value: &DeValue<'_>, most: u64) -> Option<T> {
    let number = value.as_integer().filter(|number| number.radix() == 10)?;
    let number: u64 = number.as_str().replace('_', "").parse().ok()?;
    T::try_from(number).ok().filter(|_| number <= most)
}
