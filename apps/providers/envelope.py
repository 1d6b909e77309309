"""Kling's answer, as its own servers and the gateways in front of them write it: code, message, request_id, data.

The JSON `code` decides, never the HTTP status: 429 alone can mean "wait", "no money" and "wrong address".
"""

import json
import math
import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from apps.providers.base import ProviderError, Reason, RefusedAccount, RefusedInput, Stage, Task, Unavailable
from apps.providers.http import Answer, is_web_address

OK = 0
NOT_FOUND = 1203
RAW_CHARACTERS = 4000
TEXT_CHARACTERS = 500

ACCOUNT = {
    1000: Reason.KEY,
    1001: Reason.KEY,
    1002: Reason.KEY,
    1003: Reason.KEY,
    1004: Reason.KEY,
    1100: Reason.SETUP,
    1101: Reason.CREDIT,
    1102: Reason.CREDIT,
    1103: Reason.PLAN,
    1202: Reason.SETUP,
    1203: Reason.SETUP,
    1304: Reason.SETUP,
}
POLICY = {1300: Reason.POLICY, 1301: Reason.POLICY}
INPUT = {1200, 1201, *POLICY}
NOT_MADE = {1302: Reason.BUSY, 1303: Reason.BUSY, 5001: Reason.DOWN}  # said so plainly: send again later

# The service names the culprit in its message only.
CULPRITS = {
    Reason.POLICY: re.compile(r"(?<![a-z])(risk|sensitive|safety|policy|moderation)", re.IGNORECASE),
    Reason.AUDIO: re.compile(r"(?<![a-z])(audio|sound|voice)", re.IGNORECASE),
    Reason.IMAGE: re.compile(r"(?<![a-z])(image|picture|photo|pixel|face)", re.IGNORECASE),
    Reason.PROMPT: re.compile(r"(?<![a-z])prompt", re.IGNORECASE),
}

STAGES = {
    "submitted": Stage.QUEUED,
    "processing": Stage.RUNNING,
    "succeed": Stage.DONE,
    "succeeded": Stage.DONE,  # the word of Kling's newer calls
    "failed": Stage.FAILED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """An answer that is certainly the service's own. `raw` is cleaned of what a database cannot store."""

    code: int
    message: str
    request_id: str
    retry_after: float | None
    raw: dict[str, Any] = field(repr=False)

    @property
    def data(self) -> Any:
        return self.raw.get("data")


def opened(answer: Answer) -> Envelope:
    """The envelope of an answer. Raises Unavailable(sent=True) for anything else, such as a proxy's own page."""
    try:
        raw = _storable(json.loads(answer.body))
    except (ValueError, RecursionError):
        raw = None
    code = _code(raw["code"]) if isinstance(raw, dict) and "code" in raw else None
    if code is None:
        text = answer.body[:RAW_CHARACTERS].decode(errors="replace").replace("\0", "")
        message = f"HTTP {answer.status} without a readable answer."
        raise Unavailable(Reason.UNCLEAR, message, sent=True, retry_after=answer.retry_after, raw=text)
    return Envelope(
        code=code,
        message=_text(raw.get("message")),
        request_id=_text(raw.get("request_id")),
        retry_after=answer.retry_after,
        raw=raw,
    )


def refusal(envelope: Envelope, *, submitting: bool) -> ProviderError | None:
    """The error that the code stands for, or None when all is well.

    A complaint about what was sent counts only while `submitting`: on a look it says nothing about the task.
    """
    code, message = envelope.code, envelope.message or f"Code {envelope.code}"
    raw = json.dumps(envelope.raw, ensure_ascii=False)[:RAW_CHARACTERS]
    if code == OK:
        return None
    if code in ACCOUNT:
        return RefusedAccount(ACCOUNT[code], message, raw=raw)
    if code in NOT_MADE:
        return Unavailable(NOT_MADE[code], message, sent=False, retry_after=envelope.retry_after, raw=raw)
    # A complaint about our own id means that it is taken, so a task may exist: that must be looked up.
    if submitting and code in INPUT and "external_task_id" not in message.lower():
        return RefusedInput(POLICY.get(code) or _culprit(message) or Reason.INPUT, message, raw=raw)
    return Unavailable(Reason.UNCLEAR, message, sent=True, retry_after=envelope.retry_after, raw=raw)


def task(envelope: Envelope) -> Task:
    """What the envelope tells about one task. Raises Unavailable(sent=True) when it names none."""
    data = _object(envelope.data)
    task_id = _text(data.get("task_id"))
    if not task_id:
        raw = json.dumps(envelope.raw, ensure_ascii=False)[:RAW_CHARACTERS]
        raise Unavailable(Reason.UNCLEAR, "The answer names no task.", sent=True, raw=raw)
    message = _text(data.get("task_status_msg"))
    stage = STAGES.get(_text(data.get("task_status")).lower(), Stage.RUNNING)
    return Task(
        task_id=task_id,
        stage=stage,
        external_id=_text(_object(data.get("task_info")).get("external_task_id")),
        video_url=_video_url(data) if stage is Stage.DONE else "",
        message=message,
        reason=_culprit(message) if stage is Stage.FAILED else None,
        units=_units(data.get("final_unit_deduction")),
        request_id=envelope.request_id,
        raw=envelope.raw,
    )


def _culprit(message: str) -> Reason | None:
    """What the service complains about, guessed from its words."""
    return next((reason for reason, words in CULPRITS.items() if words.search(message)), None)


def _video_url(data: dict[str, Any]) -> str:
    videos = _object(data.get("task_result")).get("videos")
    urls = (_object(video).get("url") for video in (videos if isinstance(videos, list) else []))
    return next((url for url in urls if isinstance(url, str) and is_web_address(url)), "")


def _units(value: Any) -> Decimal | None:
    """An amount that may be written as a number or a string; None for anything that is no plausible amount."""
    try:
        units = Decimal(_text(value))
    except InvalidOperation:
        return None
    return units if units.is_finite() and 0 <= units < 1_000_000 else None


def _code(value: Any) -> int | None:
    """A code written as a number or, by some gateways, as a string."""
    text = _text(value)
    return int(text) if text.isdecimal() else None


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    """A string, or a number as a string (ids and amounts come as both), within bounds; else nothing."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return str(value).strip()[:TEXT_CHARACTERS]


def _storable(value: Any) -> Any:
    """`value` without what PostgreSQL refuses: NUL, halves of surrogate pairs, numbers without end."""
    match value:
        case str():
            return value.replace("\0", "").encode(errors="replace").decode()
        case dict():
            return {_storable(name): _storable(item) for name, item in value.items()}
        case list():
            return [_storable(item) for item in value]
        case float() if not math.isfinite(value):
            return None
    return value
