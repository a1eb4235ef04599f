//! Which machines are not asked, whatever name leads to them: those of the user's own network and machine, and of the networks that clouds keep for themselves.
//!
//! A feed's address may come from anyone, and its name may lead anywhere. The program stands within a network that its author does not reach; it must not ask there on
//! their behalf. So an address is judged after its name was resolved, and the connection goes to the very address that was judged.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What kind of machine `ip` is, in words, where it is not one of the public network.
pub fn refused(ip: IpAddr) -> Option<&'static str> {
    match ip {
        IpAddr::V4(ip) => v4(ip),
        IpAddr::V6(ip) => v6(ip),
    }
}

const HERE: &str = "this machine itself";
const PRIVATE: &str = "a private network";
const LINK: &str = "the local network, or what a cloud keeps for itself";
const RESERVED: &str = "an address that belongs to nobody";
const MANY: &str = "many machines at once";

/// What is kept for special ends: IANA's registry, and addresses at which clouds answer their own machines.
fn v4(ip: Ipv4Addr) -> Option<&'static str> {
    match ip.octets() {
        [0 | 127, ..] => Some(HERE),
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => Some(PRIVATE),
        // shared by the customers of a provider; Alibaba's metadata are in it
        [100, 64..=127, ..] => Some(PRIVATE),
        // where most clouds tell a machine its secrets
        [169, 254, ..] => Some(LINK),
        // where Azure does
        [168, 63, 129, 16] => Some(LINK),
        // protocols, documentation, measurements, relays to IPv6
        [192, 0, 0 | 2, _] | [198, 51, 100, _] | [203, 0, 113, _] | [198, 18 | 19, ..] | [192, 88, 99, _] => {
            Some(RESERVED)
        }
        [224..=239, ..] => Some(MANY),
        [240..=255, ..] => Some(RESERVED),
        _ => None,
    }
}

/// Nothing but global unicast, and of that nothing that stands for an address of version 4 which is refused or for no machine.
fn v6(ip: Ipv6Addr) -> Option<&'static str> {
    let last = |[.., a, b]: [u16; 8]| Ipv4Addr::from(u32::from(a) << 16 | u32::from(b));
    match ip.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => Some(HERE),
        // mapped, and translated by the network's own gateway
        segments @ ([0, 0, 0, 0, 0, 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..]) => v4(last(segments)),
        [0xfc00..=0xfdff, ..] | [0xfec0..=0xfeff, ..] => Some(PRIVATE),
        [0xfe80..=0xfebf, ..] => Some(LINK),
        [0xff00..=0xffff, ..] => Some(MANY),
        // protocols (tunnels among them), documentation, and the old way to write an address of version 4
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x2002, ..] | [0x3fff, 0..=0xfff, ..] => Some(RESERVED),
        [0x2000..=0x3fff, ..] => None,
        _ => Some(RESERVED),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A network by its first address and how many bits say that an address is in it.
    fn within(ip: IpAddr, network: &str) -> bool {
        let (first, bits) = network.split_once('/').unwrap();
        let bits: u32 = bits.parse().unwrap();
        match (ip, first.parse().unwrap()) {
            (IpAddr::V4(ip), IpAddr::V4(first)) => u64::from(u32::from(ip) ^ u32::from(first)) >> (32 - bits) == 0,
            (IpAddr::V6(ip), IpAddr::V6(first)) => {
                (u128::from(ip) ^ u128::from(first)).checked_shr(128 - bits) == Some(0)
            }
            _ => false,
        }
    }

    /// As the registries list them.
    const V4: &[&str] = &[
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "168.63.129.16/32",
    ];
    const V6: &[&str] = &["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

    /// Addresses near the edges of what is refused, and any others.
    fn v4_addresses() -> impl Strategy<Value = Ipv4Addr> {
        let near = (0..V4.len(), any::<bool>(), -2i64..3).prop_map(|(at, end, by)| {
            let (first, bits) = V4[at].split_once('/').unwrap();
            let first = u32::from(first.parse::<Ipv4Addr>().unwrap());
            let size = 1u64 << (32 - bits.parse::<u32>().unwrap());
            let at = i64::from(first) + if end { i64::try_from(size).unwrap() } else { 0 } + by;
            Ipv4Addr::from(u32::try_from(at.rem_euclid(1 << 32)).unwrap())
        });
        prop_oneof![near, any::<u32>().prop_map(Ipv4Addr::from)]
    }

    proptest! {
        #[test]
        fn an_address_is_refused_where_a_registry_says_so(ip in v4_addresses()) {
            prop_assert_eq!(refused(ip.into()).is_some(), V4.iter().any(|network| within(ip.into(), network)), "{}", ip);
        }

        #[test]
        fn an_address_in_other_clothes_is_judged_as_itself(ip in v4_addresses()) {
            let n = u128::from(u32::from(ip));
            prop_assert_eq!(refused(Ipv6Addr::from(0xffff << 32 | n).into()), refused(ip.into()));
            prop_assert_eq!(refused(Ipv6Addr::from(0x64_ff9b << 96 | n).into()), refused(ip.into()));
            // the old way, tunnels and local translation are not asked at all
            for old in [n, 0x2002 << 112 | n << 80, 0x2001 << 112 | n, 0x64_ff9b_0001 << 80 | n, 0xffff << 48 | n] {
                prop_assert!(refused(Ipv6Addr::from(old).into()).is_some(), "{}", Ipv6Addr::from(old));
            }
        }

        #[test]
        fn of_version_6_only_what_is_global_is_asked(ip in prop_oneof![any::<u128>(), any::<u128>().prop_map(|n| n >> 3 | 1 << 125)]) {
            let ip = IpAddr::from(Ipv6Addr::from(ip));
            let global = within(ip, "2000::/3") && !V6.iter().any(|network| within(ip, network));
            prop_assert_eq!(refused(ip).is_none(), global || within(ip, "64:ff9b::/96") && refused(ip).is_none(), "{}", ip);
        }
    }

    #[test]
    fn well_known_ones() {
        for ip in [
            "127.0.0.1",
            "0.0.0.0",
            "10.1.2.3",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.100.100.200",
            "255.255.255.255",
            "224.0.0.1",
            "::",
            "::1",
            "fe80::1",
            "fd00:ec2::254",
            "fec0::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "::127.0.0.1",
            "2001:0:4136:e378:8000:63bf:3fff:fdd2",
            "64:ff9b:1::a00:1",
            "100::1",
            "5f00::1",
        ] {
            assert!(refused(ip.parse().unwrap()).is_some(), "{ip}");
        }
        for ip in [
            "9.9.9.9",
            "172.32.0.1",
            "100.128.0.1",
            "168.63.129.17",
            "2606:4700::1111",
            "2a00:1450::1",
            "64:ff9b::909:909",
            "::ffff:9.9.9.9",
        ] {
            assert!(refused(ip.parse().unwrap()).is_none(), "{ip}");
        }
    }
}
