//! From bytes to film, picture and input: every rule on a film built in memory.

mod codecs;
mod damage;
mod dct_encoder;
mod dicom_file;
mod display;
mod doubts;
mod frames;
mod hostile;
mod inputs;
mod jpeg_dct;
mod jpeg_ls;
mod jpeg_ls_encoder;
#[cfg(feature = "jpegxl")]
mod jpeg_xl;
#[cfg(feature = "jpegxl")]
mod jpeg_xl_streams;
mod listing;
mod lossless_encoder;
mod lossless_jpeg;
mod overlays;
mod parser;
mod reading;
mod rle_encoder;
mod texts;
mod tokens;
mod values;
