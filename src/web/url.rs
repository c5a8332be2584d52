//! Addresses of views: the pairs of a query string, taken apart and put together again. Pure.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What stays as it is in a value.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The parameter that chooses the language of the interface; the API knows none of that name.
pub const LANG: &str = "lang";

/// A path with its query, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    path: String,
    pairs: Vec<(String, String)>,
}

impl Address {
    /// Takes an address apart. Pairs without a value, which a form sends for what was left empty, are dropped.
    pub fn read(path: &str, query: &str) -> Self {
        let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().trim().to_owned();
        let pairs = query.split('&').filter_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            let (name, value) = (decode(name), decode(value));
            (!value.is_empty()).then_some((name, value))
        });
        Self { path: path.to_owned(), pairs: pairs.collect() }
    }

    /// A path alone.
    pub fn new(path: &str) -> Self {
        Self { path: path.to_owned(), pairs: vec![] }
    }

    /// The values of a parameter.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The pairs, in order.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// The same view of another path.
    #[must_use]
    pub fn at(&self, path: &str) -> Self {
        Self { path: path.to_owned(), pairs: self.pairs.clone() }
    }

    /// With one more pair.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.pairs.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a parameter's value in place of those it had.
    #[must_use]
    pub fn set(self, name: &str, value: &str) -> Self {
        self.without(&[name]).with(name, value)
    }

    /// Without these parameters.
    #[must_use]
    pub fn without(mut self, names: &[&str]) -> Self {
        self.pairs.retain(|(name, _)| !names.contains(&name.as_str()));
        self
    }

    /// Without one value of a parameter.
    #[must_use]
    pub fn without_value(mut self, name: &str, value: &str) -> Self {
        self.pairs.retain(|(known, held)| !(known == name && held == value));
        self
    }

    /// With these parameters alone.
    #[must_use]
    pub fn only(mut self, names: &[&str]) -> Self {
        self.pairs.retain(|(name, _)| names.contains(&name.as_str()));
        self
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.path)?;
        for (at, (name, value)) in self.pairs.iter().enumerate() {
            let mark = if at == 0 { '?' } else { '&' };
            write!(f, "{mark}{}={}", utf8_percent_encode(name, KEPT), utf8_percent_encode(value, KEPT))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_loses_what_a_form_left_empty_and_comes_back_the_same() {
        let address = Address::read("/", "q=&actor=nvidia&actor=huawei&date_from=+&sort=-date");
        assert_eq!(address.to_string(), "/?actor=nvidia&actor=huawei&sort=-date");
        assert_eq!(Address::read("/", "actor=nvidia&actor=huawei&sort=-date"), address);
    }

    #[test]
    fn one_value_goes_and_another_comes() {
        let address = Address::read("/", "q=%D8%B1%D9%82+a&actor=nvidia&actor=huawei");
        let less = address.clone().without_value("actor", "nvidia").set("q", "ب&");
        assert_eq!(less.to_string(), "/?actor=huawei&q=%D8%A8%26");
        assert_eq!(address.values("actor").collect::<Vec<_>>(), ["nvidia", "huawei"]);
    }
}
