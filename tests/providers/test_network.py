"""Which addresses are refused, and when. Nothing here can open a socket: the connector only notes what it is told."""

import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx
import pytest

from apps.providers.network import Network, NotPublic, door, is_public, resolve, within

HOSTILE = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.1.2.3",
    "169.254.0.1", "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192",
    "192.0.2.1", "192.88.99.1", "192.168.0.1", "192.168.255.255", "198.18.0.1", "198.51.100.1", "203.0.113.1",
    "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "64:ff9b::10.0.0.1", "64:ff9b:1::1",
    "2001::1", "2001:db8::1", "2002:a9fe:a9fe::", "2002:7f00:1::", "fc00::1", "fd00:ec2::254", "fe80::1",
    "fe80::1%eth0", "fec0::1", "ff02::1", "localhost", "", "0x7f000001", "127.1",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "8.8.8.8", "172.32.0.1", "192.169.0.1", "2606:4700::1111", "64:ff9b::8.8.8.8"]


class Stream(httpcore.NetworkStream):
    """A connection to nowhere."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return b"x"

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.timeout = timeout

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> Any:
        return self

    def get_extra_info(self, info: str) -> Any:
        return info


class Connector(httpcore.NetworkBackend):
    """Opens nothing. Writes down where it was sent; addresses in `dead` do not answer."""

    def __init__(self, dead: Iterable[str] = ()) -> None:
        self.calls: list[tuple[str, int]] = []
        self.dead = set(dead)

    def connect_tcp(self, host: str, port: int, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        self.calls.append((host, port))
        if host in self.dead:
            raise httpcore.ConnectError(f"{host} does not answer")
        return Stream()


def connect(*found: str, allowed: tuple[str, int] | None = None, dead: Iterable[str] = ()) -> list[tuple[str, int]]:
    """Where a connection to cdn.test, which has these addresses, goes."""
    connector = Connector(dead)
    Network(allowed, resolve=lambda host, port: list(found), backend=connector).connect_tcp("cdn.test", 443)
    return connector.calls


class TestIsPublic:
    @pytest.mark.parametrize("address", HOSTILE)
    def test_private_local_and_made_up_addresses_are_not(self, address):
        assert not is_public(address)

    @pytest.mark.parametrize("address", PUBLIC)
    def test_those_of_the_internet_are(self, address):
        assert is_public(address)


class TestNetwork:
    @pytest.mark.parametrize("address", HOSTILE)
    def test_a_name_that_means_something_private_is_never_connected_to(self, address):
        connector = Connector()
        network = Network(resolve=lambda host, port: [address], backend=connector)
        with pytest.raises(NotPublic, match=r"cdn\.test"):
            network.connect_tcp("cdn.test", 443)
        assert connector.calls == []

    def test_one_private_address_among_good_ones_spoils_them_all(self):
        with pytest.raises(NotPublic):
            connect("1.1.1.1", "10.0.0.1")

    def test_the_connection_goes_to_the_address_that_was_looked_at(self):
        answers = iter([["1.1.1.1"], ["127.0.0.1"]])
        connector = Connector()
        Network(resolve=lambda host, port: next(answers), backend=connector).connect_tcp("cdn.test", 443)
        assert connector.calls == [("1.1.1.1", 443)]

    def test_a_name_is_looked_at_again_for_each_connection(self):
        answers = iter([["1.1.1.1"], ["127.0.0.1"]])
        network = Network(resolve=lambda host, port: next(answers), backend=Connector())
        network.connect_tcp("cdn.test", 443)
        with pytest.raises(NotPublic):
            network.connect_tcp("cdn.test", 443)

    def test_the_next_address_is_tried_where_one_does_not_answer(self):
        assert connect("1.1.1.1", "1.0.0.1", dead={"1.1.1.1"}) == [("1.1.1.1", 443), ("1.0.0.1", 443)]

    @pytest.mark.parametrize("found", [(), ("1.1.1.1",)])
    def test_nobody_answers_is_a_connect_error(self, found):
        with pytest.raises(httpcore.ConnectError) as caught:
            connect(*found, dead=set(found))
        assert not isinstance(caught.value, NotPublic)

    def test_the_place_that_staff_allowed_may_be_private(self):
        assert connect("10.0.0.5", allowed=("cdn.test", 443)) == [("10.0.0.5", 443)]

    @pytest.mark.parametrize("allowed", [("cdn.test", 8443), ("other.test", 443)])
    def test_and_no_other_port_or_name_at_it(self, allowed):
        with pytest.raises(NotPublic):
            connect("10.0.0.5", allowed=allowed)

    @pytest.mark.parametrize("host", ["127.0.0.1", "::1", "169.254.169.254", "10.0.0.1", "0x7f000001", "2130706433"])
    def test_numbers_in_place_of_names_are_looked_at_too(self, host):
        connector = Connector()
        with pytest.raises(NotPublic):
            Network(backend=connector).connect_tcp(host, 80)
        assert connector.calls == []

    def test_a_name_that_nobody_knows_is_a_connect_error(self):
        with pytest.raises(httpcore.ConnectError):
            resolve(f"{'a' * 70}.test", 80)


class TestWithin:
    def stream(self) -> httpcore.NetworkStream:
        network = Network(resolve=lambda host, port: ["1.1.1.1"], backend=Connector())
        return network.connect_tcp("cdn.test", 443)

    def test_without_it_there_is_no_end(self):
        assert self.stream().read(1) == b"x"

    def test_after_its_time_nothing_is_read_written_or_connected(self):
        stream = self.stream()
        with within(0.01):
            time.sleep(0.02)
            with pytest.raises(httpcore.ReadTimeout):
                stream.read(1)
            with pytest.raises(httpcore.WriteTimeout):
                stream.write(b"x")
            with pytest.raises(httpcore.ConnectTimeout):
                self.stream()
            with pytest.raises(httpcore.ConnectTimeout):
                stream.start_tls(None)
        assert stream.read(1) == b"x"


class TestDoor:
    def test_it_connects_through_the_guard(self):
        with pytest.raises(Exception, match="not a public address"):
            door(None).handle_request(httpx.Request("GET", "http://127.0.0.1:9/"))

    def test_private_places_have_a_door_of_their_own(self):
        assert door(None) is door(None)
        assert door(("10.0.0.5", 80)) is door(("10.0.0.5", 80))
        assert door(("10.0.0.5", 80)) is not door(None)
