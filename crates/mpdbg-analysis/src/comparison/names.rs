//! What has a name where differences are accepted, ignored, or to fail: rules, their areas, `content` and
//! `presentation`.

use crate::RULES;

/// The word for pictures and sound that differ, wherever the id of a rule may stand.
pub const CONTENT: &str = "content";

/// The word for what is presented at another time, or by one play only, though no rule calls it a defect.
pub const PRESENTATION: &str = "presentation";

/// The areas of the rules, each once, in their order.
pub fn areas() -> Vec<&'static str> {
    let areas = RULES.iter().filter_map(|rule| rule.id.0.split("::").next());
    let mut areas: Vec<&str> = areas.collect();
    areas.dedup();
    areas
}

/// Every name: the ids of the rules, their areas, `content` and `presentation`.
pub fn names_of_differences() -> impl Iterator<Item = &'static str> {
    let ids = RULES.iter().map(|rule| rule.id.0);
    ids.chain(areas()).chain([CONTENT, PRESENTATION])
}

/// True when `name` is the id of `rule` (which may be `content`), or its area.
pub fn is_named(rule: &str, name: &str) -> bool {
    rule.strip_prefix(name)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_named_by_its_id_or_by_its_area() {
        assert!(is_named("picture::late", "picture::late"));
        assert!(is_named("picture::late", "picture"));
        assert!(!is_named("picture::late", "pict"));
        assert!(!is_named("picture::late", "late"));
        assert!(!is_named("content", "picture"));
    }

    #[test]
    fn each_name_is_there_once() {
        let mut names: Vec<&str> = names_of_differences().collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        assert_eq!(count, RULES.len() + areas().len() + 2);
    }
}
