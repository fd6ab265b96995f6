//! English and Japanese: chosen, switched in the middle of the work, and never in what machines read.

use std::fs;

use crate::chromium::Adapter;
use crate::films::phantoms;
use crate::page::Page;
use crate::{scratch, serve};

/// Words a person sees that hold letters of English sentences: names of files, units and formats have none of these.
const ENGLISH_SEEN: &str = "[...document.querySelectorAll('body *')]
    .filter(e => !e.children.length && e.checkVisibility() && !e.closest('[lang], code, .row-name, .corner'))
    .map(e => e.textContent.trim())
    .filter(text => /\\b(the|films?|of|is|and|not|no|score|open|close|read)\\b/i.test(text))";

#[test]
fn the_page_speaks_japanese_and_changes_its_language_while_it_works() {
    let mut files = phantoms("languages", 3);
    let letter = scratch("languages-letter").join("letter.dcm");
    fs::write(&letter, "Dear colleague").expect("written");
    files.push(letter);
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu&lang=ja", Adapter::None);
    assert_eq!(page.evaluate("document.documentElement.lang"), "ja");
    assert_eq!(page.evaluate(ENGLISH_SEEN), serde_json::json!([]), "on the empty page");
    page.drop_files(&files);
    // The switch comes while films are read and scored.
    page.enter("[data-testid=language]", "en");
    assert_eq!(page.evaluate("document.documentElement.lang"), "en");
    page.enter("[data-testid=language]", "ja");
    let rows = page.settled_rows(4, 120);
    let failed = rows.iter().find(|row| row.state == "failed").expect("the letter is no film");
    assert!(failed.error.contains("画像ではありません"), "{failed:?}");
    page.choose("letter.dcm");
    assert_eq!(page.evaluate(ENGLISH_SEEN), serde_json::json!([]), "with a film that failed");
    page.choose(&rows[0].file);
    let verdict = page.text_of(".verdict h2", "e.textContent");
    assert!(
        ["要確認", "判定保留", "正常に見える", "胸部X線写真ではない"].contains(&verdict.trim()),
        "{verdict}"
    );
    assert_eq!(page.evaluate(ENGLISH_SEEN), serde_json::json!([]), "with a film");

    // What machines read is English whatever the page speaks.
    let japanese = page.export();
    page.enter("[data-testid=language]", "en");
    let english = page.export();
    assert_eq!(japanese, english);
    let message =
        japanese.iter().find_map(|report| report["error"]["message"].as_str()).expect("the letter's");
    assert!(message.is_ascii(), "{message}");

    // The choice holds for the next visit.
    page.enter("[data-testid=language]", "ja");
    page.evaluate("void history.replaceState(null, '', location.pathname)");
    page.reload();
    assert_eq!(page.evaluate("document.documentElement.lang"), "ja");
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
}

/// Runs before the page: the address says what this browser lacks and which languages it has.
const LACKING: &str = "{
    const asked = new URLSearchParams(location.search);
    const lacking = asked.get('lacks');
    if (lacking === 'wasm') { delete self.WebAssembly; }
    if (lacking === 'simd') { WebAssembly.validate = () => false; }
    if (lacking === 'worker') { delete self.Worker; }
    const languages = asked.get('browser')?.split(',');
    if (languages) { Object.defineProperty(navigator, 'languages', { get: () => languages }); }
}";

#[test]
fn a_page_that_cannot_start_says_why_in_the_persons_language() {
    let server = serve();
    server.damage("page_bg.wasm"); // before the service worker could keep it
    let at = |query: &str| format!("{}?{query}", server.origin());
    let mut page = Page::open_prepared(&at("lacks=wasm&browser=fr"), Adapter::None, LACKING, &[]);
    let mut says = |query: &str, language: &str, words: &str| {
        page.go_to(&at(query));
        let said = format!("document.getElementById('boot')?.innerText.includes('{words}')");
        page.wait(&format!("{words:?} for {query}"), &said, 30);
        assert_eq!(page.evaluate("document.documentElement.lang"), language, "{query}");
    };
    for (lacking, english, japanese) in [
        ("wasm", "needs WebAssembly, which this browser", "WebAssemblyが必要です"),
        ("simd", "needs WebAssembly with SIMD", "SIMD対応のWebAssemblyが必要です"),
        ("worker", "needs Web Workers", "Web Workersが必要です"),
    ] {
        says(&format!("lacks={lacking}&browser=fr,en-GB,ja"), "en", english);
        says(&format!("lacks={lacking}&browser=fr,ja-JP,en"), "ja", japanese);
        says(&format!("lacks={lacking}&browser=fr"), "en", english);
        says(&format!("lacks={lacking}&browser=ja&lang=en"), "en", english);
    }
    says("browser=en", "en", "could not be started");
    says("browser=ja", "ja", "起動できませんでした");
    page.evaluate(
        "void localStorage.setItem(`negatoscope ${new URL('./', document.baseURI).href} language`, 'ja')",
    );
    page.go_to(&at("browser=en"));
    page.wait("the language chosen before", "document.documentElement.lang === 'ja'", 30);
    let asked = server.requests();
    assert!(asked.iter().all(|path| !path.contains("locales") && !path.contains("engine")), "{asked:?}");
}
