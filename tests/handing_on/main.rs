//! What is handed on, as others read it: dicom-rs's parser here, dicom3tools, dcmtk and pydicom where they are installed.

mod captures;
mod copies;
#[path = "../film/dicom_file.rs"]
#[expect(dead_code, reason = "shared with the tests of the film code, which use all of it")]
mod dicom_file;
mod films;
mod judges;
mod reports;
