//! The `mpdbg` binary.
fn main() -> std::process::ExitCode {
    mpdbg::cli::main()
}
