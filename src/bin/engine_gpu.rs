//! The WebGPU engine's entry point: scores inputs on the graphics processor.

#[cfg(target_arch = "wasm32")]
fn main() {
    use negatoscope::scores::Backend;
    negatoscope::engine::run(Backend::Webgpu, async || {
        burn::tensor::Device::wgpu_options().init_async().await.map_err(|error| error.to_string())
    });
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("engine_gpu runs in a web worker; build it with `trunk build`");
}
