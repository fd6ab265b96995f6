//! What a film costs in memory: the peak of the heap while it is opened, shown and reduced to an input.
//!
//! In a browser the heap never shrinks, so its peak is what a film costs there for good; and no claim of a file may
//! raise it.

mod claims;
mod cost;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use peak_alloc::PeakAlloc;

/// Counts a block that grows as old and new side by side, which is the worst that an allocator can do.
#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// Runs `test` while no other test uses the heap, which is counted for the whole process.
fn alone(test: impl FnOnce()) {
    static ALONE: Mutex<()> = Mutex::new(());
    let _guard = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    test();
}

/// Runs something and returns, with its result, how far the heap rose above where it was.
fn peak<T>(run: impl FnOnce() -> T) -> (T, usize) {
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    let result = run();
    (result, HEAP.peak_usage().saturating_sub(before))
}

/// The golden films, where they are at hand.
fn golden() -> Option<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/golden");
    let Ok(entries) = folder.read_dir() else {
        eprintln!("skipped: {} is not here", folder.display());
        return None;
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("file").path()).collect();
    paths.retain(|path| path.extension().is_none_or(|extension| extension == "dcm"));
    paths.sort();
    Some(paths)
}

fn name(path: &Path) -> String {
    path.file_name().expect("name").to_string_lossy().into_owned()
}
