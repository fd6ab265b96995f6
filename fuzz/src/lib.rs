//! What the fuzz targets share: a film is opened from bytes and used in every way there is.
//!
//! Nothing of the film code is made public for this. A target for one decoder builds a sound DICOM file round its bytes
//! (`stream`), and goes in by the front door.

pub mod container;
pub mod file;
pub mod stream;

use negatoscope::film::DisplayRequest;
use negatoscope::film::{self, Dictionary, Film, Limits};
use negatoscope::input;
use negatoscope::input::PaperInput;

/// Tight, so that thousands of films are read in a second.
fn limits() -> Limits {
    Limits {
        max_file_bytes: 1 << 20,
        max_pixels: MAX_PIXELS,
        max_frames: 1 << 10,
        max_entries: 1 << 6,
        ..Limits::default()
    }
}

const MAX_PIXELS: usize = 1 << 16;

/// Opens a film, and takes all of it that page and program take; of several frames, the last one too. Whatever the bytes
/// are, they end in an error that has something to say, or in a film that is sound.
pub fn read(bytes: &[u8]) {
    if let Ok(listing) = film::list(bytes, &Dictionary::default(), &limits()) {
        assert!(listing.elements.len() <= 20_000 && listing.elements.iter().all(|row| row.depth <= 64));
    }
    let frames = read_frame(bytes, 0);
    if frames > 1 {
        read_frame(bytes, frames - 1);
    }
}

/// Returns how many frames there are; 0 where there is no film.
fn read_frame(bytes: &[u8], frame: u32) -> u32 {
    match film::open_frame(bytes.to_vec(), frame, &limits()) {
        Err(error) => {
            assert!(error.to_string().ends_with('.'), "{error:?} is no sentence");
            0
        }
        Ok(mut film) => {
            use_film(&mut film);
            film.header.frames
        }
    }
}

fn use_film(film: &mut Film) {
    let facts = film.summary();
    let range = [facts.stored_min, facts.stored_max, facts.modality_min, facts.modality_max];
    // Of floating point numbers, some are not finite, and none has a hash.
    assert!(facts.stored_sha256.is_none() || range.iter().all(|number| number.is_finite()), "{facts:?}");
    // Beyond the last window that the file asks for, the film's own grey levels decide.
    for window in 0..=film.header.windows.len() {
        let picture = film.picture(window);
        let pixels = picture.rows as usize * picture.columns as usize;
        let view = DisplayRequest { window: window as u32, ..DisplayRequest::default() };
        if let Some(values) = film.render_indexed(&view, u32::MAX).values {
            let codes = values.codes.as_chunks::<2>().0.iter().map(|&code| u16::from_le_bytes(code));
            assert!(codes.zip(&*picture.gray).all(|(code, &gray)| values.table[usize::from(code)] == gray));
        }
        assert!((1..=MAX_PIXELS).contains(&pixels), "{pixels} pixels");
        assert_eq!(picture.gray.len(), pixels, "a byte a pixel");
        assert!(
            picture.overlay.is_none_or(|overlay| overlay.as_bytes().len() == pixels.div_ceil(8)),
            "a bit a pixel"
        );
        assert!(picture.aspect.is_finite() && picture.aspect > 0.0, "pixels of {} : 1", picture.aspect);
    }
    let input = input::prepare(film).paper;
    assert_eq!(PaperInput::from_le_bytes(&input.to_le_bytes()), Some(input), "values outside 0 to 1");
}
