//! One address, asked and followed to where it stands.

use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::http::header::LOCATION;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body};

use crate::{Address, FetchError, guard};

/// How often an answer may lead on.
const REDIRECTS: usize = 5;
/// How long a machine may take to answer at all.
const CONNECT: Duration = Duration::from_secs(15);
/// How much is read at once.
const PIECE: usize = 64 * 1024;
/// The longest head of an answer.
const HEAD: usize = 64 * 1024;

/// What may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Whether the machine that the address names may be one that is not of the public network: [`guard::refused`]. The answer may lead on to no other such machine.
    pub private: bool,
    /// Whether an address may name a port.
    pub ports: bool,
    /// How long all of it may take.
    pub time: Duration,
}

impl Rules {
    /// The public web, within a minute.
    pub const WEB: Self = Self { private: false, ports: false, time: Duration::from_secs(60) };
}

/// An answer, not yet read.
#[derive(Debug)]
pub struct Fetched {
    /// The address that was asked.
    asked: Address,
    /// Where it stands, which is another where answers led on.
    at: Address,
    body: Body,
    rules: Rules,
}

/// Ask for what stands at `address`.
///
/// No proxy is asked, nothing is sent but the address and the program's name, and no cookie is kept. Of each address that the answers lead on to, the name is resolved
/// once, judged, and the connection goes where it was judged to lead.
///
/// # Errors
///
/// When it cannot be had, or may not be asked for under `rules`.
pub fn fetch(address: &Address, rules: &Rules) -> Result<Fetched, FetchError> {
    let until = Instant::now() + rules.time;
    let mut at = address.clone();
    for _ in 0..=REDIRECTS {
        let left = until.saturating_duration_since(Instant::now());
        let answer = agent(rules.private && at.is_of(address), left)
            .get(at.as_str())
            .call()
            .map_err(|error| told(&at, rules, error))?;
        let status = answer.status();
        if status.is_redirection()
            && let Some(to) = answer.headers().get(LOCATION)
        {
            at = at.redirect(&String::from_utf8_lossy(to.as_bytes()), rules)?;
            continue;
        }
        if !status.is_success() {
            return Err(FetchError::Status { address: at.to_string(), status: status.to_string() });
        }
        return Ok(Fetched { asked: address.clone(), at, body: answer.into_body(), rules: *rules });
    }
    Err(FetchError::Redirects { address: address.to_string(), most: REDIRECTS })
}

impl Fetched {
    /// Where it stands: the address that was asked, or the one that the last answer led on to.
    pub fn at(&self) -> String {
        self.at.to_string()
    }

    /// Write it `to` somewhere: the first 64 kB, by which `most` tells how many bytes it may have, then the others. Gives how many there were.
    ///
    /// # Errors
    ///
    /// When it breaks off, takes too long or is larger, or cannot be written.
    pub fn write(mut self, mut to: impl Write, most: impl FnOnce(&[u8]) -> u64) -> Result<u64, FetchError> {
        let address = self.asked.to_string();
        let fail = |error: io::Error| told(&self.asked, &self.rules, ureq::Error::from(error));
        let kept = |error| FetchError::Kept { address: address.clone(), error };
        // unpacked where it was sent packed, so what counts is what comes out
        let mut from = self.body.with_config().limit(u64::MAX).reader();
        let mut piece = Vec::with_capacity(PIECE);
        from.by_ref().take(PIECE as u64).read_to_end(&mut piece).map_err(fail)?;
        let most = most(&piece);
        let mut count = 0;
        while !piece.is_empty() {
            count += piece.len() as u64;
            if count > most {
                return Err(FetchError::TooLarge { address, most });
            }
            to.write_all(&piece).map_err(kept)?;
            piece.clear();
            from.by_ref().take(PIECE as u64).read_to_end(&mut piece).map_err(fail)?;
        }
        to.flush().map_err(kept)?;
        Ok(count)
    }
}

/// What asks once. Redirects come back to [`fetch`], which judges each anew.
fn agent(private: bool, time: Duration) -> Agent {
    let config = Config::builder()
        .proxy(None)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .max_response_header_size(HEAD)
        .max_idle_connections(0)
        .timeout_global(Some(time))
        .timeout_connect(Some(CONNECT))
        .user_agent(concat!("truceline/", env!("CARGO_PKG_VERSION")))
        .accept("application/rss+xml, application/atom+xml, text/html;q=0.9, */*;q=0.8")
        .build();
    Agent::with_parts(config, DefaultConnector::default(), Guarded { private, names: DefaultResolver::default() })
}

/// Resolves names to machines that may be asked. The connection goes to what it gives.
#[derive(Debug)]
struct Guarded {
    private: bool,
    names: DefaultResolver,
}

/// The name leads to this kind of machine, and to no other.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Refused(&'static str);

impl Resolver for Guarded {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.names.resolve(uri, config, timeout).map_err(|error| match error {
            ureq::Error::Io(_) => ureq::Error::HostNotFound,
            error => error,
        })?;
        let mut asked = self.empty();
        let mut refused = None;
        for &address in found.iter() {
            match guard::refused(address.ip()).filter(|_| !self.private) {
                None => asked.push(address),
                what => refused = what,
            }
        }
        match refused {
            Some(what) if asked.is_empty() => Err(ureq::Error::Other(Box::new(Refused(what)))),
            _ => Ok(asked),
        }
    }
}

/// The error in our words.
fn told(at: &Address, rules: &Rules, error: ureq::Error) -> FetchError {
    let address = at.to_string();
    match error {
        ureq::Error::HostNotFound => FetchError::Unknown { address },
        ureq::Error::Timeout(_) => FetchError::Slow { address, seconds: rules.time.as_secs() },
        ureq::Error::Other(other) => match other.downcast::<Refused>() {
            Ok(refused) => FetchError::Refused { address, what: refused.0 },
            Err(other) => FetchError::Broken { address, why: other.to_string() },
        },
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => {
            FetchError::Slow { address, seconds: rules.time.as_secs() }
        }
        other => FetchError::Broken { address, why: format!("the connection failed ({other})") },
    }
}
