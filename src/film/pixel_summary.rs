//! Facts of a film: the object that `negatoscope inspect --json` prints.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::decoded::Film;
use super::header::Header;
use super::samples::Samples;

/// Facts of a film: its header, what was stored, and the range after the modality LUT. Padding is counted in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PixelSummary {
    /// What the film says of itself.
    #[serde(flatten)]
    pub header: Header,
    /// SHA-256 over the stored samples of the scored frame as little-endian signed 32-bit integers, row by row,
    /// lower-case hexadecimal. None for colour, where a pixel is more than one sample.
    pub stored_sha256: Option<String>,
    /// Smallest stored sample (luminance for colour, in the unit of the samples).
    pub stored_min: f64,
    /// Largest stored sample.
    pub stored_max: f64,
    /// Mean stored sample.
    pub stored_mean: f64,
    /// Smallest value after the modality LUT.
    pub modality_min: f64,
    /// Largest value after the modality LUT.
    pub modality_max: f64,
}

impl Film {
    /// The facts that `negatoscope inspect` prints.
    pub fn summary(&self) -> PixelSummary {
        facts(self)
    }
}

fn facts(film: &Film) -> PixelSummary {
    let (stored_min, stored_max) = film.samples.range(None).unwrap_or_default();
    let (modality_min, modality_max) = film.modality.range(&film.samples, None).unwrap_or_default();
    let (mut sum, mut count) = (0.0, 0.0);
    film.samples.for_each(|stored| {
        sum += stored;
        count += 1.0;
    });
    PixelSummary {
        header: film.header.clone(),
        stored_sha256: stored_sha256(&film.samples),
        stored_min,
        stored_max,
        stored_mean: sum / count,
        modality_min,
        modality_max,
    }
}

fn stored_sha256(samples: &Samples) -> Option<String> {
    const BLOCK: usize = 1 << 16;
    if let Samples::F32(_) = samples {
        return None;
    }
    let mut hash = Sha256::new();
    let mut block = Vec::with_capacity(BLOCK);
    samples.for_each(|stored| {
        block.extend_from_slice(&(stored as i64 as i32).to_le_bytes());
        if block.len() >= BLOCK {
            hash.update(&block);
            block.clear();
        }
    });
    hash.update(&block);
    Some(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}
