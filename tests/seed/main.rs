//! Seed files through the library: what is accepted, and how every kind of fault is told.

#[path = "../support/mod.rs"]
mod support;

mod faults;
mod schemas;
