//! How an engine fails, and the kinds of error that a film gets by it.

use crate::page::text::messages;
use crate::page::text::messages::MessageFn;

/// How an engine's worker fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EngineFailure {
    /// The browser has no WebGPU adapter, and the address asks for one.
    NoAdapter,
    /// Its code did not load.
    NotLoaded,
    Crashed,
    /// It did not answer in time.
    Silent,
    /// It sent a message that the page does not know.
    Garbled,
    /// It sent values that are NaN, infinite or out of range.
    NotSound,
}

impl EngineFailure {
    /// What the page says of it.
    pub(crate) fn message(self) -> MessageFn {
        match self {
            Self::NoAdapter => messages::gpu_no_adapter,
            Self::NotLoaded => messages::no_load,
            Self::Crashed => messages::crashed,
            Self::Silent => messages::too_slow,
            Self::Garbled => messages::bad_message,
            Self::NotSound => messages::not_sound,
        }
    }

    /// What the page says of it where the WebGPU engine failed and the CPU takes over.
    pub(crate) fn gpu_message(self) -> MessageFn {
        match self {
            Self::NoAdapter => messages::gpu_no_adapter,
            Self::Silent => messages::gpu_silent,
            Self::NotSound => messages::gpu_not_sound,
            Self::NotLoaded | Self::Crashed | Self::Garbled => messages::gpu_crashed,
        }
    }
}
