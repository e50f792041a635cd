//! What a manifest expects, held against the rules that there are.

use mpdbg_analysis::rule;
use mpdbg_model::SampleName;
use mpdbg_sample::Manifest;

/// Samples of `manifest` that are expected to show a defect that no rule finds, each with its id.
pub(crate) fn unknown_rules(manifest: &Manifest) -> impl Iterator<Item = (&SampleName, &str)> {
    let entries = manifest.samples.iter();
    entries
        .flat_map(|entry| entry.expects.iter().map(|id| (&entry.name, id.as_str())))
        .filter(|(_, id)| rule(id).is_none())
}

/// Says that no rule has this id.
pub(crate) fn words(name: &SampleName, id: &str) -> String {
    format!("{name} expects `{id}`, and there is no such rule (docs/defects.md has them all)")
}
