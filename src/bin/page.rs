//! Entry point of the page.

fn main() {
    negatoscope::page::mount();
}
