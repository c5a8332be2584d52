//! Compresses bodies with windows much smaller than those of `Compress`: a client that reads a stream slowly holds them for as long
//! as it reads.

use std::io::{self, Write};
use std::mem::take;

use actix_web::http::header::ContentEncoding;
use actix_web::web::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use zstd::stream::raw::CParameter;

/// The window of zstd as a power of two, in bytes.
const ZSTD_WINDOW_LOG: u32 = 17;
const ZSTD_LEVEL: i32 = 1;

/// The window of Brotli as a power of two, in bytes.
const BROTLI_WINDOW_LOG: u32 = 16;
const BROTLI_QUALITY: u32 = 2;

/// Bytes that the Brotli encoder takes at a time.
const BROTLI_BUFFER_BYTES: usize = 8 << 10;

/// Encodes a stream of bytes.
pub enum StreamEncoder {
    Gzip(GzEncoder<Vec<u8>>),
    Brotli(Box<brotli::CompressorWriter<Vec<u8>>>),
    Zstd(zstd::Encoder<'static, Vec<u8>>),
}

impl StreamEncoder {
    /// `None` for other encodings.
    pub fn new(encoding: ContentEncoding) -> io::Result<Option<Self>> {
        Ok(match encoding {
            ContentEncoding::Gzip => Some(Self::Gzip(GzEncoder::new(Vec::new(), Compression::fast()))),
            ContentEncoding::Brotli => {
                let (quality, window) = (BROTLI_QUALITY, BROTLI_WINDOW_LOG);
                let writer = brotli::CompressorWriter::new(Vec::new(), BROTLI_BUFFER_BYTES, quality, window);
                Some(Self::Brotli(Box::new(writer)))
            }
            ContentEncoding::Zstd => {
                let mut encoder = zstd::Encoder::new(Vec::new(), ZSTD_LEVEL)?;
                encoder.set_parameter(CParameter::WindowLog(ZSTD_WINDOW_LOG))?;
                Some(Self::Zstd(encoder))
            }
            _ => None,
        })
    }

    /// Encodes a complete body, given in chunks. `None` for other encodings.
    pub fn encode_all(encoding: ContentEncoding, chunks: &[Bytes]) -> io::Result<Option<Vec<u8>>> {
        let Some(mut encoder) = Self::new(encoding)? else { return Ok(None) };
        let mut output = Vec::new();
        for chunk in chunks {
            output.append(&mut encoder.encode(chunk)?);
        }
        output.append(&mut encoder.finish()?);
        Ok(Some(output))
    }

    /// Encodes bytes and returns what is complete of the output.
    pub fn encode(&mut self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Self::Gzip(encoder) => encoder.write_all(bytes).map(|()| take(encoder.get_mut())),
            Self::Brotli(encoder) => encoder.write_all(bytes).map(|()| take(encoder.get_mut())),
            Self::Zstd(encoder) => encoder.write_all(bytes).map(|()| take(encoder.get_mut())),
        }
    }

    /// Returns the end of the output.
    pub fn finish(self) -> io::Result<Vec<u8>> {
        match self {
            Self::Gzip(encoder) => encoder.finish(),
            Self::Brotli(encoder) => Ok(encoder.into_inner()),
            Self::Zstd(encoder) => encoder.finish(),
        }
    }
}
