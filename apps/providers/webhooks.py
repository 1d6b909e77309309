"""Signed callbacks (Standard Webhooks): three headers, one secret that both sides know."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping

PREFIX = "whsec_"
VERSION = "v1,"
TOLERANCE_SECONDS = 300


def is_signed(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether `body` comes from somebody who knows `secret`, and was signed within five minutes of `now`.

    While a secret is being replaced, `secret` may hold several of them, with spaces in between.
    """
    given = {name.lower(): value for name, value in headers.items()}
    message_id, timestamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not message_id or not _is_near(timestamp, now):
        return False
    signatures = [each.encode(errors="replace") for each in given.get("webhook-signature", "").split()]
    expected = [_signature(key, message_id, timestamp, body).encode() for key in _keys(secret)]
    return any(hmac.compare_digest(one, other) for one in signatures for other in expected)


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers that go with `body`, one signature for each secret in `secret`. `timestamp`: Unix seconds.

    Raises ValueError when there is no usable secret.
    """
    signatures = [_signature(key, message_id, str(timestamp), body) for key in _keys(secret)]
    if not signatures:
        raise ValueError("There is no usable webhook secret.")
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def _signature(key: bytes, message_id: str, timestamp: str, body: bytes) -> str:
    signed = f"{message_id}.{timestamp}.".encode(errors="replace") + body
    return VERSION + b64encode(hmac.digest(key, signed, "sha256")).decode()


def _keys(secret: str) -> list[bytes]:
    """The secrets that are written as they should be: base64, with or without the prefix."""
    keys = []
    for each in secret.split():
        try:
            keys.append(b64decode(each.removeprefix(PREFIX), validate=True))
        except ValueError:
            continue
    return [key for key in keys if key]


def _is_near(timestamp: str, now: float) -> bool:
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
        return False
    return abs(int(timestamp) - now) <= TOLERANCE_SECONDS
