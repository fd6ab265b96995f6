//! The page as a person drives it: drops files, presses, waits, looks.

use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::cdp::{Connection, Event};
use crate::chromium::{Adapter, Chromium};
use crate::server::Server;

/// A row of the list of films.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
pub(crate) struct Row {
    /// The file's name.
    pub(crate) file: String,
    /// `reading`, `scoring`, `done` or `failed`.
    pub(crate) state: String,
    /// What the row says went wrong; empty where nothing did.
    pub(crate) error: String,
}

/// One browser with one page in it.
pub(crate) struct Page {
    connection: Connection,
    session: String,
    downloads: PathBuf,
    chromium: Chromium,
    _downloads: tempfile::TempDir,
}

impl Page {
    /// Opens the page in a browser of its own and waits until it can take a film.
    pub(crate) fn open(server: &Server, query: &str, adapter: Adapter) -> Self {
        let mut page = Self::open_at(&format!("{}{query}", server.origin()), adapter);
        page.wait("the drop zone", "!!document.querySelector('[data-testid=drop-zone]')", 60);
        page
    }

    /// Opens any address in a browser of its own.
    pub(crate) fn open_at(url: &str, adapter: Adapter) -> Self {
        Self::open_prepared(url, adapter, "", &[])
    }

    /// The same after calls of the browser's protocol; a script runs before any of the page's own.
    pub(crate) fn open_prepared(url: &str, adapter: Adapter, script: &str, calls: &[(&str, Value)]) -> Self {
        let chromium = Chromium::launch(adapter);
        let (port, path) = chromium.endpoint();
        let mut connection = Connection::open(port, &path);
        let target = connection.call("", "Target.createTarget", json!({"url": "about:blank"}));
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let session = connection.call("", "Target.attachToTarget", attach);
        let session = session["sessionId"].as_str().expect("a session has an id").to_owned();
        connection.watch(&session);
        connection.call(&session, "Page.enable", json!({}));
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let to_folder = json!({"behavior": "allow", "downloadPath": folder.path(), "eventsEnabled": true});
        connection.call("", "Browser.setDownloadBehavior", to_folder);
        let downloads = folder.path().to_owned();
        let mut page = Self { connection, session, downloads, chromium, _downloads: folder };
        page.resize(1440, 900);
        page.call("Page.addScriptToEvaluateOnNewDocument", json!({"source": script}));
        for (method, params) in calls {
            page.call(method, params.clone());
        }
        page.call("Page.navigate", json!({"url": url}));
        page.wait(
            "the page to load",
            "location.href != 'about:blank' && document.readyState == 'complete'",
            60,
        );
        page
    }

    /// The browser the page is in.
    pub(crate) fn browser(&self) -> &Chromium {
        &self.chromium
    }

    /// The value of a JavaScript expression in the page; promises are awaited.
    pub(crate) fn evaluate(&mut self, expression: &str) -> Value {
        let session = self.session.clone();
        self.evaluate_in(&session, expression)
    }

    /// The same in each worker that runs, with the URL of its script.
    pub(crate) fn evaluate_in_workers(&mut self, expression: &str) -> Vec<(String, Value)> {
        let workers = self.connection.workers.clone();
        workers.into_iter().map(|(url, session)| (url, self.evaluate_in(&session, expression))).collect()
    }

    /// The same in the newest service worker.
    pub(crate) fn evaluate_in_service_worker(&mut self, expression: &str) -> Value {
        let session = self.connection.service_workers.last().expect("a service worker runs").clone();
        self.evaluate_in(&session, expression)
    }

    /// Leaves for another address.
    pub(crate) fn go_to(&mut self, url: &str) {
        self.call("Page.navigate", json!({"url": url}));
    }

    /// How many workers run.
    pub(crate) fn workers(&mut self) -> usize {
        self.evaluate("0"); // hears of those that came or went
        self.connection.workers.len()
    }

    /// Has a worker stop as at a fault of its own; they are counted from 0 in the order in which they started.
    pub(crate) fn stop_worker(&mut self, number: usize) {
        let (_, session) = self.connection.workers[number].clone();
        self.evaluate_in(&session, "void setTimeout(() => { throw new Error('stopped by the test') })");
    }

    /// Has the browser clean up after the page's and the workers' JavaScript.
    pub(crate) fn collect_garbage(&mut self) {
        self.call("HeapProfiler.collectGarbage", json!({}));
    }

    /// Gives an origin so many bytes of the browser's storage.
    pub(crate) fn limit_storage(&mut self, origin: &str, bytes: u64) {
        self.call("Storage.overrideQuotaForOrigin", json!({"origin": origin, "quotaSize": bytes}));
    }

    /// Loads the page anew, as a second visit does, and waits until it can take a film.
    pub(crate) fn reload(&mut self) {
        self.evaluate("window.isFirstVisit = true");
        self.call("Page.reload", json!({}));
        let anew = "!window.isFirstVisit && !!document.querySelector('[data-testid=drop-zone]')";
        self.wait("the drop zone again", anew, 60);
    }

    /// Opens an address in another window of the same browser, and returns a handle to close it by.
    pub(crate) fn open_beside(&mut self, url: &str) -> Value {
        let window = self.connection.call("", "Target.createTarget", json!({"url": url, "background": true}));
        let attach = json!({"targetId": window["targetId"], "flatten": true});
        let attached = self.connection.call("", "Target.attachToTarget", attach);
        let session = attached["sessionId"].as_str().expect("a session").to_owned();
        // Until it has loaded, it is no window of the page's.
        let is_there = "location.href != 'about:blank' && document.readyState == 'complete'";
        let started = Instant::now();
        while self.evaluate_in(&session, is_there) != true {
            assert!(started.elapsed() < Duration::from_secs(60), "the window beside does not load");
            sleep(Duration::from_millis(50));
        }
        window
    }

    /// Opens an empty window before this one, which is then in the background; a handle to close it by.
    pub(crate) fn open_before(&mut self) -> Value {
        let window = self.connection.call("", "Target.createTarget", json!({"url": "about:blank"}));
        self.connection.call("", "Target.activateTarget", window.clone());
        window
    }

    /// Closes a window that was opened beside.
    pub(crate) fn close_beside(&mut self, window: &Value) {
        self.connection.call("", "Target.closeTarget", window.clone());
    }

    /// The page's manifest as the browser reads it: `data`, and `errors`.
    pub(crate) fn manifest(&mut self) -> Value {
        self.call("Page.getAppManifest", json!({}))
    }

    fn evaluate_in(&mut self, session: &str, expression: &str) -> Value {
        // Under the page's own policy, which the protocol would else lift.
        let ask = json!({"expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true,
            "allowUnsafeEvalBlockedByCSP": false});
        let mut answer = self.connection.call(session, "Runtime.evaluate", ask);
        assert!(answer["exceptionDetails"].is_null(), "{expression}\nthrew {}", answer["exceptionDetails"]);
        answer["result"]["value"].take()
    }

    /// Waits until a JavaScript expression is true.
    pub(crate) fn wait(&mut self, what: &str, expression: &str, seconds: u64) {
        let started = Instant::now();
        while self.evaluate(expression) != true {
            if started.elapsed() > Duration::from_secs(seconds) {
                let text = self.evaluate("document.body.innerText");
                let text = text.as_str().unwrap_or_default();
                let complaints = self.complaints();
                panic!("waited {seconds} s for {what}; complaints: {complaints:?}; the page says:\n{text}");
            }
            sleep(Duration::from_millis(50));
        }
    }

    /// Drags files or folders over the window and lets go, as from a file manager.
    pub(crate) fn drop_files(&mut self, files: &[PathBuf]) {
        let files = absolute(files);
        let data = json!({"items": [], "files": files, "dragOperationsMask": 1});
        // Nowhere in particular: the whole window takes a drop.
        let middle = self.evaluate("[innerWidth / 2, innerHeight / 2]");
        let (x, y) = (&middle[0], &middle[1]);
        for kind in ["dragEnter", "dragOver", "drop"] {
            self.call("Input.dispatchDragEvent", json!({"type": kind, "x": x, "y": y, "data": data}));
        }
    }

    /// Chooses files in the page's file input, as the file picker does.
    pub(crate) fn pick_files(&mut self, files: &[PathBuf]) {
        self.pick_files_in("[data-testid=film-input]", files);
    }

    /// Chooses files in a file input.
    pub(crate) fn pick_files_in(&mut self, selector: &str, files: &[PathBuf]) {
        let files = absolute(files);
        let input = json!({"expression": format!("document.querySelector({})", json!(selector))});
        let input = self.call("Runtime.evaluate", input);
        let input = &input["result"]["objectId"];
        self.call("DOM.setFileInputFiles", json!({"files": files, "objectId": input}));
    }

    /// Presses the middle of an element with the mouse.
    pub(crate) fn click(&mut self, selector: &str) {
        let (x, y) = self.centre(selector);
        for kind in ["mousePressed", "mouseReleased"] {
            let press = json!({"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1});
            self.call("Input.dispatchMouseEvent", press);
        }
    }

    /// Drags from the middle of an element by so many CSS pixels; `buttons` as the DOM counts them: 1 left, 4 middle.
    pub(crate) fn drag(&mut self, selector: &str, (across, down): (f64, f64), buttons: u32) {
        let (x, y) = self.centre(selector);
        let button = if buttons == 4 { "middle" } else { "left" };
        for (kind, share) in
            [("mousePressed", 0.0), ("mouseMoved", 0.5), ("mouseMoved", 1.0), ("mouseReleased", 1.0)]
        {
            let (x, y) = (x + across * share, y + down * share);
            let event =
                json!({"type": kind, "x": x, "y": y, "button": button, "buttons": buttons, "clickCount": 1});
            self.call("Input.dispatchMouseEvent", event);
        }
    }

    /// Presses, moves and lets go at points of the window, CSS pixels, with the left button.
    pub(crate) fn drag_between(&mut self, from: (f64, f64), to: (f64, f64)) {
        for (kind, (x, y)) in
            [("mousePressed", from), ("mouseMoved", to), ("mouseMoved", to), ("mouseReleased", to)]
        {
            let event =
                json!({"type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1});
            self.call("Input.dispatchMouseEvent", event);
        }
    }

    /// Moves the mouse, with no button down.
    pub(crate) fn hover(&mut self, (x, y): (f64, f64)) {
        self.call("Input.dispatchMouseEvent", json!({"type": "mouseMoved", "x": x, "y": y, "buttons": 0}));
    }

    /// One finger from a point of the window to another.
    pub(crate) fn swipe(&mut self, from: (f64, f64), to: (f64, f64)) {
        let touch = |(x, y): (f64, f64)| json!([{"x": x, "y": y}]);
        self.call("Input.dispatchTouchEvent", json!({"type": "touchStart", "touchPoints": touch(from)}));
        self.call("Input.dispatchTouchEvent", json!({"type": "touchMove", "touchPoints": touch(to)}));
        self.call("Input.dispatchTouchEvent", json!({"type": "touchEnd", "touchPoints": []}));
    }

    /// Holds a key down, or lets go of it.
    pub(crate) fn hold(&mut self, key: &str, is_down: bool) {
        let kind = if is_down { "keyDown" } else { "keyUp" };
        self.call("Input.dispatchKeyEvent", json!({"type": kind, "key": key}));
    }

    /// Turns the wheel over the middle of an element; away from the hand is less than 0.
    pub(crate) fn wheel(&mut self, selector: &str, delta: f64) {
        let (x, y) = self.centre(selector);
        let event = json!({"type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": delta});
        self.call("Input.dispatchMouseEvent", event);
    }

    fn centre(&mut self, selector: &str) -> (f64, f64) {
        // The page may be about to scroll of itself, in its next frame: wait that out, or the press meets a neighbour.
        let script = format!(
            "(async () => {{ const frame = () => new Promise(requestAnimationFrame); await frame(); await frame(); \
             const e = document.querySelector({}); if (!e) return null; e.scrollIntoView({{block: 'nearest'}}); \
             const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }})()",
            json!(selector)
        );
        let at = self.evaluate(&script);
        match (at[0].as_f64(), at[1].as_f64()) {
            (Some(x), Some(y)) => (x, y),
            _ => panic!("the page has no {selector}"),
        }
    }

    /// Presses a key, by its name in the browser's key events.
    pub(crate) fn key(&mut self, key: &str) {
        // What the browser itself does with a key it does by its number, and what it types by its text.
        let (code, text) = match key {
            "Tab" => (9, ""),
            "Enter" => (13, "\r"),
            "Escape" => (27, ""),
            " " => (32, " "),
            _ => (0, ""),
        };
        for kind in ["keyDown", "keyUp"] {
            let event = json!({"type": kind, "key": key, "text": text, "windowsVirtualKeyCode": code});
            self.call("Input.dispatchKeyEvent", event);
        }
    }

    /// Left, top, right and bottom of an element in the window, CSS pixels.
    pub(crate) fn rectangle(&mut self, selector: &str) -> [u32; 4] {
        let sides =
            "(r => [r.left, r.top, r.right, r.bottom].map(Math.round).join())(e.getBoundingClientRect())";
        let text = self.text_of(selector, sides);
        let sides: Vec<u32> = text.split(',').filter_map(|side| side.parse().ok()).collect();
        sides.try_into().unwrap_or_else(|_| panic!("{selector} is not within the window: {text}"))
    }

    /// The list of films.
    pub(crate) fn rows(&mut self) -> Vec<Row> {
        let rows = self.evaluate(
            "[...document.querySelectorAll('[data-testid=film-row]')].map(row => ({file: row.dataset.file, \
             state: row.dataset.state, error: row.querySelector('[data-testid=error]')?.textContent ?? ''}))",
        );
        serde_json::from_value(rows).expect("each row has data-file and data-state")
    }

    /// Waits until there are `count` rows, each done or failed.
    pub(crate) fn settled_rows(&mut self, count: usize, seconds: u64) -> Vec<Row> {
        let settled = format!(
            "(() => {{ const rows = [...document.querySelectorAll('[data-testid=film-row]')]; return rows.length >= {count} \
             && rows.every(row => ['done', 'failed'].includes(row.dataset.state)); }})()"
        );
        self.wait(&format!("{count} films to be done or failed"), &settled, seconds);
        self.rows()
    }

    /// Presses a film's row.
    pub(crate) fn choose(&mut self, file: &str) {
        self.click(&format!("[data-testid=film-row][data-file=\"{file}\"]"));
    }

    /// The value, in full precision, that the page shows under a handle; `None` where it shows none.
    pub(crate) fn shown(&mut self, handle: &str) -> Option<f64> {
        let value = format!("document.querySelector('[data-testid={handle}]')?.dataset.value ?? ''");
        self.evaluate(&value).as_str().and_then(|text| text.parse().ok())
    }

    /// The text or attribute that an expression on an element `e` gives; empty where there is no such element.
    pub(crate) fn text_of(&mut self, selector: &str, expression: &str) -> String {
        let script = format!(
            "(() => {{ const e = document.querySelector({}); return e ? String({expression}) : ''; }})()",
            json!(selector)
        );
        self.evaluate(&script).as_str().unwrap_or_default().to_owned()
    }

    /// Presses "Export JSON" and reads what was saved: one object a film.
    pub(crate) fn export(&mut self) -> Vec<Value> {
        let text = self.download("[data-testid=export-json]");
        let films = serde_json::Deserializer::from_str(&text).into_iter();
        films.map(|film| film.expect("the export is JSON")).collect()
    }

    /// Presses what saves a file, and reads the file.
    pub(crate) fn download(&mut self, selector: &str) -> String {
        String::from_utf8(self.download_bytes(selector)).expect("the file is text")
    }

    /// The same for a file of any kind.
    pub(crate) fn download_bytes(&mut self, selector: &str) -> Vec<u8> {
        self.connection.events.retain(|event| event.method != "Browser.downloadProgress");
        // The head of the list counts a moment after the last film is done.
        let is_enabled = format!("document.querySelector({})?.disabled === false", json!(selector));
        self.wait(&format!("{selector} to be enabled"), &is_enabled, 30);
        self.click(selector);
        let started = Instant::now();
        let is_saved = |e: &Event| e.method == "Browser.downloadProgress" && e.params["state"] == "completed";
        while !self.connection.events.iter().any(is_saved) {
            let said = self.evaluate("[...document.querySelectorAll('[role=status]')].map(e => e.innerText)");
            assert!(
                started.elapsed() < Duration::from_secs(30),
                "{selector} saved no file within 30 s: {said}"
            );
            sleep(Duration::from_millis(50));
        }
        let saved = std::fs::read_dir(&self.downloads).expect("the downloads can be listed").flatten().next();
        let saved = saved.expect("a file was saved").path();
        let bytes = std::fs::read(&saved).expect("the file can be read");
        std::fs::remove_file(&saved).expect("the file can be removed");
        bytes
    }

    /// Gives a field or a select a value, as a person does.
    pub(crate) fn enter(&mut self, selector: &str, value: &str) {
        self.evaluate(&format!(
            "(e => {{ e.value = {}; for (const kind of ['input', 'change']) e.dispatchEvent(new Event(kind, {{bubbles: true}})); }})(document.querySelector({}))",
            json!(value),
            json!(selector)
        ));
    }

    /// Saves a picture of the page at a size, for people to look at, and returns it.
    pub(crate) fn screenshot(&mut self, file: &Path, width: u32, height: u32) -> image::RgbImage {
        self.resize(width, height);
        let shot = self.call("Page.captureScreenshot", json!({"format": "png"}));
        let png =
            BASE64_STANDARD.decode(shot["data"].as_str().unwrap_or_default()).expect("a picture in base64");
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("the folder can be made");
        std::fs::write(file, &png).expect("the screenshot can be saved");
        image::load_from_memory(&png).expect("a PNG").to_rgb8()
    }

    fn resize(&mut self, width: u32, height: u32) {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    fn call(&mut self, method: &str, params: Value) -> Value {
        let session = self.session.clone();
        self.connection.call(&session, method, params)
    }

    /// Every request of the page and its workers, with `url` and `method`; a socket has a `url` only.
    pub(crate) fn requests(&self) -> Vec<&Value> {
        self.connection.events.iter().filter_map(Event::request).collect()
    }

    /// The addresses asked for that are neither of the server nor within the page itself.
    pub(crate) fn requests_beyond(&self, origin: &str) -> Vec<String> {
        let mut addresses: Vec<String> =
            self.requests().iter().filter_map(|request| Some(request["url"].as_str()?.to_owned())).collect();
        addresses.retain(|url| ![origin, "data:", "blob:"].iter().any(|start| url.starts_with(start)));
        addresses
    }

    /// Every error, warning and uncaught exception of the page and its workers.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let complaints = self.connection.events.iter().filter(|event| event.is_complaint());
        complaints.map(|event| event.params.to_string()).collect()
    }
}

/// Chromium takes absolute paths only, and none with `..` in it.
fn absolute(files: &[PathBuf]) -> Vec<PathBuf> {
    files.iter().map(|file| file.canonicalize().expect("the file exists")).collect()
}
