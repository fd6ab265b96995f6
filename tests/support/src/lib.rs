//! What the tests and the fuzzing seeds share: DICOM files built in memory, encoders of the compressed transfer syntaxes, and
//! the golden cases. A helper that fails panics, as a test does.

pub mod dct_encoder;
pub mod dicom_file;
pub mod golden;
pub mod jpeg_ls_encoder;
pub mod jpeg_xl_streams;
pub mod lossless_encoder;
pub mod rle_encoder;
