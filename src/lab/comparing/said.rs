//! What a comparison says of one case, in words.

use mpdbg_analysis::CaseComparison;

/// How the case was called, and by which rules.
pub(super) fn words(case: &CaseComparison) -> String {
    let mut said: Vec<String> = case
        .changes
        .iter()
        .map(|it| format!("{} {:?}", it.rule, it.turn).to_lowercase())
        .chain(case.rates.iter().map(|it| {
            let (from, to) = (it.before.plays_with, it.after.plays_with);
            format!("{} in {from} and {to} plays, {:?}", it.rule, it.ruling)
        }))
        .chain(content_rules(case).map(str::to_owned))
        .collect();
    said.dedup();
    let why = case.not_comparable.as_ref().map(ToString::to_string);
    said.extend(why);
    format!("{}: {}", case.standing.words(), said.join(", "))
}

/// The rules that hold hashes against a reference decode, for which a difference of the content stands.
pub(super) fn content_rules(case: &CaseComparison) -> impl Iterator<Item = &'static str> {
    let (pictures, sounds) = case
        .content
        .as_ref()
        .filter(|it| !it.is_rounding())
        .map_or((0, 0), |it| (it.other_pictures, it.other_sounds));
    let pictures = (pictures > 0).then_some("picture::checksum");
    pictures
        .into_iter()
        .chain((sounds > 0).then_some("sound::checksum"))
}
