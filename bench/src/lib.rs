//! What the benches share: a corpus of any size that comes out the same every time.
//!
//! | file | what it does |
//! |---|---|
//! | `vocabulary.rs` | words of both languages, few frequent and many rare, as in any text |
//! | `corpus.rs` | actors, topics, articles and claims, written as seed files |
//! | `bin/bench-corpus.rs` | writes a corpus and the workload that goes with it |
//! | `bin/bench-ceiling.rs` | a server of static bodies: the most that any server could do |
//! | `bin/bench-inprocess.rs` | times the query engine without a network |

pub mod corpus;
pub mod vocabulary;
