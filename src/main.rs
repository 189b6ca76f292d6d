//! The program: see `twistlab --help`, and the library for what is behind it.

fn main() -> std::process::ExitCode {
    twistlab::cli::main()
}
