//! A small client of the Chrome DevTools Protocol: one socket, flattened sessions, every event kept.

use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

/// What the browser said unasked.
pub(crate) struct Event {
    /// Such as `Network.requestWillBeSent`.
    pub(crate) method: String,
    /// As the protocol describes them.
    pub(crate) params: Value,
}

impl Event {
    /// The request that it tells of, if any.
    pub(crate) fn request(&self) -> Option<&Value> {
        match self.method.as_str() {
            "Network.requestWillBeSent" => Some(&self.params["request"]),
            "Network.webSocketCreated" | "Network.webTransportCreated" => Some(&self.params),
            _ => None,
        }
    }

    /// Whether it is an error, a warning or an uncaught exception.
    pub(crate) fn is_complaint(&self) -> bool {
        let says = |value: &Value, words: &[&str]| words.iter().any(|word| value == word);
        match self.method.as_str() {
            "Runtime.exceptionThrown" => true,
            "Runtime.consoleAPICalled" => says(&self.params["type"], &["error", "warning", "assert"]),
            // Chromium's own word to whoever asks for an adapter where there is none; no page can keep it back.
            "Log.entryAdded" if self.params["entry"]["text"] == "No available adapters." => false,
            // Nor this, of screenshots where the processor plays the graphics processor.
            "Log.entryAdded"
                if self.params["entry"]["text"]
                    .as_str()
                    .is_some_and(|text| text.contains("GPU stall due to ReadPixels")) =>
            {
                false
            }
            "Log.entryAdded" => says(&self.params["entry"]["level"], &["error", "warning"]),
            _ => false,
        }
    }
}

/// The connection to one browser. Single-threaded: events are read while an answer is waited for.
pub(crate) struct Connection {
    socket: WebSocket<TcpStream>,
    last_id: u64,
    /// All events so far, of the page and of its workers.
    pub(crate) events: Vec<Event>,
    /// URL of the script and session of each worker that runs.
    pub(crate) workers: Vec<(String, String)>,
    /// Session of each service worker, which runs and rests as the browser likes.
    pub(crate) service_workers: Vec<String>,
}

impl Connection {
    /// Connects to the browser's own endpoint, as `DevToolsActivePort` names it.
    pub(crate) fn open(port: u16, path: &str) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).expect("Chromium listens on its DevTools port");
        // A browser that says nothing for this long is lost; the test must fail rather than hang.
        stream.set_read_timeout(Some(Duration::from_secs(120))).expect("a read timeout can be set");
        let (socket, _) = tungstenite::client(format!("ws://127.0.0.1:{port}{path}"), stream)
            .expect("Chromium accepts a DevTools connection");
        Self { socket, last_id: 0, events: Vec::new(), workers: Vec::new(), service_workers: Vec::new() }
    }

    /// Asks for something and waits for the answer; `session` is empty for the browser itself.
    ///
    /// # Panics
    /// Where the browser answers with an error, crashes or falls silent.
    pub(crate) fn call(&mut self, session: &str, method: &str, params: Value) -> Value {
        let id = self.send(session, method, params);
        loop {
            let mut message = self.receive(method);
            if message["id"] != id {
                self.note(&mut message);
            } else if message["error"].is_null() {
                return message["result"].take();
            } else {
                panic!("{method}: {}", message["error"]);
            }
        }
    }

    /// Starts a page or worker session: all that it does is to be reported, its own workers too.
    pub(crate) fn watch(&mut self, session: &str) {
        for domain in ["Runtime.enable", "Log.enable", "Network.enable"] {
            self.send(session, domain, json!({}));
        }
        let workers_too = json!({"autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true});
        self.send(session, "Target.setAutoAttach", workers_too);
        self.send(session, "Runtime.runIfWaitingForDebugger", json!({}));
    }

    fn send(&mut self, session: &str, method: &str, params: Value) -> u64 {
        self.last_id += 1;
        let mut message = json!({"id": self.last_id, "method": method, "params": params});
        if !session.is_empty() {
            message["sessionId"] = session.into();
        }
        self.socket.send(Message::text(message.to_string())).expect("the DevTools connection is open");
        self.last_id
    }

    fn receive(&mut self, waiting_for: &str) -> Value {
        loop {
            match self.socket.read() {
                Ok(Message::Text(text)) => {
                    return serde_json::from_str(&text).expect("DevTools messages are JSON");
                }
                Ok(_) => {}
                Err(error) => panic!("lost Chromium while waiting for {waiting_for}: {error}"),
            }
        }
    }

    /// Keeps an event; a worker that was attached is watched before it runs.
    fn note(&mut self, message: &mut Value) {
        let Some(method) = message["method"].as_str().map(str::to_owned) else {
            // The answer to a `watch`: only a worker that has ended meanwhile may refuse (-32001).
            let code = &message["error"]["code"];
            assert!(code.is_null() || *code == -32001, "watching a worker: {}", message["error"]);
            return;
        };
        let params = message["params"].take();
        // A service worker that is stopped is reported as crashed, and is stopped whenever the browser likes.
        let of_service_worker = self.service_workers.iter().any(|session| message["sessionId"] == **session);
        let is_crash = method.ends_with("argetCrashed") && !of_service_worker;
        assert!(!is_crash, "the page or a worker crashed: {method} {params}");
        if method == "Target.attachedToTarget" {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let session = text(&params["sessionId"]);
            let url = text(&params["targetInfo"]["url"]);
            match params["targetInfo"]["type"].as_str() {
                Some("page") => {}
                Some("service_worker") => {
                    self.watch(&session);
                    self.service_workers.push(session);
                }
                _ => {
                    self.watch(&session);
                    self.workers.push((url, session));
                }
            }
        }
        if method == "Target.detachedFromTarget" {
            self.workers.retain(|(_, session)| params["sessionId"] != **session);
            self.service_workers.retain(|session| params["sessionId"] != **session);
        }
        self.events.push(Event { method, params });
    }
}
