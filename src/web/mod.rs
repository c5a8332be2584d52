//! Pages for people who look rather than program: the same queries and the same parameters as the API, as HTML in two
//! languages. It asks the store by the API's own parameters and knows no database.
//!
//! ```text
//! address -> api/query.rs, api/claim_params.rs (what it means) -> store -> view model (pure) -> templates/*.html
//! ```
//!
//! | file | what it does |
//! |---|---|
//! | `routes` below | the one list of pages |
//! | `frame.rs` | who reads, in which language; the head of every page; revalidation, policy |
//! | `language.rs`, `words.rs`, `dates.rs` | the two languages: choice and counting, every phrase, dates in words |
//! | `address.rs` | the address of a view, taken apart and put together |
//! | `search.rs`, `choices.rs`, `empty.rs` | the search page, its checkboxes, the ways out of an empty result |
//! | `claim.rs`, `citation.rs` | a claim's page and how to cite it |
//! | `actor.rs`, `topic.rs`, `article.rs`, `dataset.rs` | one page of a list and of each thing |
//! | `card.rs`, `shelf.rs` | a claim as a card; the first claims of a filter |
//! | `picture.rs`, `timeline.rs` | pictures as numbers, which templates draw as SVG |
//! | `failure.rs`, `failure_words.rs` | errors as pages, and what they say |
//! | `assets.rs`, `crawlers.rs` | styles, scripts, pictures; what crawlers look for |

mod actor;
mod article;
mod assets;
mod card;
mod charts;
mod citation;
mod claim;
mod claim_list;
mod dataset;
mod dates;
mod empty_results;
pub mod error_page;
mod facet_controls;
mod failure_words;
mod language;
mod layout;
mod search;
mod sitemap;
mod timeline;
mod topic;
mod url;
mod words;

use actix_web::web::ServiceConfig;

/// Every page for people, and what belongs to them.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(search::show_search)
        .service(claim::show_claim_as)
        .service(claim::show_claim)
        .service(actor::show_actors)
        .service(actor::show_actor)
        .service(topic::show_topics)
        .service(topic::show_topic)
        .service(article::show_articles)
        .service(article::show_article)
        .service(dataset::show_dataset)
        .service(assets::get_asset)
        .service(assets::get_icon)
        .service(assets::get_old_icon)
        .service(sitemap::get_robots)
        .service(sitemap::get_sitemap)
        .service(sitemap::get_sitemap_file);
}
