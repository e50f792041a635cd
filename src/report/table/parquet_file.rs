//! A table as Parquet.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type as Schema, TypePtr};

use super::column::{Column, Type, Value};
use crate::report::words::json_text;

/// Rows that are kept until they are written together, as a row group.
const ROWS: usize = 1 << 17;

/// Writes rows of a table.
pub(super) struct ParquetTable<W: Write + Send> {
    to: SerializedFileWriter<W>,
    columns: Vec<Filling>,
    rows: usize,
}

/// A column of the rows that are kept.
struct Filling {
    may_be_empty: bool,
    /// 1 for a row that has something here, 0 for one that has not; what is lacking at the end is 0.
    levels: Vec<i16>,
    kept: Kept,
}

/// Values without those that are empty.
enum Kept {
    Ints(Vec<i64>),
    Reals(Vec<f64>),
    Flags(Vec<bool>),
    Texts(Vec<ByteArray>),
}

impl<W: Write + Send> ParquetTable<W> {
    /// Begins a table.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub(super) fn begin(out: W, columns: &[Column]) -> io::Result<Self> {
        let fields = columns.iter().map(field).collect::<Result<_, _>>();
        let schema = fields.and_then(|fields| {
            Schema::group_type_builder("mpdbg")
                .with_fields(fields)
                .build()
        });
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("mpdbg ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let to = schema.and_then(|schema| {
            SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))
        });
        Ok(Self {
            to: to.map_err(of_parquet)?,
            columns: columns.iter().map(Filling::of).collect(),
            rows: 0,
        })
    }

    /// Appends a row: values, each with the number of its column. What is not named is empty.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub(super) fn row<'r>(
        &mut self,
        values: impl Iterator<Item = (usize, &'r Value<'r>)>,
    ) -> io::Result<()> {
        for (place, value) in values {
            self.columns[place].put(self.rows, value);
        }
        self.rows += 1;
        if self.rows == ROWS {
            self.write_rows()
        } else {
            Ok(())
        }
    }

    fn write_rows(&mut self) -> io::Result<()> {
        let rows = std::mem::take(&mut self.rows);
        let mut group = self.to.next_row_group().map_err(of_parquet)?;
        for column in &mut self.columns {
            let writer = group.next_column().map_err(of_parquet)?;
            if let Some(writer) = writer {
                column.write(rows, writer).map_err(of_parquet)?;
            }
        }
        group.close().map_err(of_parquet)?;
        Ok(())
    }

    /// Ends the table.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub(super) fn end(mut self) -> io::Result<W> {
        if self.rows > 0 {
            self.write_rows()?;
        }
        self.to.into_inner().map_err(of_parquet)
    }
}

fn field(column: &Column) -> Result<TypePtr, ParquetError> {
    let repetition = if column.may_be_empty {
        Repetition::OPTIONAL
    } else {
        Repetition::REQUIRED
    };
    let (physical, logical) = match column.holds {
        Type::Int => (Physical::INT64, None),
        Type::Real => (Physical::DOUBLE, None),
        Type::Flag => (Physical::BOOLEAN, None),
        Type::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Type::Rows(_) | Type::Row(_) => (Physical::BYTE_ARRAY, Some(LogicalType::Json)),
    };
    let builder = Schema::primitive_type_builder(column.name, physical);
    let builder = builder
        .with_logical_type(logical)
        .with_repetition(repetition);
    Ok(Arc::new(builder.build()?))
}

fn of_parquet(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(source) => *source,
            Err(source) => io::Error::other(source),
        },
        other => io::Error::other(other),
    }
}

impl Filling {
    fn of(column: &Column) -> Self {
        Self {
            may_be_empty: column.may_be_empty,
            levels: Vec::new(),
            kept: match column.holds {
                Type::Int => Kept::Ints(Vec::new()),
                Type::Real => Kept::Reals(Vec::new()),
                Type::Flag => Kept::Flags(Vec::new()),
                Type::Text | Type::Rows(_) | Type::Row(_) => Kept::Texts(Vec::new()),
            },
        }
    }

    fn put(&mut self, row: usize, value: &Value<'_>) {
        match (&mut self.kept, value) {
            (Kept::Ints(kept), Value::Int(number)) => kept.push(*number),
            (Kept::Reals(kept), Value::Real(number)) => kept.push(*number),
            (Kept::Flags(kept), Value::Flag(flag)) => kept.push(*flag),
            (Kept::Texts(kept), Value::Text(text)) => push_text(kept, text),
            (Kept::Texts(kept), Value::Rows(..) | Value::Row(..)) => {
                push_text(kept, &json_text(value));
            }
            // Empty; a value of another type does not occur, which a test sees to.
            _ => return,
        }
        if self.may_be_empty {
            self.levels.resize(row, 0);
            self.levels.push(1);
        }
    }

    /// Writes what is kept of so many rows, and begins anew.
    fn write(
        &mut self,
        rows: usize,
        mut to: SerializedColumnWriter<'_>,
    ) -> Result<(), ParquetError> {
        self.levels
            .resize(if self.may_be_empty { rows } else { 0 }, 0);
        let levels = self.may_be_empty.then_some(&self.levels[..]);
        match &mut self.kept {
            Kept::Ints(kept) => write::<Int64Type>(&mut to, kept, levels),
            Kept::Reals(kept) => write::<DoubleType>(&mut to, kept, levels),
            Kept::Flags(kept) => write::<BoolType>(&mut to, kept, levels),
            Kept::Texts(kept) => write::<ByteArrayType>(&mut to, kept, levels),
        }?;
        self.levels.clear();
        to.close()
    }
}

fn write<T: DataType>(
    to: &mut SerializedColumnWriter<'_>,
    kept: &mut Vec<T::T>,
    levels: Option<&[i16]>,
) -> Result<(), ParquetError> {
    to.typed::<T>().write_batch(kept, levels, None)?;
    kept.clear();
    Ok(())
}

/// Texts are often the same one after the other, and then share their bytes.
fn push_text(kept: &mut Vec<ByteArray>, text: &str) {
    let same = kept.last().filter(|last| last.data() == text.as_bytes());
    let text = same.map_or_else(|| ByteArray::from(text), Clone::clone);
    kept.push(text);
}
