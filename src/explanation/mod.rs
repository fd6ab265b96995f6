//! Explanation: what a film's numbers depend on, place by place, and what stands in the way of believing them.
//!
//! Plain numbers; the models are asked in [`models`](crate::models). A map says what a number depends on. It does not say
//! where disease is, and how often it points at an opacity that was drawn into a film is measured (docs/models.md).

mod colours;
mod contradiction;
mod map;
mod occlusion;
mod reconstruction;

pub use colours::{Legend, Scale};
pub use contradiction::{Contradiction, contradictions};
pub use map::Map;
pub use occlusion::{Occlusion, OcclusionPatches};
pub use reconstruction::{ErrorScale, Reconstruction};
