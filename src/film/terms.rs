//! Defined terms of the header: which modalities are radiography, which body parts belong to the chest, which views are
//! lateral.

/// Whether a modality is one of radiographs (PS3.3 C.7.3.1.1.1).
pub(crate) fn is_radiograph(modality: &str) -> bool {
    ["CR", "DX", "DR", "RG"].contains(&modality.trim())
}

/// Whether a modality may be one of radiographs: scanned, captured and other images may show one too.
pub(crate) fn may_be_radiograph(modality: &str) -> bool {
    is_radiograph(modality) || ["OT", "SC", "RF", "PX", "XC", "DF"].contains(&modality.trim())
}

/// Whether a body part is the chest (PS3.16 annex L) or lies in it.
pub(crate) fn is_chest(part: &str) -> bool {
    let part = part.to_ascii_uppercase();
    ["CHEST", "THORAX", "LUNG", "RIB"].iter().any(|name| part.contains(name))
}

/// Left and right lateral views (PS3.3 C.8.1.4 and C.8.11.3).
pub(crate) fn is_lateral(view: &str) -> bool {
    ["LL", "RL", "LAT", "LATERAL", "LLD", "RLD"].contains(&view.trim().to_ascii_uppercase().as_str())
}
