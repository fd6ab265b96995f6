//! Whether everyone can use the page: held against axe-core, and walked through with the keyboard alone.

use std::path::PathBuf;

use serde_json::Value;

use crate::chromium::Adapter;
use crate::films::phantoms;
use crate::page::Page;
use crate::{package, serve};

/// The rules of axe-core beyond which nothing is excused: WCAG 2.2 at levels A and AA, and its best practices.
const RULES: &str = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']";

#[test]
fn axe_finds_nothing_on_the_page_in_any_of_its_states() {
    let own = package().join("target/tools/axe-core/package/axe.min.js");
    let axe = std::env::var_os("NEGATOSCOPE_AXE").map_or(own, PathBuf::from);
    let Ok(axe) = std::fs::read_to_string(&axe) else {
        eprintln!(
            "axe-core is not at hand (`cargo xtask test` fetches it with npm): accessibility is not tested by it"
        );
        return;
    };
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu", Adapter::None);
    page.evaluate(&format!("{axe};0"));
    let mut found = Vec::new();
    let mut look = |page: &mut Page, state: &str| {
        let run = format!(
            "axe.run(document, {{runOnly: {RULES}, resultTypes: ['violations']}}).then(({{violations, passes}}) => \
             [passes.length, violations.flatMap(({{id, help, nodes}}) => nodes.map(({{target, failureSummary}}) => `${{id}} (${{help}}): ${{target}}: ${{failureSummary}}`))])"
        );
        let result: Value = page.evaluate(&run);
        println!("{state}: {} rules passed", result[0]);
        assert!(result[0].as_u64().is_some_and(|passed| passed > 10), "axe ran: {result}");
        let violations = result[1].as_array().into_iter().flatten();
        found.extend(
            violations.map(|violation| format!("{state}: {}", violation.as_str().unwrap_or_default())),
        );
    };
    page.wait("the engine", "document.querySelector('[data-testid=backend]').dataset.backend === 'cpu'", 60);
    look(&mut page, "empty");
    page.click("[data-testid=traffic] summary");
    look(&mut page, "requests");
    page.click("[data-testid=traffic] summary");
    page.click("[data-testid=backend]");
    look(&mut page, "engines");
    page.click("[data-testid=backend]");
    page.click("[data-testid=sample]");
    page.settled_rows(1, 120);
    page.wait("the scores", "!!document.querySelector('[data-testid=p-chest]')?.dataset.value", 10);
    look(&mut page, "one film");
    page.click("[data-testid=paper-switch]");
    page.wait("the paper's scores", "!!document.querySelector('[data-testid=vlb]')?.dataset.value", 60);
    page.evaluate(
        "document.querySelectorAll('.report details').forEach(details => { details.open = true; })",
    );
    look(&mut page, "one film, everything unfolded");
    let mut files = phantoms("accessible", 4);
    files.push(package().join("README.md"));
    page.drop_files(&files);
    page.settled_rows(6, 120);
    look(&mut page, "list, a file that is no film");
    page.click("[data-testid=model-card]");
    look(&mut page, "model card");
    page.key("Escape");
    page.wait("the sheet to close", "!document.querySelector('dialog[open]')", 20);
    page.click("[data-testid=export-copy]");
    page.wait("what a copy changes", "!!document.querySelector('[data-testid=copy-changes] tr')", 20);
    page.click("[data-testid=cover-add]");
    look(&mut page, "de-identified copy");
    page.key("Escape");
    page.wait("the sheet to close", "!document.querySelector('dialog[open]')", 20);
    page.key("?");
    page.wait("the help", "!!document.querySelector('dialog[open]')", 20);
    look(&mut page, "help");
    page.key("Escape");
    page.wait("the sheet to close", "!document.querySelector('dialog[open]')", 20);
    for (size, width, height) in [("tablet", 820, 1180), ("phone", 390, 844)] {
        let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
        page.screenshot(&folder.join(format!("accessible-{size}.png")), width, height);
        look(&mut page, size);
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// Numbers what can be pressed or filled in and is seen, and tells how many there are.
const NUMBER: &str = "(() => { document.querySelectorAll('[data-walk]').forEach(e => e.removeAttribute('data-walk')); \
     const all = [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex]')].filter(e => \
     e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true})); \
     all.forEach((e, at) => { e.dataset.walk = at; }); return all.length; })()";

/// What has the focus: its number, whether that is seen, whether it is within the window, and what it is.
const FOCUSED: &str = "(e => { if (!e || e === document.body) return null; const style = getComputedStyle(e); \
     const r = e.getBoundingClientRect(); return [+(e.dataset.walk ?? -1), \
     style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2, \
     r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth, e.outerHTML.slice(0, 90)]; })(document.activeElement)";

/// Presses Tab until everything was reached or nothing new comes; every stop must be seen to have the focus.
fn walk(page: &mut Page, state: &str) {
    let count = page.evaluate(NUMBER).as_u64().expect("a number");
    let mut reached = std::collections::BTreeSet::new();
    for _ in 0..2 * count + 10 {
        page.key("Tab");
        let focused = page.evaluate(FOCUSED);
        if focused.is_null() {
            continue;
        }
        assert_eq!(
            [&focused[1], &focused[2]],
            [true, true],
            "{state}: the focus is not seen on {}",
            focused[3]
        );
        reached.insert(focused[0].as_i64().expect("a number"));
        if reached.iter().filter(|&&at| at >= 0).count() as u64 == count {
            break;
        }
    }
    let missed: Vec<_> = (0..count as i64).filter(|at| !reached.contains(at)).collect();
    let names = format!(
        "{missed:?}.map(at => document.querySelector(`[data-walk=\"${{at}}\"]`)?.outerHTML.slice(0, 120))"
    );
    assert!(missed.is_empty(), "{state}: not reached with Tab: {}", page.evaluate(&names));
    println!("{state}: {count} places reached with Tab");
}

/// Puts the focus on an element as Tab does, and presses Enter.
fn enter(page: &mut Page, selector: &str) {
    page.evaluate(&format!("document.querySelector({selector:?}).focus()"));
    page.key("Enter");
}

#[test]
fn everything_is_done_with_the_keyboard_alone() {
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu", Adapter::None);
    page.wait("the engine", "document.querySelector('[data-testid=backend]').dataset.backend === 'cpu'", 60);
    walk(&mut page, "empty");
    enter(&mut page, "[data-testid=sample]");
    page.settled_rows(1, 120);
    page.drop_files(&phantoms("keyboard", 2));
    page.settled_rows(3, 120);
    page.wait("the scores", "!!document.querySelector('[data-testid=p-chest]')?.dataset.value", 10);
    walk(&mut page, "three films");

    // A film is chosen and removed; the focus goes on in the list.
    enter(&mut page, "[data-testid=film-row]:first-of-type .row-name, .row .row-name");
    let first = "document.querySelector('.row').ariaCurrent === 'true'";
    page.wait("the first film to be chosen", first, 20);
    enter(&mut page, ".row .row-remove");
    let in_list =
        "document.querySelectorAll('.row').length === 2 && document.activeElement.matches('.row .row-name')";
    page.wait("the focus to stay in the list", in_list, 20);

    // A sheet keeps the focus while it is open, and gives it back.
    for opener in ["[data-testid=model-card]", "[data-testid=help]"] {
        enter(&mut page, opener);
        let focused = page.evaluate("document.activeElement.outerHTML.slice(0, 90)");
        let sheet = format!("the sheet of {opener}, with the focus on {focused}");
        page.wait(&sheet, "!!document.querySelector('dialog[open]')", 20);
        for _ in 0..40 {
            page.key("Tab");
            let focused = page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog[open]')");
            assert_eq!(focused, true, "the focus left the sheet of {opener}");
        }
        page.key("Escape");
        page.wait("the sheet to close", "!document.querySelector('dialog[open]')", 20);
        let back = format!("document.activeElement.matches({opener:?})");
        page.wait("the focus to be where it was", &back, 20);
    }

    // What unfolds in the bar closes with Escape, too.
    enter(&mut page, "[data-testid=traffic] summary");
    page.wait("the requests", "document.querySelector('[data-testid=traffic]').open", 20);
    page.key("Escape");
    page.wait("the requests to fold", "!document.querySelector('[data-testid=traffic]').open", 20);
}

#[test]
fn nothing_moves_for_who_wants_less_motion() {
    let server = serve();
    server.hold(".safetensors");
    let less = serde_json::json!({"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]});
    let url = format!("{}?backend=cpu", server.origin());
    let mut page = Page::open_prepared(&url, Adapter::None, "", &[("Emulation.setEmulatedMedia", less)]);
    page.wait("the drop zone", "!!document.querySelector('[data-testid=drop-zone]')", 60);
    page.click("[data-testid=sample]");
    page.wait(
        "a film that waits for its scores",
        "document.querySelector('.row')?.dataset.state === 'scoring'",
        60,
    );
    assert_eq!(page.evaluate("document.getAnimations().length"), 0);
    server.release();
    page.settled_rows(1, 120);
}
