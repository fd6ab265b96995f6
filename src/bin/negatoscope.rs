//! The native program's entry point.

fn main() -> std::process::ExitCode {
    negatoscope::native::main()
}
