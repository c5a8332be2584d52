//! Streams rows into a table with `COPY`, in its text format.

use std::fmt::{Display, Write};

use bytes::{Bytes, BytesMut};
use futures_util::SinkExt;
use tokio::sync::mpsc::{Sender, channel};
use tokio::task::JoinHandle;

use super::cluster::Cluster;
use crate::store::error::StoreError;

/// Bytes in a message to the connection.
const COPY_BUFFER_BYTES: usize = 256 << 10;

/// Messages that may wait to be sent.
const MAX_WAITING: usize = 4;

/// Fills one table over a connection of its own.
pub struct TableCopy {
    cluster: Cluster,
    buffer: BytesMut,
    messages: Sender<Bytes>,
    copying: JoinHandle<Result<u64, StoreError>>,
}

impl TableCopy {
    /// Starts to fill `table (columns)`.
    pub fn start(cluster: &Cluster, table: &str) -> Result<Self, StoreError> {
        let (messages, mut waiting) = channel::<Bytes>(MAX_WAITING);
        let (connected, sql) = (cluster.clone(), format!("COPY {table} FROM STDIN"));
        let copying = cluster.spawn(async move {
            let client = connected.connect_to_primary().await?;
            let mut sink = Box::pin(client.copy_in::<_, Bytes>(&sql).await?);
            while let Some(message) = waiting.recv().await {
                sink.send(message).await?;
            }
            Ok(sink.as_mut().finish().await?)
        })?;
        Ok(Self { cluster: cluster.clone(), buffer: BytesMut::with_capacity(COPY_BUFFER_BYTES * 2), messages, copying })
    }

    /// Adds a row.
    pub fn row(&mut self, fill: impl FnOnce(&mut Fields)) -> Result<(), StoreError> {
        fill(&mut Fields { out: &mut self.buffer, first: true });
        self.buffer.extend_from_slice(b"\n");
        if self.buffer.len() < COPY_BUFFER_BYTES {
            return Ok(());
        }
        let message = self.buffer.split().freeze();
        self.messages.blocking_send(message).map_err(|_| StoreError::Database("COPY ended early".to_owned()))
    }

    /// Sends the rest and waits until the table is filled. Returns the number of rows.
    pub fn finish(mut self) -> Result<u64, StoreError> {
        // If this fails, the connection has the error.
        let _ = self.messages.blocking_send(self.buffer.split().freeze());
        drop(self.messages);
        self.cluster.block_on(self.copying)?.map_err(|error| StoreError::Database(error.to_string()))?
    }
}

/// The fields of a row.
pub struct Fields<'r> {
    out: &'r mut BytesMut,
    first: bool,
}

impl Fields<'_> {
    /// Writes a text.
    pub fn text(&mut self, text: &str) {
        self.separate();
        for part in text.split_inclusive(['\\', '\n', '\r', '\t']) {
            let end = part.chars().next_back();
            let escaped = match end {
                Some('\\') => Some("\\\\"),
                Some('\n') => Some("\\n"),
                Some('\r') => Some("\\r"),
                Some('\t') => Some("\\t"),
                _ => None,
            };
            let plain = escaped.map_or(part, |_| &part[..part.len() - 1]);
            self.out.extend_from_slice(plain.as_bytes());
            self.out.extend_from_slice(escaped.unwrap_or_default().as_bytes());
        }
    }

    /// Writes a text or null.
    pub fn optional(&mut self, text: Option<&str>) {
        if let Some(text) = text {
            return self.text(text);
        }
        self.separate();
        self.out.extend_from_slice(b"\\N");
    }

    /// Writes a value that needs no escaping, such as a number.
    pub fn plain(&mut self, value: impl Display) {
        self.separate();
        write!(self.out, "{value}").expect("writing to memory");
    }

    /// Writes an array of such values.
    pub fn list<T: Display>(&mut self, values: impl IntoIterator<Item = T>) {
        self.separate();
        self.out.extend_from_slice(b"{");
        for (at, value) in values.into_iter().enumerate() {
            write!(self.out, "{}{value}", if at > 0 { "," } else { "" }).expect("writing to memory");
        }
        self.out.extend_from_slice(b"}");
    }

    pub fn bytes(&mut self, bytes: &[u8]) {
        self.separate();
        self.out.extend_from_slice(b"\\\\x");
        for byte in bytes {
            write!(self.out, "{byte:02x}").expect("writing to memory");
        }
    }

    fn separate(&mut self) {
        if !std::mem::replace(&mut self.first, false) {
            self.out.extend_from_slice(b"\t");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_written_in_copy_text_format() {
        let mut out = BytesMut::new();
        let mut fields = Fields { out: &mut out, first: true };
        fields.text("a\tb\\c\nd\re");
        fields.optional(None);
        fields.text("\\N");
        fields.text("");
        fields.plain(7);
        fields.list([1, 2]);
        fields.bytes(&[0, 255]);
        assert_eq!(out, "a\\tb\\\\c\\nd\\re\t\\N\t\\\\N\t\t7\t{1,2}\t\\\\x00ff");
    }
}
