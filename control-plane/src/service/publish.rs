//! Bundles: checked, signed, stored, and handed to whoever waits for them.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use countersign_formats::{keys::SigningKey, time::Micros};
use tokio::sync::watch;

use crate::{
    bundle::sign::{self, SignError},
    store::{
        Store,
        bundles::{self, Bundle},
        log,
    },
};

/// Why a bundle was not published.
#[derive(Debug)]
pub enum PublishError {
    /// What is wrong with the bundle.
    Bundle(SignError),
    /// The database failed.
    Storage(sqlx::Error),
    /// Checking the bundle ended without an answer.
    Interrupted,
}

impl From<sqlx::Error> for PublishError {
    fn from(error: sqlx::Error) -> Self {
        Self::Storage(error)
    }
}

/// The newest bundle of each channel, and a bell that rings when one changes.
#[derive(Debug)]
pub struct Channels {
    current: RwLock<BTreeMap<String, Arc<Bundle>>>,
    bell: watch::Sender<u64>,
}

impl Channels {
    /// Reads the newest bundles.
    pub async fn load(store: &Store) -> Result<Self, sqlx::Error> {
        let current = bundles::current(store.read()).await?;
        let current = current.into_iter().map(|b| (b.channel.clone(), Arc::new(b))).collect();
        Ok(Self { current: RwLock::new(current), bell: watch::Sender::new(0) })
    }

    /// The newest bundle of a channel; `None` if there is none.
    pub fn get(&self, channel: &str) -> Option<Arc<Bundle>> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).get(channel).cloned()
    }

    /// The newest bundle of every channel.
    pub fn all(&self) -> Vec<Arc<Bundle>> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Returns as soon as the channel's bundle is another than `digest`, if ever.
    pub async fn changed_from(&self, channel: &str, digest: Option<&str>) -> Arc<Bundle> {
        // Listening begins before looking, so that no change falls between.
        let mut bell = self.bell.subscribe();
        loop {
            if let Some(bundle) = self.get(channel)
                && Some(bundle.digest.as_str()) != digest
            {
                return bundle;
            }
            if bell.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    fn put(&self, bundle: Bundle) {
        let channel = bundle.channel.clone();
        self.current.write().unwrap_or_else(PoisonError::into_inner).insert(channel, Arc::new(bundle));
        self.bell.send_modify(|n| *n = n.wrapping_add(1));
    }
}

/// Publishes an unsigned bundle (JSON) to a channel as its next version.
pub async fn publish(
    store: &Store,
    channels: &Channels,
    key: &SigningKey,
    channel: &str,
    unsigned: Vec<u8>,
    issued_at: Micros,
    expires_at: Micros,
) -> Result<Bundle, PublishError> {
    // Loading a bundle's automata takes long enough to keep it from the threads that serve records.
    let checked = tokio::task::spawn_blocking(move || sign::check(&unsigned)).await;
    let parts = checked.map_err(|_| PublishError::Interrupted)?.map_err(PublishError::Bundle)?;
    // The lock makes reading the last version and storing the next one a single step.
    let mut db = store.write().await;
    let version = channels.get(channel).map_or(1, |b| b.version + 1);
    let signed =
        sign::sign(&parts, channel, version, issued_at, expires_at, key).map_err(PublishError::Bundle)?;
    let bundle = Bundle {
        channel: channel.to_owned(),
        version,
        digest: signed.digest,
        envelope: signed.envelope,
        issued_at,
        expires_at,
    };
    log::begin(&mut db).await?;
    let stored = async {
        for blob in &parts.blobs {
            bundles::add_blob(&mut db, &blob.digest, &blob.content).await?;
        }
        bundles::add(&mut db, &bundle).await?;
        log::commit(&mut db).await
    }
    .await;
    if let Err(error) = stored {
        log::rollback(&mut db).await;
        return Err(error.into());
    }
    channels.put(bundle.clone());
    Ok(bundle)
}
