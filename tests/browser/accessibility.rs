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
    page.key("?");
    page.wait("the help", "!!document.querySelector('dialog[open]')", 5);
    look(&mut page, "help");
    page.key("Escape");
    for (size, width, height) in [("tablet", 820, 1180), ("phone", 390, 844)] {
        let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
        page.screenshot(&folder.join(format!("accessible-{size}.png")), width, height);
        look(&mut page, size);
    }
    assert!(found.is_empty(), "{found:#?}");
}
