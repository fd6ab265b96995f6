//! One file for each command of the program.

pub(crate) mod bench;
pub(crate) mod calibrate;
pub(crate) mod error_scale;
pub(crate) mod evaluate;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod input;
pub(crate) mod inspect;
pub(crate) mod phantom;
pub(crate) mod score;
pub(crate) mod train;
