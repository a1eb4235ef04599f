//! Addresses that may be fetched, as they are written and where redirects lead.

use url::Url;

use crate::{FetchError, Rules};

/// The longest address.
const LONGEST: usize = 2000;

/// Whether `text` is meant as an address to fetch rather than as the path of a file.
pub fn is_address(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

/// An address that may be fetched as far as its words tell; where its name leads is looked at when it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(Url);

impl Address {
    /// The address that `text` is, under `rules`.
    ///
    /// # Errors
    ///
    /// When it is none of http or https, bears a password, or has a port that may not be asked.
    pub fn parse(text: &str, rules: &Rules) -> Result<Self, FetchError> {
        let bad =
            |why: &str| FetchError::Address { address: text.chars().take(LONGEST).collect(), why: why.to_owned() };
        if text.len() > LONGEST {
            return Err(bad("an address has at most 2,000 bytes"));
        }
        let mut url = Url::parse(text).map_err(|error| bad(&error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(bad("only http and https addresses are fetched; save what is there and give the file"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            // it would stand in the ledger, as the name of the report
            return Err(bad(
                "an address with a name or password in it is not fetched; save what is there and give the file",
            ));
        }
        if !rules.ports && url.port().is_some() {
            return Err(bad("an address with a port of its own is not fetched here"));
        }
        url.set_fragment(None);
        Ok(Self(url))
    }

    /// Where the answer of this address leads on to.
    pub(crate) fn redirect(&self, location: &str, rules: &Rules) -> Result<Self, FetchError> {
        let why = |why: String| FetchError::Redirect { address: self.to_string(), why };
        let to = self.0.join(location).map_err(|error| why(format!("somewhere that is no address ({error})")))?;
        if self.0.scheme() == "https" && to.scheme() != "https" {
            return Err(why(format!("{to}, which anyone on the way can read and change")));
        }
        // the port was named by whoever asked; where the answer leads to was not
        if to.port().is_some() && to.port_or_known_default() != self.0.port_or_known_default() {
            return Err(why(format!("{to}, at another port")));
        }
        Self::parse(to.as_str(), rules).map_err(|error| why(error.to_string()))
    }

    /// Whether it names the machine that `other` names.
    pub(crate) fn is_of(&self, other: &Self) -> bool {
        self.0.host() == other.0.host()
    }

    pub(crate) fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: Rules = Rules { private: true, ports: true, ..Rules::WEB };

    #[test]
    fn an_address_is_told_from_a_path() {
        for text in ["https://ana.example/feed.xml", "HTTP://ana.example", "ftp://ana.example/a", "file:///etc/passwd"]
        {
            assert!(is_address(text), "{text}");
        }
        for text in ["-", "reports/a.txt", "C:\\a.txt", "a://", "://a", "1a://b", "reports/http://a"] {
            assert_eq!(is_address(text), text == "a://", "{text}");
        }
    }

    #[test]
    fn only_plain_web_addresses_are_fetched() {
        for text in
            ["https://ana.example/feed.xml", "http://ana.example", "https://ana.example:443/", "http://[2606:4700::1]/"]
        {
            assert!(Address::parse(text, &Rules::WEB).is_ok(), "{text}");
        }
        for text in [
            "ftp://ana.example/a",
            "file:///etc/passwd",
            "https://",
            "https://ana:secret@ana.example/",
            "https://ana@ana.example/",
            "https://ana.example:8443/",
            "gopher://ana.example",
            "https://ana example/",
            &format!("https://ana.example/{}", "a".repeat(2000)),
        ] {
            let error = Address::parse(text, &Rules::WEB).unwrap_err().to_string();
            assert!(error.starts_with(&text[..7]), "{error}");
        }
        assert!(Address::parse("https://ana.example:8443/", &ANY).is_ok());
        assert_eq!(Address::parse("https://ana.example/a#b", &ANY).unwrap().as_str(), "https://ana.example/a");
    }

    #[test]
    fn a_redirect_may_not_leave_what_was_asked_for() {
        let from = |address: &str, location: &str| {
            Address::parse(address, &ANY).unwrap().redirect(location, &ANY).map(|to| to.to_string())
        };
        assert_eq!(from("http://ana.example/a", "https://ana.example/b").unwrap(), "https://ana.example/b");
        assert_eq!(from("https://ana.example/a/b", "../c?d").unwrap(), "https://ana.example/c?d");
        assert_eq!(from("https://ana.example:8443/", "/b").unwrap(), "https://ana.example:8443/b");
        for (address, location) in [
            ("https://ana.example/", "http://ana.example/"),
            ("http://ana.example/", "http://ana.example:6379/"),
            ("https://ana.example/", "ftp://ana.example/"),
            ("http://ana.example/", "file:///etc/passwd"),
            ("http://ana.example/", "https://ana:secret@ana.example/"),
            ("http://ana.example/", "http://[/"),
        ] {
            let error = from(address, location).unwrap_err();
            assert!(matches!(&error, FetchError::Redirect { .. }) && error.to_string().starts_with(address), "{error}");
        }
    }
}
