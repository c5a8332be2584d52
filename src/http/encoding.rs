//! The content encoding of a response, negotiated as the middleware `Compress` does.

use actix_web::HttpRequest;
use actix_web::http::header::{self, AcceptEncoding, ContentEncoding, Encoding, Header};

/// The encodings that `Compress` supports, in the order of its preference.
const ENCODINGS: [ContentEncoding; 3] = [ContentEncoding::Brotli, ContentEncoding::Zstd, ContentEncoding::Gzip];

/// The encoding that `Compress` will choose. `None` if the client accepts none of the supported ones.
pub fn negotiate_encoding(request: &HttpRequest) -> Option<ContentEncoding> {
    if !request.headers().contains_key(header::ACCEPT_ENCODING) {
        return Some(ContentEncoding::Identity);
    }
    let supported: Vec<_> = ENCODINGS.into_iter().map(Encoding::Known).chain([Encoding::identity()]).collect();
    match AcceptEncoding::parse(request).ok()?.negotiate(supported.iter())? {
        Encoding::Known(encoding) => Some(encoding),
        Encoding::Unknown(_) => None,
    }
}
