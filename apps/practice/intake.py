"""What the practice service takes: the fields of each service's documents with their limits, looked at as closely."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from apps.practice.refusal import BAD_REQUEST, BAD_VALUE, Refusal
from apps.providers.base import Mode

MAX_BODY_BYTES = 22 * 1024 * 1024  # 10 MB and 5 MB in base64, and room for the words
MAX_PROMPT = 2500
MAX_TEXT = 1000  # characters to be spoken
MAX_NAME = 200
MAX_ADDRESS = 2000
MODELS = {"kling-avatar-v2-standard": Mode.STANDARD, "kling-avatar-v2-pro": Mode.PRO}
SHAPES = ("16:9", "9:16", "1:1", "4:3", "3:4")
LANGUAGES = ("zh", "en")
SPEEDS = (Decimal("0.8"), Decimal("2.0"))  # what lies outside is moved to the nearer one


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A request for a film whose words are in order.

    `image` and `sound` are base64 or addresses, not yet looked at. The speech is one of `sound`, `audio_id`, and `text`
    with `voice_id`.
    """

    image: str = field(repr=False)
    sound: str = field(default="", repr=False)
    audio_id: str = ""
    text: str = ""
    voice_id: str = ""
    prompt: str = ""
    mode: Mode = Mode.STANDARD
    external_task_id: str = ""
    callback_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """A text to be spoken. `speed` is 0.8 to 2.0, 1 is normal."""

    text: str
    voice_id: str
    language: str = "en"
    speed: Decimal = Decimal(1)


def read(body: bytes) -> Order:
    """The order in a request as Kling documents it. Raises Refusal."""
    data = _object(body)
    sound, audio_id = _text(data, "sound_file"), _text(data, "audio_id")
    if bool(audio_id) == bool(sound):
        raise Refusal(BAD_VALUE, "Exactly one of audio_id and sound_file must have a value")
    return Order(image=_needed(data, "image"), sound=sound, audio_id=audio_id, **_rest(data))


def read_with_prompt(body: bytes) -> Order:
    """The same where a prompt is demanded. Raises Refusal."""
    order = read(body)
    if not order.prompt:
        raise Refusal(BAD_VALUE, "prompt cannot be empty")
    return order


def read_spoken(body: bytes) -> Order:
    """The order in Kling's other dialect: an address of the voice, or a text and who speaks it. Raises Refusal."""
    data = _object(body)
    text, sound = _text(data, "text", MAX_TEXT), _text(data, "audio_url")
    if bool(text.strip()) == bool(sound):
        raise Refusal(BAD_VALUE, "Either text and voice_id or audio_url must have a value")
    if sound and not is_address(sound):
        raise Refusal(BAD_VALUE, "audio_url must be an address")
    if (_text(data, "aspect_ratio") or SHAPES[0]) not in SHAPES:
        raise Refusal(BAD_VALUE, f"aspect_ratio must be one of {', '.join(SHAPES)}")
    voice_id = _voice(data) if text else ""
    return Order(image=_needed(data, "image"), sound=sound, text=text, voice_id=voice_id, **_rest(data))


def read_public(body: bytes) -> Order:
    """The order at UniAll: addresses only, and the length said beforehand. Raises Refusal."""
    data = _object(body)
    if _needed(data, "model") not in MODELS:
        raise Refusal(BAD_VALUE, f"model must be one of {', '.join(MODELS)}")
    image, sound = _needed(data, "image_url"), _needed(data, "audio_url")
    if not (is_address(image) and is_address(sound)):
        raise Refusal(BAD_VALUE, "image_url and audio_url must be public addresses")
    seconds = data.get("audio_duration_seconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < 1_000_000:
        raise Refusal(BAD_VALUE, "audio_duration_seconds is required and must be a number")
    return Order(image=image, sound=sound, prompt=_text(data, "prompt", MAX_PROMPT), mode=MODELS[data["model"]])


def read_utterance(body: bytes) -> Utterance:
    """The text in a request for speech. Raises Refusal."""
    data = _object(body)
    text = _text(data, "text", MAX_TEXT)
    if not text.strip():
        raise Refusal(BAD_VALUE, "text cannot be empty")
    language = _text(data, "voice_language") or LANGUAGES[0]
    if language not in LANGUAGES:
        raise Refusal(BAD_VALUE, f"voice_language must be one of {', '.join(LANGUAGES)}")
    return Utterance(text=text, voice_id=_voice(data), language=language, speed=_speed(data.get("voice_speed")))


def is_address(value: str) -> bool:
    """Whether a file is told by its address, and not written out."""
    return value.startswith(("http://", "https://"))


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


def _rest(data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that all of Kling's calls for a film have."""
    mode = _text(data, "mode") or Mode.STANDARD
    if mode not in list(Mode):
        raise Refusal(BAD_VALUE, "mode must be std or pro")
    callback_url = _text(data, "callback_url", MAX_ADDRESS)
    if callback_url and not is_address(callback_url):
        raise Refusal(BAD_VALUE, "callback_url must be an address")
    return {
        "prompt": _text(data, "prompt", MAX_PROMPT),
        "mode": Mode(mode),
        "external_task_id": _text(data, "external_task_id", MAX_NAME),
        "callback_url": callback_url,
    }


def _text(data: Mapping[str, Any], name: str, longest: int = MAX_BODY_BYTES) -> str:
    value = data.get(name)
    if value is not None and not isinstance(value, str):
        raise Refusal(BAD_VALUE, f"{name} must be a string")
    if value and len(value) > longest:
        raise Refusal(BAD_VALUE, f"{name} is longer than {longest} characters")
    return value or ""


def _needed(data: Mapping[str, Any], name: str) -> str:
    value = _text(data, name)
    if not value:
        raise Refusal(BAD_VALUE, f"{name} cannot be empty")
    return value


def _voice(data: Mapping[str, Any]) -> str:
    voice_id = _text(data, "voice_id", MAX_NAME)
    if not re.fullmatch(r"[A-Za-z0-9_-]+", voice_id):
        raise Refusal(BAD_VALUE, "voice id not found")
    return voice_id


def _speed(value: Any) -> Decimal:
    try:
        speed = Decimal(str(1 if value in (None, "") else value))
    except InvalidOperation:
        speed = Decimal("NaN")
    if not speed.is_finite():
        raise Refusal(BAD_VALUE, "voice_speed must be a number")
    return min(max(speed, SPEEDS[0]), SPEEDS[1])
