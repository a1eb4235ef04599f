//! Digests as web archives write them: `sha1:`, `sha256:` or `sha512:` and the hash in base32 or hexadecimal.

use sha1::{Digest, Sha1};
use sha2::{Sha256, Sha512};

/// Whether the digest that is `said` is that of one of `bodies`; or why that cannot be told.
pub(crate) fn check(said: &str, bodies: &[&[u8]]) -> Result<bool, String> {
    let (kind, value) = said.trim().split_once(':').ok_or_else(|| format!("{said:?} names no algorithm"))?;
    let value = value.trim();
    let hash: fn(&[u8]) -> Vec<u8> = match kind.to_ascii_lowercase().replace('-', "").as_str() {
        "sha1" => |b| Sha1::digest(b).to_vec(),
        "sha256" => |b| Sha256::digest(b).to_vec(),
        "sha512" => |b| Sha512::digest(b).to_vec(),
        _ => return Err(format!("{kind:?} is none of sha1, sha256, sha512")),
    };
    Ok(bodies.iter().any(|body| {
        let own = hash(body);
        value.eq_ignore_ascii_case(&hex(&own)) || value.trim_end_matches('=').eq_ignore_ascii_case(&base32(&own))
    }))
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
