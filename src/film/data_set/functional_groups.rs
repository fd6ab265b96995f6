//! Enhanced objects say per frame, or once for all, what others say of the whole (PS3.3 C.7.6.16.2).

use dicom_dictionary_std::tags;
use dicom_object::InMemDicomObject;

use super::dictionary::FUNCTIONAL_GROUPS;

/// Writes what the functional groups say of the frame that was read into the data set itself, where everything else looks
/// for it. A frame's own words come before those for all frames.
pub(crate) fn flatten(object: &mut InMemDicomObject) {
    let places = [tags::SHARED_FUNCTIONAL_GROUPS_SEQUENCE, tags::PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE];
    let mut said = Vec::new();
    for place in places {
        let first_item = |object: &InMemDicomObject, tag| object.get(tag)?.items()?.first().cloned();
        let Some(groups) = first_item(object, place) else {
            continue;
        };
        said.extend(FUNCTIONAL_GROUPS.iter().filter_map(|&group| first_item(&groups, group)));
    }
    said.into_iter().flatten().for_each(|element| {
        object.put(element);
    });
}
