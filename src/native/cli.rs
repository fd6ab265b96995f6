//! The command line: its commands, and the exit code of the program.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::commands::{
    bench, calibrate, error_scale, evaluate, explain, export, input, inspect, phantom, score, train,
};
use super::outcome::exit_code;
use super::{release, reproduce};

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
    Score(score::ScoreArgs),
    /// Calibrate the verdict on about 100 normal films of your own site. Writes a small JSON file for
    /// `score --calibration` and for the page.
    Calibrate(calibrate::CalibrateArgs),
    /// Explain the scores of a film, as images and JSON: which regions raise the probability of abnormality and
    /// which lower it, how far each region deviates from normal films, and the reconstruction by the paper's VAE.
    Explain(explain::ExplainArgs),
    /// Export films as DICOM: a Structured Report, a Secondary Capture with the verdict, a de-identified copy.
    ///
    /// Exit code 0: all files were written; 1: some were not; 2: usage error.
    Export(export::ExportArgs),
    /// Inspect a file: header, and hash and range of the stored samples.
    Inspect(inspect::InspectArgs),
    /// Write the 100 x 100 model input of a film as a NumPy array.
    Input(input::InputArgs),
    /// Generate synthetic chest films, with and without lesions, as DICOM files with a labels.csv.
    Phantom(phantom::PhantomArgs),
    /// Train a model on a folder of films with a labels.csv. Resumes an interrupted run.
    Train(train::TrainArgs),
    /// Build the release weights and their model card from three trained models.
    Release(release::ReleaseArgs),
    /// Measure the reconstruction error of the paper's VAE on normal films, and add it to its model card.
    ErrorScale(error_scale::ErrorScaleArgs),
    /// Evaluate the models on labelled films: AUROC with its 95% interval, sensitivity, specificity, and the
    /// accuracy of always predicting the majority class.
    Evaluate(evaluate::EvaluateArgs),
    /// Reproduce the paper's experiment on a folder of films: both tasks by both methods, and a report with the paper's
    /// tables and figures next to yours. Resumes an interrupted run.
    Reproduce(reproduce::ReproduceArgs),
    /// Measure the time of each stage on one large film.
    Bench(bench::BenchArgs),
}

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
        Command::Release(args) => release::run(&args),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Reproduce(args) => reproduce::run(&args),
        Command::Bench(args) => bench::run(&args),
    };
    exit_code(outcome)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
