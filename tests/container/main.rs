//! Containers: what comes out of archives, and what hostile ones cost.

mod archives;
mod dicomdirs;
mod hostile;

use std::io::{Cursor, Write};

use negatoscope::container::{Archive, ContainerError};
use negatoscope::film::Limits;
use negatoscope_test_support::dicom_file;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A small film.
fn film_file() -> Vec<u8> {
    let object = dicom_file::square(|pixel| pixel as u16 & 0xfff);
    dicom_file::encode(&object, dicom_dictionary_std::uids::EXPLICIT_VR_LITTLE_ENDIAN)
}

/// An archive of these files.
fn zip_of(files: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, content) in files {
        writer.start_file(*name, options).expect("entry");
        writer.write_all(content).expect("written");
    }
    writer.finish().expect("archive").into_inner()
}

type Found = (String, Result<Option<Vec<u8>>, ContainerError>);

fn unpack_with(archive: &[u8], limits: &Limits) -> Result<Vec<Found>, ContainerError> {
    let mut archive = Archive::open(Cursor::new(archive), limits)?;
    Ok((0..archive.len())
        .map(|number| {
            let entry = archive.entry(number);
            (entry.name, entry.bytes)
        })
        .collect())
}

fn unpack(archive: &[u8]) -> Result<Vec<Found>, ContainerError> {
    unpack_with(archive, &Limits::default())
}
