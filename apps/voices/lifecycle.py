"""Which status of a spoken text may follow which. `move` is the only code that changes one."""

from typing import Any

from django.db import transaction

from apps.core.due import write
from apps.spending import ledger
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

BY_THE_DRAFT_VOICE: dict[str, set[str]] = {S.QUEUED: {S.READY, S.FAILED}}  # nothing is sent


def move(speech: Speech, to: str, **fields: Any) -> None:
    """Change a text's status and set `fields` with it; once it is final, its money is settled.

    All in one transaction, by a conditional UPDATE: it counts only while status and lease are as `speech` was read.
    Raises LostRace otherwise, and ValueError for a step that `ALLOWED` does not know.
    """
    allowed = BY_THE_DRAFT_VOICE if speech.is_draft else ALLOWED
    if to not in allowed.get(speech.status, ()):
        raise ValueError(f"A text cannot go from {speech.status} to {to}.")
    with transaction.atomic():
        if to in Speech.FINAL:
            fields.setdefault("charged_micros", speech.charged_micros or 0)
            _settle(speech, fields)
        write(speech, status=to, **fields)


def _settle(speech: Speech, fields: dict[str, Any]) -> None:
    """Book what it cost, with the service's own numbers."""
    if speech.hold_id is not None:
        task_id, request_id = fields.get("task_id", speech.task_id), fields.get("request_id", speech.request_id)
        reason, charged = fields.get("reason", speech.reason), fields["charged_micros"]
        ledger.settle(speech.hold_id, charged, why=reason, reason=reason, task_id=task_id, request_id=request_id)
