"""The code that /welcome asks for when the visitor does not sit at this very machine.

Whoever finds a fresh installation on the network first must not become its owner. The person who started it can read
the code: it is printed at the start and lies in the data folder until somebody has signed up.
"""

import ipaddress
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from apps.teams.models import User

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that looks like something else: no I, L, O, 0, 1
PROXY_HEADERS = ("HTTP_X_FORWARDED", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")

WRONG_TRIES = 10
WINDOW_SECONDS = 600
_one_at_a_time = Lock()  # the file cache's `add` is not atomic between the threads of one web server


class WrongCode(Exception):
    """This is not the code."""


class TooManyTries(Exception):
    """So many wrong codes in the last ten minutes that even the right one is not looked at."""


def needed(request: HttpRequest) -> bool:
    """Whether the visitor must give the code: they come from another machine, or through a proxy that hides it."""
    if any(name.startswith(PROXY_HEADERS) for name in request.META):
        return True
    try:
        return not ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:  # a socket file has no address
        return True


def one_time_code() -> str | None:
    """The code, "XXXX-XXXX", the same until there is a user; None from then on."""
    if User.objects.exists():
        forget_code()
        return None
    if not _path().exists():
        _keep(f"{_letters(4)}-{_letters(4)}")
    return _path().read_text()


def forget_code() -> None:
    _path().unlink(missing_ok=True)


def check_code(typed: str) -> None:
    """Compare what somebody typed, in whatever case and spacing.

    Raises WrongCode, or TooManyTries after ten wrong ones in ten minutes from all visitors together. Each try takes one
    of ten places in the cache; the right code gives its place back.
    """
    with _one_at_a_time:
        place = next((key for key in _places() if cache.add(key, True, WINDOW_SECONDS)), None)
    if place is None:
        raise TooManyTries
    code = one_time_code()
    if not code or not constant_time_compare(_plain(typed), _plain(code)):
        raise WrongCode
    cache.delete(place)


def _places() -> list[str]:
    return [f"welcome-try-{number}" for number in range(WRONG_TRIES)]


def _plain(code: str) -> str:
    return "".join(filter(str.isalnum, code.upper()))


def _letters(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(count))


def _path() -> Path:
    return settings.DATA_DIR / "welcome_code"


def _keep(code: str) -> None:
    """Write the code aside (only its owner may read such a file) and link it into place: the first of two wins."""
    _path().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=_path().parent) as aside:
        aside.write(code)
        aside.flush()
        with suppress(FileExistsError):
            _path().hardlink_to(aside.name)
