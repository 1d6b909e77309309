"""Who asked for what, and what came of it: `calls.jsonl`, for tests that count. It is not needed for anything else."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from apps.practice.journal import Journal, now

MAX_BYTES = 32 * 1024 * 1024

_calls = Journal("calls.jsonl")


@dataclass(slots=True, kw_only=True)
class Call:
    """One request. `about` is the task it speaks of, by the id that the caller used or would use.

    `outcome` is "ok", Kling's code of a refusal, or the word of a fault.
    """

    request: HttpRequest
    dialect: str
    operation: str
    about: str = ""
    outcome: str = "ok"

    @property
    def origin(self) -> str:
        """Where the service was called, without a slash at the end."""
        return self.request.build_absolute_uri("/").rstrip("/")


def note(call: Call) -> None:
    """Write a call down."""
    _calls.append(
        {
            "at": now(),
            "dialect": call.dialect,
            "operation": call.operation,
            "about": call.about,
            "outcome": call.outcome,
        }
    )


def entries() -> list[dict[str, Any]]:
    """What was written down, oldest first."""
    return _calls.entries()


def tidy() -> None:
    """Begin a new file when this one has grown large."""
    path = settings.DATA_DIR / "practice" / "calls.jsonl"
    if path.exists() and path.stat().st_size > MAX_BYTES:
        path.replace(path.with_name("calls.old.jsonl"))
