//! The exported DICOM files, as others read them: dicom-rs's parser here, dicom3tools, dcmtk and pydicom where they are
//! installed.

mod captures;
mod copies;
mod films;
mod judges;
mod reports;
