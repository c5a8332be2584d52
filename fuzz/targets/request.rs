//! Whole requests, in the process: parameters, cursors, identifiers and paths against the built-in corpus. None may fail
//! with a 500, and what is refused is refused with a problem document.
#![no_main]

use std::cell::RefCell;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use actix_web::dev::ServiceRequest;
use actix_web::http::{StatusCode, Uri, header};
use actix_web::middleware::{from_fn, Next};
use actix_web::{App, HttpMessage, body::MessageBody, test, web};
use isnad::api::{AppState, Bounds, Room, State, answer_problems, describe, no_route, routes};
use isnad::seed::{Corpus, Source, seed};
use isnad::store::Snapshot;
use libfuzzer_sys::fuzz_target;
use percent_encoding::{AsciiSet, CONTROLS, percent_encode};
use utoipa_actix_web::AppExt;

/// What an address cannot hold as it is; everything else is left to the fuzzer.
const ESCAPED: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');
