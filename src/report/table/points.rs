//! The columns of a point of a channel. Append-only.

use std::sync::LazyLock;

use mpdbg_analysis::{Channel, ChannelUnit, Point};
use mpdbg_model::MediaTime;

use super::column::{Column, Value};

/// The columns of a point.
pub(super) const POINT: &[Column] = &[
    Column::int("event", "Number of the event that it comes from"),
    Column::int("run_ns", "When it happened: time since the recording began"),
    Column::int(
        "media_ns",
        "Which content it is about; nothing before the clock started",
    )
    .or_empty(),
    Column::text(
        "channel",
        "The series that it belongs to, as the lanes of the timeline draw them",
    ),
    Column::int(
        "value",
        "Its value; 0 where the points of the channel are only counted",
    ),
    Column::text(
        "unit",
        "ns, count, or nothing where the points are only counted",
    )
    .or_empty(),
];

/// Names of the channels, as JSON has them.
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let name = |channel: Channel| serde_json::to_value(channel).ok();
    let text = |channel| name(channel).and_then(|it| it.as_str().map(str::to_owned));
    Channel::ALL.into_iter().filter_map(text).collect()
});

/// What a point has in these columns.
pub(super) fn point_values(point: Point) -> [Value<'static>; 6] {
    let unit = match point.channel.unit() {
        ChannelUnit::None => None,
        ChannelUnit::Nanos => Some("ns"),
        ChannelUnit::Count => Some("count"),
    };
    [
        Value::count(point.event),
        Value::count(point.run.nanos()),
        Value::maybe_count(point.media.map(MediaTime::nanos)),
        Value::maybe_text(NAMES.get(point.channel as usize).map(String::as_str)),
        Value::Int(point.value),
        Value::maybe_text(unit),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_channel_has_its_name() {
        assert_eq!(NAMES.len(), Channel::COUNT);
        assert_eq!(NAMES[Channel::Offset as usize], "offset");
        assert_eq!(NAMES[Channel::VideoDecode as usize], "video-decode");
    }
}
