//! What each training optimises, and how. The models themselves do not depend on it.

pub(crate) mod film_net;
pub(crate) mod paper;
pub(crate) mod release;
pub(crate) mod traits;
