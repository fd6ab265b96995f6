//! The command line: what can be asked, and where the answer's exit code comes from.

use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use super::commands::{
    bench, calibrate, error_scale, evaluate, explain, export, input, inspect, phantom, score,
};
use super::{reproduce, train};

/// Reads chest X-ray films and says how unlike normal films they are, on this machine.
///
/// For research and reading only. Not a medical device; not for diagnosis.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Score films: a verdict (looks normal, needs review, unsure, not a chest film) with what it rests on.
    ///
    /// Exit code 0: every film was scored; 1: some were not; 2: wrong usage.
    Score(score::Args),
    /// Fit the verdict's limits to a site's own films, from a folder of about a hundred normal ones: a small file for
    /// `score --calibration` and for the page.
    Calibrate(calibrate::Args),
    /// Show what a film's numbers depend on, as pictures and JSON: which parts of it raise the probability of abnormal and
    /// which lower it, how unlike normal films each place is, and what the paper's model of normal films makes of it.
    Explain(explain::Args),
    /// Hand films on as DICOM: a structured report, the shown picture with its verdict, a de-identified copy.
    ///
    /// Exit code 0: everything asked for was written; 1: something was not; 2: wrong usage.
    Export(export::Args),
    /// Say what a file holds: header facts, hash and range of the stored samples.
    Inspect(inspect::Args),
    /// Write the 100 x 100 model input of a film as a NumPy array.
    Input(input::Args),
    /// Draw synthetic chest films, with and without lesions, as DICOM files with a labels.csv.
    Phantom(phantom::Args),
    /// Train a model on a folder of films with a labels.csv. Goes on where an earlier run stopped.
    Train(train::Args),
    /// Make the weights that ship, and their model card, from three trained models.
    Release(train::ReleaseArgs),
    /// Measure how far the paper's reconstructions of normal films are from the films, and write that into their model card.
    ErrorScale(error_scale::Args),
    /// Figures of the models on labelled films: AUROC with its interval, sensitivity, specificity, and what always
    /// naming the larger class would score.
    Evaluate(evaluate::Args),
    /// The paper's whole experiment on a folder of films: both tasks by both methods, and a report with its tables and
    /// figures beside ours. Goes on where it was stopped.
    Reproduce(reproduce::Args),
    /// Measure the time of each stage on one large film.
    Bench(bench::Args),
}

/// What computes the scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum BackendChoice {
    /// The GPU for large folders where there is one that passes its self-test, else the processor.
    Auto,
    /// The processor.
    Cpu,
    /// The GPU, or an error.
    Gpu,
}

/// What ended a command early: the message is printed once, here, and nowhere else.
pub(crate) type Outcome = Result<ExitCode, Box<dyn std::error::Error>>;

/// Runs the program.
pub fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Score(args) => score::run(&args),
        Command::Calibrate(args) => calibrate::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::ErrorScale(args) => error_scale::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Input(args) => input::run(&args),
        Command::Phantom(args) => phantom::run(&args),
        Command::Train(args) => train::run(&args),
        Command::Release(args) => train::release(&args),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Reproduce(args) => reproduce::run(&args),
        Command::Bench(args) => bench::run(&args),
    };
    outcome.unwrap_or_else(|error| {
        // Whoever read the output has read enough (`negatoscope score ... | head`).
        if error.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
        {
            return ExitCode::FAILURE;
        }
        eprintln!("negatoscope: {error}");
        ExitCode::FAILURE
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
