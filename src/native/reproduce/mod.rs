//! The paper's experiment on a folder of films, and its report.

mod args;
mod charts;
mod comparisons;
mod csv_table;
mod error;
mod experiment;
mod figures;
mod films;
mod galleries;
mod html;
mod number_format;
mod page;
mod paper_tables;
mod part;
mod plots;
mod published;
mod report;
mod rounding;
mod run;
mod score_cache;
mod sections;
mod thumbnail;

pub(crate) use args::ReproduceArgs;
pub(crate) use run::run;
