//! The crate object_store under measurement. It cannot stream one request from a callback, so W1 goes out in parts.

use std::time::Duration;

use bytes::Bytes;
use common::{BUCKET, KEY, Peer, REGION, Result, SECRET, Source};
use futures::{StreamExt, TryStreamExt};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{Certificate, ClientOptions, ObjectStore, ObjectStoreExt, WriteMultipart};

struct Store(AmazonS3);

impl Peer for Store {
    async fn put(&self, name: &str, bytes: Bytes) -> Result<()> {
        self.0.put(&Path::from(name), bytes.into()).await?;
        Ok(())
    }

    async fn put_parts(&self, name: &str, mut source: Source, part: usize, parallel: usize) -> Result<()> {
        let upload = self.0.put_multipart(&Path::from(name)).await?;
        let mut writer = WriteMultipart::new_with_chunk_size(upload, part);
        while let Some(bytes) = source.next(part) {
            writer.wait_for_capacity(parallel).await?;
            writer.put(bytes);
        }
        writer.finish().await?;
        Ok(())
    }

    async fn get(&self, name: &str) -> Result<u64> {
        let stream = self.0.get(&Path::from(name)).await?.into_stream();
        Ok(stream.try_fold(0, async |sum, bytes| Ok(sum + bytes.len() as u64)).await?)
    }

    async fn list(&self, keep: bool) -> Result<u64> {
        if keep {
            return Ok(self.0.list(None).try_collect::<Vec<_>>().await?.len() as u64);
        }
        Ok(self.0.list(None).fold(0, async |count, object| count + u64::from(object.is_ok())).await)
    }
}

fn connect() -> Result<Store> {
    let mut options = ClientOptions::new().with_allow_http(true).with_timeout(Duration::from_secs(600));
    if let Ok(file) = std::env::var("BENCH_CA") {
        options = options.with_root_certificate(Certificate::from_pem(&std::fs::read(file)?)?);
    }
    let builder = AmazonS3Builder::new()
        .with_endpoint(common::endpoint())
        .with_bucket_name(BUCKET)
        .with_region(REGION)
        .with_access_key_id(KEY)
        .with_secret_access_key(SECRET)
        .with_unsigned_payload(true)
        .with_client_options(options);
    Ok(Store(builder.build()?))
}

fn main() -> Result<()> {
    common::run(connect)
}
