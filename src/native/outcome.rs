//! What a command returns, and the exit code it becomes.

use std::error::Error;
use std::io;
use std::process::ExitCode;

/// Exit code of a command, or the error that ended it early. The error is printed once, by [`exit_code`].
pub(crate) type Outcome = Result<ExitCode, Box<dyn Error>>;

/// Exit code of the program; prints an error.
pub(crate) fn exit_code(outcome: Outcome) -> ExitCode {
    outcome.unwrap_or_else(|error| {
        if !is_broken_pipe(error.as_ref()) {
            eprintln!("negatoscope: {error}");
        }
        ExitCode::FAILURE
    })
}

/// Whether the reader of the output has closed it, as in `negatoscope score ... | head`: that needs no message.
fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// The exit code of a command over several films: success where there was a film and none failed.
pub(crate) fn exit_code_of_films(films: usize, failed: usize) -> ExitCode {
    if films > 0 && failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
