//! Nothing leaves the page: no request beyond its own server, nothing sent to that either, and the browser enforces it.

use serde_json::{Value, json};

use crate::chromium::Adapter;
use crate::films::phantoms;
use crate::page::Page;
use crate::{package, serve};

/// What a page of hostile intent would try, and the rule of the Content-Security-Policy that must refuse it.
const FROM_THE_PAGE: &[(&str, &str, &str)] = &[
    ("an inline script", "script-src-elem", "add('script', {textContent: 'window.broken = 1'})"),
    ("an inline handler", "script-src-attr", "make('b').setAttribute('onclick', 'window.broken = 1')"),
    ("eval", "script-src", "eval('window.broken = 1')"),
    ("a function from text", "script-src", "new Function('window.broken = 1')()"),
    ("a timer from text", "script-src", "setTimeout('window.broken = 1')"),
    ("a script from elsewhere", "script-src-elem", "add('script', {src: ELSEWHERE})"),
    ("a script from a blob", "script-src-elem", "add('script', {src: blob('window.broken = 1')})"),
    ("a module from elsewhere", "script-src-elem", "import(ELSEWHERE)"),
    ("an inline style", "style-src-elem", "add('style', {textContent: 'p { color: red }'})"),
    ("a style attribute", "style-src-attr", "make('b').setAttribute('style', 'color: red')"),
    ("a style from elsewhere", "style-src-elem", "add('link', {rel: 'stylesheet', href: ELSEWHERE})"),
    ("a picture", "img-src", "make('img', {src: ELSEWHERE})"),
    ("a video", "media-src", "make('video', {src: ELSEWHERE})"),
    ("a font", "font-src", "new FontFace('x', `url(${ELSEWHERE})`).load()"),
    ("an object", "object-src", "add('object', {data: ELSEWHERE})"),
    ("a frame", "frame-src", "add('iframe', {src: ELSEWHERE})"),
    (
        "a form",
        "form-action",
        "const form = add('form', {action: ELSEWHERE, method: 'POST'}); form.submit(); form.remove()",
    ),
    (
        "a form to its own server",
        "form-action",
        "const form = add('form', {action: location.href, method: 'POST'}); form.submit(); form.remove()",
    ),
    ("another base", "base-uri", "add('base', {href: ELSEWHERE})"),
    ("a prefetch", "default-src", "add('link', {rel: 'prefetch', href: ELSEWHERE})"),
    ("a fetch", "connect-src", "fetch(ELSEWHERE)"),
    (
        "a fetch without an answer",
        "connect-src",
        "fetch(ELSEWHERE, {method: 'POST', mode: 'no-cors', body: 'xyz', keepalive: true})",
    ),
    (
        "an XMLHttpRequest",
        "connect-src",
        "const ask = new XMLHttpRequest(); ask.open('GET', ELSEWHERE); ask.send()",
    ),
    ("a beacon", "connect-src", "navigator.sendBeacon(ELSEWHERE, 'xyz')"),
    ("a socket", "connect-src", "new WebSocket(ELSEWHERE.replace('http', 'ws'))"),
    ("events", "connect-src", "new EventSource(ELSEWHERE)"),
    ("a transport", "connect-src", "new WebTransport('https://example.org:4433/').ready.catch(() => {})"),
    ("a worker from a data address", "worker-src", "new Worker('data:text/javascript,postMessage(1)')"),
];

/// The same of an engine, whose worker has the page's policy.
const FROM_AN_ENGINE: &[(&str, &str, &str)] = &[
    ("eval", "script-src", "eval('self.broken = 1')"),
    ("a function from text", "script-src", "new Function('self.broken = 1')()"),
    ("a script from elsewhere", "script-src-elem", "importScripts(ELSEWHERE)"),
    ("a fetch", "connect-src", "fetch(ELSEWHERE)"),
    (
        "an XMLHttpRequest",
        "connect-src",
        "const ask = new XMLHttpRequest(); ask.open('GET', ELSEWHERE); ask.send()",
    ),
    ("a socket", "connect-src", "new WebSocket(ELSEWHERE.replace('http', 'ws'))"),
    ("events", "connect-src", "new EventSource(ELSEWHERE)"),
    ("a worker from a data address", "worker-src", "new Worker('data:text/javascript,postMessage(1)')"),
];

/// A service worker gets a policy only from its server. On any server it takes from itself what reaches elsewhere.
const FROM_THE_SERVICE_WORKER: &[(&str, &str)] = &[
    ("a fetch", "fetch(ELSEWHERE)"),
    (
        "a fetch of its own machine, but not of its folder",
        "fetch(location.origin.replace('127.0.0.1', 'localhost'))",
    ),
    ("a post to its own server", "fetch('./', {method: 'POST', body: 'xyz'})"),
    ("a socket", "new WebSocket(ELSEWHERE.replace('http', 'ws'))"),
    ("events", "new EventSource(ELSEWHERE)"),
    ("a transport", "new WebTransport('https://example.org:4433/')"),
    ("a script", "importScripts(ELSEWHERE)"),
];

/// Tries something, and gives the rules that refused it; `elsewhere` is another server's address.
fn attempt(code: &str, elsewhere: &str) -> String {
    format!(
        "(async () => {{
            const ELSEWHERE = '{elsewhere}x';
            const make = (name, fields) => Object.assign(document.createElement(name), fields);
            const add = (name, fields) => (name === 'base' ? document.head : document.body).appendChild(make(name, fields));
            const blob = text => URL.createObjectURL(new Blob([text], {{type: 'text/javascript'}}));
            const refused = [];
            const note = event => refused.push(event.effectiveDirective);
            addEventListener('securitypolicyviolation', note);
            try {{ await Promise.race([(async () => {{ {code} }})(), new Promise(go => setTimeout(go, 300))]); }} catch {{}}
            for (let i = 0; i < 40 && !refused.length; i++) await new Promise(go => setTimeout(go, 50));
            removeEventListener('securitypolicyviolation', note);
            return refused;
        }})()"
    )
}

#[test]
fn whatever_a_hostile_page_tries_is_refused() {
    let (server, elsewhere) = (serve(), serve());
    let mut page = Page::open(&server, "?backend=cpu", Adapter::None);
    page.wait("the page to be kept", IS_KEPT, 60);
    let mut let_through = Vec::new();
    for (what, rule, code) in FROM_THE_PAGE {
        let refused = page.evaluate(&attempt(code, &elsewhere.origin()));
        if !refused.as_array().is_some_and(|by| by.contains(&json!(rule))) {
            let_through.push(format!("{what}, not by {rule} but {refused}"));
        }
    }
    assert!(let_through.is_empty(), "{let_through:#?}");
    assert_eq!(page.evaluate("[typeof broken, typeof RTCPeerConnection]"), json!(["undefined", "undefined"]));
    for (what, rule, code) in FROM_AN_ENGINE {
        let engines = page.evaluate_in_workers(&attempt(code, &elsewhere.origin()));
        assert!(!engines.is_empty(), "engines run in workers");
        for (url, refused) in engines {
            assert!(
                refused.as_array().is_some_and(|by| by.contains(&json!(rule))),
                "{what} in {url}: refused by {refused}"
            );
        }
    }
    for (url, broken) in page.evaluate_in_workers("typeof broken") {
        assert_eq!(broken, "undefined", "{url}");
    }
    for (what, code) in FROM_THE_SERVICE_WORKER {
        assert_eq!(
            page.evaluate_in_service_worker(&thrown(code, &elsewhere.origin())),
            true,
            "{what} from the service worker"
        );
    }
    assert!(elsewhere.requests().is_empty(), "another server was reached: {:?}", elsewhere.requests());
}

/// Whether something fails.
fn thrown(code: &str, elsewhere: &str) -> String {
    format!(
        "(async () => {{ const ELSEWHERE = '{elsewhere}x'; try {{ await {code}; return false; }} catch {{ return true; }} }})()"
    )
}

#[test]
fn with_the_headers_of_the_guide_the_service_worker_has_a_policy_too() {
    let guide = std::fs::read_to_string(package().join("docs/hosting.md")).expect("the guide to hosting");
    let policy = guide.lines().find_map(|line| line.trim().strip_prefix("Content-Security-Policy: "));
    let (server, elsewhere) = (serve(), serve());
    server.header("Content-Security-Policy", policy.expect("the guide gives the policy in a line"));
    let mut page = Page::open(&server, "?backend=cpu", Adapter::None);
    page.wait("the page to be kept", IS_KEPT, 60);
    for code in ["eval('1')", "new Function('1')()"] {
        assert_eq!(
            page.evaluate_in_service_worker(&thrown(code, &elsewhere.origin())),
            true,
            "{code} in the service worker"
        );
    }
    page.click("[data-testid=sample]");
    let rows = page.settled_rows(1, 120);
    assert_eq!(rows[0].state, "done", "{rows:?}");
}

/// Whether the page says that it is kept.
const IS_KEPT: &str = "document.querySelector('[data-testid=offline]')?.dataset.state === 'kept'";

#[test]
fn nothing_leaves_the_page_over_a_whole_session() {
    let server = serve();
    let mut page = Page::open(&server, "", Adapter::Software);
    page.click("[data-testid=sample]");
    page.drop_files(&phantoms("private", 3));
    let rows = page.settled_rows(4, 180);
    assert!(rows.iter().all(|row| row.state == "done"), "{rows:?}");
    page.choose(&rows[0].file);
    page.click("[data-testid=paper-switch]");
    page.wait("the paper's scores", "!!document.querySelector('[data-testid=vlb]')?.dataset.value", 120);
    page.settled_rows(4, 180);
    page.export();
    page.download("[data-testid=export-csv]");
    page.wait("the page to be kept", IS_KEPT, 60);

    // The panel lists what was asked for, by the page, its engines and the offline store, and says what was sent.
    page.click("[data-testid=traffic] summary");
    let who = "[...new Set([...document.querySelectorAll('[data-testid=request]')].map(row => row.dataset.who))].sort().join()";
    for part in ["page", "cpu", "store"] {
        page.wait(&format!("requests of {part}"), &format!("{who}.split(',').includes('{part}')"), 10);
    }
    let counts = page.text_of("[data-testid=traffic-counts]", "e.textContent");
    assert!(counts.contains(" 0 of them to other addresses"), "{counts}");
    assert!(page.text_of("[data-testid=traffic] summary", "e.textContent").contains("0\u{a0}B sent"));
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
    for (size, width, height) in [("desktop", 1440, 900), ("phone", 390, 844)] {
        page.screenshot(&folder.join(format!("traffic-{size}.png")), width, height);
    }

    server.stop();
    page.reload();
    page.click("[data-testid=sample]");
    let rows = page.settled_rows(1, 180);
    assert_eq!(rows[0].state, "done", "{rows:?}");
    page.export();

    let requests = page.requests();
    println!("{} requests in the whole session", requests.len());
    assert!(
        requests.iter().any(|request| request["url"] == *server.origin()),
        "the page itself is among them"
    );
    for request in requests {
        let is_plain = request["method"] == "GET" && request["hasPostData"].is_null();
        assert!(is_plain, "something was sent: {request}");
    }
    let beyond = page.requests_beyond(&server.origin());
    assert!(beyond.is_empty(), "requests beyond the origin: {beyond:?}");
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
    assert_eq!(
        page.evaluate(COUNTED),
        json!([0, 0]),
        "bytes sent, and requests elsewhere, by the page's counter"
    );
}

const COUNTED: &str = "[negatoscopeTraffic.bytes, negatoscopeTraffic.elsewhere]";

#[test]
fn what_the_page_and_its_engines_send_is_counted() {
    let server = serve();
    let mut page = Page::open(&server, "", Adapter::Software);
    page.click("[data-testid=sample]");
    page.settled_rows(1, 180);
    let counted = page.evaluate(COUNTED);
    assert_eq!(counted, json!([0, 0]));
    let send = "fetch(`${origin}/`, {method: 'POST', body: 'xyz'}).then(() => 3, () => 3)";
    let workers: Vec<(String, Value)> = page.evaluate_in_workers(send);
    assert!(!workers.is_empty(), "engines run in workers");
    page.evaluate(send);
    let sent = format!("negatoscopeTraffic.bytes === {}", 3 * (workers.len() + 1));
    page.wait("what was sent to be counted", &sent, 10);
}
