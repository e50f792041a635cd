//! JSON Schemas of what is written as JSON, made from the very columns that are written.

use serde_json::{Map, Value as Json, json};

use super::column::{Column, Type};
use super::defects::DEFECT;
use super::points::POINT;
use super::samples::CASE;
use super::tables::{Table, columns_of};
use crate::report::event::{EVENT, KINDS};
use crate::report::timeline::HEADER;

/// What a schema is of.
#[derive(Clone, Copy, Debug)]
pub struct SchemaKind {
    /// Its name behind `mpdbg schema`.
    pub name: &'static str,
    /// What it describes, in a line.
    pub about: &'static str,
    make: fn() -> Json,
}

/// Every schema.
pub const SCHEMAS: &[SchemaKind] = &[
    SchemaKind {
        name: "json",
        about: "the document of `mpdbg timeline --format json`",
        make: document,
    },
    SchemaKind {
        name: "jsonl",
        about: "a line of `mpdbg timeline --format jsonl`",
        make: line,
    },
    SchemaKind {
        name: "events",
        about: "a line of events.jsonl of `mpdbg export --jsonl`",
        make: || one_of(events(&[CASE])),
    },
    SchemaKind {
        name: "defects",
        about: "a line of defects.jsonl",
        make: || object(&[CASE, DEFECT]),
    },
    SchemaKind {
        name: "points",
        about: "a line of points.jsonl",
        make: || object(&[CASE, POINT]),
    },
    SchemaKind {
        name: "samples",
        about: "a line of samples.jsonl",
        make: || object(&[&columns_of(Table::Samples)]),
    },
];

impl SchemaKind {
    /// The schema with this name.
    pub fn find(name: &str) -> Option<&'static Self> {
        SCHEMAS.iter().find(|schema| schema.name == name)
    }

    /// The schema, of the draft 2020-12.
    pub fn schema(&self) -> Json {
        let mut schema = Map::new();
        let draft = "https://json-schema.org/draft/2020-12/schema";
        schema.insert("$schema".to_owned(), draft.into());
        schema.insert("title".to_owned(), format!("mpdbg {}", self.name).into());
        schema.insert("description".to_owned(), self.about.into());
        if let Json::Object(made) = (self.make)() {
            schema.extend(made);
        }
        Json::Object(schema)
    }
}

fn document() -> Json {
    json!({
        "type": "object",
        "properties": {
            "header": object(&[HEADER]),
            "events": { "type": "array", "items": one_of(events(&[])) },
            "defects": { "type": "array", "items": object(&[DEFECT]) },
        },
        "required": ["header", "events", "defects"],
        "additionalProperties": false,
    })
}

fn line() -> Json {
    let header = named("type", "header", object(&[HEADER]));
    let defect = named("type", "defect", object(&[DEFECT]));
    let events = events(&[]).into_iter();
    let mut lines: Vec<Json> = events.map(|it| named("type", "event", it)).collect();
    lines.extend([header, defect]);
    one_of(lines)
}

fn one_of(schemas: Vec<Json>) -> Json {
    json!({ "type": "object", "oneOf": Json::Array(schemas) })
}

/// The schema of each kind of event, behind some columns.
fn events(before: &[&[Column]]) -> Vec<Json> {
    let schemas = KINDS.iter().map(|kind| {
        let parts = [before, &[EVENT, kind.columns]].concat();
        named("kind", kind.name, object(&parts))
    });
    schemas.collect()
}

/// The same schema, with a property that always says the same.
fn named(property: &str, says: &str, mut schema: Json) -> Json {
    schema["properties"][property] = json!({ "const": says });
    if let Some(required) = schema["required"].as_array_mut()
        && required.iter().all(|it| it != property)
    {
        required.insert(0, property.into());
    }
    schema
}

/// An object with these columns, all of them and no others.
fn object(parts: &[&[Column]]) -> Json {
    let columns = parts.concat();
    let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
    let property = |column: &Column| (column.name.to_owned(), property(column));
    json!({
        "type": "object",
        "properties": columns.iter().map(property).collect::<Map<String, Json>>(),
        "required": names,
        "additionalProperties": false,
    })
}

fn property(column: &Column) -> Json {
    let (name, more) = match column.holds {
        Type::Int => (
            "integer",
            json!({ "minimum": i64::MIN, "maximum": i64::MAX }),
        ),
        Type::Real => ("number", json!({})),
        Type::Flag => ("boolean", json!({})),
        Type::Text => ("string", json!({})),
        Type::Rows(columns) => ("array", json!({ "items": object(&[columns]) })),
        Type::Row(columns) => ("object", object(&[columns])),
    };
    let mut schema = more;
    schema["type"] = if column.may_be_empty {
        json!([name, "null"])
    } else {
        name.into()
    };
    schema["description"] = column.about.into();
    schema
}
