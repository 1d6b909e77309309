"""What the practice service takes: the same fields and limits as Kling's avatar call, looked at just as closely."""

import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from apps.media.audio import length_problems
from apps.media.problems import Code, Problem
from apps.media.sandbox import inspect_portrait, inspect_voice
from apps.practice.dialect import BAD_REQUEST, BAD_VALUE, OUT_OF_ORDER, Refusal
from apps.practice.store import portrait, voice
from apps.providers.base import Mode

MAX_BODY_BYTES = 22 * 1024 * 1024  # 10 MB and 5 MB in base64, and room for the words
MAX_PROMPT = 2500
MAX_EXTERNAL_ID = 200
SECONDS = (2, 300)

SAYINGS = {
    Code.TOO_BIG: "size is invalid",
    Code.TOO_SMALL: "pixel is invalid",
    Code.TOO_MANY_PIXELS: "pixel is invalid",
    Code.TOO_NARROW: "ratio is invalid",
    Code.TOO_SHORT: "duration is invalid",
    Code.TOO_LONG: "duration is invalid",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A request whose words are in order. The files have only been unpacked."""

    image: bytes = field(repr=False)
    audio: bytes = field(repr=False)
    mode: Mode
    external_task_id: str


def read(body: bytes) -> Order:
    """The order in a request's body. Raises Refusal."""
    data = _object(body)
    if len(_text(data, "prompt")) > MAX_PROMPT:
        raise Refusal(BAD_VALUE, f"prompt is longer than {MAX_PROMPT} characters")
    mode = _text(data, "mode") or Mode.STANDARD
    if mode not in list(Mode):
        raise Refusal(BAD_VALUE, "mode must be std or pro")
    external_task_id = _text(data, "external_task_id")
    if len(external_task_id) > MAX_EXTERNAL_ID:
        raise Refusal(BAD_VALUE, f"external_task_id is longer than {MAX_EXTERNAL_ID} characters")
    return Order(image=_file(data, "image"), audio=_sound(data), mode=Mode(mode), external_task_id=external_task_id)


def keep_files(order: Order, folder: Path) -> Decimal:
    """Check the files and put portrait and voice into `folder`; returns the seconds of speech. Raises Refusal."""
    arrived = folder / "arrived"
    arrived.write_bytes(order.image)
    _refuse("Image", inspect_portrait(arrived, portrait(folder)).problems)
    arrived.write_bytes(order.audio)
    report = inspect_voice(arrived, voice(folder))
    _refuse("Audio", report.problems or length_problems(report.seconds, *SECONDS))
    arrived.unlink()
    return report.seconds


def _object(body: bytes) -> dict[str, Any]:
    if len(body) > MAX_BODY_BYTES:
        raise Refusal(BAD_REQUEST, "The request is too large")
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise Refusal(BAD_REQUEST, "The request must be a JSON object")
    return data


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    if value is not None and not isinstance(value, str):
        raise Refusal(BAD_VALUE, f"{name} must be a string")
    return value or ""


def _sound(data: Mapping[str, Any]) -> bytes:
    audio_id = _text(data, "audio_id")
    if bool(audio_id) == bool(_text(data, "sound_file")):
        raise Refusal(BAD_VALUE, "Exactly one of audio_id and sound_file must have a value")
    if audio_id:
        raise Refusal(BAD_VALUE, "audio_id not found")
    return _file(data, "sound_file")


def _file(data: Mapping[str, Any], name: str) -> bytes:
    value = _text(data, name)
    if not value:
        raise Refusal(BAD_VALUE, f"{name} cannot be empty")
    if value.startswith(("http://", "https://")):
        raise Refusal(BAD_VALUE, f"{name}: this service takes files, not addresses")
    try:
        return b64decode(value, validate=True)
    except ValueError:
        raise Refusal(BAD_VALUE, f"{name} is not in a valid base64 format, please check") from None


def _refuse(what: str, problems: tuple[Problem, ...] | list[Problem]) -> None:
    """Say the first problem as Kling would. A check that did not come to an end is our own trouble, not the file's."""
    if not problems:
        return
    if problems[0].code == Code.UNREADABLE:
        raise Refusal(OUT_OF_ORDER, "The service is temporarily unavailable")
    raise Refusal(BAD_VALUE, f"{what} {SAYINGS.get(Code(problems[0].code), 'format is invalid')}")
