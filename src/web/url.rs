//! The address of a page: its path and the decoded pairs of its query string. Pure.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::http::url::local_path;

/// The characters that stay unencoded in names and values (RFC 3986, unreserved).
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The parameter for the language of the interface, which only pages have.
pub const LANG: &str = "lang";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    path: String,
    pairs: Vec<(String, String)>,
}

impl Address {
    /// Parses a query string. Pairs without a value are dropped: a form sends one for each field left empty.
    pub fn parse(path: &str, query: &str) -> Self {
        let pairs = form_urlencoded::parse(query.as_bytes());
        let pairs = pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
        Self { path: local_path(path).into_owned(), pairs: pairs.filter(|(_, value)| !value.is_empty()).collect() }
    }

    pub fn new(path: &str) -> Self {
        Self { path: path.to_owned(), pairs: vec![] }
    }

    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(pair_name, _)| pair_name == name).map(|(_, value)| value.as_str())
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// The query string.
    pub fn query(&self) -> String {
        self.to_string().split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default()
    }

    /// The same query string with another path.
    #[must_use]
    pub fn at(&self, path: &str) -> Self {
        Self { path: path.to_owned(), pairs: self.pairs.clone() }
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.pairs.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Replaces all values of a parameter with one.
    #[must_use]
    pub fn set(self, name: &str, value: &str) -> Self {
        self.without(&[name]).with(name, value)
    }

    #[must_use]
    pub fn without(mut self, names: &[&str]) -> Self {
        self.pairs.retain(|(name, _)| !names.contains(&name.as_str()));
        self
    }

    #[must_use]
    pub fn without_value(mut self, name: &str, value: &str) -> Self {
        self.pairs.retain(|pair| (pair.0.as_str(), pair.1.as_str()) != (name, value));
        self
    }

    /// Replaces a value in its place; `None` if the parameter does not have it.
    pub fn replace_value(&self, name: &str, value: &str, replacement: &str) -> Option<Self> {
        let mut address = self.clone();
        let pair = address.pairs.iter_mut().find(|pair| (pair.0.as_str(), pair.1.as_str()) == (name, value))?;
        replacement.clone_into(&mut pair.1);
        Some(address)
    }

    /// Keeps these parameters only.
    #[must_use]
    pub fn only(mut self, is_kept: impl Fn(&str) -> bool) -> Self {
        self.pairs.retain(|(name, _)| is_kept(name));
        self
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.path)?;
        for (position, (name, value)) in self.pairs.iter().enumerate() {
            let separator = if position == 0 { '?' } else { '&' };
            let [name, value] = [name, value].map(|text| utf8_percent_encode(text, UNRESERVED));
            write!(f, "{separator}{name}={value}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_form_fields_are_dropped() {
        let address = Address::parse("/", "q=&actor=nvidia&actor=huawei&date_from=+&sort=-date");
        assert_eq!(address.to_string(), "/?actor=nvidia&actor=huawei&sort=-date");
        assert_eq!(Address::parse("/", "actor=nvidia&actor=huawei&sort=-date"), address);
    }

    #[test]
    fn values_can_be_removed_and_replaced() {
        let address = Address::parse("/", "q=%D8%B1%D9%82+a&actor=nvidia&actor=huawei");
        let changed = address.clone().without_value("actor", "nvidia").set("q", "ب&");
        assert_eq!(changed.to_string(), "/?actor=huawei&q=%D8%A8%26");
        assert_eq!(address.values("actor").collect::<Vec<_>>(), ["nvidia", "huawei"]);
        let corrected = address.replace_value("actor", "nvidia", "intel").unwrap();
        assert_eq!(corrected.to_string(), "/?q=%D8%B1%D9%82%20a&actor=intel&actor=huawei");
        assert_eq!(address.replace_value("topic", "nvidia", "intel"), None);
    }
}
