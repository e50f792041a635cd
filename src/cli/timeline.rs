//! `mpdbg timeline`.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use mpdbg_model::Case;

use super::exit_code::Exit;
use super::failure::Failure;
use super::looking::look_at;
use super::place::Place;
use super::profiles::Judging;
use super::report::{find, find_repeat, find_scenario};
use super::terminal::Terminal;
use crate::report::{TIMELINE_FORMATS, TimelineFormat};
use crate::timeline::LookedAt;
use crate::tui::{self, Look, TimelineView};

/// Look at a play: everything that the player did, along a timeline
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The sample, or a path to it in the samples directory
    sample: OsString,

    /// Under which scenario it was played [default: play, or the only one of the session]
    #[arg(long, value_name = "NAME")]
    scenario: Option<String>,

    /// Which play of it, where each case is played several times [default: 1]
    #[arg(long, value_name = "N")]
    repeat: Option<u32>,

    /// Write it in this form instead of showing it
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,

    /// The file that is written; it must not exist [default: standard output]
    #[arg(long, short, value_name = "FILE", requires = "format")]
    output: Option<PathBuf>,

    #[command(flatten)]
    judging: Judging,
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    terminal.no_json("timeline")?;
    let format = args.format.as_deref().map(find_format).transpose()?;
    let session = place.session()?;
    let case = Case {
        sample: find(&session, &args.sample)?,
        scenario: find_scenario(&session, args.scenario.as_deref())?,
        repeat: find_repeat(&session, args.repeat)?,
    };
    let profile = args.judging.profile_or(&session.configuration().profile)?;
    let looked_at = look_at(&session, &case, &profile)?;
    if let Some(format) = format {
        write(format, &looked_at, args.output.as_deref())?;
    } else {
        let look = Look {
            colour: std::env::var_os("NO_COLOR").is_none(),
            ascii: false,
        };
        tui::run(Box::new(TimelineView::new(looked_at)), look)
            .map_err(|error| Failure::work(format!("the screen cannot be drawn: {error}")))?;
    }
    Ok(Exit::AsExpected)
}

fn find_format(asked: &str) -> Result<&'static TimelineFormat, Failure> {
    TimelineFormat::find(asked).ok_or_else(|| {
        let names: Vec<&str> = TIMELINE_FORMATS.iter().map(|it| it.name).collect();
        Failure::usage(format!("there is no format `{asked}`"))
            .hint(format!("the formats are {}", names.join(", ")))
    })
}

/// Writes the timeline to a new file, or to standard output.
fn write(
    format: &TimelineFormat,
    looked_at: &LookedAt,
    path: Option<&std::path::Path>,
) -> Result<(), Failure> {
    let report = looked_at.report();
    let Some(path) = path else {
        if format.binary && io::stdout().is_terminal() {
            let what = format!("{} is nothing for a terminal", format.name);
            return Err(Failure::usage(what).hint("--output FILE writes it to a file"));
        }
        return Terminal::show_as_it_is(|out| (format.write)(out, &report));
    };
    let failed = |error: io::Error| Failure::work(format!("{}: {error}", path.display()));
    let file = File::create_new(path).map_err(failed)?;
    let mut out = BufWriter::new(file);
    (format.write)(&mut out, &report)
        .and_then(|()| out.flush())
        .map_err(failed)
}
