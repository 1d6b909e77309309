"""Our keys stay out of our records, also where a service repeats them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from json import dumps, loads

from apps.providers.base import Account

LEAST_CHARACTERS = 8  # a shorter key would be found in any text


def secrets_sent(account: Account, headers: Mapping[str, str]) -> list[str]:
    """What must not come into our records: the account's keys, and the token that these headers carry."""
    given = (account.key, account.secret, headers.get("Authorization", "").removeprefix("Bearer "))
    return [secret for secret in given if len(secret) >= LEAST_CHARACTERS]


def without(secrets: Sequence[str], body: bytes) -> bytes:
    """`body` without them, also where it writes letters in JSON's other ways."""
    if b"\\" in body:
        with suppress(ValueError, RecursionError):  # no JSON
            body = dumps(loads(body), ensure_ascii=False).encode(errors="replace")
    for secret in secrets:
        body = body.replace(secret.encode(), b"[key]")
    return body
