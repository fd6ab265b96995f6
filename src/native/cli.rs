//! The command line: what can be asked, and where the answer's exit code comes from.

use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use super::commands::{
    bench, calibrate, error_scale, evaluate, explain, export, input, inspect, phantom, score,
};
use super::{reproduce, train};

/// Scores chest X-ray films on this machine: looks normal, needs review, unsure, or not a chest film.
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
    /// Score films: a verdict (looks normal, needs review, unsure, not a chest film) and the scores behind it.
    ///
    /// Exit code 0: all films were scored; 1: some were not; 2: usage error.
    Score(score::Args),
    /// Calibrate the verdict on about 100 normal films of your own site. Writes a small JSON file for
    /// `score --calibration` and for the page.
    Calibrate(calibrate::Args),
    /// Explain the scores of a film, as images and JSON: which regions raise the probability of abnormality and
    /// which lower it, how far each region deviates from normal films, and the reconstruction by the paper's VAE.
    Explain(explain::Args),
    /// Export films as DICOM: a Structured Report, a Secondary Capture with the verdict, a de-identified copy.
    ///
    /// Exit code 0: all files were written; 1: some were not; 2: usage error.
    Export(export::Args),
    /// Inspect a file: header, and hash and range of the stored samples.
    Inspect(inspect::Args),
    /// Write the 100 x 100 model input of a film as a NumPy array.
    Input(input::Args),
    /// Generate synthetic chest films, with and without lesions, as DICOM files with a labels.csv.
    Phantom(phantom::Args),
    /// Train a model on a folder of films with a labels.csv. Resumes an interrupted run.
    Train(train::Args),
    /// Build the release weights and their model card from three trained models.
    Release(train::ReleaseArgs),
    /// Measure the reconstruction error of the paper's VAE on normal films, and add it to its model card.
    ErrorScale(error_scale::Args),
    /// Evaluate the models on labelled films: AUROC with its 95% interval, sensitivity, specificity, and the
    /// accuracy of always predicting the majority class.
    Evaluate(evaluate::Args),
    /// Reproduce the paper's experiment on a folder of films: both tasks by both methods, and a report with the paper's
    /// tables and figures next to yours. Resumes an interrupted run.
    Reproduce(reproduce::Args),
    /// Measure the time of each stage on one large film.
    Bench(bench::Args),
}

/// What computes the scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum BackendChoice {
    /// The GPU for large folders, if there is one that passes the self-test; otherwise the CPU.
    Auto,
    /// The CPU.
    Cpu,
    /// The GPU; an error if there is none.
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
