//! The queue as the parts of the controller share it.

use std::cell::{RefCell, RefMut};

use super::queue::Queue;

/// The queue, and the dispatcher that is called once a job was added.
pub(crate) struct Jobs {
    queue: RefCell<Queue>,
    dispatcher: Box<dyn Fn()>,
}

impl Jobs {
    /// An empty queue; `dispatcher` gives its jobs to idle engines.
    pub(crate) fn new(dispatcher: impl Fn() + 'static) -> Self {
        Self { queue: RefCell::default(), dispatcher: Box::new(dispatcher) }
    }

    /// The queue, for one change or question at a time: the borrow ends before [`Jobs::dispatch`].
    pub(crate) fn queue(&self) -> RefMut<'_, Queue> {
        self.queue.borrow_mut()
    }

    /// Gives every idle engine its next job.
    pub(crate) fn dispatch(&self) {
        (self.dispatcher)();
    }
}
