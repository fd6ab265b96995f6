//! The listing of a film's whole DICOM header.

plain! {
    header_title, header_search, header_copy, header_copied, header_not_copied, header_none, header_no_names,
}

/// The columns of the header's table.
pub(crate) fn header_columns() -> [String; 4] {
    [say!("header_tag"), "VR".to_owned(), say!("header_name"), say!("header_value")]
}

/// How many elements of a header match the search.
pub(crate) fn header_elements(found: usize, all: usize) -> String {
    if found == all {
        say!("header_count", all = all)
    } else {
        say!("header_found", found = found, all = all)
    }
}
