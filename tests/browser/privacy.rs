//! Nothing leaves the page: no request beyond its own server, nothing sent to that either, and the browser enforces it.

use serde_json::json;

use crate::chromium::Adapter;
use crate::films::phantoms;
use crate::page::Page;
use crate::serve;

/// Tries to reach another host, and gives the rule of the Content-Security-Policy that refused it.
const REACH_OUT: &str = "new Promise(resolve => {
    addEventListener('securitypolicyviolation', event => resolve(event.effectiveDirective));
    const end = why => setTimeout(() => resolve(why), 1000);
    fetch('https://example.org/').then(() => end('sent'), () => end('failed, but no policy refused it'));
})";

#[test]
fn nothing_leaves_the_page() {
    let server = serve();
    let mut page = Page::open(&server, "", Adapter::Software);
    page.click("[data-testid=sample]");
    page.drop_files(&phantoms("private", 3));
    let rows = page.settled_rows(4, 180);
    assert!(rows.iter().all(|row| row.state == "done"), "{rows:?}");
    page.choose(&rows[0].file);
    page.export();

    let origin = server.origin();
    let own = |url: &str| [&*origin, "data:", "blob:"].iter().any(|start| url.starts_with(start));
    let requests = page.requests();
    assert!(
        requests.iter().any(|request| request["url"] == *origin),
        "the page itself is among the requests"
    );
    for request in requests {
        assert!(request["url"].as_str().is_some_and(own), "a request beyond the origin: {request}");
        assert!(
            request["method"] == "GET" && request["hasPostData"].is_null(),
            "something was sent: {request}"
        );
    }
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());

    // The page's own counter saw the weights that the engines fetched, and nothing sent.
    let more = "negatoscopeTraffic.requests > performance.getEntriesByType('resource').filter(({ name }) => name.startsWith('http')).length";
    page.wait("the engines' requests to be counted too", more, 10);
    let counted = page.evaluate("[negatoscopeTraffic.bytes, negatoscopeTraffic.elsewhere]");
    assert_eq!(counted, json!([0, 0]), "bytes sent, and requests elsewhere, by the page's counter");
    let workers =
        page.evaluate_in_workers("fetch(`${origin}/`, {method: 'POST', body: 'xyz'}).then(() => 3, () => 3)");
    let sent = format!("negatoscopeTraffic.bytes === {}", 3 * workers.len());
    page.wait("what a worker sends to be counted", &sent, 10);

    let policy = page.text_of("meta[http-equiv=Content-Security-Policy]", "e.content");
    assert!(policy.contains("default-src"), "the page has no Content-Security-Policy: {policy:?}");
    assert_eq!(page.evaluate(REACH_OUT), json!("connect-src"), "the page can reach other hosts");
    let workers = page.evaluate_in_workers(REACH_OUT);
    assert!(!workers.is_empty(), "engines run in workers");
    for (url, refused_by) in workers {
        assert_eq!(refused_by, json!("connect-src"), "the worker {url} can reach other hosts");
    }
}
