//! The engines and the backends that they compute on.

use super::sentence;

plain! {
    try_again, cpu, webgpu, engine_loading, engine_testing, engine_stopped, engine_reading_only, not_started,
    more_workers, crashed, too_slow, not_sound, no_load, restarted_too_often, gpu_crashed, gpu_silent,
    gpu_not_sound, gpu_no_adapter, bad_message,
}

/// A backend's name.
pub(crate) fn backend(is_webgpu: bool) -> String {
    if is_webgpu { webgpu() } else { cpu() }
}

/// The CPU, with the number of engines that run on it.
pub(crate) fn cpu_workers(engines: usize) -> String {
    if engines > 1 { format!("{} × {engines}", cpu()) } else { cpu() }
}

/// How many engines run besides the first; they run while many films wait.
pub(crate) fn workers_running(workers: usize) -> String {
    say!("workers_running", workers = workers)
}

/// How far the weights are loaded.
pub(crate) fn weights_progress(loaded: &str, total: &str) -> String {
    say!("weights_progress", loaded = loaded, total = total)
}

/// An engine that runs: its device, and how long its start took.
pub(crate) fn engine_running(device: &str, time: &str) -> String {
    let ready = say!("engine_running", time = time);
    if device.is_empty() { ready } else { say!("engine_running_on", device = device, ready = ready) }
}

/// WebGPU failed, and the CPU computes instead; announced and shown.
pub(crate) fn fell_back(reason: &str) -> String {
    say!("fell_back", reason = sentence(reason))
}

/// The CPU engine cannot be used.
pub(crate) fn engine_failed(reason: &str) -> String {
    say!("engine_failed", reason = sentence(reason))
}
