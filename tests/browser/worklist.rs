//! Hundreds of films at once: laid out where they are looked at, stopped and gone on with, under their studies.

use crate::chromium::Adapter;
use crate::page::Page;
use crate::serve;

/// Adds copies of the sample film under names of their own, as a file chooser would.
fn add_copies(page: &mut Page, count: usize) {
    page.evaluate(&format!(
        "(async () => {{
            const bytes = await (await fetch('samples/phantom.dcm')).arrayBuffer();
            const files = new DataTransfer();
            for (let i = 0; i < {count}; i++) files.items.add(new File([bytes], `film ${{i}}.dcm`));
            const input = document.querySelector('input[type=file]');
            input.files = files.files;
            input.dispatchEvent(new Event('change', {{ bubbles: true }}));
        }})()"
    ));
}

const ROWS: &str = "document.querySelectorAll('[data-testid=film-row]').length";
const FINISHED: &str =
    "parseInt(document.querySelector('[data-testid=progress]').textContent.replace(/\\D.*/, ''))";

fn number(page: &mut Page, expression: &str) -> f64 {
    page.evaluate(expression).as_f64().expect("a number")
}

#[test]
fn a_long_list_is_laid_out_in_part_stopped_and_gone_on_with() {
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu&workers=0", Adapter::None);
    add_copies(&mut page, 600);
    page.wait(
        "all films in the list",
        "document.querySelector('[data-testid=progress]').textContent.includes('600')",
        60,
    );
    page.wait("the first films to be scored", &format!("{FINISHED} >= 3"), 120);
    let laid = number(&mut page, ROWS);
    assert!((5.0..80.0).contains(&laid), "{laid} rows are laid out of 600");

    // The end of the list, its last film, and back to the chosen one.
    page.evaluate("document.querySelector('.list ul').scrollTop = 1e9");
    page.wait("the last row", "!!document.querySelector('[data-file=\"film 599.dcm\"]')", 10);
    assert!(number(&mut page, ROWS) < 80.0);
    page.evaluate("document.querySelector('[data-file=\"film 599.dcm\"]').click()");
    page.wait(
        "the last film, read before the others",
        "document.querySelector('[data-file=\"film 599.dcm\"]').dataset.state != 'reading'",
        60,
    );
    page.enter("[data-testid=search]", "film 12");
    page.wait("the films whose names hold it", &format!("{ROWS} == 11"), 10);
    page.enter("[data-testid=search]", "");

    // Stopped, nothing more is read, and nothing is lost.
    page.click("[data-testid=pause]");
    page.wait(
        "a quiet list",
        "document.querySelector('[data-testid=time-left]').textContent == 'stopped'",
        10,
    );
    std::thread::sleep(std::time::Duration::from_secs(2));
    let stopped = number(&mut page, FINISHED);
    std::thread::sleep(std::time::Duration::from_secs(2));
    assert_eq!(number(&mut page, FINISHED), stopped);
    assert!(stopped < 600.0);
    page.click("[data-testid=pause]");
    page.wait("films to be scored again", &format!("{FINISHED} > {stopped}"), 60);
    page.wait(
        "how long it will take",
        "/\\d/.test(document.querySelector('[data-testid=time-left]').textContent)",
        60,
    );

    // Stopped for good: what waits is taken off, what is scored stays.
    page.click("[data-testid=pause]");
    page.wait(
        "the way to be rid of them",
        "!document.querySelector('[data-testid=drop-waiting]').classList.contains('is-absent')",
        10,
    );
    page.click("[data-testid=drop-waiting]");
    page.wait(
        "a list of finished films",
        "/^\\d+$/.test(document.querySelector('[data-testid=progress]').textContent)",
        60,
    );
    assert!(number(&mut page, FINISHED) >= stopped);

    // They are all of one study.
    page.enter("[data-testid=order]", "study");
    page.wait("one head above them", "document.querySelectorAll('[data-testid=study]').length == 1", 10);
    let head = page.evaluate("document.querySelector('[data-testid=study]').textContent");
    let count = format!("{} films", number(&mut page, FINISHED));
    assert!(head.as_str().is_some_and(|head| head.contains(&count)), "{head} does not say {count}");
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
}
