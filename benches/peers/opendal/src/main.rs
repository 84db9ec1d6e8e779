//! Apache OpenDAL under measurement. It cannot stream one request from a callback, so W1 goes out in parts. The certificate to
//! trust comes from the environment (SSL_CERT_FILE).

use bytes::Bytes;
use common::{BUCKET, KEY, Peer, REGION, Result, SECRET, Source};
use futures::TryStreamExt;
use opendal::Operator;
use opendal::services::S3;

struct Store(Operator);

impl Peer for Store {
    async fn put(&self, name: &str, bytes: Bytes) -> Result<()> {
        self.0.write(name, bytes).await?;
        Ok(())
    }

    async fn put_parts(&self, name: &str, mut source: Source, part: usize, parallel: usize) -> Result<()> {
        let mut writer = self.0.writer_with(name).chunk(part).concurrent(parallel).await?;
        while let Some(bytes) = source.next(part) {
            writer.write(bytes).await?;
        }
        writer.close().await?;
        Ok(())
    }

    async fn get(&self, name: &str) -> Result<u64> {
        let stream = self.0.reader(name).await?.into_bytes_stream(..).await?;
        Ok(stream.try_fold(0, async |sum, bytes| Ok(sum + bytes.len() as u64)).await?)
    }

    async fn list(&self, keep: bool) -> Result<u64> {
        let mut lister = self.0.lister_with("").recursive(true).await?;
        let (mut kept, mut count) = (Vec::new(), 0);
        while let Some(entry) = lister.try_next().await? {
            count += 1;
            if keep {
                kept.push(entry);
            }
        }
        Ok(count)
    }
}

fn connect() -> Result<Store> {
    opendal::install_default();
    let builder = S3::default()
        .endpoint(&common::endpoint())
        .bucket(BUCKET)
        .region(REGION)
        .access_key_id(KEY)
        .secret_access_key(SECRET)
        .disable_config_load()
        .disable_ec2_metadata();
    Ok(Store(Operator::new(builder)?))
}

fn main() -> Result<()> {
    common::run(connect)
}
