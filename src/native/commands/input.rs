//! `negatoscope input`: the model input of a film as a NumPy array.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::film;
use crate::film::Limits;
use crate::input;
use crate::input::PaperInput;
use crate::native::atomic_write;
use crate::native::load::paths::read;
use crate::native::outcome::Outcome;

/// Arguments of `input`.
#[derive(Debug, clap::Args)]
pub(crate) struct InputArgs {
    /// The film.
    file: PathBuf,
    /// Output file: a NumPy array of 100 x 100 little-endian 32-bit floats.
    #[arg(long, value_name = "PLANE.npy")]
    out: PathBuf,
}

pub(crate) fn run(args: &InputArgs) -> Outcome {
    let name = args.file.display();
    let bytes = read(&args.file).map_err(|error| format!("{name}: {}", error.message))?;
    let film = film::open(bytes, &Limits::default()).map_err(|error| format!("{name}: {error}"))?;
    atomic_write::write(&args.out, npy(&input::prepare_paper(&film)))
        .map_err(|error| format!("{}: {error}", args.out.display()))?;
    Ok(ExitCode::SUCCESS)
}

/// NumPy's format 1.0: magic, header length, header padded to 64 bytes, data.
fn npy(input: &PaperInput) -> Vec<u8> {
    let side = PaperInput::SIDE;
    let header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({side}, {side}), }}");
    let padded = (10 + header.len() + 1).next_multiple_of(64) - 10;
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend((padded as u16).to_le_bytes());
    file.extend(format!("{header:<width$}\n", width = padded - 1).bytes());
    file.extend(input.to_le_bytes());
    file
}
