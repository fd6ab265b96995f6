//! A file of the browser's as a [`Read`] and [`Seek`]: a window of it at a time, so that an archive of gigabytes takes a
//! megabyte of memory.

use std::io::{Error, Read, Result, Seek, SeekFrom};

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use web_sys::{Blob, FileReaderSync};

/// Bytes that are read at a time.
const WINDOW_BYTES: u64 = 1 << 20;

/// A file, and the position at which reading goes on.
pub(super) struct BlobReader {
    blob: Blob,
    at: u64,
    window: Vec<u8>,
    window_at: u64,
}

impl BlobReader {
    pub(super) fn new(blob: Blob) -> Self {
        Self { blob, at: 0, window: Vec::new(), window_at: 0 }
    }

    fn len(&self) -> u64 {
        self.blob.size() as u64
    }
}

/// Bytes of a file from `start` to `end`.
///
/// # Errors
/// Where the file was moved, changed or locked since it was given to the page.
pub(super) fn bytes(blob: &Blob, start: u64, end: u64) -> Result<Vec<u8>> {
    let read = || -> std::result::Result<Vec<u8>, JsValue> {
        let part = blob.slice_with_f64_and_f64(start as f64, end as f64)?;
        let array = Uint8Array::new(&FileReaderSync::new()?.read_as_array_buffer(&part)?.into());
        let bytes = array.to_vec();
        crate::web::free(&array);
        Ok(bytes)
    };
    read().map_err(|error| Error::other(format!("{error:?}")))
}

impl Read for BlobReader {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if self.at >= self.len() {
            return Ok(0);
        }
        let is_in_window = self.at >= self.window_at && self.at < self.window_at + self.window.len() as u64;
        if !is_in_window {
            self.window = bytes(&self.blob, self.at, (self.at + WINDOW_BYTES).min(self.len()))?;
            self.window_at = self.at;
        }
        let rest = &self.window[(self.at - self.window_at) as usize..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for BlobReader {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(offset) => self.len().checked_add_signed(offset),
            SeekFrom::Current(offset) => self.at.checked_add_signed(offset),
        };
        self.at = target.ok_or_else(|| Error::other("a position before the start of the file"))?;
        Ok(self.at)
    }
}
