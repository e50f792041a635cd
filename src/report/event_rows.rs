//! The events of a recording as rows.

use mpdbg_analysis::{Limits, Tracer};
use mpdbg_model::{Event, MediaTime, Profile, What};

use super::event_columns::{KINDS, Kind};
use super::event_kind::kind;
use super::event_values::put_values;
use super::table::Value;

/// An event as a row.
pub(super) struct EventRow<'r, 'e> {
    /// Where its kind stands among [`KINDS`].
    pub(super) place: usize,
    /// Its kind.
    pub(super) kind: &'static Kind,
    /// The event.
    pub(super) event: &'e Event,
    /// What it has in the columns of every event.
    pub(super) every: [Value<'e>; 4],
    /// What it has in the columns of its kind.
    pub(super) own: &'r [Value<'e>],
}

/// Hands every event to `take` as a row, in order.
///
/// # Errors
/// Those of `take`.
pub(super) fn each_event<'e, E>(
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
