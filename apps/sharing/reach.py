"""Who can open an address, as far as the address itself says."""

import ipaddress
from enum import StrEnum
from urllib.parse import urlsplit


class Reach(StrEnum):
    COMPUTER = "computer"  # only people on this computer
    NETWORK = "network"  # no HTTPS: for people in this network, and readable on the way
    WORLD = "world"


def reach_of(address: str) -> Reach:
    parts = urlsplit(address)
    if _is_this_computer(parts.hostname or ""):
        return Reach.COMPUTER
    return Reach.WORLD if parts.scheme == "https" else Reach.NETWORK


def _is_this_computer(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
