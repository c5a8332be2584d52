//! HTML pages in every interface locale. They take the same query parameters as the API.
//!
//! ```text
//! address -> query -> store -> view model (pure) -> templates/*.html
//! ```
//!
//! | file | purpose |
//! |---|---|
//! | `layout.rs` | language and origin of a request, page frame, validators, headers |
//! | `url.rs` | the address of a page: parse, change, write |
//! | `search.rs`, `home.rs` | the search page, and what the start page shows above its list |
//! | `facet_controls.rs`, `date_fields.rs`, `applied_filters.rs` | the filters of the search page |
//! | `empty_results.rs`, `pager.rs` | suggestions for empty results; numbered pages |
//! | `claim.rs` | the page of a claim, its citations |
//! | `matrix.rs` | the heat map of two dimensions |
//! | `actor.rs`, `co_occurrence.rs`, `topic.rs`, `article.rs` | the pages of records |
//! | `actors.rs`, `topics.rs`, `articles.rs`, `record_list.rs` | the lists of records and what they share |
//! | `compare.rs`, `compare_choice.rs`, `compare_chart.rs`, `contradictions.rs` | two actors side by side |
//! | `about.rs` | the page about the dataset |
//! | `signposts.rs` | typed links for machines |
//! | `form.rs`, `names.rs` | forms, names in several languages |
//! | `verify.rs`, `checked_draft.rs` | the page that verifies the quotations of a draft |
//! | `changes.rs`, `history.rs`, `withdrawal.rs` | what is new, the history of a claim, why one was withdrawn |
//! | `card.rs`, `claim_list.rs`, `lang_text.rs` | a claim in a list, lists that pages share, a text with its language |
//! | `charts.rs`, `timeline.rs` | SVG charts as numbers, the timeline |
//! | `error_page.rs` | errors as pages |
//! | `assets.rs`, `sitemap.rs` | stylesheet, script and images; `robots.txt` and the sitemap |

mod about;
mod actor;
mod actors;
mod applied_filters;
mod article;
mod articles;
mod assets;
mod card;
mod changes;
mod charts;
mod checked_draft;
mod claim;
mod claim_list;
mod co_occurrence;
mod compare;
mod compare_chart;
mod compare_choice;
mod context;
mod contradictions;
mod date_fields;
mod empty_results;
pub mod error_page;
mod facet_controls;
mod form;
mod history;
mod home;
mod lang_text;
mod layout;
mod matrix;
mod names;
mod narrow;
mod pager;
mod record_list;
mod search;
mod signposts;
mod sitemap;
mod timeline;
mod topic;
mod topics;
mod url;
mod verify;
mod withdrawal;

use actix_web::web::ServiceConfig;

/// The routes of all pages and their assets.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(search::show_search)
        .service(search::redirect_to_search)
        .service(claim::get_claim_citation)
        .service(claim::show_claim)
        .service(actors::show_actors)
        .service(actor::show_actor)
        .service(compare::show_comparison)
        .service(topics::show_topics)
        .service(topic::show_topic)
        .service(articles::show_articles)
        .service(article::show_article)
        .service(matrix::show_matrix)
        .service(about::show_about)
        .service(verify::show_verification)
        .service(verify::verify_draft)
        .service(changes::show_changes)
        .service(assets::get_asset)
        .service(assets::get_favicon)
        .service(assets::redirect_favicon)
        .service(sitemap::get_robots)
        .service(sitemap::get_sitemap)
        .service(sitemap::get_sitemap_file);
}
