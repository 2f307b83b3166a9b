"""Where a webhook may go: URLs read strictly, and addresses that are not public refused.

A receiver's URL comes from outside, so it must not reach what only this machine can reach (server-side request
forgery). The name is resolved at each attempt, every address it has is checked, and the connection goes to an
address that was checked, never to a second look-up.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from ...engine.errors import InvalidInput

LONGEST_URL = 2_000
PORTS = {"http": 80, "https": 443}

REFUSED: tuple[tuple[str, str], ...] = (
    ("0.0.0.0/8", "unspecified, this network (RFC 1122)"),
    ("10.0.0.0/8", "private (RFC 1918)"),
    ("100.64.0.0/10", "shared by carrier-grade NAT (RFC 6598)"),
    ("127.0.0.0/8", "loopback (RFC 1122)"),
    ("168.63.129.16/32", "a cloud's virtual host, though it looks public (Azure)"),
    ("169.254.0.0/16", "link-local, cloud metadata (RFC 3927)"),
    ("172.16.0.0/12", "private (RFC 1918)"),
    ("192.0.0.0/24", "protocol assignments (RFC 6890)"),
    ("192.0.2.0/24", "documentation (RFC 5737)"),
    ("192.88.99.0/24", "6to4 relay (RFC 7526)"),
    ("192.168.0.0/16", "private (RFC 1918)"),
    ("198.18.0.0/15", "benchmarks (RFC 2544)"),
    ("198.51.100.0/24", "documentation (RFC 5737)"),
    ("203.0.113.0/24", "documentation (RFC 5737)"),
    ("224.0.0.0/4", "multicast (RFC 5771)"),
    ("240.0.0.0/4", "reserved, broadcast (RFC 1112)"),
    ("::/96", "unspecified, loopback, IPv4-compatible (RFC 4291)"),
    ("::ffff:0:0/96", "IPv4-mapped (RFC 4291)"),
    ("::ffff:0:0:0/96", "IPv4-translated (RFC 2765)"),
    ("64:ff9b:1::/48", "local NAT64 (RFC 8215)"),
    ("100::/64", "discard (RFC 6666)"),
    ("2001::/23", "Teredo, benchmarks, ORCHID and other protocol assignments (RFC 2928)"),
    ("2001:db8::/32", "documentation (RFC 3849)"),
    ("2002::/16", "6to4 (RFC 3056)"),
    ("3fff::/20", "documentation (RFC 9637)"),
    ("5f00::/16", "segment routing (RFC 9602)"),
    ("fc00::/7", "unique local (RFC 4193)"),
    ("fe80::/10", "link-local (RFC 4291)"),
    ("fec0::/10", "site-local (RFC 3879)"),
    ("ff00::/8", "multicast (RFC 4291)"),
)
"""Found: IANA's registries of special-purpose addresses and the RFCs named; Azure's from its documentation."""

_NAT64 = ip_network("64:ff9b::/96")
_GLOBAL_UNICAST = ip_network("2000::/3")
_NETWORKS = tuple((ip_network(network), why) for network, why in REFUSED)
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*")
_NUMERIC = re.compile(r"(0x[0-9a-f]*|[0-9]+)")
_PLAIN = re.compile(r"[!-~]+")

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Target:
    """A receiver's URL in parts: `host` in ASCII without brackets, `path` with its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """What the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def read_url(url: str, *, internal: bool = False) -> Target:
    """A URL in parts; InvalidInput says why it cannot be a receiver's. `internal` allows HTTP and private addresses."""
    parts = _split(url)
    if parts.scheme not in (PORTS if internal else ("https",)):
        raise _wrong("must begin with https://" + ("" if internal else " (http:// is for internal endpoints only)"))
    if "@" in parts.netloc or parts.fragment:
        raise _wrong("must have no user, password or fragment")
    host, port = _host(parts), _port(parts)
    if not internal and (literal := _literal(host)) and (why := refusal(literal)):
        raise _wrong(f"leads to {literal}, which is {why}")
    query = f"?{parts.query}" if parts.query else ""
    return Target(parts.scheme, host, port, (parts.path or "/") + query)


def _split(url: str) -> SplitResult:
    if len(url) > LONGEST_URL:
        raise _wrong(f"must have at most {LONGEST_URL} characters")
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise _wrong(f"is no URL: {error}") from None
    # The path is sent as it stands, so it must be fit for a request line; a backslash is a slash to some readers.
    if "\\" in url or not _PLAIN.fullmatch(url.replace(parts.netloc, "", 1)) or not parts.netloc.isprintable():
        raise _wrong("must have no spaces, backslashes or characters that need to be percent-encoded")
    return parts


def _host(parts: SplitResult) -> str:
    if parts.netloc.rpartition("@")[2].startswith("["):
        return str(_bracketed(parts.hostname or ""))
    host = _ascii((parts.hostname or "").removesuffix("."))
    if not host or len(host) > 253 or not _HOST.fullmatch(host):
        raise _wrong("must name a host by letters, digits, hyphens and dots")
    # Readers of URLs take 2130706433, 0x7f.1 and 0177.0.0.1 for 127.0.0.1: only the plain form is taken.
    if _NUMERIC.fullmatch(host.rpartition(".")[2]) and not isinstance(_literal(host), IPv4Address):
        raise _wrong("must write an IPv4 address as four decimal numbers without leading zeros")
    return host


def _bracketed(text: str) -> IPv6Address:
    try:
        address = IPv6Address(text)
    except ValueError:
        raise _wrong("must have an IPv6 address in brackets") from None
    if address.scope_id:
        raise _wrong("must have no zone in its IPv6 address")
    return address


def _ascii(host: str) -> str:
    if host.isascii():
        return host.lower()
    try:
        import idna
    except ModuleNotFoundError:
        raise _wrong("needs pip install 'dispute-engine[delivery]' for a host that is not in ASCII") from None
    try:
        return idna.encode(host, uts46=True).decode().lower().removesuffix(".")
    except UnicodeError as error:
        raise _wrong(f"has no valid host: {error}") from None


def _port(parts: SplitResult) -> int:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise _wrong("must have a port of 1 to 65535")
    return port or PORTS[parts.scheme]


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def refusal(address: Address) -> str:
    """Why nothing is sent to an address: what it is; empty when it is public."""
    if isinstance(address, IPv6Address):
        if address in _NAT64:
            inner = refusal(IPv4Address(int(address) & 0xFFFF_FFFF))
            return inner and f"NAT64 of an address that is {inner}"
        if address.scope_id:
            return "link-local, with a zone"
    for network, why in _NETWORKS:
        if address in network:
            return why
    return "" if isinstance(address, IPv4Address) or address in _GLOBAL_UNICAST else "not assigned"


def check_addresses(host: str, addresses: Sequence[Address]) -> str:
    """Why nothing is sent to a host of these addresses: one that is not public is enough; empty when all are."""
    faults = (f"{host} leads to {address}, which is {why}" for address in addresses if (why := refusal(address)))
    return next(faults, "")


def _wrong(rule: str) -> InvalidInput:
    return InvalidInput("url", rule)
