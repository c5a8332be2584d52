//! Rows streamed into a table by `COPY`, in its text format.

use std::fmt::{Display, Write};

use bytes::{Bytes, BytesMut};
use futures_util::SinkExt;
use tokio::sync::mpsc::{Sender, channel};
use tokio::task::JoinHandle;

use crate::store::StoreError;
use crate::store::postgres::pool::Cluster;

/// Bytes that are sent at a time.
const PIECE: usize = 256 << 10;

/// Pieces that may wait to be sent.
const WAITING: usize = 4;

/// Takes the rows of one table over a connection of its own.
pub struct Copy {
    cluster: Cluster,
    row: BytesMut,
    pieces: Sender<Bytes>,
    sent: JoinHandle<Result<u64, StoreError>>,
}

impl Copy {
    /// Begins to fill `table (columns)`.
    pub fn begin(cluster: &Cluster, table: &str) -> Result<Self, StoreError> {
        let (pieces, mut waiting) = channel::<Bytes>(WAITING);
        let (connected, sql) = (cluster.clone(), format!("COPY {table} FROM STDIN"));
        let sent = cluster.spawn(async move {
            let client = connected.connect(true).await?;
            let mut sink = Box::pin(client.copy_in::<_, Bytes>(&sql).await?);
            while let Some(piece) = waiting.recv().await {
                sink.send(piece).await?;
            }
            Ok(sink.as_mut().finish().await?)
        })?;
        Ok(Self { cluster: cluster.clone(), row: BytesMut::with_capacity(PIECE * 2), pieces, sent })
    }

    /// Adds a row.
    pub fn row(&mut self, fill: impl FnOnce(&mut Fields)) -> Result<(), StoreError> {
        fill(&mut Fields { out: &mut self.row, first: true });
        self.row.extend_from_slice(b"\n");
        if self.row.len() < PIECE {
            return Ok(());
        }
        let piece = self.row.split().freeze();
        // A closed channel is a failure that `finish` tells of.
        self.pieces.blocking_send(piece).map_err(|_| StoreError::Database("COPY broke off".to_owned()))
    }

    /// Sends the rest and waits until the table is filled. Gives how many rows it has.
    pub fn finish(mut self) -> Result<u64, StoreError> {
        // Whether it could be sent, the other side tells.
        let _ = self.pieces.blocking_send(self.row.split().freeze());
        drop(self.pieces);
        self.cluster.wait(self.sent)?.map_err(|error| StoreError::Database(error.to_string()))?
    }
}

/// The fields of a row.
pub struct Fields<'r> {
    out: &'r mut BytesMut,
    first: bool,
}

impl Fields<'_> {
    /// A text.
    pub fn text(&mut self, text: &str) {
        self.separate();
        for piece in text.split_inclusive(['\\', '\n', '\r', '\t']) {
            let end = piece.chars().next_back();
            let escaped = match end {
                Some('\\') => Some("\\\\"),
                Some('\n') => Some("\\n"),
                Some('\r') => Some("\\r"),
                Some('\t') => Some("\\t"),
                _ => None,
            };
            let plain = escaped.map_or(piece, |_| &piece[..piece.len() - 1]);
            self.out.extend_from_slice(plain.as_bytes());
            self.out.extend_from_slice(escaped.unwrap_or_default().as_bytes());
        }
    }

    /// A text, or none.
    pub fn optional(&mut self, text: Option<&str>) {
        if let Some(text) = text {
            return self.text(text);
        }
        self.separate();
        self.out.extend_from_slice(b"\\N");
    }

    /// Something that writes nothing to be escaped, such as a number.
    pub fn plain(&mut self, value: impl Display) {
        self.separate();
        // Writing to memory cannot fail.
        let _ = write!(self.out, "{value}");
    }

    /// A list of such.
    pub fn list<T: Display>(&mut self, values: impl IntoIterator<Item = T>) {
        self.separate();
        self.out.extend_from_slice(b"{");
        for (at, value) in values.into_iter().enumerate() {
            let _ = write!(self.out, "{}{value}", if at > 0 { "," } else { "" });
        }
        self.out.extend_from_slice(b"}");
    }

    /// Bytes.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.separate();
        self.out.extend_from_slice(b"\\\\x");
        for byte in bytes {
            let _ = write!(self.out, "{byte:02x}");
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
    fn fields_are_written_as_copy_reads_them() {
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
