//! DICOM export and de-identification.

use crate::dicom_export::ChangeKind;

plain! {
    dicom_export, dicom_export_hint, export_sr, export_sr_hint, export_sc, export_sc_hint, export_copy,
    export_copy_hint, exporting, no_random, copy_title, copy_what, copy_pixels, copy_burned_in, copy_dates,
    copy_dates_remove, copy_dates_keep, copy_dates_shift, copy_days, copy_characteristics, copy_device,
    copy_institution, copy_uids, copy_save, copy_attribute, copy_change, copy_before, copy_after,
    copy_show_kept, copy_private, copy_loading, redaction_title, redaction_hint, redaction_add,
    redaction_column, redaction_row, redaction_width, redaction_height, redaction_remove, copy_clean,
    copy_report, copy_picture,
}

/// What a de-identified copy does with an attribute.
pub(crate) fn change(what: ChangeKind) -> String {
    match what {
        ChangeKind::Removed => say!("change_removed"),
        ChangeKind::Emptied => say!("change_emptied"),
        ChangeKind::Replaced => say!("change_replaced"),
        ChangeKind::Kept => say!("change_kept"),
        ChangeKind::Added => say!("change_added"),
    }
}

/// How many attributes a copy changes.
pub(crate) fn changes(changed: usize, kept: usize) -> String {
    say!("copy_count", changed = changed, kept = kept)
}

/// A file that was saved.
pub(crate) fn exported(name: &str) -> String {
    say!("exported", name = name)
}
