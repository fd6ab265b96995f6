//! The words of viewing: tools on the film, its header, its picture.

pub(crate) fn tags() -> &'static str {
    "Header of the film"
}

pub(crate) fn tags_hint() -> &'static str {
    "The whole header of the file"
}

pub(crate) fn search_tags() -> &'static str {
    "Search tags, names and values"
}

pub(crate) fn copy() -> &'static str {
    "Copy"
}

pub(crate) fn copied() -> &'static str {
    "Copied"
}

pub(crate) fn not_copied() -> &'static str {
    "This browser does not let the page copy: mark the rows and copy them yourself."
}

pub(crate) fn no_header() -> &'static str {
    "A PNG or JPEG picture has no DICOM header."
}

pub(crate) fn no_names() -> &'static str {
    "The names of attributes could not be fetched: most are listed by their numbers alone."
}

pub(crate) fn tag_columns() -> [&'static str; 4] {
    ["Tag", "VR", "Name", "Value"]
}

pub(crate) fn elements(found: usize, all: usize) -> String {
    if found == all { format!("{all} elements") } else { format!("{found} of {all} elements") }
}
