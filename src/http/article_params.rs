//! Parameters of lists of articles.

use serde::Deserialize;
use utoipa::IntoParams;

use crate::domain::article::Article;
use crate::domain::catalogue::Catalogue;
use crate::domain::claim_date::Days;
use crate::domain::date_window::DateWindow;
use crate::domain::vocabulary::DateMatch;
use crate::query::ParameterErrors;
use crate::query::params::parameters;

/// Filters of a list of articles.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct ArticleParams {
    /// Articles of any of these publishers.
    #[param(value_type = Vec<String>)]
    publisher: Vec<String>,
    /// Articles in any of these languages: BCP 47 tags.
    #[param(value_type = Vec<String>, example = json!(["ar"]))]
    language: Vec<String>,
    /// Articles published in or after this year, month or day.
    #[param(value_type = Option<String>, pattern = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", example = "2025-07")]
    published_from: Vec<String>,
    /// Articles published in or before this year, month or day.
    #[param(value_type = Option<String>, pattern = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", example = "2025-07")]
    published_to: Vec<String>,
}

parameters!(ArticleParams);

/// Validated filters of a list of articles.
#[derive(Debug, Clone, Default)]
pub struct ArticleFilter {
    publishers: Vec<String>,
    languages: Vec<String>,
    published: Option<DateWindow>,
}

impl ArticleParams {
    pub fn resolve(&self, catalogue: &Catalogue, errors: &mut ParameterErrors) -> ArticleFilter {
        let Self { publisher, language, published_from, published_to } = self;
        let articles = catalogue.articles.all();
        let publishers = articles.iter().filter_map(|article| article.publisher.as_deref());
        errors.known("publisher", publisher, publishers, "no article has this publisher");
        let languages = articles.iter().map(|article| article.language.as_str());
        errors.known("language", language, languages, "no article is in this language");
        let (from, to) = (errors.date("published_from", published_from), errors.date("published_to", published_to));
        if let (Some(from), Some(to)) = (from, to)
            && from.earliest > to.latest
        {
            let accepted = format!("a date that is not after published_to, {}", published_to[0]);
            errors.add("published_from", &published_from[0], "is after published_to", &[&accepted], None);
        }
        ArticleFilter {
            publishers: publisher.clone(),
            languages: language.clone(),
            published: DateWindow::new(DateMatch::Overlap, from, to),
        }
    }
}

impl ArticleFilter {
    /// Whether an article has one of the values of each filter and may have been published in the window.
    pub fn accepts(&self, article: &Article) -> bool {
        let accepts = |values: &[String], value: Option<&str>| {
            values.is_empty() || value.is_some_and(|value| values.iter().any(|accepted| accepted == value))
        };
        let in_window = self.published.is_none_or(|window| {
            article.published.as_ref().is_some_and(|published| {
                let Days { span, runs } = published.days();
                if runs.is_empty() { window.matches(span) } else { window.matches_runs(&runs) }
            })
        });
        accepts(&self.publishers, article.publisher.as_deref())
            && accepts(&self.languages, Some(&article.language))
            && in_window
    }
}
