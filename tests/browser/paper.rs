//! The paper's models, switched on after films were scored and off again.

use crate::chromium::Adapter;
use crate::films::{name_in, native, paper_scores, phantoms};
use crate::page::Page;
use crate::serve;

#[test]
fn the_papers_models_are_fetched_when_switched_on_and_score_what_is_there() {
    let films = phantoms("switched", 3);
    let native = native(&films);
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu", Adapter::None);
    page.drop_files(&films);
    page.settled_rows(3, 120);
    assert_eq!(page.shown("vlb"), None);
    let is_asked_for = || server.requests().iter().any(|path| path.contains("/weights/paper/"));
    assert!(!is_asked_for(), "{:?}", server.requests());

    server.hold("/weights/paper/");
    page.click("[data-testid=paper-switch]");
    page.wait(
        "the switch",
        "document.querySelector('[data-testid=paper-switch]').ariaChecked === 'true'",
        10,
    );
    assert_eq!(
        page.settled_rows(3, 10).len(),
        3,
        "what is said of films stands while the weights are fetched"
    );
    assert!(page.shown("p-chest").is_some());
    server.release();
    page.wait("the score of the film that is shown", "!!document.querySelector('[data-testid=vlb]')", 60);
    page.settled_rows(3, 120);
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
    for (size, width, height) in [("desktop", 1440, 1500), ("tablet", 820, 1180)] {
        page.screenshot(&folder.join(format!("paper-{size}.png")), width, height);
    }
    let reports = page.export();
    assert_eq!(reports.len(), 3);
    for report in &reports {
        assert!(paper_scores(report).agrees_with(&paper_scores(&native[&name_in(report)])), "{report}");
    }

    // The next visit finds the switch as it was left; once off, nothing of the paper is said.
    page.reload();
    page.drop_files(&films[..1]);
    page.settled_rows(1, 120);
    assert!(page.shown("vlb").is_some(), "the switch was left on");
    page.click("[data-testid=paper-switch]");
    page.wait("the scores to go", "!document.querySelector('[data-testid=vlb]')", 10);
    assert!(page.shown("p-chest").is_some());
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
}
