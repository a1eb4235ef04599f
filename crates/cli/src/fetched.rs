//! What was fetched from an address that the user named, put where it is read as a file is.

use std::fs::File;
use std::io::Seek;
use std::time::Duration;

use truceline_fetch::{Address, FetchError, Rules, fetch};
use truceline_intake::{Format, Limits, sniff};

/// How long an address named on the command line may take.
const TIME: Duration = Duration::from_secs(300);

/// What stood at an address.
#[derive(Debug)]
pub(crate) struct Fetched {
    /// It, in a file without a name.
    pub(crate) file: File,
    /// How many bytes it has.
    pub(crate) size: u64,
    /// Where it stood, which is another address where answers led on.
    pub(crate) at: String,
}

/// What the command line may ask: any port that the address names, and machines of the own network where the user says so.
pub const fn rules(private: bool) -> Rules {
    Rules { private, ports: true, time: TIME }
}

/// What stands at `address`, as far as one of its format may be read.
pub(crate) fn fetched(address: &str, rules: &Rules, limits: &Limits) -> Result<Fetched, FetchError> {
    let kept = |error| FetchError::Kept { address: address.to_owned(), error };
    let answer = fetch(&Address::parse(address, rules)?, rules)?;
    let at = answer.at();
    let mut file = tempfile::tempfile().map_err(kept)?;
    let size = answer.write(&mut file, |head| most(address, head, limits))?;
    file.rewind().map_err(kept)?;
    Ok(Fetched { file, size, at })
}

/// How many bytes an input may have that begins so.
fn most(name: &str, head: &[u8], limits: &Limits) -> u64 {
    let format = sniff(name, head);
    // what is in a zip archive may be told at its end alone; of a file of lines each is measured, but a file must end
    let open = format == Format::Text && head.starts_with(b"PK\x03\x04");
    limits.largest(format).filter(|_| !open).unwrap_or(limits.max_archive_bytes as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_much_comes_is_told_by_the_beginning() {
        let limits = Limits { max_bytes: 10, max_archive_bytes: 100, ..Limits::default() };
        for (head, bytes) in [
            (&b"Shells fell on Dolvik."[..], 10),
            (b"<rss version=\"2.0\">", 10),
            (b"WARC/1.1\r\n", 100),
            (b"PK\x03\x04 some archive", 100),
            (b"{\"report\": {\"id\": \"a\"}}\n", 100),
        ] {
            assert_eq!(most("https://ana.example/", head, &limits), bytes);
        }
    }
}
