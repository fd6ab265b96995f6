//! What the fuzz targets share: a film is opened from bytes and used in every way there is.
//!
//! Nothing of the film code is made public for this. A target for one decoder builds a sound DICOM file round its bytes
//! (`stream`), and goes in by the front door.

pub mod file;
pub mod stream;

use negatoscope::film::{self, Film, Limits};
use negatoscope::input::Input;

/// Tight, so that thousands of films are read in a second.
const LIMITS: Limits = Limits { max_file_bytes: 1 << 20, max_pixels: 1 << 16, max_frames: 1 << 10 };

/// Opens a film, and takes all of it that page and program take. Whatever the bytes are, they end in an error that has
/// something to say, or in a film that is sound.
pub fn read(bytes: Vec<u8>) {
    match film::open(bytes, &LIMITS) {
        Err(error) => assert!(error.to_string().ends_with('.'), "{error:?} is no sentence"),
        Ok(film) => use_film(&film),
    }
}

fn use_film(film: &Film) {
    let facts = film.facts();
    let numbers =
        [facts.stored_min, facts.stored_max, facts.stored_mean, facts.modality_min, facts.modality_max];
    assert!(numbers.iter().all(|number| number.is_finite()), "{facts:?}");
    let picture = film.picture();
    let pixels = picture.rows as usize * picture.columns as usize;
    assert_eq!(picture.gray.len(), pixels, "a byte a pixel");
    assert!(pixels <= LIMITS.max_pixels, "{pixels} pixels");
    assert!(picture.aspect.is_finite() && picture.aspect > 0.0, "pixels of {} : 1", picture.aspect);
    let input = Input::from_film(film);
    assert_eq!(Input::from_le_bytes(&input.to_le_bytes()), Some(input), "values outside 0 to 1");
}
