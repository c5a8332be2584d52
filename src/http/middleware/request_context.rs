//! Gives every request its identifier and its dataset, answers HEAD as GET without a body, and marks the connection
//! idle when the response is sent.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use actix_web::HttpMessage;
use actix_web::body::{BodySize, BodyStream, BoxBody, MessageBody, SizedStream};
use actix_web::dev::ServiceRequest;
use actix_web::http::{ConnectionType, Method};
use actix_web::web::Bytes;
use futures_util::stream;

use super::MiddlewareResult;
use crate::http::connections::Connection;
use crate::http::request_extensions::{HeadRequest, RequestId};
use crate::http::server_context::ServerContext;
use crate::http::state::State;

pub async fn request_context(
    context: &ServerContext,
    mut request: ServiceRequest,
    next: impl AsyncFnOnce(ServiceRequest) -> MiddlewareResult,
) -> MiddlewareResult {
    let connection = request.conn_data::<Arc<Connection>>().cloned();
    if let Some(connection) = &connection {
        connection.mark_active();
    }
    let is_head = request.method() == Method::HEAD;
    {
        let mut extensions = request.extensions_mut();
        extensions.insert(context.next_request_id());
        extensions.insert(State(context.served.load_full()));
        if is_head {
            extensions.insert(HeadRequest);
        }
    }
    if is_head {
        request.head_mut().method = Method::GET;
    }
    let mut response = next(request).await?;
    if context.shutting_down.load(Ordering::Relaxed) {
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    let request_id = response.request().extensions().get::<RequestId>().copied();
    Ok(response.map_body(|_, body| {
        let body = if is_head { without_content(&body) } else { body };
        match connection {
            Some(connection) => connection.track_body(body, request_id),
            None => body,
        }
    }))
}

/// A body of the same size without content: a HEAD response has the headers of the GET response alone.
fn without_content(body: &impl MessageBody) -> BoxBody {
    let empty = stream::empty::<Result<Bytes, actix_web::Error>>();
    match body.size() {
        BodySize::None => BoxBody::new(()),
        BodySize::Sized(length) => SizedStream::new(length, empty).boxed(),
        BodySize::Stream => BodyStream::new(empty).boxed(),
    }
}
