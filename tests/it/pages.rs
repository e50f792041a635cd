//! The pages in a real browser: they open without a complaint, ask for nothing, and act.

use std::fs;
use std::path::PathBuf;

use serde_json::json;
use tempfile::TempDir;

use crate::browser::{Browser, Page};
use crate::harness::{Mpdbg, own_samples};

/// Names that would act if any part of a page took them for markup, script or a selector.
const HOSTILE: [&str; 4] = [
    "<img src=x onerror=alert(1)>.mp4",
    "\"><script>alert(2)<!--.mp4",
    "</script><script>alert(3)/x.mp4",
    "'-alert(4)-'${alert(5)}{{6}}&lt;b&gt;.mp4",
];
/// A machine on which a picture takes longer than it is shown.
const HEAVY: &str = "name = \"heavy\"\n[decode]\npicture_us = 45000\n";

/// Two sessions over the same samples, the second one on a slow machine, and their pages.
pub(crate) struct Pages {
    mpdbg: Mpdbg,
    _samples: TempDir,
    out: TempDir,
}

impl Pages {
    pub(crate) fn new(names: &[&str]) -> Self {
        let samples = tempfile::tempdir().unwrap();
        for name in names {
            let path = samples.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let of = if name.contains("alert") {
                "corrupted.mp4"
            } else {
                name
            };
            fs::copy(own_samples().join(of), path).unwrap();
        }
        let out = tempfile::tempdir().unwrap();
        let heavy = out.path().join("heavy.toml");
        fs::write(&heavy, HEAVY).unwrap();
        let pages = Self {
            mpdbg: Mpdbg::over(samples.path()),
            _samples: samples,
            out,
        };
        let heavy = heavy.to_str().unwrap();
        for (session, machine) in [("before", &[] as &[&str]), ("after", &["--machine", heavy])] {
            let mpdbg = &pages.mpdbg;
            mpdbg
                .run(&[&["new", session, "--recursive"], machine].concat())
                .ends(0);
            let ended = mpdbg.run(&["--session", session, "run"]);
            assert!(ended.code < 2, "{}{}", ended.out, ended.err);
        }
        pages
    }

    fn at(&self, name: &str) -> PathBuf {
        self.out.path().join(name)
    }

    pub(crate) fn report(&self) -> PathBuf {
        let page = self.at("report.html");
        let output = page.to_str().unwrap();
        let asked = ["--session", "after", "report", "--html", "--output", output];
        self.mpdbg.run(&asked).ends(0).shows(&["written to"]);
        page
    }

    pub(crate) fn comparison(&self) -> PathBuf {
        let dir = self.out.path().to_str().unwrap();
        let asked = [
            "compare", "before", "after", "--allow", "machine", "--html", "--reldir", dir,
        ];
        self.mpdbg
            .run(&asked)
            .ends(1)
            .shows(&["with the timelines of"]);
        self.at("comparison_after_before.html")
    }

    pub(crate) fn timeline(&self, sample: &str) -> PathBuf {
        self.timeline_with(&[], "timeline.html", sample)
    }

    /// The play of `after` over that of `before`.
    pub(crate) fn timeline_against(&self, sample: &str) -> PathBuf {
        self.timeline_with(&["--against", "before"], "against.html", sample)
    }

    fn timeline_with(&self, options: &[&str], name: &str, sample: &str) -> PathBuf {
        let page = self.at(name);
        let output = page.to_str().unwrap();
        let asked = ["timeline", "--format", "html", "--output", output];
        let asked = [&asked[..], options, &["--", sample]].concat();
        self.mpdbg.run(&asked).ends(0);
        page
    }
}

/// Nothing was fetched, nothing went wrong, and nothing of a sample became part of the page.
#[track_caller]
fn is_quiet(page: &mut Page<'_>) {
    assert_eq!(page.complaints(), Vec::<String>::new());
    let requests = page.requests();
    assert_eq!(requests.len(), 1, "{requests:?}");
    assert!(requests[0].starts_with("file://"), "{requests:?}");
    let foreign = "document.querySelectorAll('img, iframe, object, embed, link, [src], [href], [onerror]').length";
    assert_eq!(page.eval(foreign), 0);
}

fn count(page: &mut Page<'_>, selector: &str) -> u64 {
    let found = page.eval(&format!(
        "document.querySelectorAll({}).length",
        json!(selector)
    ));
    found.as_u64().unwrap()
}

const SHOWN: &str = "#plays > tbody:not([hidden])";

#[test]
fn the_page_of_a_session_filters_sorts_and_unfolds() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let samples = ["corrupted.mp4", "tone.mp3", "truncated.mp4", "vfr.mkv"];
    let pages = Pages::new(&samples);
    let mut page = browser.open(&pages.report(), 1280, 900);
    assert_eq!(count(&mut page, SHOWN), 4);

    // The filter by text, by the keyboard alone.
    page.key("/");
    page.write("mp4 late");
    assert_eq!(count(&mut page, SHOWN), 2);
    assert_eq!(
        page.eval("document.getElementById('shown').textContent"),
        "2 of 4 samples"
    );
    page.key("Escape");
    assert_eq!(count(&mut page, SHOWN), 4);

    // The filters by verdict and by rule.
    let choose = |page: &mut Page<'_>, id: &str, value: &str| {
        page.eval(&format!(
            "(() => {{ const it = document.getElementById('{id}'); it.value = '{value}';
               it.dispatchEvent(new Event('input', {{ bubbles: true }})); return it.value; }})()"
        ))
    };
    assert_eq!(
        choose(&mut page, "rule", "picture::corrupt"),
        "picture::corrupt"
    );
    assert_eq!(count(&mut page, SHOWN), 1);
    choose(&mut page, "rule", "");
    choose(&mut page, "bucket", "perfect");
    assert_eq!(count(&mut page, SHOWN), 1);
    choose(&mut page, "bucket", "");

    // A click on a heading sorts, from the most defects down, and back.
    let first = "document.querySelector('#plays > tbody .fold').textContent";
    page.click("#plays th:nth-child(3) button");
    let most = page.eval(first);
    assert_ne!(most, "tone.mp3");
    page.click("#plays th:nth-child(3) button");
    assert_eq!(page.eval(first), "tone.mp3");

    // A row unfolds by the keyboard, and draws its timeline then.
    assert_eq!(page.eval("window.mpdbg.timelines?.length ?? 0"), 0);
    page.key("n");
    page.key("Enter");
    assert_eq!(count(&mut page, "#plays > tbody.open"), 1);
    assert_eq!(page.eval("window.mpdbg.timelines.length"), 1);
    assert!(count(&mut page, "#plays > tbody.open .chart canvas") > 1);
    is_quiet(&mut page);
}

#[test]
fn a_timeline_zooms_and_switches_its_lanes() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let pages = Pages::new(&["truncated.mp4"]);
    let mut page = browser.open(&pages.timeline("truncated.mp4"), 1280, 900);
    let length = |page: &mut Page<'_>| {
        let length = page.eval("(it => it.to - it.from)(window.mpdbg.timelines[0].state())");
        length.as_f64().unwrap()
    };
    let whole = length(&mut page);
    page.wheel(".tl-plot", -240);
    let closer = length(&mut page);
    assert!(closer < whole * 0.9, "{closer} of {whole}");
    page.click(".tl-lanes");
    page.key("0");
    assert!((length(&mut page) - whole).abs() < 1.0);
    page.key("+");
    assert!(length(&mut page) < whole * 0.9);

    // The keyboard goes from defect to defect.
    let defect = "window.mpdbg.timelines[0].state().defect";
    assert_eq!(page.eval(defect), -1);
    page.key("n");
    let one = page.eval(defect);
    assert_ne!(one, -1);
    page.key("n");
    assert_ne!(page.eval(defect), one);
    // And from one axis to the other.
    let axis = page.eval("window.mpdbg.timelines[0].state().axis");
    page.key("a");
    assert_ne!(page.eval("window.mpdbg.timelines[0].state().axis"), axis);

    // The legend switches a lane.
    let lanes = "window.mpdbg.timelines[0].state().hidden.length";
    let before = page.eval(lanes);
    page.click(".tl-legend .tl-name");
    assert_ne!(page.eval(lanes), before);
    is_quiet(&mut page);
}

#[test]
fn the_page_of_a_comparison_shows_both_plays_over_each_other() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let pages = Pages::new(&["tone.mp3", "truncated.mp4", "vfr.mkv"]);
    let mut page = browser.open(&pages.comparison(), 1280, 900);
    // The worst case is open, the other one is drawn when it unfolds.
    assert_eq!(count(&mut page, "details.pair"), 2);
    assert_eq!(page.eval("window.mpdbg.timelines.length"), 1);
    page.click("details.pair:not([open]) > summary");
    assert_eq!(page.eval("window.mpdbg.timelines.length"), 2);
    let drawn = "[...document.querySelectorAll('script[type=\"application/json\"]')]
        .map(it => JSON.parse(it.textContent)).filter(it => it.runs.length === 2 && it.first.words).length";
    assert_eq!(page.eval(drawn), 2);
    // The first difference is marked, and the keyboard goes there.
    let marked = "document.querySelector('.tl-parted').hidden";
    assert_eq!(page.eval(marked), false);
    page.click("details.pair .tl-lanes");
    page.key("f");
    let here = "(it => it.parting > it.from && it.parting < it.to && it.said)(window.mpdbg.timelines[0].state())";
    let said = page.eval(here);
    assert!(
        said.as_str().unwrap().starts_with("First difference: "),
        "{said}"
    );
    is_quiet(&mut page);
}

#[test]
fn nothing_of_a_sample_acts_on_any_page() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let pages = Pages::new(&HOSTILE);
    for file in [
        pages.report(),
        pages.comparison(),
        pages.timeline(HOSTILE[2]),
    ] {
        let mut page = browser.open(&file, 1280, 900);
        for selector in ["#plays .fold", "details.pair > summary"] {
            let all = count(&mut page, selector);
            page.eval(&format!(
                "document.querySelectorAll({}).forEach(it => it.click())",
                json!(selector)
            ));
            assert!(all == 0 || all >= 4, "{selector}: {all}");
        }
        page.settle();
        let text = page.eval("document.body.innerText");
        let text = text.as_str().unwrap();
        let shown = HOSTILE.iter().filter(|name| text.contains(**name)).count();
        let all = if file.ends_with("timeline.html") {
            1
        } else {
            4
        };
        assert_eq!(
            shown,
            all,
            "names that are shown as they are: {}",
            file.display()
        );
        is_quiet(&mut page);
    }
}

#[test]
fn the_page_of_a_session_is_a_report_of_it() {
    let pages = Pages::new(&["tone.mp3", "truncated.mp4"]);
    let mpdbg = &pages.mpdbg;
    let report = ["--session", "after", "report", "--html"];
    let kept = mpdbg.session("after").join("reports/00_session.html");
    mpdbg
        .run(&report)
        .ends(0)
        .shows(&["written to", "00_session.html"]);
    let page = fs::read_to_string(&kept).unwrap();
    assert_eq!(page.matches("<tr class=\"row\">").count(), 2);

    // A session that is protected, as one is after a run, keeps the page that it has.
    mpdbg
        .run(&report)
        .ends(0)
        .shows(&["is protected: it stays as it was"]);
    assert_eq!(fs::read_to_string(&kept).unwrap(), page);

    // Elsewhere it is written anew, but over nothing.
    let other = pages.report();
    assert_eq!(fs::read_to_string(&other).unwrap(), page);
    let output = other.to_str().unwrap();
    let again = [&report[..], &["--output", output]].concat();
    mpdbg.run(&again).fails(4, &["report.html", "exists"]);

    let strict = [&report[..], &["--profile", "strict"]].concat();
    mpdbg.run(&strict).fails(2, &["--output FILE"]);
    mpdbg
        .run(&["report", "tone.mp3", "--html"])
        .fails(2, &["--html"]);
    mpdbg
        .run(&["report", "--output", "x.html"])
        .fails(2, &["--html"]);
    mpdbg
        .run(&["--json", "report", "--html"])
        .fails(2, &["--json"]);
}

#[test]
fn the_page_of_a_session_holds_it_against_the_baseline() {
    let pages = Pages::new(&["tone.mp3", "vfr.mkv"]);
    let mpdbg = &pages.mpdbg;
    let page = || {
        let page = pages.report();
        let text = fs::read_to_string(&page).unwrap();
        fs::remove_file(page).unwrap();
        text
    };
    assert!(page().contains("There is none; "));
    mpdbg.run(&["baseline", "set", "before"]).ends(0);
    let held = page();
    for words in [
        "Against the baseline, session before:",
        "mpdbg compare before after --html",
    ] {
        assert!(held.contains(words), "{words}");
    }
    mpdbg.run(&["baseline", "set", "after"]).ends(0);
    assert!(page().contains("This session is the baseline."));
    // A baseline that is gone does not take the page with it.
    fs::write(
        mpdbg.sessions().join("baseline.toml"),
        "session = \"gone\"\n",
    )
    .unwrap();
    assert!(page().contains("It could not be compared: "));
}
