//! From bytes to film, picture and input: every rule on a film built in memory.

mod codecs;
mod damage;
mod display;
mod frames;
mod hostile;
mod inputs;
mod jpeg_dct;
mod jpeg_ls;
#[cfg(feature = "jpegxl")]
mod jpeg_xl;
mod listing;
mod lossless_jpeg;
mod overlays;
mod parser;
mod reading;
mod texts;
mod tokens;
mod values;
mod warnings;

use dicom_dictionary_std::uids;
use dicom_object::InMemDicomObject;
use negatoscope::film::{Film, FilmError, Limits};
use negatoscope_test_support::dicom_file::encode;

/// Opens a film as explicit little endian.
fn open(object: &InMemDicomObject) -> Result<Film, FilmError> {
    negatoscope::film::open(encode(object, uids::EXPLICIT_VR_LITTLE_ENDIAN), &Limits::default())
}
