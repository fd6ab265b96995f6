//! Content items: the tree of a structured report (PS3.3 C.17.3).

use dicom_core::VR;
use dicom_dictionary_std::tags;

use super::codes::Code;
use crate::dicom_export::element_writer::{Elements, Value};
use crate::dicom_export::source::Reference;
use crate::dicom_export::values::decimal;

/// How an item stands to the one above it (PS3.3 table C.17.3-8).
#[derive(Debug, Clone, Copy)]
pub(super) enum Relation {
    Contains,
    HasConceptModifier,
    HasObservationContext,
    HasAcquisitionContext,
}

impl Relation {
    fn term(self) -> &'static str {
        match self {
            Self::Contains => "CONTAINS",
            Self::HasConceptModifier => "HAS CONCEPT MOD",
            Self::HasObservationContext => "HAS OBS CONTEXT",
            Self::HasAcquisitionContext => "HAS ACQ CONTEXT",
        }
    }
}

fn item(relation: Option<Relation>, kind: &str, name: Code) -> Elements {
    let mut item = Elements::default();
    if let Some(relation) = relation {
        item.text(tags::RELATIONSHIP_TYPE, VR::CS, relation.term());
    }
    item.text(tags::VALUE_TYPE, VR::CS, kind);
    item.items(tags::CONCEPT_NAME_CODE_SEQUENCE, vec![name.item()]);
    item
}

/// A container; `template` is the number of the template in PS3.16 that it follows. The root has no relation.
pub(super) fn container(
    relation: Option<Relation>,
    name: Code,
    template: Option<&str>,
    content: Vec<Elements>,
) -> Elements {
    let mut item = item(relation, "CONTAINER", name);
    item.text(tags::CONTINUITY_OF_CONTENT, VR::CS, "SEPARATE");
    if let Some(template) = template {
        let mut follows = Elements::default();
        follows.text(tags::MAPPING_RESOURCE, VR::CS, "DCMR");
        follows.text(tags::TEMPLATE_IDENTIFIER, VR::CS, template);
        item.items(tags::CONTENT_TEMPLATE_SEQUENCE, vec![follows]);
    }
    item.items(tags::CONTENT_SEQUENCE, content);
    item
}

pub(super) fn code(relation: Relation, name: Code, value: Code) -> Elements {
    let mut item = item(Some(relation), "CODE", name);
    item.items(tags::CONCEPT_CODE_SEQUENCE, vec![value.item()]);
    item
}

pub(super) fn text(relation: Relation, name: Code, value: &str) -> Elements {
    let mut item = item(Some(relation), "TEXT", name);
    item.text(tags::TEXT_VALUE, VR::UT, value);
    item
}

pub(super) fn uid(relation: Relation, name: Code, value: &str) -> Elements {
    let mut item = item(Some(relation), "UIDREF", name);
    item.text(tags::UID, VR::UI, value);
    item
}

/// A number: in sixteen letters, and as exact as it was computed beside them.
pub(super) fn number(relation: Relation, name: Code, value: f64, unit: Code) -> Elements {
    let mut measured = Elements::default();
    measured.text(tags::NUMERIC_VALUE, VR::DS, &decimal(value));
    measured.put(tags::FLOATING_POINT_VALUE, VR::FD, Value::Double(value));
    measured.items(tags::MEASUREMENT_UNITS_CODE_SEQUENCE, vec![unit.item()]);
    let mut item = item(Some(relation), "NUM", name);
    item.items(tags::MEASURED_VALUE_SEQUENCE, vec![measured]);
    item
}

pub(super) fn image(name: Code, image: &Reference, context: Vec<Elements>) -> Elements {
    let mut item = item(Some(Relation::Contains), "IMAGE", name);
    item.items(tags::REFERENCED_SOP_SEQUENCE, vec![image.item()]);
    if !context.is_empty() {
        item.items(tags::CONTENT_SEQUENCE, context);
    }
    item
}
