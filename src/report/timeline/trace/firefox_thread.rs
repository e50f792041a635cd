//! A thread of a profile: a table of markers, a column a field.

use std::collections::HashMap;

use serde_json::{Value, json};

/// Something on a thread, between two times in nanoseconds.
pub(super) struct Marker<'n> {
    pub(super) name: &'n str,
    /// Number of its category.
    pub(super) category: usize,
    pub(super) from: u64,
    /// Absent for what has no length.
    pub(super) to: Option<u64>,
    /// Its fields, and the name of its schema.
    pub(super) data: Value,
}

/// A thread with markers and without samples.
pub(super) struct Thread {
    name: &'static str,
    strings: Vec<String>,
    /// Where each of the strings is.
    indices: HashMap<String, usize>,
    names: Vec<usize>,
    categories: Vec<usize>,
    starts: Vec<f64>,
    ends: Vec<Option<f64>>,
    /// 0 for an instant, 1 for an interval.
    phases: Vec<u8>,
    data: Vec<Value>,
}

impl Thread {
    /// Without markers yet.
    pub(super) fn new(name: &'static str) -> Self {
        Self {
            name,
            strings: Vec::new(),
            indices: HashMap::new(),
            names: Vec::new(),
            categories: Vec::new(),
            starts: Vec::new(),
            ends: Vec::new(),
            phases: Vec::new(),
            data: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, marker: Marker<'_>) {
        let name = self.index_of(marker.name);
        self.names.push(name);
        self.categories.push(marker.category);
        self.starts.push(millis(marker.from));
        self.ends.push(marker.to.map(millis));
        self.phases.push(u8::from(marker.to.is_some()));
        self.data.push(marker.data);
    }

    fn index_of(&mut self, text: &str) -> usize {
        if let Some(index) = self.indices.get(text) {
            return *index;
        }
        let index = self.strings.len();
        self.strings.push(text.to_owned());
        self.indices.insert(text.to_owned(), index);
        index
    }

    /// The thread with this number, from 1.
    pub(super) fn as_json(&self, number: usize) -> Value {
        let empty = |columns: &[&str]| {
            let columns = columns.iter().map(|name| ((*name).to_owned(), json!([])));
            let mut table: serde_json::Map<String, Value> = columns.collect();
            table.insert("length".to_owned(), 0.into());
            table
        };
        let mut samples = empty(&["stack", "timeDeltas", "weight", "threadCPUDelta"]);
        samples.insert("weightType".to_owned(), "samples".into());
        json!({
            "name": self.name,
            "isMainThread": number == 1,
            "processType": "default",
            "processName": "mpdbg",
            "processStartupTime": 0.0,
            "processShutdownTime": null,
            "registerTime": 0.0,
            "unregisterTime": null,
            "pausedRanges": [],
            "pid": "1",
            "tid": number.to_string(),
            "showMarkersInTimeline": true,
            "stringArray": self.strings,
            "markers": {
                "length": self.names.len(),
                "name": self.names,
                "category": self.categories,
                "startTime": self.starts,
                "endTime": self.ends,
                "phase": self.phases,
                "data": self.data,
            },
            "samples": samples,
            "stackTable": empty(&["prefix", "frame"]),
            "frameTable": empty(&[
                "address", "inlineDepth", "category", "subcategory", "func", "nativeSymbol", "innerWindowID",
                "line", "column",
            ]),
            "funcTable": empty(&[
                "name", "isJS", "relevantForJS", "resource", "fileName", "lineNumber", "columnNumber",
            ]),
            "resourceTable": empty(&["lib", "name", "host", "type"]),
            "nativeSymbols": empty(&["address", "functionSize", "libIndex", "name"]),
        })
    }
}

/// Milliseconds of nanoseconds.
pub(super) fn millis(nanos: u64) -> f64 {
    nanos as f64 / 1e6
}
