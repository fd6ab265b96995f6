//! The native program: trains, evaluates, scores folders. Everything about films and models comes from the core.

mod bench;
mod calibrate;
mod cli;
mod device;
mod error_scale;
mod evaluate;
mod explain;
mod export;
mod files;
mod films;
mod fit_calibration;
mod input;
mod inspect;
mod metrics;
mod outcomes;
mod phantom;
mod pointing;
mod reproduce;
mod score;
mod tables;
mod train;
mod unpack;
mod weights;
mod whole;

pub use cli::main;
