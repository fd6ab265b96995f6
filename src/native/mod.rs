//! The native program: scores, explains and exports films, trains and evaluates models. Everything about films and models
//! comes from the core.

mod atomic_write;
mod cli;
mod commands;
mod device;
mod evaluation;
mod load;
mod outcome;
mod release;
mod reproduce;
mod tables;
mod train;
mod weights;

pub use cli::main;
