/// The host of a web address, without `www.` and port; of a page out of a web archive, which stands behind the time of its capture, that of the page
/// itself (`https://archive.example/web/2031/http://sarnem-times.example/1` is of `sarnem-times.example`). None where there is no scheme or host.
pub fn host(address: &str) -> Option<&str> {
    let path = address.split(['?', '#']).next()?;
    let (before, page) = path.rsplit_once("://")?;
    let captured =
        before.rsplit('/').nth(1).is_some_and(|part| part.chars().take_while(char::is_ascii_digit).count() >= 4);
    let own = if captured { page } else { path.split_once("://")?.1 };
    let host = own.split(['/', ':']).next()?;
    Some(host.strip_prefix("www.").unwrap_or(host)).filter(|host| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn an_archived_page_is_of_its_own_outlet() {
        assert_eq!(host("https://www.sarnem-times.example:8080/a?b"), Some("sarnem-times.example"));
        assert_eq!(
            host("http://web.archive.org/web/2031/http://sarnem-times.example:80/a"),
            Some("sarnem-times.example")
        );
        assert_eq!(host("https://sarnem-times.example/?from=http://orrel.example/"), Some("sarnem-times.example"));
        assert_eq!(host("https://orrel.example/share/http://sarnem-times.example/1"), Some("orrel.example"));
        assert_eq!(host("sarnem-times.example"), None);
        assert_eq!(host("https://"), None);
    }
}
