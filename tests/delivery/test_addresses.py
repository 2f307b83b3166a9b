"""Where a webhook must not go, in every spelling; and that the address that was checked is the one that is used."""

import ssl
from collections.abc import Sequence
from ipaddress import ip_address, ip_network

import pytest
import trustme
from disputes import DeliverySettings, DisputeEngine, InvalidInput, Limits, ManualClock
from disputes.interfaces.delivery.addresses import REFUSED, Address, check_addresses, read_url, refusal

from ..support import START
from .receivers import Receivers
from .tls import tls_receiver, trusting

REFUSED_ADDRESSES = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::169.254.169.254",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "febf::1",
    "fec0::1",
    "ff02::1",
    "4000::1",
    "1234::1",
]

PUBLIC_ADDRESSES = [
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "169.253.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "192.0.1.1",
    "192.167.0.1",
    "192.169.0.1",
    "198.17.0.1",
    "198.20.0.1",
    "223.255.255.255",
    "2001:4860:4860::8888",
    "2606:4700:4700::1111",
    "64:ff9b::8.8.8.8",
]

WRONG_URLS = {
    "http://shop.example/": "must begin with https://",
    "ftp://shop.example/": "must begin with https://",
    "file:///etc/passwd": "must begin with https://",
    "gopher://shop.example/": "must begin with https://",
    "//shop.example/": "must begin with https://",
    "shop.example": "must have no spaces|must begin with",
    "https://": "must",
    "https:///hooks": "must",
    "https://user@shop.example/": "no user",
    "https://user:word@shop.example/": "no user",
    "https://shop.example@127.0.0.1/": "no user",
    "https://shop.example/#top": "fragment",
    "https://shop.example\\@127.0.0.1/": "backslash",
    "https://shop.example/a b": "spaces",
    "https://shop.example/\r\nX: y": "spaces",
    "https://shop.example/ä": "percent-encoded",
    "https://shop.example:0/": "port",
    "https://shop.example:65536/": "port",
    "https://shop.example:http/": "port",
    "https://127.0.0.1/": "loopback",
    "https://127.0.0.1./": "loopback",
    "https://2130706433/": "four decimal numbers",
    "https://0x7f000001/": "four decimal numbers",
    "https://0x7f.0.0.1/": "four decimal numbers",
    "https://017700000001/": "four decimal numbers",
    "https://0177.0.0.1/": "four decimal numbers",
    "https://127.1/": "four decimal numbers",
    "https://127.0.1/": "four decimal numbers",
    "https://0/": "four decimal numbers",
    "https://127.000.000.001/": "four decimal numbers",
    "https://256.1.1.1/": "four decimal numbers",
    "https://1.2.3.4.5/": "four decimal numbers",
    "https://0x/": "four decimal numbers",
    "https://①②⑦.⓪.⓪.①/": "loopback",
    "https://１２７.０.０.１/": "loopback",
    "https://127。0。0。1/": "loopback",
    "https://169.254.169.254/latest/meta-data/": "link-local",
    "https://%31%32%37.0.0.1/": "letters, digits",
    "https://[::1]/": "loopback",
    "https://[::]/": "unspecified",
    "https://[::ffff:127.0.0.1]/": "IPv4-mapped",
    "https://[::ffff:7f00:1]/": "IPv4-mapped",
    "https://[0:0:0:0:0:ffff:a9fe:a9fe]/": "IPv4-mapped",
    "https://[64:ff9b::7f00:1]/": "NAT64",
    "https://[2002:7f00:1::]/": "6to4",
    "https://[fe80::1%25eth0]/": "IPv6 address|zone",
    "https://[fe80::1%eth0]/": "IPv6 address|zone|is no URL",
    "https://[127.0.0.1]/": "IPv6 address|is no URL",
    "https://[::1/": "is no URL",
    "https://::1/": "must",
    "https://shop_.-example/": "must",
    "https://" + "a" * 254 + ".example/": "must",
    "https://shop.example/" + "a" * 2_000: "at most 2000",
}


@pytest.mark.parametrize("address", REFUSED_ADDRESSES)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert refusal(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC_ADDRESSES)
def test_a_public_address_is_not(address: str) -> None:
    assert refusal(ip_address(address)) == ""


def test_each_network_is_refused_from_its_first_to_its_last_address() -> None:
    for network, _ in REFUSED:
        read = ip_network(network)
        assert refusal(read.network_address), network
        assert refusal(read.broadcast_address), network


@pytest.mark.parametrize("url", WRONG_URLS)
def test_a_wrong_url_is_refused_when_it_is_given(url: str) -> None:
    with pytest.raises(InvalidInput, match=WRONG_URLS[url]):
        read_url(url)


def test_a_right_url_is_read_in_parts() -> None:
    target = read_url("https://Müller.Example.:8443/a%20b?c=d")
    assert (target.host, target.port, target.path) == ("xn--mller-kva.example", 8443, "/a%20b?c=d")
    assert target.authority == "xn--mller-kva.example:8443"
    assert read_url("https://[2606:4700:4700::1111]").authority == "[2606:4700:4700::1111]"
    assert read_url("https://shop.example?x=1").path == "/?x=1"
    assert read_url("http://10.0.0.7:8080/", internal=True).host == "10.0.0.7"


def test_one_private_address_among_public_ones_is_enough() -> None:
    found = [ip_address("8.8.8.8"), ip_address("127.0.0.1")]
    assert check_addresses("shop.example", found) == "shop.example leads to 127.0.0.1, which is loopback (RFC 1122)"


def _engine(resolve: "Resolver", tls: ssl.SSLContext | None = None) -> DisputeEngine:
    limits = Limits(connect_seconds=1, attempt_seconds=2, rest_seconds=0.05)
    settings = DeliverySettings(limits=limits, resolve=resolve, tls=tls)
    return DisputeEngine("memory://", clock=ManualClock(START), delivery=settings)


class Resolver:
    """Answers in turn, and counts how often it was asked."""

    def __init__(self, *answers: str) -> None:
        self.answers = [[ip_address(one) for one in answer.split()] for answer in answers]
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> Sequence[Address]:
        """The next answer."""
        self.asked.append(host)
        return self.answers[min(len(self.asked), len(self.answers)) - 1]


def test_a_name_that_leads_inside_gets_no_connection(net: Receivers) -> None:
    receiver = net.start()
    with _engine(Resolver("127.0.0.1")) as engine:
        endpoint = engine.endpoints.add(f"https://shop.example:{receiver.port}/")
        attempt = engine.endpoints.test(endpoint.id)
    assert attempt.failure == "refused: shop.example leads to 127.0.0.1, which is loopback (RFC 1122)"
    assert receiver.connections == 0


def test_a_name_that_changes_between_check_and_connection_is_looked_up_once() -> None:
    """DNS rebinding: the second answer, which leads inside, is never asked for."""
    ca = trustme.CA()
    with tls_receiver(ca, "shop.example") as port:
        resolver = Resolver("127.0.0.1", "10.0.0.1")
        with _engine(resolver, trusting(ca)) as engine:
            endpoint = engine.endpoints.add(f"https://shop.example:{port}/", internal=True)
            attempt = engine.endpoints.test(endpoint.id)
    assert attempt.arrived, attempt
    assert resolver.asked == ["shop.example"]


@pytest.mark.parametrize(("named", "trusted"), [("other.example", True), ("shop.example", False)])
def test_the_certificate_must_be_the_hosts_and_trusted(named: str, trusted: bool) -> None:
    ca = trustme.CA()
    with tls_receiver(ca, named) as port:
        context = trusting(ca) if trusted else ssl.create_default_context()
        with _engine(Resolver("127.0.0.1"), context) as engine:
            endpoint = engine.endpoints.add(f"https://shop.example:{port}/", internal=True)
            attempt = engine.endpoints.test(endpoint.id)
    assert attempt.failure is not None
    assert "certificate verify failed" in attempt.failure


def test_the_next_address_is_tried_when_one_takes_no_connection() -> None:
    ca = trustme.CA()
    with tls_receiver(ca, "shop.example") as port, _engine(Resolver("127.0.0.2 127.0.0.1"), trusting(ca)) as engine:
        endpoint = engine.endpoints.add(f"https://shop.example:{port}/", internal=True)
        assert engine.endpoints.test(endpoint.id).arrived
