"""What stands behind "Bearer": the key itself or, for an access key with a secret, a token that the secret signs."""

import threading
import time
from dataclasses import dataclass

import jwt

from apps.providers.base import Account
from apps.providers.errors import Reason, RefusedAccount

LIFE_SECONDS = 1800
EARLY_SECONDS = 5  # valid from a little earlier on: clocks differ
LEAST_SECONDS = 60  # a token with less time left is not sent any more
FRESH_SECONDS = 60  # signing again so soon would say the same


@dataclass(frozen=True, slots=True)
class _Signed:
    token: str
    at: float


_lock = threading.Lock()
_signed: dict[tuple[str, str], _Signed] = {}


def bearer(account: Account) -> str:
    """What goes into the Authorization header. Raises RefusedAccount for a secret that cannot sign."""
    if not account.secret:
        return account.key
    owner, now = (account.key, account.secret), time.time()
    with _lock:
        signed = _signed.get(owner)
        if signed is None or not signed.at <= now < signed.at + LIFE_SECONDS - LEAST_SECONDS:
            _drop_expired(now)
            signed = _signed[owner] = _Signed(_sign(account, int(now)), now)
    return signed.token


def forget(account: Account, token: str) -> bool:
    """Sign anew next time, since the service does not take `token`; whether that may do better.

    It may not where there is nothing to sign, nor where `token` was signed a moment ago.
    """
    if not account.secret:
        return False
    owner = account.key, account.secret
    with _lock:
        signed = _signed.get(owner)
        if signed is None or signed.token != token:
            return True
        del _signed[owner]
    return time.time() - signed.at > FRESH_SECONDS


def _sign(account: Account, now: int) -> str:
    claims = {"iss": account.key, "exp": now + LIFE_SECONDS, "nbf": now - EARLY_SECONDS}
    try:
        return jwt.encode(claims, account.secret, algorithm="HS256")
    except (jwt.PyJWTError, UnicodeError):  # both may quote the secret
        raise RefusedAccount(Reason.KEY, "The secret key cannot be used to sign.") from None


def _drop_expired(now: float) -> None:
    for owner in [owner for owner, signed in _signed.items() if now >= signed.at + LIFE_SECONDS]:
        del _signed[owner]
