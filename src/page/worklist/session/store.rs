//! The browser's own database (IndexedDB), in which the list is kept: files and records under the same keys, and the order
//! of the keys.

use std::collections::HashMap;

use idb::{Database, DatabaseEvent, Error, Factory, ObjectStoreParams, TransactionMode, TransactionResult};
use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::File;

use super::record::KeptFilm;
use crate::page::shell::settings;

const VERSION: u32 = 1;
const FILES: &str = "files";
const FILMS: &str = "films";
const LIST: &str = "list";
const STORES: [&str; 3] = [FILES, FILMS, LIST];
const ORDER: &str = "order";

/// A film to be written: its key, its file where the file is not kept yet, and its record.
pub(super) struct NewRecord {
    pub(super) key: u32,
    pub(super) file: Option<File>,
    pub(super) film: KeptFilm,
}

/// A film as it was kept: its key, its file, and its record as JavaScript has it.
pub(super) type StoredFilm = (u32, Option<File>, JsValue);

/// The open database.
pub(super) struct SessionStore(Database);

impl SessionStore {
    /// Opens the database, which is made where there is none.
    pub(super) async fn open() -> Result<Self, Error> {
        let mut request = Factory::new()?.open(&settings::place(), Some(VERSION))?;
        request.on_upgrade_needed(|event| {
            let Ok(database) = event.database() else { return };
            for store in STORES {
                // A store that could not be made fails the first transaction.
                let _ = database.create_object_store(store, ObjectStoreParams::new());
            }
        });
        request.await.map(Self)
    }

    /// Deletes the database.
    pub(super) async fn delete() -> Result<(), Error> {
        Factory::new()?.delete(&settings::place())?.await
    }

    /// Closes the database, without which it cannot be deleted.
    pub(super) fn close(&self) {
        self.0.close();
    }

    /// Removes all films.
    pub(super) async fn clear(&self) -> Result<(), Error> {
        let transaction = self.0.transaction(&STORES, TransactionMode::ReadWrite)?;
        for store in STORES {
            transaction.object_store(store)?.clear()?;
        }
        committed(transaction.await?)
    }

    /// Writes films, removes others and sets the order, all in one transaction.
    pub(super) async fn write(
        &self,
        records: Vec<NewRecord>,
        removed: Vec<u32>,
        order: Vec<u32>,
    ) -> Result<(), Error> {
        let transaction = self.0.transaction(&STORES, TransactionMode::ReadWrite)?;
        let [files, films, list] = [
            transaction.object_store(FILES)?,
            transaction.object_store(FILMS)?,
            transaction.object_store(LIST)?,
        ];
        for key in removed.into_iter().map(JsValue::from) {
            files.delete(key.clone())?;
            films.delete(key)?;
        }
        for NewRecord { key, file, film } in records {
            if let Some(file) = file {
                files.put(&file, Some(&key.into()))?;
            }
            let record =
                serde_wasm_bindgen::to_value(&film).map_err(|error| Error::AddFailed(error.into()))?;
            films.put(&record, Some(&key.into()))?;
        }
        let order: Array = order.into_iter().map(JsValue::from).collect();
        list.put(&order, Some(&ORDER.into()))?;
        committed(transaction.commit()?.await?)
    }

    /// All films, in the order of the list.
    pub(super) async fn read(&self) -> Result<Vec<StoredFilm>, Error> {
        let transaction = self.0.transaction(&STORES, TransactionMode::ReadOnly)?;
        let all = async |name: &str| -> Result<HashMap<u32, JsValue>, Error> {
            let store = transaction.object_store(name)?;
            let (keys, values) = (store.get_all_keys(None, None)?, store.get_all(None, None)?);
            let (keys, values) = (keys.await?, values.await?);
            let keys = keys.iter().map(|key| key.as_f64().unwrap_or_default() as u32);
            Ok(keys.zip(values).collect())
        };
        let (mut files, mut films) = (all(FILES).await?, all(FILMS).await?);
        let order = transaction.object_store(LIST)?.get(JsValue::from(ORDER))?.await?;
        let order = order.and_then(|order| order.dyn_into::<Array>().ok()).unwrap_or_default();
        let film = |key: JsValue| {
            let key = key.as_f64()? as u32;
            let file = files.remove(&key).and_then(|file| file.dyn_into().ok());
            Some((key, file, films.remove(&key)?))
        };
        Ok(order.iter().filter_map(film).collect())
    }
}

/// An error where the browser has rolled a transaction back: its storage is full.
fn committed(result: TransactionResult) -> Result<(), Error> {
    if result.is_committed() { Ok(()) } else { Err(Error::TransactionCommitError(JsValue::UNDEFINED)) }
}
