//! The JPEG XL decoder as a module of its own, which the engine loads when the first such film comes.

fn main() {
    #[cfg(target_arch = "wasm32")]
    negatoscope::film::offer_jpeg_xl();
}
