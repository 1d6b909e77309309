"""Which status of a spoken text may follow which. `move` is the only code that changes one."""

from typing import Any

from apps.core.due import write
from apps.voices.models import Speech

S = Speech.Status

ALLOWED: dict[str, set[str]] = {
    S.WRITTEN: set(),
    S.QUEUED: {S.SENDING, S.FAILED},
    S.SENDING: {S.QUEUED, S.SPEAKING, S.FETCHING, S.FAILED, S.UNKNOWN},
    S.SPEAKING: {S.FETCHING, S.FAILED, S.UNKNOWN},
    S.FETCHING: {S.READY, S.FAILED},
    S.READY: set(),
    S.FAILED: {S.FETCHING},  # a sound that could not be fetched is still there: staff can have it fetched again
    # Speech cannot be looked up: a person decides whether the text is spoken again. But an answer may come late.
    S.UNKNOWN: {S.SPEAKING, S.FETCHING, S.FAILED},
}


def move(speech: Speech, to: str, **fields: Any) -> None:
    """Change a text's status and set `fields` with it.

    A conditional UPDATE: it counts only while status and lease are as `speech` was read. Raises LostRace
    otherwise, and ValueError for a step that `ALLOWED` does not know.
    """
    if to not in ALLOWED[speech.status]:
        raise ValueError(f"A text cannot go from {speech.status} to {to}.")
    write(speech, status=to, **fields)
