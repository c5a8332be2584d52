//! A reproducible corpus of any size, for the programs of the benchmark.
//!
//! | file | content |
//! |---|---|
//! | `vocabulary.rs` | words of both languages with natural frequencies |
//! | `corpus.rs` | actors, topics, articles and claims, written as seed files |
//! | `bin/bench-corpus.rs` | writes a corpus and its workload |
//! | `bin/bench-ceiling.rs` | serves static bodies: an upper bound for any server |
//! | `bin/bench-inprocess.rs` | times the query engine without a network |

pub mod corpus;
pub mod vocabulary;
