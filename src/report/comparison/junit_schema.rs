//! What Jenkins' schema for `JUnit` files (`junit-10.xsd` of its xUnit plugin) demands, as far as our files
//! use it, and that the counts are those of the tests.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element that our files hold.
struct Rule {
    name: &'static str,
    required: &'static [&'static str],
    optional: &'static [&'static str],
    /// In this order, though the schema does not demand it: others do.
    children: &'static [&'static str],
    text: bool,
}

const fn rule(
    name: &'static str,
    required: &'static [&'static str],
    optional: &'static [&'static str],
    children: &'static [&'static str],
    text: bool,
) -> Rule {
    Rule {
        name,
        required,
        optional,
        children,
        text,
    }
}

/// What tells how a test came out.
const OUTCOMES: [&str; 4] = ["skipped", "error", "failure", "flakyFailure"];

const RULES: [Rule; 10] = [
    rule(
        "testsuites",
        &[],
        &["name", "time", "tests", "failures", "errors"],
        &["testsuite"],
        false,
    ),
    rule(
        "testsuite",
        &["name", "tests", "failures", "errors"],
        &["time", "skipped", "timestamp", "hostname"],
        &["properties", "testcase", "system-out"],
        false,
    ),
    rule("properties", &[], &[], &["property"], false),
    rule("property", &["name", "value"], &[], &[], false),
    rule(
        "testcase",
        &["name"],
        &["time", "classname"],
        &["skipped", "error", "failure", "flakyFailure", "system-out"],
        false,
    ),
    rule("skipped", &[], &["type", "message"], &[], true),
    rule("error", &[], &["type", "message"], &[], true),
    rule("failure", &[], &["type", "message"], &[], true),
    rule("flakyFailure", &["type"], &["message"], &[], true),
    rule("system-out", &[], &[], &[], true),
];

/// An element as it was read.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    children: Vec<Element>,
    text: String,
}

/// Panics where a file is not as the schema demands.
pub(super) fn assert_valid(xml: &str) {
    let file = read(xml);
    let [top] = &file.children[..] else {
        panic!("not one element at the top");
    };
    assert_eq!(top.name, "testsuites");
    check(top);
    for suite in &top.children {
        for (count, outcome) in [
            ("tests", None),
            ("failures", Some("failure")),
            ("errors", Some("error")),
            ("skipped", Some("skipped")),
        ] {
            let counted = tests(suite, outcome).to_string();
            assert_eq!(suite.attributes.get(count), Some(&counted), "{count}");
            let all = top.attributes.get(count);
            assert!(all.is_none_or(|all| *all == counted), "{count}: {all:?}");
        }
    }
}

/// Tests of a suite that came out so.
fn tests(suite: &Element, outcome: Option<&str>) -> usize {
    let tests = suite.children.iter().filter(|it| it.name == "testcase");
    let so =
        |test: &&Element| outcome.is_none_or(|it| test.children.iter().any(|of| of.name == it));
    tests.filter(so).count()
}

fn check(element: &Element) {
    let name = element.name.as_str();
    let rule = RULES.iter().find(|it| it.name == name);
    let rule = rule.unwrap_or_else(|| panic!("no element {name}"));
    for required in rule.required {
        assert!(
            element.attributes.contains_key(*required),
            "{name} has no {required}"
        );
    }
    for (key, value) in &element.attributes {
        let known = rule
            .required
            .iter()
            .chain(rule.optional)
            .any(|it| it == key);
        assert!(known, "{name} has {key}");
        if key == "time" {
            assert!(
                value.parse::<f64>().is_ok_and(|it| it >= 0.0),
                "{name}: {value}"
            );
        }
    }
    assert!(
        rule.text || element.text.trim().is_empty(),
        "{name}: {}",
        element.text
    );
    let places = element.children.iter().map(|child| {
        let place = rule.children.iter().position(|it| *it == child.name);
        place.unwrap_or_else(|| panic!("{name} holds {}", child.name))
    });
    assert!(places.is_sorted(), "{name}: not in order");
    let outcome = |it: &&Element| OUTCOMES.contains(&it.name.as_str());
    let mut outcomes: Vec<&str> = element
        .children
        .iter()
        .filter(outcome)
        .map(|it| it.name.as_str())
        .collect();
    outcomes.dedup();
    assert!(outcomes.len() <= 1, "{name}: {outcomes:?}");
    element.children.iter().for_each(check);
}

/// The file as an element without a name, which holds what is at the top.
fn read(xml: &str) -> Element {
    let mut reader = Reader::from_str(xml);
    let mut open = vec![Element::default()];
    let close =
        |open: &mut Vec<Element>, closed: Element| open.last_mut().unwrap().children.push(closed);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => open.push(begun(&start)),
            Event::Empty(start) => close(&mut open, begun(&start)),
            Event::End(_) => {
                let closed = open.pop().unwrap();
                close(&mut open, closed);
            }
            Event::Text(text) => open.last_mut().unwrap().text += &text.decode().unwrap(),
            Event::GeneralRef(_) => open.last_mut().unwrap().text.push('&'),
            Event::Decl(_) => {}
            Event::Eof => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(open.len(), 1, "not closed");
    open.remove(0)
}

fn begun(start: &BytesStart<'_>) -> Element {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let attributes = start.attributes().map(|it| {
        let it = it.unwrap();
        (text(it.key.as_ref()), text(&it.value))
    });
    Element {
        name: text(start.name().as_ref()),
        attributes: attributes.collect(),
        ..Element::default()
    }
}
