//! The CPU engine's entry point: reads films and scores them on the processor.

#[cfg(target_arch = "wasm32")]
fn main() {
    use negatoscope::scores::Backend;
    negatoscope::engine::run(Backend::Cpu, async || Ok(burn::tensor::Device::flex()));
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("engine_cpu runs in a web worker; build it with `trunk build`");
}
