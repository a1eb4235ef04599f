//! Digests as web archives write them: `sha1:`, `sha256:` or `sha512:` and the hash in base32 or hexadecimal.

use std::io::{self, Read};

use sha1::{Digest, Sha1};
use sha2::{Sha256, Sha512};

/// Whether the digest that is `said` is that of one of `bodies`; or why that cannot be told.
pub(crate) fn check(said: &str, bodies: &[&[u8]]) -> Result<bool, String> {
    let (hash, value) = parts(said)?;
    Ok(bodies.iter().any(|body| hash(&mut &body[..]).is_ok_and(|own| is(value, &own))))
}

/// Whether the digest that is `said` is that of all that `from` gives; or why that cannot be told.
pub(crate) fn check_all(said: &str, from: &mut dyn Read) -> Result<bool, String> {
    let (hash, value) = parts(said)?;
    hash(from).map(|own| is(value, &own)).map_err(|error| error.to_string())
}

type Hash = fn(&mut dyn Read) -> io::Result<Vec<u8>>;

fn parts(said: &str) -> Result<(Hash, &str), String> {
    let (kind, value) = said.trim().split_once(':').ok_or_else(|| format!("{said:?} names no algorithm"))?;
    let hash = match kind.to_ascii_lowercase().replace('-', "").as_str() {
        "sha1" => hash::<Sha1>,
        "sha256" => hash::<Sha256>,
        "sha512" => hash::<Sha512>,
        _ => return Err(format!("{kind:?} is none of sha1, sha256, sha512")),
    };
    Ok((hash, value.trim()))
}

fn hash<D: Digest>(from: &mut dyn Read) -> io::Result<Vec<u8>> {
    let (mut hash, mut piece) = (D::new(), [0; 16 * 1024]);
    loop {
        match from.read(&mut piece) {
            Ok(0) => return Ok(hash.finalize().to_vec()),
            Ok(read) => hash.update(piece.get(..read).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn is(value: &str, own: &[u8]) -> bool {
    value.eq_ignore_ascii_case(&hex(own)) || value.trim_end_matches('=').eq_ignore_ascii_case(&base32(own))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|b| [b >> 4, b & 15]).filter_map(|d| char::from_digit(u32::from(d), 16)).collect()
}

/// RFC 4648 base32 without padding.
pub(super) fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut out = String::new();
    let (mut held, mut bits) = (0u32, 0);
    for &b in bytes {
        held = held << 8 | u32::from(b);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(char::from(LETTERS[(held >> bits & 31) as usize]));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        out.push(char::from(LETTERS[(held << (5 - bits) & 31) as usize]));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_digests_in_both_writings() {
        // The digests of nothing.
        assert_eq!(check("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", &[b""]), Ok(true));
        assert_eq!(check("sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709", &[b"x", b""]), Ok(true));
        assert_eq!(check("SHA-256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855", &[b""]), Ok(true));
        assert_eq!(check("sha256:4OYMIQUY7QOBJGX36TEJS35ZEQT24QPEMSNZGTFESWMRW6CSXBKQ====", &[b""]), Ok(true));
        assert_eq!(check("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", &[b"x"]), Ok(false));
        assert!(check("md5:00", &[b""]).is_err());
        assert!(check("da39", &[b""]).is_err());
    }
}
