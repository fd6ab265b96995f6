//! A static file server on this machine that can hold back or damage what it serves, and remembers what was asked.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// Serves the built page at `/`, further folders at addresses of their own and an empty page at `/__blank.html`.
pub(crate) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    further: Vec<(&'static str, PathBuf)>,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    page: PathBuf,
    is_stopped: bool,
    requests: Vec<String>,
    held: Vec<String>,
    damaged: Vec<String>,
    begun: Vec<(String, String)>,
    headers: String,
}

impl Server {
    /// Serves the folder `page`, and the folder `files` under `/__files/`.
    pub(crate) fn start(page: &Path, files: &Path) -> Self {
        Self::with_folders(page, &[("/__files/", files)])
    }

    /// Serves the folder `page`, and further folders under their addresses, which begin and end with `/`.
    pub(crate) fn with_folders(page: &Path, further: &[(&'static str, &Path)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("a bound socket has an address");
        let state = Mutex::new(State { page: page.into(), ..State::default() });
        let further = further.iter().map(|&(address, folder)| (address, folder.into())).collect();
        let shared = Arc::new(Shared { further, state, changed: Condvar::new() });
        let theirs = Arc::clone(&shared);
        // Ends with the test process: a test's server is small.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if theirs.state.lock().expect(SOUND).is_stopped {
                    return;
                }
                let shared = Arc::clone(&theirs);
                // A browser that hangs up early is no concern of the test.
                thread::spawn(move || shared.answer(stream).ok());
            }
        });
        Self { address, shared }
    }

    /// `http://127.0.0.1:PORT/`
    pub(crate) fn origin(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Answers no request whose path contains `part` until [`Server::release`].
    pub(crate) fn hold(&self, part: &str) {
        self.shared.state.lock().expect(SOUND).held.push(part.to_owned());
    }

    /// Answers everything that was held back.
    pub(crate) fn release(&self) {
        self.shared.state.lock().expect(SOUND).held.clear();
        self.shared.changed.notify_all();
    }

    /// Changes one byte in the middle of every file whose path contains `part`.
    pub(crate) fn damage(&self, part: &str) {
        self.shared.state.lock().expect(SOUND).damaged.push(part.to_owned());
    }

    /// Puts a text before the content of the file at `path`.
    pub(crate) fn begin(&self, path: &str, text: &str) {
        self.shared.state.lock().expect(SOUND).begun.push((path.to_owned(), text.to_owned()));
    }

    /// Sends a further header with everything.
    pub(crate) fn header(&self, name: &str, value: &str) {
        self.shared.state.lock().expect(SOUND).headers += &format!("{name}: {value}\r\n");
    }

    /// Serves another build of the page from now on.
    pub(crate) fn deploy(&self, page: &Path) {
        self.shared.state.lock().expect(SOUND).page = page.into();
    }

    /// Listens no more, as a server that is gone or a network that is down.
    pub(crate) fn stop(&self) {
        self.shared.state.lock().expect(SOUND).is_stopped = true;
        // The thread that listens is woken, and ends.
        let _ = TcpStream::connect(self.address);
        while TcpStream::connect(self.address).is_ok() {
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Paths asked for so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.shared.state.lock().expect(SOUND).requests.clone()
    }
}

const SOUND: &str = "no thread of the server panics";

impl Shared {
    fn answer(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut lines = BufReader::new(stream.try_clone()?).lines();
        let first = lines.next().transpose()?.unwrap_or_default();
        // The headers say nothing that matters here, but closing before they are read would reset the connection.
        for line in lines {
            if line?.is_empty() {
                break;
            }
        }
        let target = first.split(' ').nth(1).unwrap_or("/");
        let path = target.split(['?', '#']).next().unwrap_or("/").to_owned();
        let mut state = self.state.lock().expect(SOUND);
        state.requests.push(path.clone());
        while state.held.iter().any(|part| path.contains(part)) {
            state = self.changed.wait(state).expect(SOUND);
        }
        let damaged = state.damaged.iter().any(|part| path.contains(part));
        let begun = state.begun.iter().find(|(begun, _)| *begun == path).map(|(_, text)| text.clone());
        let headers = state.headers.clone();
        drop(state);

        let is_folder = self.further.iter().any(|(address, _)| *address == format!("{path}/"));
        let (status, mut body) = match self.read(&path) {
            Some(body) => ("200 OK".to_owned(), body),
            // As plain servers send whoever forgets the last stroke of a folder's address.
            None if is_folder => (format!("301 Moved Permanently\r\nLocation: {path}/"), Vec::new()),
            None => ("404 Not Found".to_owned(), Vec::new()),
        };
        let middle = body.len() / 2;
        if let Some(byte) = body.get_mut(middle).filter(|_| damaged) {
            *byte ^= 0xff;
        }
        body.splice(0..0, begun.unwrap_or_default().bytes());
        // `no-store`: what the page keeps between visits, it must keep itself.
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n{headers}Connection: close\r\n\r\n",
            mime(&path),
            body.len()
        );
        stream.write_all(head.as_bytes())?;
        if !first.starts_with("HEAD") {
            stream.write_all(&body)?;
        }
        Ok(())
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        if path == "/__blank.html" {
            return Some(b"<!doctype html><link rel=icon href='data:,'><title>blank</title>".to_vec());
        }
        let further = self.further.iter();
        let further =
            further.filter_map(|(address, folder)| Some((folder, path.strip_prefix(address)?))).next();
        let page = self.state.lock().expect(SOUND).page.clone();
        let (folder, name) = further.unwrap_or((&page, path.trim_start_matches('/')));
        let name = if name.is_empty() { "index.html" } else { name };
        if name.split('/').any(|part| part == "..") {
            return None;
        }
        std::fs::read(folder.join(name)).ok()
    }
}

fn mime(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "webmanifest" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "wasm" => "application/wasm",
        _ if path.ends_with('/') => "text/html; charset=utf-8",
        _ => "application/octet-stream",
    }
}
