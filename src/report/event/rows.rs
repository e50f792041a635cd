//! The events of a recording as rows.

use mpdbg_analysis::{Limits, Tracer};
use mpdbg_model::{Event, MediaTime, Profile, What};

use super::columns::{KINDS, Kind};
use super::kind::kind;
use super::values::put_values;
use crate::report::table::Value;

/// An event as a row.
pub(crate) struct EventRow<'r, 'e> {
    /// Where its kind stands among [`KINDS`].
    pub(crate) place: usize,
    /// Its kind.
    pub(crate) kind: &'static Kind,
    /// The event.
    pub(crate) event: &'e Event,
    /// What it has in the columns of every event.
    pub(crate) every: [Value<'e>; 4],
    /// What it has in the columns of its kind.
    pub(crate) own: &'r [Value<'e>],
}

/// Hands every event to `take` as a row, in order.
///
/// # Errors
/// Those of `take`.
pub(crate) fn each_event<'e, E>(
    events: &'e [Event],
    profile: &Profile,
    mut take: impl FnMut(EventRow<'_, 'e>) -> Result<(), E>,
) -> Result<(), E> {
    let mut tracer = Tracer::new(Limits::of(profile));
    let mut own = Vec::new();
    for (number, event) in events.iter().enumerate() {
        let Some((place, kind)) = find(kind(&event.what)) else {
            continue;
        };
        own.clear();
        put_values(&event.what, &mut own);
        let media = content(&mut tracer, number as u32, event);
        take(EventRow {
            place,
            kind,
            event,
            every: [
                Value::count(number),
                Value::count(event.at.nanos()),
                media.map_or(Value::Empty, |it| Value::Int(it.nanos())),
                Value::text(kind.name),
            ],
            own: &own,
        })?;
    }
    Ok(())
}

/// Every kind is among [`KINDS`]: a test sees to it.
fn find(name: &str) -> Option<(usize, &'static Kind)> {
    KINDS.iter().enumerate().find(|(_, kind)| kind.name == name)
}

/// Which content an event is about.
fn content(tracer: &mut Tracer, number: u32, event: &Event) -> Option<MediaTime> {
    let mut own = match &event.what {
        What::AudioDecoded { pts, .. } => *pts,
        _ => None,
    };
    tracer.trace(number, event, &mut |point| own = own.or(point.media));
    own.or_else(|| tracer.media_at(event.at))
}
