//! Whose request it is: the address of the connection, or what a proxy that is trusted says of it.

use axum::http::HeaderMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// Addresses that share their first bits, as `10.0.0.0/8` or `fd00::/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    first: IpAddr,
    bits: u8,
}

impl Network {
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.first, plain(address)) {
            (IpAddr::V4(first), IpAddr::V4(address)) => {
                (first.to_bits() ^ address.to_bits()).leading_zeros() >= u32::from(self.bits)
            }
            (IpAddr::V6(first), IpAddr::V6(address)) => {
                (first.to_bits() ^ address.to_bits()).leading_zeros() >= u32::from(self.bits)
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = String;

    /// `ADDRESS/BITS`, or one address.
    fn from_str(text: &str) -> Result<Network, String> {
        let refused = || format!("'{text}' is no network: expected ADDRESS/BITS, such as 10.0.0.0/8 or ::1/128");
        let (address, bits) = text
            .split_once('/')
            .map_or((text, None), |(address, bits)| (address, Some(bits)));
        let first: IpAddr = address.trim().parse().map_err(|_| refused())?;
        let most = if first.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.trim().parse().map_err(|_| refused()))?;
        (bits <= most).then_some(Network { first, bits }).ok_or_else(refused)
    }
}

impl std::fmt::Display for Network {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}/{}", self.first, self.bits)
    }
}

/// Who asks: the peer of the connection; where that is a trusted proxy, the last address of `X-Forwarded-For` that is not
/// one. Earlier ones are the client's own words.
pub fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let mut client = plain(peer);
    if !is_trusted(client, trusted) {
        return client;
    }
    let told: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    for one in told.into_iter().rev() {
        let Ok(address) = one.trim().parse().map(plain) else {
            break;
        };
        client = address;
        if !is_trusted(client, trusted) {
            break;
        }
    }
    client
}

/// Whether it is the address of a proxy that is believed.
pub fn is_trusted(address: IpAddr, trusted: &[Network]) -> bool {
    trusted.iter().any(|network| network.contains(address))
}

/// What requests are counted by: an IPv4 address, or the /64 that one IPv6 customer has.
pub fn counted_by(client: IpAddr) -> IpAddr {
    match plain(client) {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
    }
}

/// An IPv4 address in IPv6's clothes is an IPv4 address.
fn plain(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => address.to_ipv4_mapped().map_or(IpAddr::V6(address), IpAddr::V4),
        IpAddr::V4(address) => IpAddr::V4(Ipv4Addr::from_bits(address.to_bits())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn networks_are_read_and_hold_their_addresses() {
        let network = |text: &str| text.parse::<Network>();
        let ten = network("10.0.0.0/8").expect("a network");
        assert!(ten.contains(ip("10.255.1.2")) && !ten.contains(ip("11.0.0.1")) && !ten.contains(ip("::1")));
        assert!(ten.contains(ip("::ffff:10.1.2.3")), "the same address in IPv6");
        assert!(network("0.0.0.0/0").expect("all").contains(ip("200.1.1.1")));
        let one = network("::1").expect("one address");
        assert!(one.contains(ip("::1")) && !one.contains(ip("::2")));
        for broken in ["", "10.0.0.0/33", "10.0.0/8", "::/129", "10.0.0.0/-1", "proxy"] {
            assert!(network(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_its_own_words() {
        let trusted = ["10.0.0.0/8".parse().expect("a network")];
        let told = |peer: &str, forwarded: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in forwarded {
                headers.append("x-forwarded-for", HeaderValue::from_str(value).expect("ASCII"));
            }
            client_address(ip(peer), &headers, &trusted).to_string()
        };
        assert_eq!(
            told("203.0.113.9", &["1.2.3.4"]),
            "203.0.113.9",
            "no proxy: a forged header"
        );
        assert_eq!(told("10.0.0.1", &["1.2.3.4"]), "1.2.3.4");
        assert_eq!(
            told("10.0.0.1", &["6.6.6.6, 1.2.3.4"]),
            "1.2.3.4",
            "the client forged the first"
        );
        assert_eq!(
            told("10.0.0.1", &["6.6.6.6", "1.2.3.4, 10.9.9.9"]),
            "1.2.3.4",
            "two proxies, two headers"
        );
        assert_eq!(told("10.0.0.1", &["nonsense"]), "10.0.0.1");
        assert_eq!(told("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(counted_by(ip("2001:db8:1:2:3::4")), ip("2001:db8:1:2::"));
    }
}
