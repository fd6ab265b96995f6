//! The viewer: the chosen film on the screen, the pointer and the keys, measurements, and what lies over the film.

pub(crate) mod canvas2d;
pub(crate) mod comparison;
pub(crate) mod comparison_control;
pub(crate) mod corner_text;
pub(crate) mod display;
pub(crate) mod film_view;
pub(crate) mod keys;
pub(crate) mod magnifier;
pub(crate) mod map_layer;
pub(crate) mod measure;
pub(crate) mod measure_view;
pub(crate) mod orientation;
pub(crate) mod placement;
pub(crate) mod pointer;
pub(crate) mod ruler;
pub(crate) mod shaders;
pub(crate) mod snapshot;
pub(crate) mod state;
pub(crate) mod toolbar;
pub(crate) mod webgl;
pub(crate) mod zoom;
