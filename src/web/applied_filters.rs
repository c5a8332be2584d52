//! The filters of a search, each value with a link that removes it.

use crate::http::state::AppState;
use crate::i18n;
use crate::query::filters::Q;
use crate::query::{ClaimFilter, FilterKind};
use crate::web::context::PageContext;
use crate::web::facet_controls::filter_label;
use crate::web::url::Address;

/// A value of a filter, and a link that removes it.
pub struct AppliedValue {
    pub name: &'static str,
    pub value: String,
    pub href: String,
}

/// The values of every filter but the words, which the search box shows.
pub fn applied_values(
    context: &PageContext,
    state: &AppState,
    filter: &ClaimFilter,
    view: &Address,
) -> Vec<AppliedValue> {
    let mut applied = Vec::new();
    for (definition, values) in filter.documented().filter(|(definition, _)| **definition != Q) {
        for (value, label) in definition.labelled(values, state.dataset.catalogue()) {
            // The value of a date is its day; the address may have a month or a year.
            let typed = view.values(definition.name).find(|typed| *typed == value);
            let Some(typed) = typed.or_else(|| view.values(definition.name).next()) else { continue };
            let rest = view.clone().without_value(definition.name, typed);
            let value = match definition.kind {
                FilterKind::Date => i18n::format_date(context.locale, typed),
                _ => context.locale.pick(&label).to_owned(),
            };
            applied.push(AppliedValue {
                name: filter_label(context.locale, definition),
                value,
                href: context.link(&rest),
            });
        }
    }
    applied
}
