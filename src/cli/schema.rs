//! `mpdbg schema`.

use super::exit_code::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::report::{SCHEMAS, SchemaKind};

/// Print the JSON Schema of what mpdbg writes as JSON
///
/// Of `mpdbg timeline --format json` and `jsonl`, and of the tables of `mpdbg export --jsonl`; the draft is
/// 2020-12. docs/exports.md says what the fields mean, too.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Which one [default: list them]
    name: Option<String>,
}

pub(crate) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    terminal.no_json("schema")?;
    let Some(asked) = &args.name else {
        let line = |it: &SchemaKind| format!("{:<8}  {}\n", it.name, it.about);
        let list: String = SCHEMAS.iter().map(line).collect();
        Terminal::show(|out| write!(out, "{list}"))?;
        return Ok(Exit::AsExpected);
    };
    let schema = SchemaKind::find(asked).ok_or_else(|| {
        let names: Vec<&str> = SCHEMAS.iter().map(|it| it.name).collect();
        Failure::usage(format!("there is no schema `{asked}`"))
            .hint(format!("the schemas are {}", names.join(", ")))
    })?;
    Terminal::show(|out| {
        serde_json::to_writer_pretty(&mut *out, &schema.schema())?;
        writeln!(out)
    })?;
    Ok(Exit::AsExpected)
}
