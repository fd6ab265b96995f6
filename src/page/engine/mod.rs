//! The engines as the page sees them: web workers, the queue of their jobs, and what happens when one fails.

pub(crate) mod adapter;
pub(crate) mod client;
pub(crate) mod dispatch;
pub(crate) mod engines;
pub(crate) mod events;
pub(crate) mod explain;
pub(crate) mod failure;
pub(crate) mod jobs;
pub(crate) mod lifecycle;
pub(crate) mod paper;
pub(crate) mod pool;
pub(crate) mod queue;
pub(crate) mod recovery;
pub(crate) mod results;
pub(crate) mod slot;
pub(crate) mod state;
pub(crate) mod watchdog;
pub(crate) mod workers;
