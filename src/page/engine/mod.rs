//! The engines as the page sees them: workers, the jobs in line for them, and what happens when one fails.

pub(crate) mod adapter;
pub(crate) mod client;
pub(crate) mod dispatch;
pub(crate) mod explain;
pub(crate) mod lifecycle;
pub(crate) mod paper;
pub(crate) mod pool;
pub(crate) mod queue;
pub(crate) mod slot;
pub(crate) mod state;
pub(crate) mod watchdog;
