//! What a page needs so that it can show timelines: style, script, and data that cannot act.

use maud::{Markup, PreEscaped, html};
use mpdbg_analysis::{Channel, ChannelUnit, Divergence, Lane};
use mpdbg_model::MediaTime;
use serde::Serialize;
use serde_json::json;

use super::data::TimelineData;
use crate::report::divergence::words;

const LIBRARY: &str = include_str!("../vendor/uplot/uPlot.iife.min.js");
const LIBRARY_STYLE: &str = include_str!("../vendor/uplot/uPlot.min.css");
const READING: &str = include_str!("series.js");
const DRAWING: &str = include_str!("lanes.js");
/// Each of these stands on the one before.
const PAGE: &str = concat!(
    include_str!("frame.js"),
    include_str!("window.js"),
    include_str!("build.js"),
    include_str!("drawing.js"),
    include_str!("pointer.js"),
    include_str!("page.js"),
);
const STYLE: &str = include_str!("page.css");

/// What `mountTimeline` takes: the play that is looked at, and the one that it is held against.
#[derive(Debug, Serialize)]
pub(crate) struct Runs<'a> {
    /// One or two.
    pub(crate) runs: Vec<&'a TimelineData>,
    /// Where the two part first.
    pub(crate) first: Option<First>,
}

/// Where two plays part, in nanoseconds of the run of the first of them, and of the media.
#[derive(Debug, Serialize)]
pub(crate) struct First {
    words: String,
    run: Option<i64>,
    media: Option<i64>,
}

impl First {
    pub(crate) fn of(first: &Divergence) -> Self {
        Self {
            words: words(first),
            run: i64::try_from(first.after.at.nanos()).ok(),
            media: first.media.map(MediaTime::nanos),
        }
    }
}

/// The text of a `<style>` for timelines.
pub(crate) fn timeline_style() -> String {
    format!("{LIBRARY_STYLE}\n{STYLE}")
}

/// The text of a `<script>` that defines `mpdbg.mountTimeline(element, {runs})`.
pub(crate) fn timeline_script() -> String {
    let lanes = inert(&lanes().to_string());
    format!(
        "{LIBRARY}\n(() => {{\n\"use strict\";\nconst LANES = {lanes};\n{READING}\n{DRAWING}\n{PAGE}\n}})();"
    )
}

/// Lanes and their channels, as the script reads them.
fn lanes() -> serde_json::Value {
    let channel = |it: &Channel| {
        let unit = match it.unit() {
            ChannelUnit::None => "none",
            ChannelUnit::Nanos => "ns",
            ChannelUnit::Count => "count",
        };
        json!({"channel": *it as u8, "name": it.name(), "unit": unit})
    };
    let lane = |it: &Lane| {
        let channels: Vec<_> = it.channels().iter().map(channel).collect();
        json!({"name": it.name(), "channels": channels})
    };
    Lane::ALL.iter().map(lane).collect()
}

/// JSON as a block of the page that is data and nothing else.
pub(crate) fn data_block(id: &str, data: &impl Serialize) -> Markup {
    let text = serde_json::to_string(data).unwrap_or_else(|_| "null".to_owned());
    html! {
        script type="application/json" id=(id) { (PreEscaped(inert(&text))) }
    }
}

/// JSON in which nothing can end a `<script>`, begin a comment, or end a line of script: these characters
/// stand only in its strings, where they can be written as figures.
fn inert(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' => text.push_str("\\u003c"),
            '>' => text.push_str("\\u003e"),
            '&' => text.push_str("\\u0026"),
            '\u{2028}' => text.push_str("\\u2028"),
            '\u{2029}' => text.push_str("\\u2029"),
            _ => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_cannot_act() {
        let hostile = "</script><!--<script>&amp;\u{2028}'\"\\";
        let block = data_block("x", &[hostile]).into_string();
        let (open, rest) = block.split_once('>').unwrap_or_default();
        assert_eq!(open, "<script type=\"application/json\" id=\"x\"");
        let text = rest.strip_suffix("</script>").unwrap_or_default();
        assert!(!text.contains(['<', '>', '&', '\u{2028}']), "{text}");
        let back: Vec<String> = serde_json::from_str(text).unwrap_or_default();
        assert_eq!(back, [hostile]);
    }

    #[test]
    fn every_channel_has_a_look() {
        for channel in Lane::ALL.iter().flat_map(|it| it.channels()) {
            let name = channel.name();
            let has = [format!("\n  {name}: ["), format!("\n  \"{name}\": [")];
            assert!(has.iter().any(|it| DRAWING.contains(it)), "{name}");
        }
    }

    #[test]
    fn script_and_style_do_not_end_themselves() {
        assert!(!timeline_script().contains("</script"));
        assert!(!timeline_script().contains("<!--"));
        assert!(!timeline_style().contains("</"));
    }
}
