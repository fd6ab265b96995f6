//! A headless Chromium with a profile of its own, ended and removed when the test is over, however it ends.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Whether the browser has a WebGPU adapter.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Adapter {
    /// `requestAdapter()` gives null: a machine without a graphics processor.
    None,
    /// Chromium's software adapter: right, and slow.
    Software,
}

/// A running browser.
pub(crate) struct Chromium {
    child: Child,
    profile: TempDir,
}

impl Chromium {
    /// Starts the browser that `CHROMIUM` names, or `chromium`.
    pub(crate) fn launch(adapter: Adapter) -> Self {
        let program = std::env::var_os("CHROMIUM").unwrap_or_else(|| "chromium".into());
        let profile = TempDir::with_prefix("negatoscope-chromium-").expect("a temporary folder can be made");
        let said = std::fs::File::create(profile.path().join("stderr")).expect("the profile can be written");
        let mut command = Command::new(&program);
        command.arg(format!("--user-data-dir={}", profile.path().display()));
        command.args([
            "--headless=new",
            "--remote-debugging-port=0",
            // Tests run as root in containers, where Chromium's own sandbox and /dev/shm are not to be had.
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-quic",
            // WebGL on the processor, asked for: unasked, Chromium gives it too, and complains.
            "--enable-unsafe-swiftshader",
            // Nothing but the test's own server can be reached, whatever page or browser may try.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        ]);
        if adapter == Adapter::Software {
            command.arg("--enable-unsafe-webgpu");
        }
        command.arg("about:blank").stdin(Stdio::null()).stdout(Stdio::null()).stderr(said);
        let child = command.spawn().unwrap_or_else(|error| {
            panic!("{} does not start ({error}): install Chromium, or name it in CHROMIUM", program.display())
        });
        Self { child, profile }
    }

    /// Port and path of the browser's DevTools endpoint, once it is up.
    pub(crate) fn endpoint(&self) -> (u16, String) {
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(60) {
            if let Some(endpoint) = active_port(&self.profile.path().join("DevToolsActivePort")) {
                return endpoint;
            }
            sleep(Duration::from_millis(20));
        }
        let said = std::fs::read_to_string(self.profile.path().join("stderr")).unwrap_or_default();
        panic!("Chromium did not open its DevTools port within a minute; it said:\n{said}");
    }
}

impl Chromium {
    /// Resident memory of the processes that hold pages and workers, in MB, and forgets the peak so far (Linux).
    pub(crate) fn memory_mb(&self) -> f64 {
        let now = self.renderers("VmRSS:");
        self.renderer_folders().for_each(|folder| {
            let _ = std::fs::write(folder.join("clear_refs"), "5");
        });
        now
    }

    /// Its peak since then.
    pub(crate) fn peak_memory_mb(&self) -> f64 {
        self.renderers("VmHWM:")
    }

    fn renderers(&self, field: &str) -> f64 {
        let kilobytes = |folder: PathBuf| -> Option<f64> {
            let status = std::fs::read_to_string(folder.join("status")).ok()?;
            status.lines().find_map(|line| line.strip_prefix(field))?.split_whitespace().next()?.parse().ok()
        };
        self.renderer_folders().filter_map(kilobytes).sum::<f64>() / 1e3
    }

    fn renderer_folders(&self) -> impl Iterator<Item = PathBuf> {
        let profile = self.profile.path().display().to_string();
        let ours = move |folder: &PathBuf| {
            std::fs::read(folder.join("cmdline")).is_ok_and(|line| {
                let line = String::from_utf8_lossy(&line).replace('\0', " ");
                line.contains("--type=renderer") && line.contains(&profile)
            })
        };
        std::fs::read_dir("/proc").into_iter().flatten().flatten().map(|entry| entry.path()).filter(ours)
    }
}

fn active_port(file: &Path) -> Option<(u16, String)> {
    let text = std::fs::read_to_string(file).ok()?;
    let (port, path) = text.split_once('\n')?;
    path.starts_with("/devtools/").then_some((port.parse().ok()?, path.trim().to_owned()))
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // Its helper processes end by themselves when the browser is gone; until then they may still write.
        let _ = self.child.kill();
        let _ = self.child.wait();
        for _ in 0..50 {
            if std::fs::remove_dir_all(self.profile.path()).is_ok() {
                break;
            }
            sleep(Duration::from_millis(20));
        }
    }
}
