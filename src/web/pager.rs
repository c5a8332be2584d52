//! Numbered pages of a list: which part of it a page shows, and links to the others.

use serde::Deserialize;
use utoipa::IntoParams;

use crate::query::ParameterErrors;
use crate::query::params::parameters;
use crate::web::context::PageContext;
use crate::web::url::Address;

/// The `page` parameter of lists for people, from 1. The API has cursors instead.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct PageNumberParams {
    #[param(value_type = Option<i32>, minimum = 1)]
    page: Vec<String>,
}

parameters!(PageNumberParams);

impl PageNumberParams {
    /// The page number; `None` if it is not given.
    pub fn resolve(&self, errors: &mut ParameterErrors) -> Option<u32> {
        errors.number("page", &self.page, 1, u32::MAX)
    }
}

/// The position of a page in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageNumber {
    /// From 1.
    pub number: u64,
    pub size: u64,
    /// Entries of the whole list.
    pub total: u64,
}

impl PageNumber {
    /// Rejects a page after the last one.
    pub fn new(number: u32, size: u32, total: u64) -> Result<Self, ParameterErrors> {
        let page = Self { number: number.into(), size: size.into(), total };
        if page.number <= page.last() {
            return Ok(page);
        }
        let mut errors = ParameterErrors::default();
        let accepted = format!("an integer from 1 to {}", page.last());
        let typed = number.to_string();
        errors.add("page", &typed, "is after the last page", &[&accepted], Some(page.last().to_string()));
        Err(errors)
    }

    /// The number of entries before the page.
    pub const fn skipped(self) -> u64 {
        (self.number - 1) * self.size
    }

    /// The entries of the page, by their position in the list.
    pub fn shown(self) -> std::ops::Range<usize> {
        let position = |at: u64| usize::try_from(at.min(self.total)).unwrap_or(usize::MAX);
        position(self.skipped())..position(self.skipped() + self.size)
    }

    fn last(self) -> u64 {
        self.total.div_ceil(self.size).max(1)
    }
}

/// What `pager.html` shows below a list. Links are absent where they lead nowhere.
#[derive(Debug, Default)]
pub struct Pager {
    /// "21 to 40 of 367".
    pub range: Option<String>,
    pub first: Option<String>,
    pub previous: Option<String>,
    pub next: Option<String>,
    pub last: Option<String>,
}

impl Pager {
    /// `view` is the address of the list; its page is replaced.
    pub fn new(context: &PageContext, view: &Address, page: PageNumber) -> Self {
        Self::with_parameter(context, view, "page", page)
    }

    /// [`Pager::new`], with the number of the page in another parameter.
    pub fn with_parameter(context: &PageContext, view: &Address, parameter: &str, page: PageNumber) -> Self {
        let PageNumber { number, size, total } = page;
        let link = |to: u64| {
            let view = view.clone().without(&[parameter, "cursor"]);
            context.link(&if to == 1 { view } else { view.with(parameter, &to.to_string()) })
        };
        let last = page.last();
        let (from, to) = (page.skipped() + 1, (page.skipped() + size).min(total));
        let range = || {
            context.locale.format("page-range", &[("from", from.into()), ("to", to.into()), ("total", total.into())])
        };
        Self {
            range: (last > 1).then(|| range().into_owned()),
            first: (number > 2).then(|| link(1)),
            previous: (number > 1).then(|| link(number - 1)),
            next: (number < last).then(|| link(number + 1)),
            last: (number + 1 < last).then(|| link(last)),
        }
    }

    /// Whether there is only one page.
    pub const fn is_empty(&self) -> bool {
        self.previous.is_none() && self.next.is_none() && self.first.is_none()
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(1, "1 to 20 of 367", [None, None, Some("/?q=a&page=2"), Some("/?q=a&page=19")])]
    #[case(2, "21 to 40 of 367", [None, Some("/?q=a"), Some("/?q=a&page=3"), Some("/?q=a&page=19")])]
    #[case(18, "341 to 360 of 367", [Some("/?q=a"), Some("/?q=a&page=17"), Some("/?q=a&page=19"), None])]
    #[case(19, "361 to 367 of 367", [Some("/?q=a"), Some("/?q=a&page=18"), None, None])]
    fn a_page_says_where_it_is_and_links_to_the_others(
        #[case] number: u32,
        #[case] range: &str,
        #[case] links: [Option<&str>; 4],
    ) {
        let request = TestRequest::default().to_http_request();
        let context = PageContext::new(&request, Address::parse("/", "q=a&page=2"));
        let pager = Pager::new(&context, &context.address, PageNumber::new(number, 20, 367).unwrap());
        assert_eq!(pager.range.as_deref(), Some(range));
        assert_eq!([&pager.first, &pager.previous, &pager.next, &pager.last].map(Option::as_deref), links);
    }

    #[test]
    fn a_page_after_the_last_one_is_an_error_that_suggests_the_last() {
        let errors = PageNumber::new(20, 20, 367).unwrap_err();
        assert_eq!(errors.iter().next().unwrap().did_you_mean.as_deref(), Some("19"));
        assert!(PageNumber::new(1, 20, 0).is_ok() && PageNumber::new(2, 20, 20).is_err());
    }
}
